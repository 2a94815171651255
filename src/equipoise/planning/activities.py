"""From commitments to activities: how much of what, in which stretches of time, worth how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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
from equipoise.domain.time import Grid, Interval, to_slots
from equipoise.planning.masks import Masks, spans, window_spans
from equipoise.planning.pins import Pin
from equipoise.planning.pricing import Item, Pricing
from equipoise.planning.problem import Activity
from equipoise.planning.request import Request

__all__ = ["Builder"]


@dataclass
class Builder:
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
        """Return the number of a context of role, place and meeting; a new one gets the next number."""
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
            for pin in self.pins:
                if area is Area.WORK and pin.commitment == CLOSING:
                    day = self.request.grid.day_of(pin.start)
                    shut[pin.start : self.request.grid.midnights[day + 1]] = True
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

    def apart(self, runs: list[tuple[int, int]], commitment: str) -> list[tuple[int, int]]:
        """Return runs without the slots beside the pins of a commitment, since two blocks of a task never touch."""
        mine = [pin for pin in self.pins if pin.commitment == commitment]
        for slot in sorted({slot for pin in mine for slot in (pin.start - 1, pin.end)}):
            runs = _without(runs, slot)
        return runs

    def add(self, activity: Activity, item: Item) -> None:
        """Add an activity with the commitment that it stands for."""
        self.activities.append(activity)
        self.items[activity.id] = item

    def task(self, task: Task) -> None:
        """Add what remains of a task beyond its pins."""
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
        if task.not_on:
            runs = [run for run in runs if grid.dates[grid.day_of(run[0])] not in task.not_on]
        runs = self.apart(runs, task.id)
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
        standing = self.pinned_dates(item.id)
        taken = (*item.done, *standing)
        for week, dates in _weeks(self.request.grid).items():
            days = [day for day in dates if all(abs((day - other).days) >= gap for other in taken)]
            done = sum(_week_of(day) == week for day in item.done)
            count = min(int(item.per_week * len(dates) / 7 + 0.5), item.per_week - done)
            count -= sum(_week_of(day) == week for day in standing)
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

    def pinned_dates(self, commitment: str) -> list[date]:
        """Return the dates on which blocks of a commitment stand already."""
        grid = self.request.grid
        return [grid.dates[grid.day_of(p.start)] for p in self.pins if p.commitment == commitment]

    def _time_left(self, item: Routine | NonNegotiable, day: date) -> bool:
        """Tell whether one of an item's windows on a date (the date itself, if it has none) ends after now."""
        grid, now = self.request.grid, self.request.now
        if not item.windows:
            return grid.instant(grid.midnights[(day - grid.first).days + 1]) > now
        return any(
            grid.window(day, w.start, w.end).end > now for w in item.windows if day.weekday() in w.days
        )

    def ritual(self, ritual: Ritual, day: date) -> None:
        """Add a ritual of one date, if its window is not over."""
        runs = self.allowed(ritual.area, focus=ritual.kind.value == "focus", lo=0, hi=self.request.grid.size)
        length = to_slots(ritual.minutes)
        runs = [r for r in self.within(runs, (ritual.window,), (day,)) if r[1] - r[0] >= length]
        window = window_spans(self.request.grid, (ritual.window,), day)
        if (
            not window
            or all(hi <= self.earliest for _lo, hi in window)
            or day in self.pinned_dates(ritual.id)
        ):
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
        """Add an event that may move within its window."""
        grid = self.request.grid
        length = to_slots(int(event.when.minutes))
        if length <= 0 or event.when.end <= self.request.now or not spans(grid, [event.when], outward=True):
            return
        if self.pinned_dates(event.id):
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


def _without(runs: list[tuple[int, int]], slot: int) -> list[tuple[int, int]]:
    """Return runs cut at a slot that belongs to none of them any more."""
    out = []
    for start, end in runs:
        parts = ((start, slot), (slot + 1, end)) if start <= slot < end else ((start, end),)
        out += [(s, e) for s, e in parts if s < e]
    return out


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
