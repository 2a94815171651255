"""Weeks planted backwards: first a legal plan that is tight wherever rules bite, then a life that asks for just that.

Blocks stand as near to meetings, breaks, midnights of the zone and other roles as the rules let them; releases and
deadlines fall on their very ends; days are filled to their margin. Nothing here is taken from the planner or the checker.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.planning.verify.lives import World, make_plan, rule, serve, window

from equipoise.domain.commitments import (
    EnergyKind,
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
from equipoise.domain.life import Life, Person, TravelTable
from equipoise.domain.plan import Block
from equipoise.domain.rules import Rule
from equipoise.domain.time import SLOT_MINUTES, Grid
from equipoise.planning.build import Request

from .beds import DAY, MARGIN, NIGHT, TRAVEL, Garden, Piece, Shape, Slope

__all__ = ["DAY", "NIGHT", "Shape", "plant", "request_of", "stated"]


def rules_of(shape: Shape, shutdown: Ritual, walk: Ritual) -> tuple[Rule, ...]:
    """Return the rules that the garden keeps."""
    days = frozenset(range(5)) if shape.weekend else frozenset(range(7))
    base = (
        rule("sleep", (window(*shape.sleep),)),
        rule("hours.own", (window(*shape.own, days),)),
        rule("hours.outer", (window(*shape.outer),)),
        rule("hours.family", (window(*shape.family),)),
        rule("hours.focus", (window(*shape.golden, days),)),
        rule("hours.meetings", (window(*shape.own),)),
        rule("rituals", (shutdown, walk)),
        rule("rest.daily", 11.0),
        rule("margin", MARGIN),
    )
    free = (rule("weekend", (window("00:00", "00:00", frozenset({5, 6})),)),) if shape.weekend else ()
    return (*base, *free)


def _tasks(garden: Garden) -> Iterator[tuple[Task, list[Piece]]]:
    """Make tasks of the pieces: some of one, some of several that do not touch."""
    rng, left = garden.rng, list(garden.work)
    ends: dict[str, int] = {}
    while left:
        group = [left.pop(0)]
        while left and rng.random() < 0.4 and len(group) < 3:
            like = (group[0].role, group[0].place, group[0].kind)
            more = next((p for p in left if (p.role, p.place, p.kind) == like), None)
            if more is None or more.start == group[-1].end:
                break
            left.remove(more)
            group.append(more)
        name = f"t{len(ends)}"
        before = [other for other, end in ends.items() if end <= group[0].start]
        ends[name] = group[-1].end
        yield _task(garden, name, group, before), group


def _task(garden: Garden, name: str, group: list[Piece], before: list[str]) -> Task:
    """Ask for just these pieces, and for no minute more freedom than the dice give."""
    rng, first = garden.rng, group[0]
    lengths = [SLOT_MINUTES * (p.end - p.start) for p in group]
    spare, done = rng.randint(0, 4), rng.choice((0, 0, 25))
    due = garden.when(group[-1]).end if rng.random() < 0.6 else None
    exact = _exact(garden, first) if len(group) == 1 and rng.random() < 0.25 else ()
    return Task(
        name, name.title(), Estimate.single(sum(lengths) - spare + done), done=done,
        release=garden.when(first).start if rng.random() < 0.4 else None,
        due=due, hard_due=due is not None and rng.random() < 0.6,
        priority=rng.choice(tuple(Priority)), kind=first.kind, energy=EnergyKind.COGNITIVE,
        role=first.role, place=first.place, goal=rng.choice(("", "book")),
        min_chunk=min(lengths) - rng.randint(0, 4), max_chunk=max(lengths) - rng.randint(0, 4),
        after=tuple(rng.sample(before, 1)) if before and rng.random() < 0.3 else (),
        only=exact, preferred=(window(*garden.shape.golden),) if rng.random() < 0.2 else (),
        pins=(garden.when(first),) if len(group) == 1 and not exact and rng.random() < 0.12 else (),
    )  # fmt: skip


def _exact(garden: Garden, piece: Piece) -> tuple[LocalWindow, ...]:
    """Return the window of a piece on the clocks, if the clocks tell it apart from others."""
    when, zone = garden.when(piece), garden.grid.zone
    start, end = when.start.astimezone(zone), when.end.astimezone(zone)
    local = LocalWindow(
        start.time().replace(fold=0), end.time().replace(fold=0), frozenset({start.weekday()})
    )
    return (local,) if garden.window_of(start.date(), local) == when else ()


def _leisure(
    garden: Garden, days: tuple[date, ...], item: Routine | NonNegotiable | Ritual, turn: int
) -> list[Block]:
    """Put something once on each of some dates into their evenings, one after another."""
    out = []
    for number, day in enumerate(filter(garden.exists, days)):
        lo, hi = garden.slots(day, garden.shape.leisure)
        length = -(-item.minutes // SLOT_MINUTES)
        third = lo + turn * (hi - lo) // 3
        start = garden.rng.randint(third, third + (hi - lo) // 3 - length)
        out.append(serve(item, number, garden.when(Piece(start, start + length, "", ""))))
    return out


def plant(
    seed: int, zone: str = "Europe/Berlin", first: date = date(2026, 11, 23), shape: Shape = DAY
) -> World:
    """Return a week with a legal plan: the same numbers in, the same week out."""
    garden = Garden(random.Random(f"{seed}/{zone}/{first}"), Grid(first, 7, ZoneInfo(zone)), shape)
    for day in garden.grid.dates:
        if not (shape.weekend and day.weekday() >= 5):
            garden.fill(day)
    evening = (window(*shape.leisure),)
    run = Routine("run", "Run", 41, 3, evening, gap_days=2)
    care = NonNegotiable("care", "Care", evening, minutes=30, per_week=3)
    walk = Ritual("walk", "Walk", 15, evening[0])
    shutdown = Ritual("shutdown", "Shutdown", 10, window(*shape.outer))
    dates = garden.grid.dates
    found = list(_tasks(garden))
    blocks = [
        serve(task, number, garden.when(piece), pinned=bool(task.pins))
        for task, group in found
        for number, piece in enumerate(group)
    ]
    blocks += [serve(shutdown, n, garden.when(piece)) for n, piece in enumerate(garden.closings)]
    blocks += _leisure(garden, (dates[0], dates[2], dates[6]), run, 0)
    blocks += _leisure(garden, (dates[1], dates[3], dates[6]), care, 1)
    blocks += _leisure(garden, dates[::2], walk, 2)
    life = Life(
        Person("Ada", ZoneInfo(zone)), travel=TravelTable({("home", "office"): TRAVEL * SLOT_MINUTES}),
        tasks=tuple(task for task, _group in found), routines=(run,), non_negotiables=(care,),
        goals=(Goal("book", "Book", 300),),
    )  # fmt: skip
    events = tuple(
        Event(f"e{n}", f"E{n}", garden.when(p), role=p.role, place=p.place, meeting=p.meeting)
        for n, p in enumerate(garden.events)
    )
    plan = make_plan(*blocks, zone=ZoneInfo(zone), first=first, now=_now(garden))
    return stated(World(life, plan, events, rules_of(shape, shutdown, walk), Slope()))


def _now(garden: Garden) -> datetime:
    """Return a moment so late that the first block stands just behind the frozen zone."""
    first = min((p.start for p in garden.work), default=0)
    own, _end = garden.slots(garden.grid.first, garden.shape.own)
    return garden.grid.instant(min(own, first - 6))


def stated(world: World) -> World:
    """Return the world whose plan states the worth that it has."""
    verdict = world.verdict()
    certificate = replace(world.plan.certificate, objective=verdict.objective)
    return world.with_plan(certificate=certificate, terms=dict(verdict.terms))


def request_of(world: World) -> Request:
    """Return the life of a world as a request to the planner."""
    grid = Grid(world.plan.first, world.plan.days, world.life.person.zone)
    books = world.books()
    return Request(
        world.life, world.events, {day: books[day] for day in grid.dates}, world.curve, grid, world.plan.now,
        holidays=world.holidays, previous=world.previous,
    )  # fmt: skip
