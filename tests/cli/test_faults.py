"""Faults of every kind through the command line: told in words, or lived with; never half a file, never without an end."""

from __future__ import annotations

import json
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from equipoise.compiling import compiled
from equipoise.lifefile.plan_json import plan_from_json

Run = Callable[..., Result]
PERSON = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n'
TASK = '[[task]]\nid = "t{0}"\ntitle = "Task {0}"\nestimate = "{1} min"\n'
AT = ("--now", "2026-11-23T07:30")
NOW = (*AT, "--seconds", "1")
MOST_MEMORY = 1_000_000_000


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "life.toml"
    path.write_text(PERSON + text, encoding="utf-8")
    return path


def planned(found: Result) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(found.stdout)
    plan_from_json(data)
    return data


def test_far_more_than_fits_before_a_deadline_in_an_hour(run: Run, tmp_path: Path) -> None:
    hard = 'min_chunk = "90 min"\nmax_chunk = "90 min"\ndeadline = 2026-11-23T08:30:00\n'
    found = run("plan", written(tmp_path, TASK.format(0, 1800) + hard), *NOW, "--json")
    assert found.exit_code == 3
    (misfit,) = planned(found)["misfits"]
    assert (misfit["missing"], misfit["placed"]) == (1800, 0)
    assert "30 h are needed and 1 h lies before its deadline" in misfit["reason"]


@pytest.mark.parametrize(
    ("ring", "told"),
    [(1, "waits for itself"), (2, '"t0" after "t1" after "t0"'), (3000, '"t0" after "t2999" after')],
)
def test_tasks_that_wait_for_each_other(run: Run, tmp_path: Path, ring: int, told: str) -> None:
    text = "".join(TASK.format(i, 30) + f'after = ["t{(i - 1) % ring}"]\n' for i in range(ring))
    found = run("plan", written(tmp_path, text), *NOW)
    assert found.exit_code == 2
    assert told in found.stderr
    assert "life.toml:8" in found.stderr
    assert len(found.stderr) < 500


def test_events_that_overlap_are_told_and_those_without_length_take_no_time(run: Run, life: Path) -> None:
    ics = life.parent / "work.ics"
    event = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:{}\r\nEND:VEVENT\r\n"
    odd = [
        ("empty", "20261125T090000Z", "20261125T090000Z", "Empty"),
        ("over", "20261124T103000Z", "20261124T113000Z", "Over"),
    ]
    text = ics.read_text(encoding="utf-8").replace("END:VCALENDAR", "".join(event.format(*e) for e in odd))
    ics.write_text(f"{text}END:VCALENDAR\r\n", encoding="utf-8")
    plan = planned(run("plan", life, *NOW, "--json"))
    assert [clash["text"] for clash in plan["clashes"]] == [
        "Review and Over overlap (Tue 11:00-12:00 and Tue 11:30-12:30)"
    ]
    assert run("verify", life, _saved(life.parent, plan)).exit_code == 0


def _saved(folder: Path, plan: dict[str, Any]) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path


def test_an_event_of_the_life_file_without_length_is_a_mistake(run: Run, tmp_path: Path) -> None:
    text = '[[event]]\nid = "z"\ntitle = "Zero"\nstart = 2026-11-24T10:00:00\nend = 2026-11-24T10:00:00\n'
    found = run("plan", written(tmp_path, text), *NOW)
    assert found.exit_code == 2
    assert "it ends when it starts" in found.stderr


WATCH = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
child.returncode = 0  # it was waited for
print(used.ru_maxrss, file=sys.stderr, flush=True)
os._exit(os.waitstatus_to_exitcode(status))
"""
"""Tells the most memory of a program, in kB. It is a process of its own, for a child begins with its parent's figure."""


def test_ten_thousand_tasks_in_bounded_memory(tmp_path: Path) -> None:
    rng = random.Random(1)
    parts = [TASK.format(i, rng.choice((15, 30, 60, 90))) for i in range(10_000)]
    # three thousand of them wait for each other in one long row
    parts = [p + (f'after = ["t{i - 1}"]\n' if 0 < i < 3000 else "") for i, p in enumerate(parts)]
    life = written(tmp_path, "".join(parts))
    command = [sys.executable, "-m", "equipoise.cli", "plan", str(life), *NOW, "--json"]
    compiled()  # that takes more memory than planning does, once on a machine
    said = tmp_path / "said"
    with said.open("wb") as out:
        watch = [sys.executable, "-c", WATCH, *command]
        found = subprocess.run(watch, stdout=out, stderr=subprocess.PIPE, timeout=300, check=False)
    assert found.returncode == 3, found.stderr.decode()
    most = int(found.stderr.split()[-1]) * 1024
    data = json.loads(said.read_text("utf-8"))
    assert len(data["blocks"]) > 20
    assert (
        len({b["commitment"] for b in data["blocks"]} | {m["commitment"] for m in data["misfits"]}) >= 10_000
    )
    assert most < MOST_MEMORY


def test_a_calendar_cut_anywhere(run: Run, life: Path) -> None:
    ics = life.parent / "work.ics"
    data = ics.read_bytes()
    for size in range(1, len(data) - 2, 9):
        ics.write_bytes(data[:size])
        found = run("check", life, *AT)
        assert found.exit_code in {0, 2}, size
        assert "work.ics" in found.stderr, size


def test_a_life_file_cut_anywhere(run: Run, life: Path) -> None:
    data = life.read_bytes()
    for size in range(0, len(data), 11):
        life.write_bytes(data[:size])
        found = run("check", life, *AT)
        assert found.exit_code in {0, 2}, size
        assert found.exit_code == 0 or "life.toml" in found.stderr, size


def test_a_plan_cut_anywhere(run: Run, life: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    assert run("plan", life, *NOW, "-o", path).exit_code == 0
    data = path.read_bytes().rstrip()
    for size in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:size])
        assert run("today", path, *AT).exit_code == 2, size
        assert run("verify", life, path).exit_code == 2, size
    found = run("replan", life, "--previous", path, *NOW)
    assert found.exit_code == 2
    assert not found.stdout


def test_a_disk_that_is_full_leaves_the_old_files_whole(run: Run, life: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("plan", life, *NOW, "--out", out).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def tight() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    command = [
        sys.executable,
        "-m",
        "equipoise.cli",
        "plan",
        str(life),
        *NOW,
        "--seed",
        "3",
        "--out",
        str(out),
    ]
    found = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, preexec_fn=tight
    )
    assert found.returncode == 1, found.stderr
    assert "cannot be written: File too large" in found.stderr
    assert "Traceback" not in found.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("command", [["rules"], ["schema", "plan"]], ids=" ".join)
def test_a_full_output_is_one_line(command: list[str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w", encoding="utf-8") as output:
        found = subprocess.run(
            [sys.executable, "-m", "equipoise.cli", *command], stdout=output, stderr=subprocess.PIPE, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert found.returncode == 1
    assert found.stderr.count("\n") == 1
    assert "No space left" in found.stderr
