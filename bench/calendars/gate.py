"""Each hostile file in a process of its own; ``python -m bench.calendars.gate`` prints seconds and MB as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.calendars.hostile import GOOD, hostile_files

from equipoise.calendars.availability import read_availability
from equipoise.calendars.reading import read_events
from equipoise.calendars.todos import read_tasks
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

__all__ = ["main", "measure"]

_UTC = ZoneInfo("UTC")
_FIRST = datetime(2026, 11, 1, tzinfo=UTC)
_SOURCE = CalendarSource("hostile")


def _read(data: bytes) -> dict[str, Any]:
    window = Interval(_FIRST, _FIRST + timedelta(days=30))
    begin = time.perf_counter()
    events, findings = read_events(data, name="x", zone=_UTC, window=window, source=_SOURCE)
    seconds = time.perf_counter() - begin
    read_tasks(data, name="x", zone=_UTC, now=_FIRST, source=_SOURCE)
    read_availability(data, name="x", zone=_UTC, window=window)
    good = any(event.title == GOOD for event in events)
    return {"seconds": seconds, "events": len(events), "findings": len(findings), "good": good}


def measure(make: Callable[[], bytes]) -> dict[str, Any]:
    """Return what a process of its own made of a file: seconds, megabytes, events, findings, the good event."""
    take, give = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(give, json.dumps(_read(make())).encode())
        finally:
            os._exit(0)
    os.close(give)
    with os.fdopen(take, "rb") as pipe:
        text = pipe.read()
    _, _, used = os.wait4(child, 0)
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return {**(json.loads(text) if text else {}), "megabytes": used.ru_maxrss / unit}


def main(folders: list[str]) -> None:
    """Measure every class, and every file of the folders given."""
    files = hostile_files()
    for folder in folders:
        files |= {path.name: path.read_bytes for path in sorted(Path(folder).glob("*.ics"))}
    print(json.dumps({name: measure(make) for name, make in files.items()}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
