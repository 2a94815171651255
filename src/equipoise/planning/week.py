"""A plan, or a week that was lived, read into elements and intervals, from which all measures are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Area, BlockKind, LocalWindow
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval, merge
from equipoise.planning import metrics
from equipoise.planning.build import Request
from equipoise.planning.masks import Masks, lay_out

__all__ = ["Element", "Week"]


@dataclass(frozen=True, slots=True)
class Element:
    """A placed block of a commitment, or a busy fixed event."""

    when: Interval
    kind: BlockKind
    area: Area
    role: str
    meeting: bool
    commitment: str
    placed: bool


@dataclass(frozen=True)
class Week:
    """A plan read into intervals; each property is worked out once."""

    request: Request
    plan: Plan

    @cached_property
    def window(self) -> Interval:
        """The horizon."""
        return Interval(self.request.grid.start, self.request.grid.end)

    @cached_property
    def masks(self) -> Masks:
        """The rulebooks on the grid."""
        r = self.request
        return lay_out(r.grid, r.books, r.events, r.life.non_negotiables, r.holidays)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Everything that takes time, in order."""
        meetings = {event.id for event in self.request.events if event.meeting}
        out = [
            Element(b.when, b.kind, b.area, b.role, b.commitment in meetings, b.commitment, placed=True)
            for b in self.plan.blocks
            if b.commitment
        ]
        for event in self.plan.fixed:
            when = event.when.clip(self.window) if event.immovable else None
            if when is not None:
                kind = BlockKind.MEETING if event.meeting else BlockKind.ADMIN
                out.append(Element(when, kind, event.area, event.role, event.meeting, event.id, placed=False))
        return tuple(sorted(out, key=lambda e: (e.when.start, e.when.end)))

    def when(self, keep: Callable[[Element], bool]) -> tuple[Interval, ...]:
        """Return the union of the elements for which ``keep`` holds."""
        return merge(e.when for e in self.elements if keep(e))

    @cached_property
    def work(self) -> tuple[Interval, ...]:
        """All work."""
        return self.when(lambda e: e.area is Area.WORK)

    @cached_property
    def meetings(self) -> tuple[Interval, ...]:
        """All meetings with other people."""
        return self.when(lambda e: e.meeting)

    @cached_property
    def deep(self) -> tuple[Interval, ...]:
        """All focus blocks of work."""
        return self.when(lambda e: e.placed and e.area is Area.WORK and e.kind is BlockKind.FOCUS)

    @cached_property
    def work_dates(self) -> tuple[date, ...]:
        """Dates on which work starts."""
        zone = self.request.grid.zone
        return tuple(sorted({item.start.astimezone(zone).date() for item in self.work}))

    def windows(self, rule_id: str) -> tuple[Interval, ...]:
        """Return the windows of a rule inside the horizon, with what reaches in from the day before."""
        grid, books = self.request.grid, self.request.books
        days = {grid.first - timedelta(days=1): books[grid.first]} | {d: books[d] for d in grid.dates}
        found = [i for d, book in days.items() for i in self.on_day(d, book.windows(rule_id))]
        return merge(metrics.clip_all(found, self.window))

    def on_day(self, day: date, windows: Iterable[LocalWindow]) -> list[Interval]:
        """Return the windows that start on a local date."""
        return [self.request.grid.window(day, w.start, w.end) for w in windows if day.weekday() in w.days]

    @cached_property
    def absent(self) -> NDArray[np.bool_]:
        """Slots of the dates that a busy all-day event covers."""
        grid = self.request.grid
        out = np.zeros(grid.size, np.bool_)
        for event in self.request.events:
            when = event.when.clip(self.window) if event.busy and event.all_day else None
            if when is not None and when.minutes > 0:
                first, last = grid.day_of(grid.floor(when.start)), grid.day_of(grid.ceil(when.end) - 1)
                out[grid.midnights[first] : grid.midnights[last + 1]] = True
        return out

    @cached_property
    def own(self) -> tuple[Interval, ...]:
        """Own hours."""
        return self.windows("hours.own")

    @cached_property
    def free_days(self) -> frozenset[date]:
        """Saturdays, Sundays and public holidays."""
        dates = self.request.grid.dates
        return frozenset(d for d in dates if d.weekday() >= 5) | (self.request.holidays & set(dates))

    def whole(self, dates: Iterable[date]) -> tuple[Interval, ...]:
        """Return local dates from midnight to midnight."""
        return metrics.on_dates(dates, time(0), time(0), self.request.grid.zone)

    def slots(self, mask: NDArray[np.bool_]) -> tuple[Interval, ...]:
        """Return the stretches of a mask over the grid."""
        edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
        at = self.request.grid.instant
        return tuple(Interval(at(int(a)), at(int(b))) for a, b in zip(edges[::2], edges[1::2], strict=True))

    @cached_property
    def waking(self) -> Mapping[date, Interval]:
        """The usual waking hours of each date."""
        energy, grid = self.request.life.energy, self.request.grid
        return {d: metrics.on_dates([d], energy.wake, energy.sleep, grid.zone)[0] for d in grid.dates}
