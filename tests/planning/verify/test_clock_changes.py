"""Weeks in which the clocks change: local windows stay local, lengths are elapsed time.

Each case names the first date of a week whose Sunday (day 6) has a clock change in the early morning, and by how
many minutes that Sunday is longer than a day: Berlin, New York and St John's change by an hour, Lord Howe by half
an hour. All four change between 01:00 and 04:00.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Event, LocalWindow, Routine, Task
from equipoise.domain.life import Life, Person
from equipoise.domain.rules import Rule
from equipoise.domain.time import Interval, at_local

from .lives import Level, World, make_plan, rule, serve, task, window

CASES = [
    pytest.param("Europe/Berlin", date(2026, 3, 23), -60, id="Berlin spring"),
    pytest.param("Europe/Berlin", date(2026, 10, 19), 60, id="Berlin autumn"),
    pytest.param("America/New_York", date(2026, 3, 2), -60, id="New York spring"),
    pytest.param("America/New_York", date(2026, 10, 26), 60, id="New York autumn"),
    pytest.param("Australia/Lord_Howe", date(2026, 9, 28), -30, id="Lord Howe spring"),
    pytest.param("Australia/Lord_Howe", date(2026, 3, 30), 30, id="Lord Howe autumn"),
    pytest.param("America/St_Johns", date(2026, 3, 2), -60, id="St John's spring"),
    pytest.param("America/St_Johns", date(2026, 10, 26), 60, id="St John's autumn"),
]
every_case = pytest.mark.parametrize(("zone", "first", "longer"), CASES)
SUNDAY = frozenset({6})


def stretch(first: date, zone: str, clock: str, minutes: int, day: int = 6) -> Interval:
    """A stretch of elapsed minutes from a local time on."""
    start = at_local(first + timedelta(days=day), time.fromisoformat(clock), ZoneInfo(zone))
    return Interval(start, start + timedelta(minutes=minutes))


def walk(minutes: int, *windows: LocalWindow) -> Routine:
    return Routine("walk", "Walk", minutes, 1, windows=windows)


def world_of(zone: str, first: date, item: Routine | Task, when: Interval, *rules: Rule) -> World:
    life = Life(
        Person("Ada", ZoneInfo(zone)),
        routines=(item,) if isinstance(item, Routine) else (),
        tasks=(item,) if isinstance(item, Task) else (),
    )
    plan = make_plan(serve(item, 1, when), zone=ZoneInfo(zone), first=first)
    return World(life, plan, rules=rules)


@every_case
def test_the_cases_are_what_they_say(zone: str, first: date, longer: int) -> None:
    day = first + timedelta(days=6)
    midnights = [at_local(day + timedelta(days=i), time(0), ZoneInfo(zone)) for i in (0, 1)]
    assert first.weekday() == 0
    assert midnights[1] - midnights[0] == timedelta(days=1, minutes=longer)


@every_case
def test_a_window_over_the_change_holds_its_elapsed_time(zone: str, first: date, longer: int) -> None:
    # 01:00 to 04:00 on the clocks is 180 minutes and the change; a routine of just that length fits.
    minutes = 180 + longer
    night = window("01:00", "04:00", SUNDAY)
    fits = world_of(zone, first, walk(minutes, night), stretch(first, zone, "01:00", minutes))
    assert fits.broken() == set()
    more = world_of(zone, first, walk(minutes + 5, night), stretch(first, zone, "01:00", minutes + 5))
    assert more.broken() == {4}


@every_case
def test_sleep_ends_by_the_clock(zone: str, first: date, longer: int) -> None:
    # Sleep begins on Saturday, before the change, and ends on Sunday, after it.
    del longer
    sleep = rule("sleep", (window("22:30", "06:30"),))
    assert world_of(zone, first, walk(30), stretch(first, zone, "06:30", 30), sleep).broken() == set()
    assert world_of(zone, first, walk(30), stretch(first, zone, "06:25", 30), sleep).broken() == {2}
    assert world_of(zone, first, walk(30), stretch(first, zone, "22:00", 30, 5), sleep).broken() == set()
    assert world_of(zone, first, walk(30), stretch(first, zone, "22:05", 30, 5), sleep).broken() == {2}


@every_case
def test_lengths_are_elapsed_time(zone: str, first: date, longer: int) -> None:
    # From 01:00 to 04:00 on the clocks; a routine of 180 minutes is not that long.
    when = stretch(first, zone, "01:00", 180 + longer)
    zoned = Interval(when.start.astimezone(ZoneInfo(zone)), when.end.astimezone(ZoneInfo(zone)))
    assert world_of(zone, first, walk(180), zoned).broken() == {5}
    assert world_of(zone, first, walk(180 + longer), zoned).broken() == set()


@every_case
def test_the_margin_counts_elapsed_time(zone: str, first: date, longer: int) -> None:
    # Own hours 00:00 to 06:00 are 360 minutes and the change; half of them may be planned.
    own = (rule("hours.own", (window("00:00", "06:00", SUNDAY),)), rule("margin", 0.5))
    budget = (360 + longer) // 2
    most = world_of(zone, first, walk(budget), stretch(first, zone, "00:00", budget), *own)
    assert most.broken() == set()
    more = world_of(zone, first, walk(budget + 5), stretch(first, zone, "00:00", budget + 5), *own)
    assert more.broken() == {10}


@every_case
def test_daily_rest_is_elapsed_time(zone: str, first: date, longer: int) -> None:
    # Own hours start at 09:00 on Sunday: 11 elapsed hours before are 22:00 on Saturday, and the change later.
    rules = (
        rule("hours.own", (window("09:00", "17:00", SUNDAY),)),
        rule("rest.daily", 11.0),
        rule("margin", 0.0),
    )
    work = task("work", 30)
    last = at_local(first + timedelta(days=6), time(9), ZoneInfo(zone)) - timedelta(hours=11, minutes=30)
    assert (
        last.astimezone(ZoneInfo(zone)).time()
        == (datetime.combine(first, time(21, 30)) + timedelta(minutes=longer)).time()
    )
    fits = Interval(last, last + timedelta(minutes=30))
    later = Interval(fits.start + timedelta(minutes=5), fits.end + timedelta(minutes=5))
    assert world_of(zone, first, work, fits, *rules).broken() == set()
    assert world_of(zone, first, work, later, *rules).broken() == {2}


@every_case
def test_energy_is_read_on_local_clocks(zone: str, first: date, longer: int) -> None:
    class Morning(Level):
        def level(self, kind: str, minute_of_day: float) -> float:
            return float(minute_of_day >= 240 and bool(kind))

    # From 01:00 on, 240 elapsed minutes: 04:00 on the clocks comes 180 minutes and the change after 01:00, so the
    # last 60 minutes less the change are at full energy, at 0.4 a minute.
    world = world_of(zone, first, walk(240), stretch(first, zone, "01:00", 240))
    found = world.with_(curve=Morning(1.0)).term("energy")
    assert found == pytest.approx(0.4 * (60 - longer))


@every_case
def test_a_fixed_event_in_another_zone_is_in_the_way(zone: str, first: date, longer: int) -> None:
    del longer
    when = stretch(first, zone, "05:00", 60)
    world = world_of(zone, first, walk(60), when)
    tokyo = Interval(
        when.start.astimezone(ZoneInfo("Asia/Tokyo")), when.end.astimezone(ZoneInfo("Asia/Tokyo"))
    )
    event = Event("call", "Call", tokyo, area=Area.LIFE)
    assert world.with_(events=(event,)).broken() == {1, 2}
    after = Interval(when.end, when.end + timedelta(minutes=60))
    assert world.with_(events=(Event("call", "Call", after, area=Area.LIFE),)).broken() == set()


@every_case
def test_tardiness_counts_in_days_of_24_hours(zone: str, first: date, longer: int) -> None:
    # Due on Saturday at 12:00, placed on Sunday at 12:00: 24 hours and the change. In spring that is within a day,
    # so 0.25 of 60 minutes; in autumn it is two days for all of it, 0.5.
    saturday = at_local(first + timedelta(days=5), time(12), ZoneInfo(zone))
    late = task("late", 60, due=saturday, kind=BlockKind.ADMIN, energy=EnergyKind.SOCIAL)
    # In spring by an hour the block ends just when a day is over; by half an hour its last 25 minutes are more.
    overtime = {-60: 0, -30: 25, 30: 60, 60: 60}[longer]
    world = world_of(zone, first, late, stretch(first, zone, "12:00", 60))
    assert world.term("tardy") == pytest.approx(-(0.25 * (60 - overtime) + 0.5 * overtime))


@every_case
def test_the_horizon_ends_at_local_midnight(zone: str, first: date, longer: int) -> None:
    del longer
    assert world_of(zone, first, walk(30), stretch(first, zone, "23:30", 30)).broken() == set()
    assert world_of(zone, first, walk(30), stretch(first, zone, "23:35", 30)).broken() == {1}


def test_a_skipped_wall_time_is_read_as_before_the_change() -> None:
    # Berlin, 2026-03-29: 02:30 does not exist; it is 01:30 UTC, 03:30 on the clocks after the change.
    first = date(2026, 3, 23)
    night = window("02:30", "05:00", SUNDAY)
    start = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    world = world_of("Europe/Berlin", first, walk(90, night), Interval(start, start + timedelta(minutes=90)))
    assert world.broken() == set()
    early = Interval(start - timedelta(minutes=5), start + timedelta(minutes=85))
    assert world_of("Europe/Berlin", first, walk(90, night), early).broken() == {4}


def test_rulebooks_are_asked_by_local_dates() -> None:
    # Lord Howe is eleven hours ahead: its Monday starts on Sunday in UTC. Monday pays 3 a minute, Sunday 1.
    first, zone = date(2026, 3, 30), "Australia/Lord_Howe"
    world = world_of(zone, first, walk(30), stretch(first, zone, "00:00", 30, day=0))
    world = world.with_plan(now=world.plan.now - timedelta(days=1))
    world = world.with_(by_day={0: (rule("price.normal", 3.0),)})
    assert world.broken() == set()
    assert world.term("placed") == pytest.approx(90)
