"""Weeks for tests: a bare one with a handful of rules, and generated ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    Estimate,
    Event,
    LocalWindow,
    Priority,
    Routine,
    Task,
)
from equipoise.domain.life import Life, Person
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook, RuleValue, Strength
from equipoise.domain.time import Grid, Interval
from equipoise.energy import population_curve
from equipoise.planning.build import Request
from equipoise.planning.engine import Solution, solve
from equipoise.planning.search import Effort
from equipoise.rhythms import rulebooks
from equipoise.testing.weeks import make_week

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
WORKDAYS = frozenset(range(5))
SURE = Effort(seconds=20.0, rounds=30, gap=1e-6, patience=12)


@dataclass(frozen=True)
class Flat:
    """An energy curve with one level all day, or one level before noon and another after it."""

    weight: float = 1.0
    morning: float = 0.5
    afternoon: float = 0.5

    def level(self, kind: Literal["cognitive", "social", "physical"], minute_of_day: float) -> float:
        assert kind
        return self.morning if minute_of_day < 720 else self.afternoon

    def levels(self, kind: Literal["cognitive", "social", "physical"]) -> NDArray[np.float64]:
        return np.asarray([self.level(kind, m) for m in range(0, 1440, 5)])


def window(start: str, end: str, days: frozenset[int] = WORKDAYS) -> LocalWindow:
    return LocalWindow(time.fromisoformat(start), time.fromisoformat(end), days)


def rule(rule_id: str, value: RuleValue, strength: Strength | None = None) -> Rule:
    return Rule(rule_id, strength or RULES[rule_id].strengths[0], value, Origin("test"))


@dataclass(frozen=True)
class Small:
    """A bare life: work from 9:00 to 12:00 on workdays, no margin, no frozen zone; tell it what is in it."""

    tasks: tuple[Task, ...] = ()
    routines: tuple[Routine, ...] = ()
    events: tuple[Event, ...] = ()
    rules: tuple[Rule, ...] = ()
    curve: Flat = field(default_factory=Flat)
    first: date = MONDAY
    days: int = 7
    zone: ZoneInfo = BERLIN
    opens: str = "09:00"
    closes: str = "12:00"

    def at(self, day: int, clock: str) -> datetime:
        return datetime.combine(self.first + timedelta(days=day), time.fromisoformat(clock), self.zone)

    def span(self, day: int, start: str, end: str) -> Interval:
        return Interval(self.at(day, start), self.at(day, end))

    def request(self) -> Request:
        everyday = frozenset(range(7)) if self.zone is not BERLIN or self.days == 1 else WORKDAYS
        hours = (window(self.opens, self.closes, everyday),)
        base = (
            rule("hours.own", hours),
            rule("hours.outer", hours),
            rule("margin", 0.0),
            rule("frozen", 0.0),
            rule("stretch.max", 480.0),
            *self.rules,
        )
        book = Rulebook(tuple({r.id: r for r in base}.values()))
        grid = Grid(self.first, self.days, self.zone)
        life = Life(
            Person("Ann", self.zone, employment="self-employed"),
            tasks=self.tasks,
            routines=self.routines,
            events=self.events,
        )
        return Request(life, self.events, dict.fromkeys(grid.dates, book), self.curve, grid, grid.start)

    def solution(self, effort: Effort = SURE) -> Solution:
        return solve(self.request(), effort)


def task(name: str, minutes: int, **changes: object) -> Task:
    """A task in one piece; its title is its name with a capital."""
    values: dict[str, object] = {"min_chunk": minutes, "max_chunk": minutes, "priority": Priority.NORMAL}
    values |= changes
    return Task(name, name.capitalize(), Estimate.single(minutes), **values)  # type: ignore[arg-type]


def meeting(name: str, when: Interval) -> Event:
    return Event(name, name.capitalize(), when, area=Area.WORK, role="work", meeting=True)


def routine(name: str, minutes: int, per_week: int, *windows: LocalWindow) -> Routine:
    return Routine(name, name.capitalize(), minutes, per_week, windows, kind=BlockKind.LIFE)


@cache
def random_request(seed: int, who: str, load: float, tasks: int, first: date = MONDAY) -> Request:
    made = make_week(seed, who=who, load=load, tasks=tasks, first=first)
    life = made.life
    books = rulebooks(life.rhythm, made.grid.dates, life.person, life.energy)
    return Request(life, life.events, books, population_curve(time(7), time(23)), made.grid, made.now)


def random_solution(
    seed: int, who: str = "engineer", load: float = 0.85, tasks: int = 15, first: date = MONDAY
) -> Solution:
    return solve(random_request(seed, who, load, tasks, first), Effort(seconds=20.0, rounds=4, gap=0.0))
