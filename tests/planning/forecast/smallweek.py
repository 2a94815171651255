"""A week small enough to measure by hand: Monday 23 November 2026 in Berlin, own hours 09 to 17, Monday to Friday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Estimate,
    Event,
    LocalWindow,
    NonNegotiable,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import EnergyProfile, Life, Person
from equipoise.domain.plan import Block, Certificate, Misfit, Plan
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook, RuleValue, Strength
from equipoise.domain.time import Grid, Interval
from equipoise.planning.build import Request

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
WORKDAYS = frozenset(range(5))
COMMS = Ritual(
    "mail",
    "Mail",
    30,
    LocalWindow(time(11), time(12), WORKDAYS),
    BlockKind.COMMS,
    EnergyKind.SOCIAL,
    Area.WORK,
)


def window(start: str, end: str, days: frozenset[int] = frozenset(range(7))) -> LocalWindow:
    return LocalWindow(time.fromisoformat(start), time.fromisoformat(end), days)


def at(day: int, text: str) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(text), BERLIN)


def span(day: int, start: str, end: str) -> Interval:
    return Interval(at(day, start), at(day, end))


def rule(rule_id: str, value: RuleValue, strength: Strength | None = None) -> Rule:
    return Rule(rule_id, strength or RULES[rule_id].strengths[0], value, Origin("test"))


BOOK = (
    rule("sleep", (window("23:00", "07:00"),)),
    rule("hours.own", (window("09:00", "17:00", WORKDAYS),)),
    rule("hours.focus", (window("09:00", "11:00", WORKDAYS),), Strength.PRICED),
    rule("hours.meetings", (window("13:00", "16:00", WORKDAYS),)),
    rule("weekend", (window("00:00", "00:00", frozenset({5, 6})),), Strength.PRICED),
    rule("rituals", (COMMS,)),
)


@dataclass(frozen=True)
class Hump:
    """Cognitive energy 1 from 09:00 to 13:00 and 0 elsewhere; the others one half all day."""

    weight: float = 1.0
    high: tuple[int, int] = field(default=(9 * 12, 13 * 12))

    def levels(self, kind: str) -> NDArray[np.float64]:
        out = np.full(288, 0.5)
        if kind == "cognitive":
            out[:] = 0.0
            out[self.high[0] : self.high[1]] = 1.0
        return out

    def level(self, kind: str, minute_of_day: float) -> float:
        return float(self.levels(kind)[int(minute_of_day) // 5])


def task(name: str, minutes: int, **more: Any) -> Task:
    return Task(name, name.title(), more.pop("estimate", Estimate.single(minutes)), **more)


def block(commitment: str, day: int, start: str, end: str, **more: Any) -> Block:
    kind = more.pop("kind", BlockKind.FOCUS)
    title = more.pop("title", commitment.title())
    return Block(f"{commitment}/{day}{start}", kind, title, span(day, start, end), commitment, **more)


def make_request(
    tasks: Sequence[Task] = (),
    *,
    events: Sequence[Event] = (),
    rules: Sequence[Rule] = BOOK,
    days: int = 7,
    now: datetime | None = None,
    holidays: frozenset[date] = frozenset(),
    routines: Sequence[Routine] = (),
    non_negotiables: Sequence[NonNegotiable] = (),
    **changed: RuleValue,
) -> Request:
    """Keyword arguments left over change rules: ``hours_own=(window(...),)``."""
    merged: Mapping[str, Rule] = {item.id: item for item in rules} | {
        name.replace("_", "."): rule(name.replace("_", "."), value) for name, value in changed.items()
    }
    grid = Grid(MONDAY, days, BERLIN)
    life = Life(
        Person("Ada", BERLIN),
        energy=EnergyProfile(),
        tasks=tuple(tasks),
        routines=tuple(routines),
        events=tuple(events),
        non_negotiables=tuple(non_negotiables),
    )
    book = Rulebook(tuple(merged.values()))
    return Request(
        life, tuple(events), dict.fromkeys(grid.dates, book), Hump(), grid, now or grid.start, holidays
    )


def make_plan(request: Request, blocks: Sequence[Block] = (), misfits: Sequence[Misfit] = ()) -> Plan:
    return Plan(
        person=request.life.person.name,
        zone=request.grid.zone.key,
        first=request.grid.first,
        days=request.grid.days,
        now=request.now,
        blocks=tuple(sorted(blocks, key=lambda b: b.when.start)),
        fixed=tuple(e for e in request.events if not e.flexible),
        misfits=tuple(misfits),
        clashes=(),
        certificate=Certificate(0.0, 0.0, 0.0),
        terms={},
    )
