"""From a life, its calendars and its rulebooks to a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

import numpy as np

from equipoise.domain.commitments import (
    CLOSING,
    Area,
    Event,
    LocalWindow,
    NonNegotiable,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import Life
from equipoise.domain.plan import Block, Plan
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import SLOT_MINUTES, Grid, Interval, to_slots
from equipoise.planning.masks import Masks, first_open_slot, is_fixed, lay_out, nearest, spans, window_spans
from equipoise.planning.pins import Pin, find_pins
from equipoise.planning.pricing import Curve, Item, Pricing
from equipoise.planning.problem import Activity, Fixed, Previous, Problem

__all__ = ["Request", "Setup", "build"]


@dataclass(frozen=True)
class Request:
    """All that a plan is made from.

    Attributes:
        life: the person's life. ``events``: every event, of calendars and life file.
        books: rulebook of each local date of the horizon.
        curve: the person's energy. ``holidays``: public holidays in the horizon.
        grid: the horizon. ``now``: the moment from which is planned, aware.
        previous: the plan in force, for a replan.
    """

    life: Life
    events: tuple[Event, ...]
    books: Mapping[date, Rulebook]
    curve: Curve
    grid: Grid
    now: datetime
    holidays: frozenset[date] = frozenset()
    previous: Plan | None = None


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


@dataclass
class _Builder:
    """Collects activities, contexts and fixed elements."""

    request: Request
    masks: Masks
    pricing: Pricing
    pins: tuple[Pin, ...]
    earliest: int
    contexts: dict[tuple[str, str, bool], int] = field(default_factory=dict)
    goals: dict[str, int] = field(default_factory=dict)
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    _allowed: dict[tuple[object, ...], list[tuple[int, int]]] = field(default_factory=dict)

    def context(self, role: str, place: str, *, meeting: bool = False) -> int:
        return self.contexts.setdefault((role, place, meeting), len(self.contexts))

    def allowed(self, area: Area, *, focus: bool, lo: int, hi: int) -> list[tuple[int, int]]:
        """Return the runs of slots open to an area and kind within [lo, hi), cut at midnights."""
        key = (area, focus)
        if key not in self._allowed:
            shut = self.masks.closed | (self.masks.no_work if area is Area.WORK else False)
            if not focus:
                shut = shut | self.masks.golden
            shut = shut.copy()
            shut[: self.earliest] = True
            self._allowed[key] = _runs(~shut, self.request.grid)
        whole = self._allowed[key]
        if lo <= 0 and hi >= self.request.grid.size:
            return whole
        return [(max(s, lo), min(e, hi)) for s, e in whole if s < hi and e > lo]

    def within(
        self, runs: list[tuple[int, int]], windows: Sequence[LocalWindow], days: Sequence[date]
    ) -> list[tuple[int, int]]:
        """Return the parts of runs inside each window; windows are not joined, as a block lies whole in one."""
        grid = self.request.grid
        out: list[tuple[int, int]] = []
        for day in days:
            for lo, hi in window_spans(grid, windows, day):
                out.extend((max(s, lo), min(e, hi)) for s, e in runs if s < hi and e > lo)
        return sorted(set(out))

    def add(self, activity: Activity, item: Item) -> None:
        self.activities.append(activity)
        self.items[activity.id] = item

    def task(self, task: Task) -> None:
        grid = self.request.grid
        need = to_slots(task.remaining)
        pinned = sum(p.end - p.start for p in self.pins if p.commitment == task.id)
        rest = need - pinned
        if rest <= 0:
            return
        lo = max(0, grid.ceil(task.release)) if task.release else 0
        hi = min(grid.size, grid.floor(task.due)) if task.due and task.hard_due else int(grid.size)
        # what it waits for, and what waits for it, may be pinned: those blocks are none of the solver's
        lo = max([lo, *(p.end for p in self.pins if p.commitment in task.after)])
        hi = min([hi, *(p.start for p in self.pins if task.id in self.waits.get(p.commitment, ()))])
        runs = self.allowed(task.area, focus=task.kind.value == "focus", lo=lo, hi=hi)
        if task.only:
            runs = self.within(runs, task.only, grid.dates)
        minc = min(to_slots(task.min_chunk), rest)
        self.add(
            Activity(
                id=task.id,
                commitment=task.id,
                title=task.title,
                kind=task.kind,
                area=task.area,
                need=rest,
                minc=minc,
                maxc=min(max(to_slots(task.max_chunk), minc), rest),
                segments=tuple(runs),
                worth=self.pricing.worth(task),
                context=self.context(task.role, task.place),
                completion=self.pricing.completion(task, need),
                block_cost=self.pricing.at_start("price.block"),
                goal=self.goals.get(task.goal, -1),
                after=task.after,
            ),
            task,
        )

    def repeated(self, item: Routine | NonNegotiable) -> None:
        """Add one activity for each ISO week of a routine or of a non-negotiable that must be placed."""
        area = item.area if isinstance(item, Routine) else Area.LIFE
        length = to_slots(item.minutes)
        all_runs = self.allowed(area, focus=item.kind.value == "focus", lo=0, hi=self.request.grid.size)
        gap = item.gap_days if isinstance(item, Routine) else int(item.per_week <= 7)
        for week, dates in _weeks(self.request.grid).items():
            days = [day for day in dates if all(abs((day - other).days) >= gap for other in item.done)]
            done = sum(_week_of(day) == week for day in item.done)
            count = min(int(item.per_week * len(dates) / 7 + 0.5), item.per_week - done)
            if item.per_week <= 7:
                count = min(count, sum(self._time_left(item, day) for day in days))
            if count <= 0 or not days:
                continue
            if item.windows:
                runs = self.within(all_runs, item.windows, days)
            else:
                grid = self.request.grid
                stretches = [grid.midnights[n : n + 2] for n in ((day - grid.first).days for day in days)]
                runs = [r for r in all_runs if any(lo <= r[0] < hi for lo, hi in stretches)]
            must = isinstance(item, NonNegotiable)
            goal = self.goals.get(item.goal, -1) if isinstance(item, Routine) else -1
            role = item.role if isinstance(item, Routine) else ""
            self.add(
                Activity(
                    id=f"{item.id}@{week}",
                    commitment=item.id,
                    title=item.title,
                    kind=item.kind,
                    area=area,
                    need=length * count,
                    minc=length,
                    maxc=length,
                    segments=tuple(runs),
                    worth=self.pricing.worth(item),
                    context=self.context(role, item.place),
                    must=must,
                    gap_days=gap,
                    goal=goal,
                ),
                item,
            )

    def _time_left(self, item: Routine | NonNegotiable, day: date) -> bool:
        """Tell whether one of an item's windows on a date (the date itself, if it has none) ends after now."""
        grid, now = self.request.grid, self.request.now
        if not item.windows:
            return grid.instant(grid.midnights[(day - grid.first).days + 1]) > now
        return any(
            grid.window(day, w.start, w.end).end > now for w in item.windows if day.weekday() in w.days
        )

    def ritual(self, ritual: Ritual, day: date) -> None:
        runs = self.allowed(ritual.area, focus=ritual.kind.value == "focus", lo=0, hi=self.request.grid.size)
        length = to_slots(ritual.minutes)
        runs = [r for r in self.within(runs, (ritual.window,), (day,)) if r[1] - r[0] >= length]
        window = window_spans(self.request.grid, (ritual.window,), day)
        if not window or all(hi <= self.earliest for _lo, hi in window):
            return
        self.add(
            Activity(
                id=f"{ritual.id}@{day.isoformat()}",
                commitment=ritual.id,
                title=ritual.title,
                kind=ritual.kind,
                area=ritual.area,
                need=length,
                minc=length,
                maxc=length,
                segments=tuple(runs),
                worth=self.pricing.worth(ritual),
                context=self.context("", ""),
                completion=ritual.value,
                closing=ritual.id == CLOSING,
            ),
            ritual,
        )

    def flexible(self, event: Event) -> None:
        grid = self.request.grid
        length = to_slots(int(event.when.minutes))
        if length <= 0 or event.when.end <= self.request.now or not spans(grid, [event.when], outward=True):
            return
        whole = Interval(grid.start, grid.end)
        runs = []
        for lo, hi in spans(grid, [event.window or whole], outward=False):
            runs = self.allowed(event.area, focus=False, lo=lo, hi=hi)
        self.add(
            Activity(
                id=event.id,
                commitment=event.id,
                title=event.title,
                kind=self.pricing.kind(event),
                area=event.area,
                need=length,
                minc=length,
                maxc=length,
                segments=tuple(runs),
                worth=self.pricing.worth(event),
                context=self.context(event.role, event.place),
            ),
            event,
        )


def _runs(mask: np.ndarray, grid: Grid) -> list[tuple[int, int]]:
    """Return the stretches where ``mask`` is true, cut at local midnights."""
    marks = np.concatenate(([False], mask, [False]))
    edges = set(np.flatnonzero(marks[1:] != marks[:-1]).tolist())
    edges.update(m for m in grid.midnights if 0 < m < grid.size and mask[m])
    points = sorted(edges | {int(grid.size)})
    return [(s, e) for s, e in pairwise(points) if s < grid.size and mask[s]]


def _weeks(grid: Grid) -> dict[str, list[date]]:
    """Return the horizon's dates by ISO week."""
    out: dict[str, list[date]] = {}
    for day in grid.dates:
        out.setdefault(_week_of(day), []).append(day)
    return out


def _week_of(day: date) -> str:
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02d}"


def _fixed(builder: _Builder) -> tuple[Fixed, ...]:
    """Return busy events and pins as disjoint elements: of overlapping ones each keeps what is not yet taken."""
    grid, request = builder.request.grid, builder.request
    raw: list[Fixed] = []
    for event in request.events:
        if is_fixed(event):
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


def _transitions(builder: _Builder, book: Rulebook) -> tuple[np.ndarray, np.ndarray]:
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


def _caps(builder: _Builder, pins: Sequence[Pin]) -> tuple[int, ...]:
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


def _goals(builder: _Builder, life: Life) -> tuple[tuple[str, float, int], ...]:
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
    builder = _Builder(request, masks, pricing, pins, earliest)
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


def _assemble(builder: _Builder, pins: tuple[Pin, ...], kept: tuple[Block, ...], earliest: int) -> Setup:
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
        previous=_previous(builder, kept),
        change=builder.pricing.at_start("price.change") if kept else 0.0,
    )
    return Setup(request, problem, builder.pricing, builder.items, pins, kept)


def _previous(builder: _Builder, kept: Sequence[Block]) -> tuple[Previous, ...]:
    """Return the movable blocks of the previous plan by the activities that they serve now."""
    grid = builder.request.grid
    by_commitment: dict[str, list[Activity]] = {}
    for activity in builder.activities:
        by_commitment.setdefault(activity.commitment, []).append(activity)
    out = []
    for block in kept:
        start, end = grid.floor(block.when.start), grid.floor(block.when.end)
        for activity in by_commitment.get(block.commitment, ()):
            if any(s <= start and end <= e for s, e in activity.segments):
                out.append(Previous(activity.id, start, end))
                break
    return tuple(out)
