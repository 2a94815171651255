"""Hours that stand week after week beside the plan: written once, left in peace, and the person's hand counts more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.calendars.hours import Kept, kept_time, standing_dates
from equipoise.calendars.plan_calendar import PlanCalendar, Wanted
from equipoise.calendars.published import availability_to_ics, kept_resources
from equipoise.calendars.reading import read_events
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.domain.commitments import LocalWindow, NonNegotiable
from equipoise.domain.life import CalendarSource
from equipoise.domain.rules import Origin, Rule, Rulebook, Strength
from equipoise.domain.time import Interval

ZONE = ZoneInfo("Europe/Vienna")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DINNER = NonNegotiable("dinner", "Dinner", (LocalWindow(time(18, 30), time(19, 30), frozenset({5, 6})),))


def book(bed: time) -> Rulebook:
    windows = {"sleep": LocalWindow(bed, time(6, 30)), "hours.focus": LocalWindow(time(9), time(11))}
    return Rulebook(
        tuple(Rule(name, Strength.HARD, (window,), Origin("you")) for name, window in windows.items())
    )


def standing(now: datetime = NOW, *only: Kept, bed: time = time(22, 30)) -> Wanted:
    dates = standing_dates(now.astimezone(ZONE).date())
    kept = kept_time(dates, dict.fromkeys(dates, book(bed)), (DINNER,), only or tuple(Kept))
    return Wanted({}, _no_blocks, kept_resources("Ada", kept, ZONE, now))


def _no_blocks(_uids: Mapping[str, str]) -> Mapping[str, bytes]:
    return {}


@pytest.fixture
def server() -> MemoryStore:
    return MemoryStore("server", tokens=True)


@pytest.fixture
def calendar(tmp_path: Path, server: MemoryStore) -> Iterator[PlanCalendar]:
    it = PlanCalendar(tmp_path / "plan", server, ZONE)
    yield it
    it.close()


def go(calendar: PlanCalendar, plan: Wanted, run: str, now: datetime = NOW) -> int:
    outcome = calendar.sync(plan, now, run=run)
    assert outcome.complete
    return outcome.writes(Side.REMOTE)


def of(server: MemoryStore, title: str) -> str:
    """Return the href of the weekly series of that title."""
    (found,) = [
        href
        for href, body in server.bodies.items()
        if f"SUMMARY:{title}\r\n".encode() in body and b"RRULE" in body
    ]
    return found


def test_it_is_busy_for_others_and_nothing_for_us(calendar: PlanCalendar, server: MemoryStore) -> None:
    assert go(calendar, standing(), "1") == len(server.bodies) >= 3
    assert {b"TRANSP:OPAQUE" in body for body in server.bodies.values()} == {True}
    window = Interval(NOW, NOW + timedelta(days=14))
    for body in server.bodies.values():
        events, findings = read_events(
            body, name="x.ics", zone=ZONE, window=window, source=CalendarSource("x.ics")
        )
        assert (events, findings) == ((), ())


def test_it_is_written_once_for_this_quarter_and_the_next(
    calendar: PlanCalendar, server: MemoryStore
) -> None:
    go(calendar, standing(), "1")
    for weeks in (0, 1, 5):
        later = NOW + timedelta(weeks=weeks)
        assert go(calendar, standing(later), f"later {weeks}", later) == 0
    uids = set(server.bodies)
    spring = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert go(calendar, standing(spring), "spring", spring) > 0
    kept = {of(server, title) for title in ("Sleep", "Golden hours", "Dinner")}
    assert kept <= uids, "the same entries go on"
    assert calendar.preview(standing(spring), spring).changes == ()


def test_a_new_bedtime_changes_the_entry_that_is_there(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar, standing(), "1")
    there = of(server, "Sleep")
    preview = calendar.preview(standing(bed=time(23)), NOW)
    assert {(c.title, c.why) for c in preview.changes} == {("Sleep", "week after week")}
    go(calendar, standing(bed=time(23)), "2")
    assert b"T230000" in server.bodies[there]


def test_what_the_person_moved_stays_and_is_told(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar, standing(), "1")
    href = of(server, "Dinner")
    mine = (
        server.bodies[href]
        .replace(b"T183000", b"T193000", 1)
        .replace(b"T193000\r\nRRULE", b"T203000\r\nRRULE")
    )
    assert mine != server.bodies[href]
    server.write(href, mine, match="*")
    (wish,) = calendar.preview(standing(), NOW).wishes
    assert (wish.title, wish.standing) == ("Dinner", True)
    assert go(calendar, standing(), "2") == 0
    off = standing(NOW, Kept.SLEEP, Kept.GOLDEN)
    preview = calendar.preview(off, NOW)
    assert preview.changes == ()
    assert ["was changed by you" in finding.message for finding in preview.findings] == [True]
    go(calendar, off, "3")
    assert server.bodies[href] == mine
    assert calendar.preview(off, NOW).findings == (), "it is theirs now, and told once"


def test_one_moved_occurrence_stays_moved(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar, standing(), "1")
    href = of(server, "Dinner")
    uid = next(line for line in server.bodies[href].split(b"\r\n") if line.startswith(b"UID:"))
    override = b"\r\n".join([
        b"BEGIN:VEVENT", uid, b"DTSTAMP:20261120T000000Z", b"RECURRENCE-ID;TZID=Europe/Vienna:20261128T183000",
        b"DTSTART;TZID=Europe/Vienna:20261128T200000", b"DTEND;TZID=Europe/Vienna:20261128T210000", b"SUMMARY:Dinner",
        b"END:VEVENT", b"END:VCALENDAR", b"",
    ])  # fmt: skip
    server.write(href, server.bodies[href].replace(b"END:VCALENDAR\r\n", override), match="*")
    assert go(calendar, standing(), "2") == 0
    assert b"RECURRENCE-ID" in server.bodies[href]


def test_what_the_person_deleted_is_not_put_back(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar, standing(), "1")
    href = of(server, "Golden hours")
    server.remove(href, match="*")
    spring = datetime(2027, 1, 4, 9, tzinfo=UTC)
    for run, now in (("2", NOW), ("3", NOW), ("4", spring)):
        go(calendar, standing(now), run, now)
        assert href not in server.bodies
    assert calendar.restore() == 1
    go(calendar, standing(spring), "5", spring)
    assert href in server.bodies


def test_turned_off_it_goes_and_undo_brings_it_back(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar, standing(), "1")
    there = dict(server.bodies)
    sleep = of(server, "Sleep")
    go(calendar, standing(NOW, Kept.GOLDEN, Kept.NON_NEGOTIABLES), "2")
    assert sleep not in server.bodies
    assert calendar.undo() == []
    assert server.bodies == there


def test_bookable_hours_as_an_entry_where_the_calendar_holds_such(tmp_path: Path) -> None:
    server = MemoryStore("server", stores=frozenset({"VEVENT", "VAVAILABILITY"}))
    calendar = PlanCalendar(tmp_path / "plan", server, ZONE)

    def hours(start: int, now: datetime = NOW) -> Wanted:
        spans = dict.fromkeys(standing_dates(now.date()), ((60 * start, 1020),))
        body = availability_to_ics("Ada", spans, ZONE, now)
        return Wanted({}, _no_blocks, {uid_of(parse(body)): body})

    try:
        assert [c.title for c in calendar.preview(hours(9), NOW).changes] == ["Hours for meetings"]
        assert go(calendar, hours(9), "1") == 1
        later = NOW + timedelta(days=7)
        assert go(calendar, hours(9, later), "2", later) == 0
        assert go(calendar, hours(10), "3") == 1
        assert len(server.bodies) == 1
        assert calendar.undo() == []
        assert calendar.preview(hours(9), NOW).changes == ()
        assert go(calendar, Wanted({}, _no_blocks), "4") == 1
        assert server.bodies == {}
    finally:
        calendar.close()


@given(st.dates(date(1990, 1, 1), date(2180, 1, 1)))
def test_standing_dates_are_whole_weeks_around_today(today: date) -> None:
    dates = standing_dates(today)
    assert (dates[0].weekday(), dates[-1].weekday()) == (0, 6)
    assert dates == tuple(dates[0] + timedelta(days=i) for i in range(len(dates)))
    assert today in dates
    assert dates[-1] - today >= timedelta(days=89)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    assert standing_dates(quarter) == dates
