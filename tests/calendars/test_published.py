"""Published hours, free/busy and kept time: exact on every date, clock changes included, and valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.calendars.readers import READERS

from equipoise.calendars.hours import Purpose, hours_for, kept_time
from equipoise.calendars.published import availability_to_ics, freebusy_to_ics, intervals_of, kept_to_ics
from equipoise.calendars.weekly import Span, interval_of, weekly
from equipoise.domain.commitments import Area, BlockKind, Event, LocalWindow, NonNegotiable, Ritual
from equipoise.domain.life import Person
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.rhythm import Rhythm, Season, SeasonKind
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook, RuleValue, Strength
from equipoise.domain.time import Interval, at_local, merge
from equipoise.rhythms import rulebooks

Hours = Mapping[date, tuple[Span, ...]]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "UTC",
]
# Mondays of weeks in which clocks change somewhere: spring and autumn, north and south
CHANGES = [
    date(2026, 3, 2),
    date(2026, 3, 23),
    date(2026, 3, 30),
    date(2026, 8, 31),
    date(2026, 10, 19),
    date(2026, 10, 26),
]
MONDAY = date(2026, 3, 2)


def window(start: str, end: str, days: str = "0123456") -> LocalWindow:
    return LocalWindow(time.fromisoformat(start), time.fromisoformat(end), frozenset(map(int, days)))


def book(*, hard: tuple[str, ...] = (), **rules: RuleValue) -> Rulebook:
    """Return a rulebook of rules whose ids are written with two underscores for a point."""
    made = []
    for name, value in rules.items():
        rule_id = name.replace("__", ".")
        strength = Strength.HARD if rule_id in hard else RULES[rule_id].strengths[0]
        made.append(Rule(rule_id, strength, value, Origin("you")))
    return Rulebook(tuple(made))


def dates(first: date, days: int) -> list[date]:
    return [first + timedelta(days=i) for i in range(days)]


def told(hours: Hours, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    found = [interval_of(day, span, zone) for day, spans in hours.items() for span in spans]
    return sorted((when.start, when.end) for when in found if when.minutes > 0)


def occurrences(data: bytes, component: str) -> list[tuple[datetime, datetime]]:
    """Expand the recurring components of a file with a library, as VEVENTs."""
    text = data.decode()
    if component == "AVAILABLE":
        lines = text.replace("\r\n ", "").split("\r\n")
        outer = {"BEGIN:VAVAILABILITY", "END:VAVAILABILITY"}
        lines = [
            line.replace(":AVAILABLE", ":VEVENT") if line[:4] in {"BEGI", "END:"} else line
            for line in lines
            if line not in outer
        ]
        depth, kept = 0, []
        for line in lines:
            depth += line.startswith("BEGIN:") - line.startswith("END:")
            if depth > 1 or line.startswith(("BEGIN:", "END:", "VERSION", "PRODID")) or not line:
                kept.append(line)
        text = "\r\n".join(kept)
    calendar = icalendar.Calendar.from_ical(text)
    every: list[Any] = recurring_ical_events.of(calendar).between(date(2025, 1, 1), date(2029, 1, 1))
    return sorted((e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in every)


SPANS = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 60)).map(lambda p: (15 * p[0], 15 * (p[0] + p[1]))),
    max_size=2,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(CHANGES),
    st.lists(SPANS, min_size=7, max_size=7),
    st.lists(SPANS, min_size=7, max_size=7),
    st.sets(st.integers(0, 40), max_size=6),
    st.integers(0, 41),
)
def test_hours_are_exact_on_every_date(  # noqa: PLR0917 - parameters of Hypothesis
    name: str, first: date, week: list[list[Span]], other: list[list[Span]], gone: set[int], turn: int
) -> None:
    """Six weeks around a clock change: a season that changes the week, and dates without hours."""
    zone = ZoneInfo(name)
    days = dates(first - timedelta(days=14), 42)
    hours = {
        day: () if i in gone else tuple(disjoint((week if i < turn else other)[day.weekday()]))
        for i, day in enumerate(days)
    }
    data = availability_to_ics("Ada", hours, zone, NOW)
    assert occurrences(data, "AVAILABLE") == told(hours, zone)
    assert data == availability_to_ics("Ada", dict(hours), zone, NOW)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("first", [MONDAY, date(2026, 3, 23), date(2026, 8, 31), date(2026, 10, 26)])
def test_nights_of_a_clock_change(name: str, first: date) -> None:
    """Spans that end, begin or lie in the hours that change, and one that belongs to the evening before."""
    zone = ZoneInfo(name)
    for span in ((1320, 1800), (0, 150), (120, 165), (90, 180), (1500, 1620)):
        hours = {day: (span,) for day in dates(first - timedelta(days=7), 21) if day.weekday() != 2}
        assert occurrences(availability_to_ics("Ada", hours, zone, NOW), "AVAILABLE") == told(hours, zone)
        exact = [item for item in weekly(hours, zone) if item.exact]
        assert all(ambiguous_or_uneven(item.first, span, zone) for item in exact)
    if name == "Europe/Berlin" and first == date(2026, 3, 23):
        assert [item.first for item in exact] == [date(2026, 3, 28)]


def ambiguous_or_uneven(day: date, span: Span, zone: ZoneInfo) -> bool:
    midnight = datetime.combine(day, time())
    walls = [midnight + timedelta(minutes=minute) for minute in span]
    return len({wall.replace(tzinfo=zone, fold=fold).utcoffset() for wall in walls for fold in (0, 1)}) > 1


def disjoint(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if not out or span[0] > out[-1][1]:
            out.append(span)
    return out


def test_a_steady_quarter_is_one_rule_and_its_exceptions() -> None:
    days = dates(MONDAY, 91)
    free = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1)}
    hours = {d: () if d in free or d.weekday() > 4 else ((540, 720), (780, 1020)) for d in days}
    found = weekly(hours, ZoneInfo("Europe/Berlin"))
    assert [(s.span, s.first, s.weekdays) for s in found] == [
        ((540, 720), MONDAY, frozenset(range(5))), ((780, 1020), MONDAY, frozenset(range(5))),
    ]  # fmt: skip
    assert all(set(s.without) == free for s in found)


def test_a_season_begins_a_new_rule() -> None:
    days = dates(MONDAY, 140)
    hours = {d: ((480, 900),) if 40 < i < 100 else ((540, 1020),) for i, d in enumerate(days)}
    found = weekly(hours, ZoneInfo("Europe/Berlin"))
    assert len(found) == 3
    assert not any(s.without for s in found)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("purpose", Purpose)
def test_availability_is_what_rfc_7953_says(zone: str, purpose: Purpose) -> None:
    days = dates(MONDAY, 56)
    hours = {d: ((540, 1020),) if d.weekday() < 5 else () for d in days}
    data = availability_to_ics("Ada", hours, ZoneInfo(zone), NOW, purpose=purpose)
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert not calendar.errors
    (found,) = calendar.walk("VAVAILABILITY")
    assert not found.errors
    assert type(found).__name__ == "Availability"
    assert found["BUSYTYPE"] == "BUSY-UNAVAILABLE"
    assert found["DTSTART"].dt == at_local(days[0], time(), ZoneInfo(zone))
    assert found["DTEND"].dt == at_local(days[-1] + timedelta(days=1), time(), ZoneInfo(zone))
    parts: list[Any] = found.walk("AVAILABLE")
    assert parts
    for part in parts:
        assert type(part).__name__ == "Available"
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND"} <= set(part)
        assert part["RRULE"]["UNTIL"][0].tzinfo is not None
    names = [item["UID"] for item in (found, *parts)]
    assert len(set(names)) == len(names)
    assert (b"VTIMEZONE" in data) == (zone != "UTC")
    assert b"METHOD" not in data
    other = Purpose.ANSWERING if purpose is Purpose.BOOKING else Purpose.BOOKING
    assert found["UID"].encode() not in availability_to_ics("Ada", hours, ZoneInfo(zone), NOW, purpose=other)


def test_hours_to_be_booked_leave_out_what_is_kept() -> None:
    rules = book(
        hours__own=(window("09:00", "17:00", "01234"),), hours__focus=(window("09:00", "10:30", "01234"),),
        hours__outer=(window("08:00", "16:30"),), hours__family=(window("15:00", "15:30", "3"),),
        rituals=(
            Ritual("lunch", "Lunch", 30, window("12:00", "14:00", "01234")),
            Ritual("comms-1", "Mail", 30, window("11:00", "12:00", "01234"), BlockKind.COMMS, area=Area.WORK),
        ),
        weekend=(window("00:00", "00:00", "456"),), holidays="public holidays",
    )  # fmt: skip
    days = dates(MONDAY, 7)
    physio = NonNegotiable("physio", "Physio", (window("14:00", "15:00", "1"),))
    placed = NonNegotiable("sport", "Sport", (window("09:00", "17:00"),), minutes=60, per_week=2)
    found = hours_for(
        Purpose.BOOKING,
        days,
        dict.fromkeys(days, rules),
        holidays=frozenset({days[2]}),
        non_negotiables=(physio, placed),
    )
    morning = (630, 765)
    assert found[days[0]] == (morning, (795, 990))
    assert found[days[1]] == (morning, (795, 840), (900, 990))
    assert found[days[2]] == ()
    assert found[days[3]] == (morning, (795, 900), (930, 990))
    assert [found[d] for d in days[4:]] == [(), (), ()]
    answers = hours_for(Purpose.ANSWERING, days, dict.fromkeys(days, rules), holidays=frozenset({days[2]}))
    assert [answers[d] for d in days] == [((660, 720),), ((660, 720),), (), ((660, 720),), (), (), ()]


def test_hours_after_midnight_and_sleep_of_the_day_before() -> None:
    rules = book(
        hours__own=(window("22:00", "06:00", "0"), window("05:00", "12:00", "1")),
        sleep=(window("01:00", "07:30"),),
    )
    days = dates(MONDAY, 3)
    found = hours_for(Purpose.BOOKING, days, dict.fromkeys(days, rules))
    assert [found[d] for d in days] == [((1320, 1500),), ((450, 720),), ()]
    before = book(hours__own=(window("05:00", "12:00"),), sleep=(window("23:00", "07:30"),))
    found = hours_for(Purpose.BOOKING, days, dict.fromkeys(days, before))
    assert [found[d] for d in days] == [((450, 720),)] * 3
    mail = Ritual("comms", "Mail", 30, window("10:00", "12:00"), BlockKind.COMMS, area=Area.WORK)
    golden = book(hours__focus=(window("10:00", "11:00"),), rituals=(mail,))
    assert hours_for(Purpose.ANSWERING, days, dict.fromkeys(days, golden))[MONDAY] == ((600, 720),)
    plain = book(hours__own=(window("09:00", "17:00"),))
    assert hours_for(Purpose.ANSWERING, days, dict.fromkeys(days, plain))[MONDAY] == ((540, 1020),)


@pytest.mark.parametrize("pattern", "ABCDEF")
def test_every_shipped_pattern_publishes_hours(pattern: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    days = dates(MONDAY, 98)
    season = Season(SeasonKind.RECOVERY, date(2026, 4, 13), date(2026, 5, 18))
    rhythm = Rhythm(0.3, pattern, {2: "D"}, seasons=(season,))
    books = rulebooks(rhythm, days, Person("Ada", zone, "DE"))
    holidays = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    for purpose in Purpose:
        hours = hours_for(purpose, days, books, holidays=holidays)
        assert not hours[date(2026, 4, 6)]
        data = availability_to_ics("Ada", hours, zone, NOW, purpose=purpose)
        assert occurrences(data, "AVAILABLE") == told(hours, zone)
        assert data.count(b"BEGIN:AVAILABLE") <= 14
        booked = intervals_of(hours, zone)
        shut = intervals_of(kept_time(days, books)["Sleep"], zone)
        assert booked
        assert not any(one.overlaps(two) for one in booked for two in shut)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", CHANGES)
def test_kept_time_is_busy_from_the_start_in_every_reader(zone: str, first: date) -> None:
    own = ZoneInfo(zone)
    days = dates(first - timedelta(days=7), 21)
    rules = book(sleep=(window("23:00", "06:30"),), hours__focus=(window("09:00", "10:30", "01234"),))
    kept = kept_time(
        days, dict.fromkeys(days, rules), (NonNegotiable("d", "Dinner", (window("18:30", "19:30", "56"),)),)
    )
    assert set(kept) == {"Sleep", "Golden hours", "Dinner"}
    data = kept_to_ics("Ada", kept, own, NOW)
    wanted = sorted(row for hours in kept.values() for row in told(hours, own))
    assert occurrences(data, "VEVENT") == wanted
    assert not any(entry.free for entry in READERS["icalendar"](data))
    assert {entry.title for entry in READERS["vobject"](data)} == set(kept)
    assert {entry.uid for entry in READERS["vobject"](data)} == {
        entry.uid for entry in READERS["icalendar"](data)
    }


def plan(zone: str, first: date, minutes: list[tuple[int, int, BlockKind]]) -> Plan:
    start = at_local(first, time(), ZoneInfo(zone))
    blocks = tuple(
        Block(
            f"memo/{i}",
            kind,
            "Secret",
            Interval(start + timedelta(minutes=at), start + timedelta(minutes=at + size)),
            "memo",
        )
        for i, (at, size, kind) in enumerate(minutes)
    )
    return Plan("Ada", zone, first, 7, NOW, blocks, (), (), (), Certificate(1, 1, 0), {})


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(CHANGES),
    st.lists(st.tuples(st.integers(0, 10000), st.integers(5, 400), st.sampled_from(BlockKind)), max_size=8),
    st.lists(st.tuples(st.integers(-500, 10500), st.integers(0, 2000), st.booleans()), max_size=5),
    st.sets(st.integers(0, 7)),
)
def test_free_busy_is_the_union_of_what_is_taken(
    zone: str,
    first: date,
    blocks: list[tuple[int, int, BlockKind]],
    others: list[tuple[int, int, bool]],
    left: set[int],
) -> None:
    made = plan(zone, first, blocks)
    start = at_local(first, time(), ZoneInfo(zone))
    whole = Interval(start, at_local(first + timedelta(days=7), time(), ZoneInfo(zone)))
    events = [
        Event(
            f"e{i}",
            "Secret",
            Interval(start + timedelta(minutes=at), start + timedelta(minutes=at + size)),
            busy=busy,
        )
        for i, (at, size, busy) in enumerate(others)
    ]
    defended = {f"memo/{i}": False for i in left}
    kept = [
        Interval(start + timedelta(hours=24 * i), start + timedelta(hours=24 * i + 7)) for i in range(-1, 8)
    ]
    data = freebusy_to_ics(made, events, defended, unavailable=kept)
    calendar: Any = icalendar.Calendar.from_ical(data)
    (found,) = calendar.walk("VFREEBUSY")
    assert not calendar.errors + found.errors
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (whole.start, whole.end)
    rows = found.get("FREEBUSY", [])
    rows = rows if isinstance(rows, list) else [rows]
    read = {
        kind: [Interval(*row.dt if isinstance(row.dt[1], datetime) else (row.dt[0], row.dt[0] + row.dt[1]))
               for row in rows if row.params["FBTYPE"] == kind]
        for kind in ("BUSY", "BUSY-UNAVAILABLE")
    }  # fmt: skip
    taken = [b.when for i, b in enumerate(made.blocks) if i not in left and b.kind is not BlockKind.BUFFER]
    taken += [e.when for e in events if e.busy]
    inside = merge(w for when in taken if (w := when.clip(whole)) is not None and w.minutes > 0)
    assert merge(read["BUSY"]) == inside
    assert len(read["BUSY"]) == len(inside)
    assert not any(one.overlaps(two) for one in read["BUSY"] for two in read["BUSY-UNAVAILABLE"])
    both = merge([*inside, *(w for when in kept if (w := when.clip(whole)) is not None)])
    assert merge([*read["BUSY"], *read["BUSY-UNAVAILABLE"]]) == both
    assert b"Secret" not in data
    assert b"memo" not in data


def test_free_busy_of_a_part_of_the_plan() -> None:
    made = plan("Europe/Berlin", MONDAY, [(600, 60, BlockKind.FOCUS), (2000, 60, BlockKind.FOCUS)])
    data = freebusy_to_ics(
        made, (), {}, window=Interval(made.blocks[0].when.start - timedelta(hours=1), made.blocks[0].when.end)
    )
    assert data.count(b"FREEBUSY;FBTYPE=BUSY:") == 1
    assert freebusy_to_ics(replace(made, blocks=made.blocks[::-1]), (), {}) == freebusy_to_ics(made, (), {})
    assert all(len(row) <= 75 for row in data.split(b"\r\n"))
