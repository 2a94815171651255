"""Every zone of the time-zone database, at each change of its clocks: local time stays, elapsed time stays, a date is a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from equipoise.calendars.reading import read_events
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})


def offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the instants at which the clocks change; one plain instant where they never do."""
    at, none = FIRST, True
    while at < LAST:
        if offset(zone, at) != offset(zone, at + 7 * DAY):
            low, high = at, at + 7 * DAY
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
            none = False
            yield high.replace(second=0, microsecond=0)
        at += 7 * DAY
    if none:
        yield FIRST + 100 * DAY


def file(key: str, wall: datetime) -> bytes:
    """Make two series around a wall-clock time and one of whole days, each week from three weeks before."""
    begin = wall - 21 * DAY
    local = f"DTSTART;TZID={key}:{begin:%Y%m%dT%H%M%S}"
    end = f"DTEND;TZID={key}:{begin + timedelta(minutes=90):%Y%m%dT%H%M%S}"
    bodies = [(local, "DURATION:PT1H"), (local, end), (f"DTSTART;VALUE=DATE:{begin:%Y%m%d}", "DURATION:P1D")]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, body in enumerate(bodies):
        lines += [
            "BEGIN:VEVENT",
            f"UID:u{number}",
            f"SUMMARY:{number}",
            *body,
            "RRULE:FREQ=WEEKLY",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def check(key: str, zone: ZoneInfo, change: datetime) -> None:
    wall = (change + offset(zone, change - timedelta(hours=3))).replace(tzinfo=None) + timedelta(minutes=20)
    window = Interval(change - 9 * DAY, change + 9 * DAY)
    events, findings = read_events(
        file(key, wall), name="x", zone=zone, window=window, source=CalendarSource("x")
    )
    assert not findings
    for number in "012":
        mine = [item for item in events if item.title == number]
        assert len(mine) >= 3, (key, change, number)
    for item in events:
        start = item.when.start.astimezone(zone)
        if item.all_day:
            ends = item.when.end.astimezone(zone)
            assert ends.date() - start.date() == DAY, (key, change)
            assert (start.weekday(), ends.weekday()) == (wall.weekday(), (wall + DAY).weekday()), (
                key,
                change,
            )
            continue
        weeks = round((start.replace(tzinfo=None) - wall) / (7 * DAY))
        wanted = (wall + 7 * weeks * DAY).replace(tzinfo=zone)
        shown = wanted.astimezone(UTC).astimezone(zone)  # later than wanted if the clocks skip it
        skipped = shown.replace(tzinfo=None) != wanted.replace(tzinfo=None)
        assert start.replace(tzinfo=None) == shown.replace(tzinfo=None), (key, change)
        assert start.fold == 0, (key, change)
        assert skipped or start.time() == wall.time(), (key, change)
        if item.title == "0":
            assert item.when.minutes == 60, (key, change)


@pytest.mark.parametrize("letter", sorted({key[0] for key in ZONES}))
def test_every_zone(letter: str) -> None:
    count = 0
    for key in (key for key in ZONES if key.startswith(letter)):
        zone = ZoneInfo(key)
        for change in changes(zone):
            check(key, zone, change)
            count += 1
    assert count


def test_all_zones_are_there() -> None:
    assert len(ZONES) > 400
    assert len(list(changes(ZoneInfo("Europe/Berlin")))) == 8
    assert len(list(changes(ZoneInfo("Australia/Lord_Howe")))) == 8
    assert len(list(changes(ZoneInfo("Africa/Casablanca")))) == 8
