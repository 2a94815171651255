"""Hostile calendars: each is read or refused in less than two seconds and little memory, never with a traceback."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from equipoise.calendars.recurrence import Budget

MOST = Budget().series
Make = Callable[..., Any]
PAST = "DTSTART:19700101T000000Z"
ZONE = ["BEGIN:VTIMEZONE", "TZID:Foo", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
IN_ZONE = ["BEGIN:VEVENT", "UID:z", "DTSTART;TZID=Foo:20261124T110000", "DURATION:PT1H", "END:VEVENT"]


def offset(before: str, *more: str) -> list[str]:
    return [*ZONE, f"TZOFFSETFROM:{before}", "TZOFFSETTO:+0100", *more, "END:STANDARD", "END:VTIMEZONE"]


def repeat(line: str, times: int) -> list[str]:
    return [line.format(i) for i in range(times)]


def spread(times: int) -> str:
    return ",".join(f"202611{i % 28 + 1:02d}T{i % 24:02d}{i % 60:02d}00Z" for i in range(times))


RULES = {
    "every second": ("FREQ=SECONDLY", MOST),
    "every second, billions": ("FREQ=SECONDLY;COUNT=99999999999999", MOST),
    "never": ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", None),
    "never, by seconds": ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", None),
    "never, odd seconds": ("FREQ=SECONDLY;INTERVAL=2;BYSECOND=1;COUNT=9", None),
    "interval 0": ("FREQ=DAILY;INTERVAL=0", None),
    "interval -1": ("FREQ=DAILY;INTERVAL=-1", None),
    "interval huge": ("FREQ=SECONDLY;INTERVAL=999999999999999999", None),
    "two frequencies": ("FREQ=DAILY;FREQ=SECONDLY", None),
    "negative days of the year": ("FREQ=HOURLY;COUNT=4;BYYEARDAY=-365,-266,-166,-1", None),
    "count from long ago": ("FREQ=MINUTELY;COUNT=4294967296;BYDAY=MO,TU", None),
    "large set": (
        "FREQ=YEARLY;BYSETPOS=-1;BYSECOND="
        + ",".join(map(str, range(60)))
        + ";BYMINUTE="
        + ",".join(map(str, range(60))),
        None,
    ),
    "huge number": ("FREQ=DAILY;COUNT=" + "9" * 5000, None),
    "empty": ("", None),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("start", [PAST, "DTSTART:20261101T000000Z", "DTSTART:00020101T000000Z"])
def test_rules(read: Make, calendar: Make, event: Make, name: str, start: str) -> None:
    rule, most = RULES[name]
    begin = time.perf_counter()
    events, findings = read(calendar(*event(f"RRULE:{rule}", start=start, end="DURATION:PT1S")))
    assert time.perf_counter() - begin < 2
    if most is not None:
        assert len(events) == most
        assert findings
    else:
        assert len(events) <= MOST
    assert all(finding.line for finding in findings)


def test_one_greedy_rule_leaves_the_others_their_share(read: Make, calendar: Make, event: Make) -> None:
    greedy = event("RRULE:FREQ=MINUTELY;COUNT=4294967296;BYDAY=MO", start=PAST, end="DURATION:PT1M")
    good = [line.replace("UID:u1", "UID:u2") for line in event("RRULE:FREQ=DAILY;COUNT=3", "SUMMARY:Good")]
    events, findings = read(calendar(*greedy, *good))
    assert [item.title for item in events] == ["Good"] * 3
    assert "too much work" in findings[0].message


FILES: dict[str, Callable[[Make, Make], bytes]] = {
    "many rules": lambda c, e: c(*e(*repeat("RRULE:FREQ=DAILY;COUNT={}", 10_000))),
    "many greedy events": lambda c, e: c(
        *[line for i in range(2000) for line in e(f"RRULE:FREQ=SECONDLY;BYSECOND={i % 60}", f"UID:{i}")]
    ),
    "many dates": lambda c, e: c(*e("RDATE:" + spread(200_000))),
    "many exceptions": lambda c, e: c(*e("RRULE:FREQ=DAILY", "EXDATE:" + spread(200_000))),
    "many overrides": lambda c, e: c(
        *e("RRULE:FREQ=DAILY"),
        *[
            line
            for i in range(5000)
            for line in e(f"RECURRENCE-ID;RANGE=THISANDFUTURE:{spread(1)[:9]}{i:06d}Z")
        ],
    ),
    "one id for all": lambda c, e: c(
        *[
            line
            for i in range(5000)
            for line in e(start=f"DTSTART:20261124T10{i // 60 % 60:02d}{i % 60:02d}Z")
        ]
    ),
    "many people": lambda c, e: c(*e(*repeat('ATTENDEE;CN="Guest {0}":mailto:{0}@example.com', 50_000))),
    "long line": lambda c, e: c(*e("SUMMARY:" + "x" * 5_000_000)),
    "nested": lambda _c, _e: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 200_000,
    "nested unknown": lambda _c, _e: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X-A\r\n" * 200_000,
    "many calendars": lambda _c, _e: b"BEGIN:VCALENDAR\r\n" * 200_000,
    "garbage": lambda c, _e: c(*repeat("garbage {}", 100_000)),
    "too big": lambda _c, _e: b"BEGIN:VCALENDAR\r\n" + b"X" * 21_000_000,
    "zone of seconds": lambda c, _e: c(*offset("+0100", "RRULE:FREQ=SECONDLY"), *IN_ZONE),
    "zone of days": lambda c, _e: c(
        *offset("+0100", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR") * 30, *IN_ZONE
    ),
    "offset out of range": lambda c, _e: c(*offset("+9959"), *IN_ZONE),
    "path as zone": lambda c, e: c(*e(start="DTSTART;TZID=../../../etc/passwd:20261124T110000")),
    "long zone": lambda c, e: c(*e(start=f"DTSTART;TZID={'A/' * 100_000}:20261124T110000")),
    "year 9999": lambda c, e: c(*e("RRULE:FREQ=DAILY", start="DTSTART:99991231T235959Z")),
    "year 0": lambda c, e: c(*e(start="DTSTART:00000101T000000Z")),
    "month 13": lambda c, e: c(*e(start="DTSTART:20261324T100000Z")),
    "endless": lambda c, e: c(*e(end="DURATION:P999999999W")),
    "backwards": lambda c, e: c(*e(end="DURATION:-PT1H")),
}


@pytest.mark.parametrize("name", FILES)
def test_files(read: Make, calendar: Make, event: Make, name: str) -> None:
    data = FILES[name](calendar, event)
    begin = time.perf_counter()
    events, findings = read(data)
    assert time.perf_counter() - begin < 2
    assert events or findings
    assert len(findings) <= 51
    assert all(item.when.start <= item.when.end for item in events)
    assert all(str(item) and len(str(item)) < 500 for item in findings)


@pytest.mark.parametrize("name", ["many people", "nested", "many dates"])
def test_memory(read: Make, calendar: Make, event: Make, name: str) -> None:
    data = FILES[name](calendar, event)
    tracemalloc.start()
    read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


def test_examples_of_the_corpus(read: Make, corpus: Path) -> None:
    for path in sorted((corpus / "hostile").rglob("*.*")):
        begin = time.perf_counter()
        read(path.read_bytes())
        assert time.perf_counter() - begin < 2, path.name
