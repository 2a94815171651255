"""VAVAILABILITY: when somebody can be booked; VFREEBUSY: when they are busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.availability import Availability, read_availability
from equipoise.domain.errors import Finding
from equipoise.domain.time import Interval, merge

Make = Callable[..., Any]
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Interval(datetime(2026, 11, 23, tzinfo=BERLIN), datetime(2026, 11, 30, tzinfo=BERLIN))


def span(day: int, start: int, end: int) -> Interval:
    return Interval(
        datetime(2026, 11, day, start, tzinfo=BERLIN), datetime(2026, 11, day, end, tzinfo=BERLIN)
    )


def available(start: int, end: int, rule: str = "", *, uid: str = "a1", day: str = "20261102") -> list[str]:
    lines = [
        f"DTSTART;TZID=Europe/Berlin:{day}T{start:02d}0000",
        f"DTEND;TZID=Europe/Berlin:{day}T{end:02d}0000",
    ]
    return ["BEGIN:AVAILABLE", f"UID:{uid}", *lines, *([f"RRULE:{rule}"] if rule else []), "END:AVAILABLE"]


def hours(*lines: str) -> list[str]:
    return ["BEGIN:VAVAILABILITY", "UID:v", "DTSTAMP:20260101T000000Z", *lines, "END:VAVAILABILITY"]


@pytest.fixture
def bookable(calendar: Make) -> Callable[..., tuple[Availability, tuple[Finding, ...]]]:
    return lambda *lines: read_availability(calendar(*lines), name="hours.ics", zone=BERLIN, window=WEEK)


WEEKDAYS = available(9, 17, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")


def test_without_any_word_all_is_bookable(bookable: Make) -> None:
    assert bookable() == (Availability((WEEK,)), ())


def test_office_hours(bookable: Make) -> None:
    found, findings = bookable(*hours(*WEEKDAYS))
    assert not findings
    assert found.bookable == tuple(span(day, 9, 17) for day in range(23, 28))
    assert not found.tentative


def test_an_hour_that_is_taken_out_and_one_that_moves(bookable: Make) -> None:
    rule = [*WEEKDAYS[:-1], "EXDATE;TZID=Europe/Berlin:20261124T090000", WEEKDAYS[-1]]
    moved = available(12, 14, day="20261125")
    moved.insert(2, "RECURRENCE-ID;TZID=Europe/Berlin:20261125T090000")
    found, _ = bookable(*hours(*rule, *moved))
    assert found.bookable == (span(23, 9, 17), span(25, 12, 14), span(26, 9, 17), span(27, 9, 17))


def test_a_higher_priority_decides_the_time_of_which_it_speaks(bookable: Make) -> None:
    away = [
        "PRIORITY:1",
        "DTSTART;TZID=Europe/Berlin:20261124T000000",
        "DTEND;TZID=Europe/Berlin:20261127T000000",
    ]
    away += available(15, 16, day="20261125")
    for lines in ([*hours(*away), *hours("PRIORITY:5", *WEEKDAYS)], [*hours(*WEEKDAYS), *hours(*away)]):
        found, _ = bookable(*lines)
        assert found.bookable == (span(23, 9, 17), span(25, 15, 16), span(27, 9, 17))


def test_a_lower_priority_cannot_open_what_a_higher_one_closes(bookable: Make) -> None:
    open_all = ["PRIORITY:9", *available(0, 23, "FREQ=DAILY")]
    assert bookable(*hours(*open_all), *hours("PRIORITY:2", *WEEKDAYS))[0].bookable == tuple(
        span(day, 9, 17) for day in range(23, 28)
    )


def test_among_equals_only_what_all_leave_open(bookable: Make) -> None:
    found, _ = bookable(*hours(*WEEKDAYS), *hours(*available(12, 20, "FREQ=DAILY")))
    assert found.bookable == tuple(span(day, 12, 17) for day in range(23, 28))


def test_tentative_hours_are_told_apart(bookable: Make) -> None:
    found, _ = bookable(*hours("BUSYTYPE:BUSY-TENTATIVE", *WEEKDAYS))
    assert found.bookable == tuple(span(day, 9, 17) for day in range(23, 28))
    assert merge((*found.bookable, *found.tentative)) == (WEEK,)


def test_what_is_broken_is_told(bookable: Make) -> None:
    lines = ["DTSTART:20261127T000000Z", "DTEND:20261124T000000Z"]
    found, findings = bookable(
        *hours(*lines), *hours(*WEEKDAYS, *available(1, 2, "FREQ=NEVER", uid="b", day="20261124"))
    )
    assert found.bookable == tuple(sorted([*(span(day, 9, 17) for day in range(23, 28)), span(24, 1, 2)]))
    assert [item.line for item in findings] == [4, 23]


def test_a_bomb_in_the_hours_is_bounded(bookable: Make) -> None:
    found, findings = bookable(*hours(*available(9, 10, "FREQ=SECONDLY")))
    assert findings
    assert found.bookable


FREEBUSY = [
    *("BEGIN:VFREEBUSY", "UID:fb1", "DTSTAMP:20260101T000000Z"),
    *("DTSTART:20261123T000000Z", "DTEND:20261130T000000Z", "ORGANIZER:mailto:ana@firm.example"),
    "FREEBUSY:20261124T080000Z/20261124T090000Z,20261124T100000Z/PT30M",
    "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261125T080000Z/P1D",
    "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261127T080000Z/PT1H",
    "FREEBUSY;FBTYPE=FREE:20261123T080000Z/PT5H",
    "FREEBUSY;FBTYPE=X-LUNCH:20261127T110000Z/PT1H",
    "FREEBUSY:20261227T110000Z/PT1H",
    "FREEBUSY:never/PT1H",
    "END:VFREEBUSY",
]


def test_our_own_free_busy_is_not_read_back_as_somebody_elses(read: Make, calendar: Make) -> None:
    """What a sync tells a server must not take the same time twice at the next plan."""
    own = [line.replace("UID:fb1", "UID:fb1@equipoise") for line in FREEBUSY]
    assert read(calendar(*own)) == ((), ())
    assert read(calendar(*own, *FREEBUSY))[0] == read(calendar(*FREEBUSY))[0]


def test_a_question_for_free_time_is_no_busy_time(read: Make, calendar: Make) -> None:
    """RFC 5545 section 3.6.4: a request names a stretch of time and says nothing of it."""
    asked = [line for line in FREEBUSY if not line.startswith("FREEBUSY")]
    assert read(calendar("METHOD:REQUEST", *asked)) == ((), ())


def test_free_busy_becomes_busy_events(read: Make, calendar: Make, event: Make) -> None:
    events, findings = read(calendar(*FREEBUSY, *event("SUMMARY:Other", start="DTSTART:20261123T060000Z")))
    assert [(item.title, item.when.minutes) for item in events[1:]] == [
        ("Busy", 60),
        ("Busy", 30),
        ("Unavailable", 1440),
        ("Busy, tentatively", 60),
        ("Busy", 60),
    ]
    assert all(item.busy and not item.flexible and not item.meeting for item in events[1:])
    assert len({item.id for item in events}) == 6
    assert [(item.line, item.field) for item in findings] == [(16, "FREEBUSY")]
    assert read(calendar(*FREEBUSY))[0] == events[1:]
