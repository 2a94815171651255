"""Weeks in which the clocks change, planned: the hour that comes twice has room for twice as much, the lost one for nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from tests.planning.verify.lives import Level, World, make_plan, rule, task, window

from equipoise.calendars.writing import plan_to_ics
from equipoise.domain.commitments import LocalWindow, Task
from equipoise.domain.life import Life, Person
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval, at_local
from equipoise.lifefile.plan_json import plan_from_json, plan_to_json
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort

from .garden import request_of

SURE = Effort(seconds=60, rounds=12, gap=0.0)


@dataclass(frozen=True)
class Case:
    """A change of clocks: the window that it doubles or skips, its elapsed minutes, six hours of the clock around it."""

    zone: str
    first: date
    odd: tuple[str, str]
    minutes: int
    day: int = 6
    around: tuple[str, str] = ("00:00", "06:00")
    by: int = 60

    @property
    def elapsed(self) -> int:
        """Minutes of the six hours around the change."""
        return 360 + (self.by if self.minutes else -self.by)

    def on_day(self, times: tuple[str, str]) -> LocalWindow:
        return window(*times, frozenset({self.day}))


CASES = {
    "Berlin spring": Case("Europe/Berlin", date(2026, 3, 23), ("02:00", "03:00"), 0),
    "Berlin autumn": Case("Europe/Berlin", date(2026, 10, 19), ("02:00", "03:00"), 120),
    "New York spring": Case("America/New_York", date(2026, 3, 2), ("02:00", "03:00"), 0),
    "New York autumn": Case("America/New_York", date(2026, 10, 26), ("01:00", "02:00"), 120),
    "Lord Howe spring": Case("Australia/Lord_Howe", date(2026, 9, 28), ("02:00", "02:30"), 0, by=30),
    "Lord Howe autumn": Case("Australia/Lord_Howe", date(2026, 3, 30), ("01:30", "02:00"), 60, by=30),
    "Casablanca, Ramadan begins": Case("Africa/Casablanca", date(2026, 2, 9), ("02:00", "03:00"), 120),
    "Casablanca, Ramadan ends": Case("Africa/Casablanca", date(2026, 3, 16), ("02:00", "03:00"), 0),
    "Santiago, no midnight": Case("America/Santiago", date(2026, 8, 31), ("00:00", "01:00"), 0),
    "Santiago autumn": Case(
        "America/Santiago", date(2026, 3, 30), ("23:00", "00:00"), 120, day=5, around=("18:00", "00:00")
    ),
    "Havana, midnight twice": Case("America/Havana", date(2026, 10, 26), ("00:00", "01:00"), 120),
    "Apia spring": Case("Pacific/Apia", date(2020, 9, 21), ("03:00", "04:00"), 0),
    "Apia autumn": Case("Pacific/Apia", date(2021, 3, 29), ("03:00", "04:00"), 120),
}
every_case = pytest.mark.parametrize("name", CASES)


def week(case: Case, tasks: list[Task], margin: float = 0.0) -> World:
    """A life of tasks alone, with hours of its own around the change only."""
    zone, own = ZoneInfo(case.zone), case.on_day(case.around)
    rules = (
        rule("hours.own", (own,)),
        rule("hours.outer", (own,)),
        rule("margin", margin),
        rule("stretch.max", 480.0),
    )
    now = at_local(case.first, time(), zone) - timedelta(days=1)
    plan = make_plan(zone=zone, first=case.first, now=now)
    return World(Life(Person("Ada", zone), tasks=tuple(tasks)), plan, rules=rules, curve=Level(0.0))


def planned(world: World) -> Plan:
    request = request_of(world)
    plan = solve(request, SURE).plan
    assert check_plan(request, plan).ok
    return plan


def piece(name: str, minutes: int, *only: LocalWindow) -> Task:
    return task(name, minutes, min_chunk=minutes, max_chunk=minutes, role="", only=only)


@every_case
def test_the_odd_hour_holds_just_its_elapsed_time(name: str) -> None:
    case = CASES[name]
    odd = case.on_day(case.odd)
    more = planned(week(case, [piece("memo", case.minutes + 5, odd)]))
    assert [m.commitment for m in more.misfits] == ["memo"]
    assert not more.blocks
    if case.minutes:
        (block,) = planned(week(case, [piece("memo", case.minutes, odd)])).blocks
        assert block.when.minutes == case.minutes
        day = case.first + timedelta(days=case.day)
        assert block.when.start == at_local(day, odd.start, ZoneInfo(case.zone))


@every_case
def test_the_days_budget_is_elapsed_time(name: str) -> None:
    case = CASES[name]
    plan = planned(week(case, [piece(f"t{n}", 5) for n in range(80)], margin=0.25))
    assert sum(block.when.minutes for block in plan.blocks) == int(0.75 * case.elapsed) // 5 * 5


@every_case
def test_blocks_around_the_change_keep_their_times_in_files(name: str) -> None:
    case = CASES[name]
    plan = planned(week(case, [piece(f"t{n}", 15) for n in range(40)]))
    times = [block.when for block in plan.blocks]
    assert sum(when.minutes for when in times) == case.elapsed
    again = plan_from_json(json.loads(json.dumps(plan_to_json(plan))))
    assert [block.when for block in again.blocks] == times
    events = icalendar.Calendar.from_ical(plan_to_ics(plan, {})).walk("VEVENT")
    assert [Interval(event.decoded("DTSTART"), event.decoded("DTEND")) for event in events] == times
