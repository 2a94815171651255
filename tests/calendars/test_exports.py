"""Files as the common programs export them, each with the oddities of that program. The people are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.availability import read_availability
from equipoise.calendars.todos import read_tasks
from equipoise.domain.commitments import Event, Priority
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

Make = Callable[..., Any]
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 8, tzinfo=BERLIN)
FILES = Path(__file__).parent / "files"
MIRA = "mira@firm.example"


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def brief(events: tuple[Event, ...]) -> list[tuple[str, datetime, float]]:
    return [(item.title, item.when.start.astimezone(BERLIN), item.when.minutes) for item in events]


@pytest.fixture
def export(read: Make) -> Make:
    def reader(name: str, **more: Any) -> Any:
        return read((FILES / f"{name}.ics").read_bytes(), **more)

    return reader


def test_google_until_as_a_date_means_its_midnight_exdate_as_a_date_floating_time_and_the_same_event_twice(
    export: Make,
) -> None:
    december = Interval(at(23), datetime(2026, 12, 31, tzinfo=BERLIN))
    events, findings = export("google", window=december)
    assert not findings
    assert brief(events) == [
        ("Planning with Jonas", at(24, 10), 60),
        ("Dentist", at(26, 14), 60),
        ("Planning with Jonas", datetime(2026, 12, 8, 10, tzinfo=BERLIN), 60),
    ]


def test_exchange_private_zones_until_in_local_time_and_exdate_in_another_zone(export: Make) -> None:
    events, findings = export("exchange")
    assert not findings
    assert brief(events) == [
        *((("Stand-up", at(day, 9, 30), 15)) for day in (23, 24)),
        ("Stand-up", at(26, 9, 30), 15),
        ("Call with London", at(26, 16), 60),
        ("Stand-up", at(27, 9, 30), 15),
    ]
    assert all(item.busy for item in events)


def test_outlook_numbered_zone_without_a_description_means_the_windows_zone(export: Make) -> None:
    events, findings = export("outlook")
    assert not findings
    assert brief(events) == [("Weekly sync", at(24, 16), 30), ("Budget sync", at(25, 10), 30)]


@pytest.mark.parametrize(
    ("owner", "words", "movable"),
    [
        (MIRA, ("sync",), [False, True]),
        ("jonas@firm.example", ("sync",), [True, False]),
        (MIRA, ("sync", "weekly SYNC"), [True, True]),
        ("", ("sync",), [True, True]),
        (MIRA, (), [False, False]),
    ],
)
def test_what_somebody_else_organises_is_theirs_to_move_unless_its_whole_title_is_given(
    export: Make, owner: str, words: tuple[str, ...], movable: list[bool]
) -> None:
    events, _ = export("outlook", owner=owner, source=CalendarSource("work.ics", flexible=words))
    assert [item.flexible for item in events] == movable
    assert [item.window is not None for item in events] == movable


@pytest.mark.parametrize(
    ("name", "title", "owner", "meeting", "movable"),
    [
        ("google", "Planning with Jonas", MIRA, True, False),
        ("google", "Planning with Jonas", "jonas@firm.example", True, True),
        ("exchange", "Call with London", MIRA, True, True),
        ("exchange", "Call with London", "jonas@firm.example", True, False),
        ("exchange", "Stand-up", MIRA, False, True),
    ],
)
def test_who_can_move_it_is_who_organises_it_and_a_room_is_nobody(  # noqa: PLR0917
    export: Make, name: str, title: str, owner: str, meeting: bool, movable: bool
) -> None:
    words = ("planning", "call", "stand")
    events, _ = export(name, owner=owner, source=CalendarSource("work.ics", flexible=words))
    assert {(item.meeting, item.flexible) for item in events if item.title == title} == {(meeting, movable)}


def test_apple_this_and_future(export: Make) -> None:
    events, findings = export("apple")
    assert not findings
    assert brief(events) == [
        ("Run", at(23, 18), 60),
        ("Run", at(24, 18), 60),
        ("Anna's birthday", at(25), 1440),
        ("Run", at(25, 18), 60),
        *(("Run, early", at(day, 7), 45) for day in (26, 27, 28)),
    ]
    assert [item.all_day for item in events].count(True) == 1


def test_nextcloud_dates_with_periods_and_tasks(export: Make) -> None:
    events, findings = export("nextcloud")
    assert not findings
    assert brief(events) == [
        ("Pottery", at(23, 13), 60),
        ("Pottery", at(25, 13), 120),
        ("Pottery", at(26, 13), 30),
    ]
    data = (FILES / "nextcloud.ics").read_bytes()
    (tax, receipts), findings = read_tasks(data, name="n", zone=BERLIN, now=NOW, source=CalendarSource("n"))
    assert (tax.title, tax.priority, tax.release, tax.done) == ("Tax return", Priority.URGENT, at(20), 15)
    assert tax.due == datetime(2026, 12, 1, tzinfo=BERLIN)
    assert receipts.remaining == 0
    assert len(findings) == 1


def test_fastmail_exceptions_of_another_type_and_hours(export: Make) -> None:
    events, findings = export("fastmail")
    assert not findings
    assert brief(events) == [("Writing hour", at(day, 11), 60) for day in (23, 25, 27)]
    data = (FILES / "fastmail.ics").read_bytes()
    week = Interval(at(23), at(30))
    hours, findings = read_availability(data, name="f", zone=BERLIN, window=week)
    assert not findings
    assert hours.bookable == (Interval(at(23, 9), at(23, 17)), Interval(at(25, 9), at(25, 17)))


def test_thunderbird_prefixed_zone_recurrence_id_as_a_date_and_a_task_that_repeats(export: Make) -> None:
    events, findings = export("thunderbird", window=Interval(at(16), at(30)))
    assert not findings
    assert brief(events) == [("Choir", at(19, 19), 120), ("Choir, in church", at(26, 20), 90)]
    data = (FILES / "thunderbird.ics").read_bytes()
    (found,), findings = read_tasks(data, name="t", zone=BERLIN, now=NOW, source=CalendarSource("t"))
    assert not findings
    assert (found.release, found.due, found.estimate.planned) == (at(17, 18), at(17, 18, 30), 30)
