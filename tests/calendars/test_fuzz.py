"""Fuzzing: real files, mutated with their structure in mind. No crash, no hang, no more memory than the file warrants."""

from __future__ import annotations

import os
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.calendars.availability import read_availability
from equipoise.calendars.reading import read_events
from equipoise.calendars.todos import read_tasks
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("EQUIPOISE_SHARED") or ROOT.parent / "shared")
EXAMPLES = int(os.environ.get("EQUIPOISE_FUZZ", "150"))
ZONE = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = Interval(FIRST, FIRST + timedelta(days=28))
SOURCE = CalendarSource("fuzz", flexible=("call",))
LARGEST = 60_000
CONSTANT = 16_000_000
"""What the occurrences of a window may take, in bytes, however small the file that asks for them."""
SECONDS = 2
SPLICES = [
    *(
        b"RRULE:FREQ=SECONDLY",
        b"RRULE:FREQ=DAILY;INTERVAL=0",
        b"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=9",
    ),
    *(
        b"DTSTART:00010101T000000Z",
        b"DTEND:99991231T235959Z",
        b"DURATION:P9999W",
        b"RDATE:19700101/P1D,20261105T000000Z",
    ),
    *(
        b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261105T100000Z",
        b"EXDATE;TZID=Nowhere:20261105",
        b"UID:",
        b"SEQUENCE:\xc2\xb2",
    ),
    *(
        b"BEGIN:VEVENT",
        b"END:VEVENT",
        b"BEGIN:VTIMEZONE",
        b"END:VCALENDAR",
        b"BEGIN:VTODO",
        b"END:VTODO",
        b"BEGIN:AVAILABLE",
    ),
    *(
        b"DTSTART;TZID=Europe/Berlin:20261025T023000",
        b"DUE;VALUE=DATE:20261101",
        b"TZOFFSETTO:+2359",
        b"X-WR-TIMEZONE:\xff",
    ),
    *(
        b"FREEBUSY:20261105T100000Z/-PT1H",
        b"PRIORITY:\xd9\xa3",
        b"RELATED-TO;RELTYPE=DEPENDS-ON:x",
        b" folded",
        b"\tfolded",
    ),
]


def seeds() -> list[bytes]:
    paths = [
        *(ROOT / "tests" / "calendars" / "files").glob("*.ics"),
        *(SHARED / "corpus").glob("*/data/**/*.ics"),
    ]
    return [data for path in sorted(paths) if 40 < len(data := path.read_bytes()) < LARGEST]


SEEDS = seeds()


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Draw a file: a real one after up to six changes."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        lines = data.split(b"\n")
        place = draw(st.integers(0, max(0, len(lines) - 1)))
        other = draw(st.integers(0, max(0, len(lines) - 1)))
        kind = draw(st.sampled_from(["flip", "swap", "cut", "double", "splice", "line", "drop", "repeat"]))
        low, high = sorted((place, other))
        if kind == "flip" and data:
            at = draw(st.integers(0, len(data) - 1))
            data = data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))]) + data[at + 1 :]
            continue
        if kind == "swap":
            lines[place], lines[other] = lines[other], lines[place]
        elif kind == "cut":
            lines = lines[: place + 1]
        elif kind == "double":
            lines = [*lines[:high], *lines[low:high], *lines[high:]]
        elif kind == "splice":
            foreign = draw(st.sampled_from(SEEDS)).split(b"\n")
            lines = [*lines[:place], *foreign[len(foreign) // 3 : 2 * len(foreign) // 3], *lines[place:]]
        elif kind == "line":
            lines.insert(place, draw(st.sampled_from(SPLICES)))
        elif kind == "drop":
            del lines[low:high]
        elif kind == "repeat":
            lines = [*lines[:place], *lines[place : place + 1] * draw(st.integers(2, 300)), *lines[place:]]
        data = b"\n".join(lines)
    return data


def events_of(data: bytes) -> None:
    events, findings = read_events(
        data, name="x", zone=ZONE, window=WINDOW, source=SOURCE, owner="me@firm.example"
    )
    assert all(item.when.overlaps(WINDOW) or item.when.start == item.when.end for item in events)
    assert len({item.id for item in events}) == len(events)
    assert all(len(str(item)) < 600 for item in findings)


def tasks_of(data: bytes) -> None:
    tasks, findings = read_tasks(data, name="x", zone=ZONE, now=FIRST, source=SOURCE)
    assert len({item.id for item in tasks}) == len(tasks)
    assert all(len(str(item)) < 600 for item in findings)


def hours_of(data: bytes) -> None:
    hours, findings = read_availability(data, name="x", zone=ZONE, window=WINDOW)
    assert all(WINDOW.contains(item) for item in hours.bookable)
    assert all(len(str(item)) < 600 for item in findings)


READERS = (events_of, tasks_of, hours_of)


@pytest.mark.skipif(not SEEDS, reason="there are no calendar files to begin from")
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 150, suppress_health_check=list(HealthCheck)
)
@given(data=mutated())
def test_no_crash_and_no_hang(data: bytes) -> None:
    for read in READERS:
        begin = time.process_time()
        read(data)
        assert time.process_time() - begin < SECONDS


@pytest.mark.skipif(not SEEDS, reason="there are no calendar files to begin from")
@settings(
    max_examples=max(20, EXAMPLES // 5),
    deadline=None,
    derandomize=EXAMPLES == 150,
    suppress_health_check=list(HealthCheck),
)
@given(data=mutated())
def test_memory_follows_the_size_of_the_file(data: bytes) -> None:
    for read in READERS:
        tracemalloc.start()
        try:
            read(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 10 * len(data) + CONSTANT
