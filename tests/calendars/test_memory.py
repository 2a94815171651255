"""Large files: seconds and ten times the file for each reader, in a process of its own that has the libraries already.

Measured are the seconds that the reader computes, so that neighbours do not count, and the growth of the process. The constant is what the result may take: no more than 30,000
events are given back.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bench.calendars.large import LARGE

from equipoise.calendars.availability import read_availability
from equipoise.calendars.content import MAX_COMPONENTS, MAX_LINES
from equipoise.calendars.reading import read_events
from equipoise.calendars.todos import read_tasks
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = Interval(FIRST, FIRST + timedelta(days=28))
ZONE = ZoneInfo("Europe/Berlin")
SOURCE = CalendarSource("x")
SIZE, MORE = 1_000_000, 6_000_000
TIMES = 10
CONSTANT = 16_000_000
SECONDS_EACH, SECONDS_LARGE = 2, 10
READERS: dict[str, Callable[[bytes], object]] = {
    "events": lambda data: read_events(
        data, name="x", zone=ZONE, window=WINDOW, source=SOURCE, owner="me@x.example"
    ),
    "tasks": lambda data: read_tasks(data, name="x", zone=ZONE, now=FIRST, source=SOURCE),
    "hours": lambda data: read_availability(data, name="x", zone=ZONE, window=WINDOW),
}


def resident(name: str) -> int:
    """Return a figure of this process in bytes: VmRSS is what it has, VmHWM the most that it had."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def measured(read: Callable[[bytes], object], data: bytes) -> tuple[float, int]:
    """Return the seconds of computing and the growth in bytes of a process of its own."""
    take, give = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            gc.collect()
            RESET.write_text("5")
            before, begin = resident("VmRSS"), time.process_time()
            read(data)
            seconds = time.process_time() - begin
            os.write(give, json.dumps([seconds, resident("VmHWM") - before]).encode())
        finally:
            os._exit(0)
    os.close(give)
    with os.fdopen(take, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    assert text, "the reader died"
    seconds, growth = json.loads(text)
    return seconds, growth


@pytest.mark.skipif(not RESET.exists(), reason="this system does not tell how much memory a process took")
@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_takes_little_time_and_memory(name: str) -> None:
    data = LARGE[name](SIZE)
    for reader in READERS.values():
        reader(LARGE[name](20_000))
    for told, reader in READERS.items():
        seconds, growth = measured(reader, data)
        assert seconds < SECONDS_EACH, told
        assert growth < TIMES * len(data) + CONSTANT, (told, growth / len(data))


@pytest.mark.skipif(not RESET.exists(), reason="this system does not tell how much memory a process took")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("events of a real program", "events"),
        ("the smallest series", "events"),
        ("guests", "events"),
        ("the smallest tasks", "tasks"),
        ("the smallest hours", "hours"),
    ],
)
def test_a_very_large_file_takes_little_memory(name: str, told: str) -> None:
    data = LARGE[name](MORE)
    READERS[told](LARGE[name](20_000))
    seconds, growth = measured(READERS[told], data)
    assert seconds < SECONDS_LARGE
    assert growth < TIMES * len(data) + CONSTANT, growth / len(data)


def test_what_lies_beyond_the_limits_is_told() -> None:
    for name in ("the smallest events", "lines that nobody knows"):
        data = LARGE[name](MORE)
        assert data.count(b"BEGIN:VEVENT") > MAX_COMPONENTS or data.count(b"\n") > MAX_LINES
        _, findings = read_events(data, name="x", zone=ZONE, window=WINDOW, source=SOURCE)
        assert any("more than 50000 entries" in item.message for item in findings)
