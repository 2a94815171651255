"""Large files: seconds and ten times the file for each reader, in a process of its own that has the libraries already.

Measured are the seconds that the reader computes, so that neighbours do not count, and the growth of the process. The constant is what the result may take: no more than 20,000
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
SIZE, LARGE = 1_000_000, 6_000_000
TIMES = 10
CONSTANT = 24_000_000
SECONDS_EACH, SECONDS_LARGE = 2, 10
READERS: dict[str, Callable[[bytes], object]] = {
    "events": lambda data: read_events(
        data, name="x", zone=ZONE, window=WINDOW, source=SOURCE, owner="me@x.example"
    ),
    "tasks": lambda data: read_tasks(data, name="x", zone=ZONE, now=FIRST, source=SOURCE),
    "hours": lambda data: read_availability(data, name="x", zone=ZONE, window=WINDOW),
}


def moment(number: int) -> str:
    return f"202611{number % 28 + 1:02d}T{number % 24:02d}{number % 60:02d}00"


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


def many(make: Callable[[int], str], size: int) -> list[str]:
    """Return so many parts that they have that size in bytes."""
    parts, total, number = [], 0, 0
    while total < size:
        parts.append(make(number))
        total += len(parts[-1]) + 2
        number += 1
    return parts


def event(number: int) -> str:
    """An event as Google writes it."""
    at = f";TZID=Europe/Berlin:{moment(number)}"
    return "\r\n".join([
        "BEGIN:VEVENT", f"DTSTART{at}", f"DTEND{at}", "DTSTAMP:20260101T000000Z", f"UID:7g1until{number}abcdefgh@google.com",
        "CREATED:20260101T000000Z", "DESCRIPTION:some words that nobody reads", f"LOCATION:Room {number}", "SEQUENCE:0",
        "STATUS:CONFIRMED", f"SUMMARY:Meeting number {number}", "TRANSP:OPAQUE", "END:VEVENT",
    ])  # fmt: skip


def tiny(number: int) -> str:
    return f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:{moment(number)}\r\nEND:VEVENT"


def inside(make: Callable[[int], str]) -> Callable[[int], bytes]:
    """Make one event with many properties."""
    return lambda size: calendar(
        "BEGIN:VEVENT", "UID:1", "DTSTART:20261105T100000Z", *many(make, size), "END:VEVENT"
    )


FILES: dict[str, Callable[[int], bytes]] = {
    "events of a real program": lambda size: calendar(*many(event, size)),
    "the smallest events": lambda size: calendar(*many(tiny, size)),
    "the smallest series": lambda size: calendar(*many(lambda i: tiny(i).replace("\r\nEND", "\r\nRRULE:FREQ=DAILY\r\nEND"), size)),
    "guests": inside(lambda i: f"ATTENDEE:mailto:{i}@v.example"),
    "guests with addresses": inside(lambda i: f"ATTENDEE;EMAIL={i}@v.example;CN=Guest {i}:x"),
    "dates": inside(lambda i: f"RDATE:{moment(i)}"),
    "dates of many zones": inside(lambda i: f"RDATE;TZID=Z{i}:{moment(i)}"),
    "one list of dates": lambda size: calendar("BEGIN:VEVENT", "UID:1", "DTSTART:20261105T100000Z", "RDATE:" + ",".join(many(moment, size)), "END:VEVENT"),
    "a long title": inside(lambda _: "SUMMARY:" + "\U0001f5d3" * 100_000),
    "folds": lambda size: calendar("BEGIN:VEVENT", "UID:1", "DTSTART:20261105T100000Z", "SUMMARY:x", *[" y"] * (size // 4), "END:VEVENT"),
    "lines that nobody knows": lambda size: calendar(*["X:y"] * (size // 5)),
    "zones": lambda size: calendar(*many(lambda i: f"BEGIN:VTIMEZONE\r\nTZID:z{i}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE", size)),
    "busy times": lambda size: calendar("BEGIN:VFREEBUSY", *many(lambda i: f"FREEBUSY:{moment(i)}Z/PT1H", size), "END:VFREEBUSY"),
    "the smallest tasks": lambda size: calendar(*many(lambda i: f"BEGIN:VTODO\r\nUID:{i}\r\nSUMMARY:t\r\nEND:VTODO", size)),
    "the smallest hours": lambda size: calendar("BEGIN:VAVAILABILITY", *many(lambda i: tiny(i).replace("VEVENT", "AVAILABLE"), size), "END:VAVAILABILITY"),
}  # fmt: skip


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
@pytest.mark.parametrize("name", FILES)
def test_a_large_file_takes_little_time_and_memory(name: str) -> None:
    data = FILES[name](SIZE)
    for reader in READERS.values():
        reader(FILES[name](20_000))
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
    data = FILES[name](LARGE)
    READERS[told](FILES[name](20_000))
    seconds, growth = measured(READERS[told], data)
    assert seconds < SECONDS_LARGE
    assert growth < TIMES * len(data) + CONSTANT, growth / len(data)


def test_what_lies_beyond_the_limits_is_told() -> None:
    for data in (
        calendar(*(tiny(i) for i in range(MAX_COMPONENTS + 10))),
        calendar(*(f"X:{i}" for i in range(MAX_LINES + 10))),
    ):
        _, findings = read_events(data, name="x", zone=ZONE, window=WINDOW, source=SOURCE)
        assert any("more than 50000 entries" in item.message for item in findings)
