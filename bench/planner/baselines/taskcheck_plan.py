"""The real taskcheck (PyPI) on the real Taskwarrior (Debian), in a home folder that lasts for one run.

taskcheck plans from today and decides how many minutes of which task fall on which day, not at what time. The
instance is therefore moved by whole days so that its first day is the next such weekday after today, the tool
plans, the days are moved back, and each day's minutes are laid into its free time here, longest first into
the tightest gap.

By default taskcheck raises the urgency of late tasks and starts over, again and again; with more work than
time this can take many minutes. It gets `ADJUST_SECONDS` for that, then it is run once more without.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from .grid import SLOT, UNOWNED, Job, build, parse, pieces, put
from .neutral import Instance, PlacedBlock, TaskSpec

NAME: Final = "taskcheck"
DAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
PRIORITIES: Final = {4: "H", 3: "M", 2: "L"}
COMPACT: Final = "%Y%m%dT%H%M%SZ"
TIMEOUT_SECONDS: Final = 120.0
ADJUST_SECONDS: Final = 10.0
LINE: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) - P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?")


class TaskcheckFailedError(RuntimeError):
    """Taskwarrior or taskcheck did not do its part."""


def _shift(instance: Instance) -> timedelta:
    """Whole days to add so that the first day is the next equal weekday after today (UTC)."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = parse(instance["days"][0])
    ahead = (first.weekday() - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead) - first


def _hours(minutes: int) -> float:
    """Minutes the way taskcheck writes hours: 1.30 is an hour and a half."""
    return minutes // 60 + minutes % 60 / 100


def _task(task: TaskSpec, shift: timedelta) -> dict[str, object]:
    block = task["min_chunk"] if task["splittable"] else task["dur"]
    given: dict[str, object] = {
        "description": task["id"],
        "project": task["project"],
        "due": (parse(task["deadline"]) + shift).strftime(COMPACT),
        "entry": (parse(task["created"]) + shift).strftime(COMPACT),
        "estimated": f"PT{task['dur'] // 60}H{task['dur'] % 60}M",
        "min_block": _hours(block),
        "time_map": "work",
        "status": "pending",
    }
    if task["prio"] in PRIORITIES:
        given["priority"] = PRIORITIES[task["prio"]]
    return given


def _calendar(instance: Instance, shift: timedelta) -> str:
    """Busy times as iCalendar; everything before the first day is blocked, for taskcheck starts today."""
    spans = [(parse(busy["start"]) + shift, parse(busy["end"]) + shift) for busy in instance["busy"]]
    first = parse(instance["days"][0]) + shift
    opens, closes = instance["work"]
    for back in range(1, 8):
        day = first - timedelta(days=back)
        spans.append((day + timedelta(hours=opens), day + timedelta(hours=closes)))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//baseline//EN"]
    for number, (start, end) in enumerate(spans):
        lines += ["BEGIN:VEVENT", f"UID:{number}@baseline", f"DTSTAMP:{first.strftime(COMPACT)}"]
        lines += [f"DTSTART:{start.strftime(COMPACT)}", f"DTEND:{end.strftime(COMPACT)}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _configuration(instance: Instance, shift: timedelta, url: str) -> str:
    last = parse(instance["days"][-1]) + shift
    ahead = (last.date() - datetime.now(UTC).date()).days + 1
    opens, closes = instance["work"]
    maps = [f"{day} = [[{opens}, {closes}]]" for day in DAY_NAMES]
    return "\n".join(
        [
            "[time_maps.work]",
            *maps,
            "[scheduler]",
            f"days_ahead = {ahead}",
            "weight_urgency = 1.0",
            "[calendars.busy]",
            f'url = "{url}"',
            "expiration = 1.0",
            "event_all_day_is_blocking = true",
            'timezone = "UTC"',
            "",
        ]
    )


@contextmanager
def _served(text: str) -> Iterator[str]:
    """Serves one calendar on the loopback interface, as taskcheck reads them over HTTP; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/busy.ics"
    finally:
        server.shutdown()
        server.server_close()


def _environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    kept.update(
        HOME=str(home),
        XDG_CONFIG_HOME=str(home / "config"),
        XDG_CACHE_HOME=str(home / "cache"),
        TASKRC=str(home / "taskrc"),
        TASKDATA=str(home / "data"),
        TZ="UTC",
    )
    return kept


def _call(command: list[str], home: Path, text: str = "", seconds: float = TIMEOUT_SECONDS) -> None:
    finished = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        env=_environment(home),
        timeout=seconds,
        check=False,
    )
    if finished.returncode:
        raise TaskcheckFailedError(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}"[-2000:])


def _schedule(instance: Instance, shift: timedelta) -> dict[tuple[str, str], int]:
    """Runs the tools; minutes by day of the instance (ISO date) and task."""
    taskcheck = [sys.executable, "-m", "taskcheck"]
    with tempfile.TemporaryDirectory() as folder, _served(_calendar(instance, shift)) as url:
        home = Path(folder)
        settings = home / "config" / "task" / "taskcheck.toml"
        for path in (home / "data", settings.parent):
            path.mkdir(parents=True)
        (home / "taskrc").write_text(f"data.location={home / 'data'}\nconfirmation=off\n")
        settings.write_text(_configuration(instance, shift, url))
        _call([*taskcheck, "--install"], home, "y\ny\nn\n")
        tasks = [_task(task, shift) for task in instance["tasks"]]
        _call(["task", "import", "-"], home, json.dumps(tasks))
        try:
            _call([*taskcheck, "--schedule", "--dry-run"], home, seconds=ADJUST_SECONDS)
        except subprocess.TimeoutExpired:
            _call([*taskcheck, "--schedule", "--dry-run", "--no-auto-adjust-urgency"], home)
        results = json.loads((home / "data" / "taskcheck" / "dry-run.json").read_text())
    found: dict[tuple[str, str], int] = {}
    for result in results:
        for day, days, hours, minutes in LINE.findall(result["scheduling"]):
            moved = (datetime.fromisoformat(day) - shift).date().isoformat()
            total = int(days or 0) * 1440 + int(hours or 0) * 60 + int(minutes or 0)
            found[moved, result["description"]] = total
    return found


def _lay_out(day_gaps: list[tuple[int, int]], job: Job, slots: int) -> list[tuple[int, int]]:
    """Places one day's share of a job: whole in the tightest gap, else cut where the job may be cut."""
    fitting = [gap for gap in day_gaps if gap[1] - gap[0] >= slots]
    if fitting:
        return [(min(fitting, key=lambda gap: (gap[1] - gap[0], gap))[0], slots)]
    return pieces(job, day_gaps, slots) if job.splittable else []


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Has taskcheck schedule the tasks day by day and lays each day out.

    Args:
        instance: The problem; its working days must be Monday to Friday.
        budget_seconds: Not used; the tool takes as long as it takes.
        seed: Not used; nothing is random.

    Returns:
        The plan. taskcheck knows neither deadlines within a day nor unbroken blocks across days, so tasks may
        come late and a task that must not be split may stand on two days.

    Raises:
        TaskcheckFailedError: One of the tools failed; the message ends with what it wrote.
    """
    del budget_seconds, seed
    grid = build(instance)
    owner = [UNOWNED] * len(grid.position)
    by_id = {job.task["id"]: job for job in grid.jobs}
    shares = _schedule(instance, _shift(instance))
    for (day, name), minutes in sorted(shares.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        base = int((parse(f"{day}T00:00:00Z") - grid.origin).total_seconds() // 60) // SLOT
        end = base + 1440 // SLOT
        gaps = [gap for gap in grid.gaps(owner) if base <= grid.position[gap[0]] < end]
        put(owner, by_id[name], _lay_out(gaps, by_id[name], round(minutes / SLOT)))
    return grid.blocks(owner)
