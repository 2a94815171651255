"""Measure the server: ``python -m bench.server load|weight|tables [--quick]``."""

from __future__ import annotations

import argparse
import contextlib
import csv
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.planner.common import machine, table

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).resolve().parent / "results"
PAGE = ROOT / "docs" / "server-bench.md"
ACCOUNTS = [f"ada{i}" for i in range(50)]
USERS = (1, 10, 50)
SHOWN = (
    "/week",
    "/today",
    "/tasks",
    "/dial",
    "/year",
    "drag",
    "drag until the new plan is seen",
    "undo",
)
BUDGET = {"/week": 100, "/today": 100, "/tasks": 100, "/dial": 100, "/year": 100}


@contextlib.contextmanager
def serving(folder: Path, workers: int) -> Iterator[str]:
    """Run a server with its worker on the loopback address; yield its address."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    code = f"from equipoise.server.serving import serve; serve('127.0.0.1', {port}, workers={workers})"
    log = (folder / "log").open("wb")
    process = subprocess.Popen([sys.executable, "-c", code], env=_environment(folder), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/health", timeout=2):
                break
            time.sleep(0.2)
        time.sleep(5)  # the planner is loaded meanwhile
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        log.close()


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("EQUIPOISE_DATA", "DJANGO_", "DATABASE_"))
    }
    return kept | {"EQUIPOISE_DATA": str(folder)}


def load(*, quick: bool) -> dict[str, Any]:
    """Let 1, 10 and 50 visitors look and drag for a while."""
    seconds = 8 if quick else 45
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("making fifty accounts with five years of history each: a minute or two", flush=True)
        subprocess.run(
            [sys.executable, "-m", "bench.server.accounts", str(folder / "sessions"), *ACCOUNTS],
            env=_environment(folder),
            check=True,
        )
        locked = 0
        for workers in (0, 1):
            with serving(folder, workers) as url:
                for users in (1, 5) if quick else USERS:
                    print(f"{users} visitors, workers beside: {workers}", flush=True)
                    rows += [{"workers": workers, **row} for row in _visited(url, folder, users, seconds)]
            locked += (folder / "log").read_text(errors="replace").count("database is locked")
    return {"machine": machine(), "seconds": seconds, "rows": rows, "locked": locked}


def _visited(url: str, folder: Path, users: int, seconds: int) -> list[dict[str, Any]]:
    out = folder / f"users{users}"
    command = [sys.executable, "-m", "locust", "-f", str(ROOT / "bench/server/visitors.py"), "--headless",
               "-u", str(users), "-r", str(min(10, users)), "-t", f"{seconds}s", "--host", url, "--csv", str(out),
               "--loglevel", "ERROR", "--only-summary", "--reset-stats"]  # fmt: skip
    subprocess.run(
        command,
        env=os.environ | {"BENCH_SESSIONS": str(folder / "sessions")},
        check=False,
        stdout=subprocess.DEVNULL,
    )
    with Path(f"{out}_stats.csv").open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["Name"] in SHOWN]
    return [
        {
            "users": users,
            "what": row["Name"],
            "requests": int(row["Request Count"]),
            "failures": int(row["Failure Count"]),
            "p50": float(row["50%"]),
            "p95": float(row["95%"]),
        }
        for row in found
    ]


def weight() -> dict[str, Any]:
    """Return the compressed bytes of all files that the week page loads first."""
    static = ROOT / "src/equipoise/server/static/equipoise"
    names = ("css/app.css", "css/week.css", "js/app.js", "js/week.js", "js/prices.js", "icon.svg", "vendor/htmx.min.js",
             "vendor/event-calendar.min.js", "vendor/event-calendar.min.css")  # fmt: skip
    sizes = {name: len(gzip.compress((static / name).read_bytes(), 9)) for name in names}
    return {"files": sizes, "total": sum(sizes.values())}


def tables(part: str, result: dict[str, Any]) -> str:
    """Return a part's table."""
    if part == "weight":
        rows = [[name, f"{size / 1000:.1f} kB"] for name, size in result["files"].items()]
        rows.append(["**all**", f"**{result['total'] / 1000:.0f} kB** (budget 300)"])
        return table(("file, compressed", "size"), rows)
    order = {name: i for i, name in enumerate(SHOWN)}
    rows = [
        [
            f"beside: {r['workers']}" if r["workers"] else "in the same process",
            str(r["users"]),
            r["what"],
            str(r["requests"]),
            str(r["failures"]),
            f"{r['p50']:.0f} ms",
            f"{r['p95']:.0f} ms",
        ]
        for r in sorted(result["rows"], key=lambda r: (r["workers"], r["users"], order[r["what"]]))
    ]
    told = f"\n\n{_beyond(result['rows'])}"
    told += f'\n\nAnswers that said "database is locked": {result["locked"]}. Each run took {result["seconds"]} s.'
    return table(("worker", "visitors", "what", "times", "failed", "p50", "p95"), rows) + told


def _beyond(rows: list[dict[str, Any]]) -> str:
    """Return which pages take longer than they may with the most visitors."""
    most = max(row["users"] for row in rows)
    found = []
    for workers, words in ((0, "with the worker in the same process"), (1, "with a worker beside")):
        slow = [
            f"{row['what']} ({row['p95']:.0f} ms)"
            for row in rows
            if row["workers"] == workers
            and row["users"] == most
            and row["p95"] > BUDGET.get(row["what"], 1e9)
        ]
        found.append(f"{words} {', '.join(slow) or 'none'}")
    return f"Pages whose p95 is beyond 100 ms with {most} visitors: {'; '.join(found)}."


def main() -> None:
    """Measure, save the result, and put its table into the page; a quick run saves nothing."""
    parser = argparse.ArgumentParser(prog="python -m bench.server", description="Measure the web app.")
    parser.add_argument("part", choices=["load", "weight", "tables"])
    parser.add_argument(
        "--quick", action="store_true", help="a few seconds, to see that all works; saves nothing"
    )
    asked = parser.parse_args()
    if asked.part != "tables":
        result = load(quick=asked.quick) if asked.part == "load" else weight()
        print(tables(asked.part, result))
        if asked.quick:
            return
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{asked.part}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    for path in sorted(RESULTS.glob("*.json")):
        found = tables(path.stem, json.loads(path.read_text(encoding="utf-8")))
        begin, end = f"<!-- bench:{path.stem} -->", f"<!-- /bench:{path.stem} -->"
        head, rest = text.split(begin, 1)
        text = f"{head}{begin}\n\n{found}\n\n{end}{rest.split(end, 1)[1]}"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
