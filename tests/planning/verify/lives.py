"""A small life with a legal plan, and the means to change one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    Estimate,
    Event,
    Goal,
    LocalWindow,
    NonNegotiable,
    Priority,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import Life, Person
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook, RuleValue, Strength
from equipoise.domain.time import Interval
from equipoise.planning.verify import Verdict, verify

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})


def clock(text: str) -> time:
    return time.fromisoformat(text)


def window(start: str, end: str, days: frozenset[int] = frozenset(range(7))) -> LocalWindow:
    return LocalWindow(clock(start), clock(end), days)


def at(day: int, text: str, first: date = MONDAY, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.combine(first + timedelta(days=day), clock(text), zone)


def span(day: int, start: str, end: str, first: date = MONDAY, zone: ZoneInfo = BERLIN) -> Interval:
    """A stretch on one date; an end at or before the start lies on the next date."""
    last = day if clock(end) > clock(start) else day + 1
    return Interval(at(day, start, first, zone), at(last, end, first, zone))


def rule(rule_id: str, value: RuleValue, strength: Strength | None = None) -> Rule:
    return Rule(rule_id, strength or RULES[rule_id].strengths[0], value, Origin("test"))


def book(*rules: Rule) -> Rulebook:
    """A rulebook; of two rules with one id the later one counts."""
    return Rulebook(tuple({item.id: item for item in rules}.values()))


@dataclass(frozen=True)
class Level:
    """A curve that gives each kind one level all day."""

    weight: float = 0.0
    all_day: Mapping[str, float] = field(default_factory=dict)

    def level(self, kind: str, minute_of_day: float) -> float:
        assert 0 <= minute_of_day < 1440
        return self.all_day.get(kind, 0.5)

    def levels(self, kind: str) -> NDArray[np.float64]:
        return np.asarray([self.level(kind, minute) for minute in range(0, 1440, 5)])


@dataclass(frozen=True)
class World:
    """All that the checker is given."""

    life: Life
    plan: Plan
    events: tuple[Event, ...] = ()
    rules: tuple[Rule, ...] = ()
    curve: Level = field(default_factory=Level)
    holidays: frozenset[date] = frozenset()
    previous: Plan | None = None
    by_day: Mapping[int, tuple[Rule, ...]] = field(default_factory=dict)

    def books(self) -> dict[date, Rulebook]:
        first = self.plan.first
        return {
            first + timedelta(days=i): book(*self.rules, *self.by_day.get(i, ()))
            for i in range(-1, self.plan.days + 1)
        }

    def verdict(self) -> Verdict:
        return verify(
            self.life,
            self.events,
            self.books(),
            self.plan,
            self.curve,
            holidays=self.holidays,
            previous=self.previous,
        )

    def broken(self) -> set[int]:
        return {found.rule for found in self.verdict().violations}

    def causes(self) -> set[str]:
        return {found.cause for found in self.verdict().violations}

    def term(self, name: str) -> float:
        return self.verdict().terms[name]

    def with_(self, **changes: Any) -> World:
        return replace(self, **changes)

    def with_rules(self, *rules: Rule) -> World:
        return replace(self, rules=(*self.rules, *rules))

    def with_plan(self, **changes: Any) -> World:
        return replace(self, plan=replace(self.plan, **changes))

    def with_blocks(self, *blocks: Block) -> World:
        return self.with_plan(blocks=tuple(sorted(blocks, key=lambda b: b.when.start)))

    def add(self, *blocks: Block) -> World:
        return self.with_blocks(*self.plan.blocks, *blocks)

    def drop(self, block_id: str) -> World:
        return self.with_blocks(*(b for b in self.plan.blocks if b.id != block_id))

    def block(self, block_id: str) -> Block:
        return next(b for b in self.plan.blocks if b.id == block_id)

    def alter(self, block_id: str, **changes: Any) -> World:
        assert self.block(block_id) in self.plan.blocks
        return self.with_blocks(*(replace(b, **changes) if b.id == block_id else b for b in self.plan.blocks))

    def move(self, block_id: str, day: int, start: str, end: str) -> World:
        return self.alter(block_id, when=span(day, start, end))

    def commitment(self, name: str, **changes: Any) -> World:
        """Change one task, routine or non-negotiable."""

        def changed(items: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(replace(item, **changes) if item.id == name else item for item in items)

        life = self.life
        return self.with_life(
            tasks=changed(life.tasks),
            routines=changed(life.routines),
            non_negotiables=changed(life.non_negotiables),
        )

    def event(self, name: str, **changes: Any) -> World:
        return replace(self, events=tuple(replace(e, **changes) if e.id == name else e for e in self.events))

    def with_life(self, **changes: Any) -> World:
        return replace(self, life=replace(self.life, **changes))


def task(name: str, minutes: int, **fields: Any) -> Task:
    return Task(name, name.title(), Estimate.single(minutes), **fields)


def serve(item: Any, number: int, when: Interval, **fields: Any) -> Block:
    """A block of a commitment, with all that it takes from it."""
    own = {
        "kind": getattr(item, "kind", BlockKind.MEETING),
        "area": getattr(item, "area", Area.LIFE),
        "role": getattr(item, "role", ""),
        "place": getattr(item, "place", ""),
    }
    return Block(
        id=f"{item.id}/{number}", title=item.title, when=when, commitment=item.id, **{**own, **fields}
    )


def make_plan(*blocks: Block, zone: ZoneInfo = BERLIN, first: date = MONDAY, **fields: Any) -> Plan:
    given: dict[str, Any] = {
        "days": 7,
        "now": at(0, "06:00", first, zone),
        "fixed": (),
        "misfits": (),
        "clashes": (),
        "terms": {},
        "certificate": Certificate(objective=0.0, bound=1e9, seconds=0.0),
    }
    given.update(fields)
    ordered = tuple(sorted(blocks, key=lambda b: b.when.start))
    return Plan(person="Ada", zone=zone.key, first=first, blocks=ordered, **given)


RULEBOOK = (
    rule("sleep", (window("22:30", "06:30"),)),
    rule("hours.own", (window("09:00", "17:00", WORKDAYS),)),
    rule("hours.outer", (window("08:00", "18:00"),)),
    rule("hours.meetings", (window("14:00", "16:00", WORKDAYS),)),
    rule("hours.family", (window("18:30", "20:00"),)),
    rule("weekend", (window("00:00", "00:00", WEEKEND),), Strength.HARD),
    rule("rest.daily", 11.0),
)
MEMO = task("memo", 60)
REPORT = task("report", 120, after=("memo",), goal="book")
MAIL = task("mail", 30, kind=BlockKind.ADMIN, priority=Priority.LOW)
RUN = Routine("run", "Run", 45, 2, windows=(window("17:00", "18:00"),), gap_days=2)
SHUTDOWN = Ritual("shutdown", "Shutdown", 15, window("16:30", "17:30", WORKDAYS))
CARE = NonNegotiable("care", "Care", (window("18:00", "20:00"),), minutes=30, per_week=2)
DINNER = NonNegotiable("dinner", "Dinner", (window("20:00", "21:00"),))
STANDUP = Event("standup", "Standup", span(0, "09:00", "09:30"), meeting=True)
CALL = Event("call", "Call", span(1, "15:00", "15:30"), flexible=True, window=span(1, "08:00", "18:00"))


def good_world() -> World:
    """A week of Ada's with one of everything.

    Worth, with the table's default prices and a curve of weight 0:

    * placed: memo 0.6 x 60 + report 0.6 x 120 + mail 0.6 x 0.5 x 30 + run 2 x 45 + call 2 x 30
      = 36 + 72 + 9 + 90 + 60 = 267
    * completion: 0.4 x (60 + 120 + 0.5 x 30) = 78
    * sooner: mail waits one day: -0.5 x 0.01 x 1 x 30 = -0.15
    * ritual 30; block: four blocks of tasks, -8; goal: 0.3 x min(120, 90) = 27
    * all other terms 0: work lies inside own hours, the run outside, the call in its batch

    267 + 78 - 0.15 + 30 - 8 + 27 = 393.85
    """
    life = Life(
        Person("Ada", BERLIN),
        tasks=(MEMO, REPORT, MAIL),
        routines=(RUN,),
        non_negotiables=(CARE, DINNER),
        goals=(Goal("book", "Book", 90),),
    )
    plan = make_plan(
        serve(MEMO, 1, span(0, "09:40", "10:40")),
        serve(REPORT, 1, span(0, "11:00", "12:00")),
        serve(REPORT, 2, span(0, "13:00", "14:00")),
        serve(SHUTDOWN, 1, span(0, "16:30", "16:45")),
        serve(RUN, 1, span(0, "17:00", "17:45")),
        serve(CARE, 1, span(0, "18:00", "18:30")),
        serve(MAIL, 1, span(1, "10:00", "10:30")),
        serve(CALL, 1, span(1, "14:00", "14:30")),
        serve(RUN, 2, span(2, "17:00", "17:45")),
        serve(CARE, 2, span(2, "18:00", "18:30")),
        certificate=Certificate(objective=393.85, bound=400.0, seconds=0.1),
        terms={
            "placed": 267.0,
            "completion": 78.0,
            "sooner": -0.15,
            "ritual": 30.0,
            "block": -8.0,
            "goal": 27.0,
        },
    )
    return World(life, plan, (STANDUP, CALL), (*RULEBOOK, rule("rituals", (SHUTDOWN,))))
