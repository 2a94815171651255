"""From a life, its calendars and its rulebooks to a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from equipoise.domain.commitments import Area
from equipoise.domain.life import Life
from equipoise.domain.plan import Block
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import SLOT_MINUTES, Grid, to_slots
from equipoise.planning.activities import Builder
from equipoise.planning.masks import first_open_slot, lay_out, nearest, spans
from equipoise.planning.pins import Pin, find_pins
from equipoise.planning.pricing import Item, Pricing
from equipoise.planning.problem import Activity, Fixed, Previous, Problem
from equipoise.planning.request import Request

__all__ = ["Request", "Setup", "build", "match_blocks"]


@dataclass(frozen=True)
class Setup:
    """A problem with the way back to the words: which item each activity stands for, and what slots are worth.

    Attributes:
        items: activity id to the commitment. ``pins``: what stands fixed by the person or the frozen zone.
        kept: movable blocks of the previous plan.
    """

    request: Request
    problem: Problem
    pricing: Pricing
    items: Mapping[str, Item]
    pins: tuple[Pin, ...]
    kept: tuple[Block, ...] = ()


def _fixed(builder: Builder) -> tuple[Fixed, ...]:
    """Return busy events and pins as disjoint elements: of overlapping ones each keeps what is not yet taken."""
    grid, request = builder.request.grid, builder.request
    raw: list[Fixed] = []
    for event in request.events:
        if event.immovable:
            for lo, hi in spans(grid, [event.when], outward=True):
                context = builder.context(event.role, event.place, meeting=event.meeting)
                raw.append(Fixed(lo, hi, context, event.area is Area.WORK, event.title))
    raw.sort(key=lambda f: (f.start, f.end))
    out: list[Fixed] = []
    taken = -1
    for item in raw:
        start = max(item.start, taken)
        if start < item.end:
            out.append(Fixed(start, item.end, item.context, item.work, item.name, item.pin_of))
            taken = item.end
    for pin in builder.pins:
        context = builder.context(pin.role, pin.place)
        out.append(Fixed(pin.start, pin.end, context, pin.area is Area.WORK, pin.title, pin.commitment))
    return tuple(sorted(out, key=lambda f: (f.start, f.end)))


def _transitions(builder: Builder, book: Rulebook) -> tuple[np.ndarray, np.ndarray]:
    """Return the gaps and the costs of switches between contexts under one rulebook."""
    contexts = list(builder.contexts)
    size = len(contexts)
    gaps, costs = np.zeros((size, size), np.int32), np.zeros((size, size))
    travel = builder.request.life.travel
    role_gap, meeting_gap = book.number("buffer.role"), book.number("buffer.meeting")
    for i, (role_a, place_a, meeting_a) in enumerate(contexts):
        for j, (role_b, place_b, meeting_b) in enumerate(contexts):
            differ = bool(role_a and role_b and role_a != role_b)
            gap = max(
                role_gap if differ else 0,
                meeting_gap if meeting_a != meeting_b else 0,
                travel.between(place_a, place_b),
            )
            gaps[i, j] = to_slots(int(gap))
            costs[i, j] = book.number("price.switch") if differ else 0.0
    return gaps, costs


def _caps(builder: Builder, pins: Sequence[Pin]) -> tuple[int, ...]:
    """Return the budget of each date, in slots of own hours."""
    grid, request, masks = builder.request.grid, builder.request, builder.masks
    free = masks.own & ~masks.taken
    free[: grid.clamp(grid.ceil(request.now))] = False
    out = []
    for k, day in enumerate(grid.dates):
        lo, hi = grid.midnights[k], grid.midnights[k + 1]
        book = request.books[day]
        share = book.number("margin")
        start, end = grid.instant(lo), grid.instant(hi)
        if any(duty.when.start < end and start < duty.when.end for duty in request.life.on_call):
            share = max(share, book.number("margin.on_call"))
        budget = int((1 - share) * int(free[lo:hi].sum()) + 1e-9)
        used = sum(int(masks.own[p.start : p.end].sum()) for p in pins if lo <= p.start < hi)
        out.append(max(0, budget - used))
    return tuple(out)


def _goals(builder: Builder, life: Life) -> tuple[tuple[str, float, int], ...]:
    """Return the goals with the worth of a slot and the slots that still count."""
    rate = builder.pricing.at_start("price.goal") * SLOT_MINUTES
    out = []
    of = {t.id: t.goal for t in life.tasks} | {r.id: r.goal for r in life.routines}
    for goal in life.goals:
        want = int(goal.minutes_per_week * builder.request.grid.days / 7 / SLOT_MINUTES)
        pinned = sum(p.end - p.start for p in builder.pins if of.get(p.commitment) == goal.id)
        out.append((goal.id, rate, max(0, want - pinned)))
    return tuple(out)


def build(request: Request) -> Setup:
    """Return the problem that a request poses.

    Raises:
        ConflictError: pins meet each other or fixed events.
    """
    grid, life = request.grid, request.life
    masks = lay_out(grid, request.books, request.events, life.non_negotiables, request.holidays)
    pricing = Pricing(grid, request.books, masks, request.curve)
    today = nearest(request.books, request.now.astimezone(grid.zone).date())
    earliest = max(
        first_open_slot(grid, request.now, today.number("frozen")), grid.clamp(grid.ceil(request.now))
    )
    pins, kept = find_pins(
        request.life, request.events, grid, request.now, earliest, previous=request.previous
    )
    builder = Builder(request, masks, pricing, pins, earliest)
    builder.context("", "")
    builder.waits = {task.id: task.after for task in life.tasks if task.after}
    builder.goals = {goal.id: i for i, goal in enumerate(life.goals)}
    for task in life.tasks:
        builder.task(task)
    for routine in life.routines:
        builder.repeated(routine)
    for item in life.non_negotiables:
        if item.minutes > 0 and item.per_week > 0:
            builder.repeated(item)
    for day, (begin, end) in zip(grid.dates, pairwise(grid.midnights), strict=True):
        # a zone may skip a date: Samoa had no 30 December 2011
        for ritual in request.books[day].rituals() if begin < end else ():
            builder.ritual(ritual, day)
    for event in request.events:
        if event.flexible and event.busy and not event.all_day:
            builder.flexible(event)
    return _assemble(builder, pins, kept, earliest)


def _assemble(builder: Builder, pins: tuple[Pin, ...], kept: tuple[Block, ...], earliest: int) -> Setup:
    request, masks, grid = builder.request, builder.masks, builder.request.grid
    fixed = _fixed(builder)
    open_mask = ~masks.closed
    open_mask[:earliest] = False
    for pin in pins:
        open_mask[pin.start : pin.end] = False
    kinds: dict[int, int] = {}
    tables: list[tuple[np.ndarray, np.ndarray]] = []
    day_kind: list[int] = []
    for day in grid.dates:
        book = request.books[day]
        if id(book) not in kinds:
            kinds[id(book)] = len(tables)
            tables.append(_transitions(builder, book))
        day_kind.append(kinds[id(book)])
    books = [request.books[day] for day in grid.dates]
    problem = Problem(
        grid=grid,
        activities=tuple(builder.activities),
        fixed=fixed,
        open_mask=open_mask,
        own_mask=masks.own,
        cap=_caps(builder, pins),
        contexts=tuple(builder.contexts),
        trans=np.stack([gaps for gaps, _costs in tables]),
        switch=np.stack([costs for _gaps, costs in tables]),
        day_kind=tuple(day_kind),
        stretch=tuple(int(b.number("stretch.max")) // SLOT_MINUTES for b in books),
        brk=tuple(to_slots(int(b.number("break.min"))) for b in books),
        goals=_goals(builder, request.life),
        previous=match_blocks(builder.activities, grid, kept),
        change=builder.pricing.at_start("price.change") if kept else 0.0,
    )
    return Setup(request, problem, builder.pricing, builder.items, pins, kept)


def match_blocks(activities: Sequence[Activity], grid: Grid, blocks: Sequence[Block]) -> tuple[Previous, ...]:
    """Return blocks by the activities that they serve; what serves none, or lies where none may, is left out."""
    by_commitment: dict[str, list[Activity]] = {}
    for activity in activities:
        by_commitment.setdefault(activity.commitment, []).append(activity)
    out = []
    for block in blocks:
        start, end = grid.floor(block.when.start), grid.floor(block.when.end)
        for activity in by_commitment.get(block.commitment, ()):
            if any(s <= start and end <= e for s, e in activity.segments):
                out.append(Previous(activity.id, start, end))
                break
    return tuple(out)
