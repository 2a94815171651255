"""The plan as iCalendar: valid, the same every time, and never read back as somebody else's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from equipoise.calendars.appearance import categories_of
from equipoise.calendars.vtimezone import vtimezone
from equipoise.calendars.writing import COLOURS, plan_to_ics
from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.time import Interval

Make = Callable[..., Any]
WHY = {
    "memo/1": "Highest energy; moving it costs 12,5 value-minutes; because: \\ \u201cquotes\u201d\nand a new line. "
    * 3
}


def block(number: int, start: datetime, kind: BlockKind = BlockKind.FOCUS, **more: Any) -> Block:
    when = Interval(start, start + timedelta(minutes=90))
    return Block(f"memo/{number}", kind, f"Memo; part {number}, ünïcode 🗓", when, "memo", **more)


def plan(zone: str, start: datetime, blocks: int = 3) -> Plan:
    kinds = list(BlockKind)
    rows = [
        block(i, start + timedelta(hours=2 * i), kinds[i % len(kinds)], place="office, 3rd floor")
        for i in range(1, blocks + 1)
    ]
    return Plan(
        person="Ada",
        zone=zone,
        first=date(start.year, start.month, start.day),
        days=7,
        now=start,
        blocks=tuple(rows),
        fixed=(),
        misfits=(),
        clashes=(),
        certificate=Certificate(1, 1, 0),
        terms={},
    )


ZONES = [
    *("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"),
    *("Asia/Kathmandu", "America/St_Johns", "Europe/Dublin", "Pacific/Apia", "America/Santiago"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [1, 3, 4, 7, 10, 11])
def test_instants_survive(zone: str, month: int) -> None:
    made = plan(zone, datetime(2026, month, 25, tzinfo=UTC), blocks=60)
    read: Any = Calendar.from_ical(plan_to_ics(made, WHY))
    found = sorted((item.start.astimezone(UTC), item.end.astimezone(UTC)) for item in read.events)
    assert found == [(item.when.start, item.when.end) for item in made.blocks]
    assert not read.errors


@pytest.mark.parametrize("zone", [name for name in ZONES if name != "UTC"])
def test_vtimezone_says_what_the_zone_does(zone: str, read: Make) -> None:
    """Under another name, so that the reader has nothing but the VTIMEZONE to go by."""
    own = ZoneInfo(zone)
    lines = [line.replace(f":{zone}", ":Private") for line in vtimezone(own, 2026)]
    lines = [line for line in lines if not line.startswith("X-LIC")]
    first = datetime(2025, 1, 2)  # noqa: DTZ001 - wall clock
    days = [first + timedelta(days=3 * i, hours=5) for i in range(350)]
    body = [
        line
        for i, day in enumerate(days)
        for line in (
            "BEGIN:VEVENT",
            f"UID:{i}",
            f"DTSTART;TZID=Private:{day:%Y%m%dT%H%M%S}",
            "DURATION:PT1H",
            "END:VEVENT",
        )
    ]
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines, *body, "END:VCALENDAR"]).encode()
    window = Interval(datetime(2024, 12, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC))
    events, findings = read(data, window=window)
    assert not findings
    assert [item.when.start for item in events] == [day.replace(tzinfo=own) for day in days]


def test_both_borders_of_summer_time() -> None:
    lines = vtimezone(ZoneInfo("Europe/Berlin"), 2026)
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in lines
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU" in lines
    assert lines.count("BEGIN:DAYLIGHT") == 1


def test_the_repeated_hour_is_written_so_that_it_can_be_told() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    made = replace(
        plan("Europe/Berlin", start), blocks=tuple(block(i, start + timedelta(hours=i)) for i in (0, 1))
    )
    text = plan_to_ics(made, {}).decode()
    assert "DTSTART:20261025T003000Z\r\n" in text
    assert "DTSTART:20261025T013000Z\r\n" in text


def test_every_property_of_a_block() -> None:
    made = plan("Europe/Berlin", datetime(2026, 11, 23, 7, tzinfo=UTC), blocks=9)
    read: Any = Calendar.from_ical(plan_to_ics(made, WHY))
    first = read.events[0]
    assert first["DESCRIPTION"] == WHY["memo/1"].rstrip("\r")
    assert first["SUMMARY"] == made.blocks[0].title
    assert first["LOCATION"] == "office, 3rd floor"
    assert first["X-EQUIPOISE-BLOCK"] == "memo/1"
    assert first["DTSTAMP"].dt == made.now
    assert len({item["UID"] for item in read.events}) == 9
    for item, source in zip(read.events, made.blocks, strict=True):
        assert item["COLOR"] == COLOURS[source.kind]
        assert item["CATEGORIES"].cats == list(categories_of(source))
        assert item["TRANSP"] == ("TRANSPARENT" if source.kind is BlockKind.BUFFER else "OPAQUE")


def test_lines_are_folded_between_characters_and_end_as_they_must() -> None:
    data = plan_to_ics(plan("Europe/Berlin", datetime(2026, 11, 23, 7, tzinfo=UTC)), WHY)
    rows = data.split(b"\r\n")
    assert rows[-1] == b""
    assert all(len(row) <= 75 for row in rows)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(row.decode() is not None for row in rows)


def test_no_title_can_start_a_line_of_its_own() -> None:
    start = datetime(2026, 11, 23, 7, tzinfo=UTC)
    evil = replace(block(1, start), title="x\r\nATTENDEE:mailto:a@example.com\r\nEND:VEVENT", area=Area.LIFE)
    data = plan_to_ics(replace(plan("Europe/Berlin", start), blocks=(evil,), person="a\nBEGIN:VEVENT"), {})
    assert b"\r\nATTENDEE" not in data
    assert data.count(b"\r\nBEGIN:VEVENT") == 1


def test_equal_plans_give_equal_bytes_in_any_order() -> None:
    made = plan("Europe/Berlin", datetime(2026, 11, 23, 7, tzinfo=UTC), blocks=6)
    shuffled = replace(made, blocks=made.blocks[::-1])
    assert plan_to_ics(made, WHY) == plan_to_ics(shuffled, dict(WHY))


def test_own_plan_is_not_foreign_busy_time(read: Make) -> None:
    data = plan_to_ics(plan("Europe/Berlin", datetime(2026, 11, 23, 7, tzinfo=UTC)), WHY)
    assert read(data) == ((), ())
    stripped = b"\r\n".join(row for row in data.split(b"\r\n") if not row.startswith(b"X-EQUIPOISE"))
    assert read(stripped) == ((), ())
