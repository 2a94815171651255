"""The case before the checker: all that was given, and how to read it slot by slot and date by date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Event, LocalWindow
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Grid, Interval
from equipoise.planning.verify.verdict import Curve, Kind

__all__ = ["BoolArray", "Case", "FloatArray"]

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One plan and all that it is judged by. Arrays have one entry for each slot of the horizon."""

    life: Life
    events: tuple[Event, ...]
    rulebooks: Mapping[date, Rulebook]
    plan: Plan
    curve: Curve
    holidays: frozenset[date] = frozenset()
    previous: Plan | None = None
    _books: dict[date, Rulebook] = field(default_factory=dict, repr=False)
    _arrays: dict[str, FloatArray] = field(default_factory=dict, repr=False)

    @cached_property
    def grid(self) -> Grid:
        """The slots of the horizon."""
        return Grid(self.plan.first, self.plan.days, self.life.person.zone)

    @cached_property
    def now(self) -> datetime:
        """The moment of planning, in UTC."""
        return self.plan.now.astimezone(UTC)

    @cached_property
    def frozen_until(self) -> datetime:
        """End of the frozen zone, in UTC; the rulebook of the date of ``now`` says how long it is."""
        return self.now + timedelta(minutes=self.book(self.date_of(self.now)).number("frozen"))

    @cached_property
    def first_book(self) -> Rulebook:
        """The rulebook of the first date of the horizon."""
        return self.book(self.plan.first)

    def book(self, day: date) -> Rulebook:
        """Return the rulebook of a date, or of the nearest date that has one (the earlier of two)."""
        if day not in self._books:
            nearest = min(self.rulebooks, key=lambda key: (abs(key - day), key), default=None)
            self._books[day] = Rulebook() if nearest is None else self.rulebooks[nearest]
        return self._books[day]

    def date_of(self, instant: datetime) -> date:
        """Return the local date of an instant."""
        return instant.astimezone(self.life.person.zone).date()

    @cached_property
    def local_starts(self) -> tuple[datetime, ...]:
        """Start of each slot on the person's clocks."""
        return tuple(self.grid.instant(slot) for slot in range(self.grid.size))

    @cached_property
    def day_index(self) -> NDArray[np.int64]:
        """Days from the horizon's first date to the date of each slot."""
        first = self.plan.first.toordinal()
        return np.array([start.toordinal() - first for start in self.local_starts], dtype=np.int64)

    @cached_property
    def clock(self) -> NDArray[np.int64]:
        """Local minute of the day at which each slot starts."""
        return np.array([start.hour * 60 + start.minute for start in self.local_starts], dtype=np.int64)

    def by_date(self, value: Callable[[date], float]) -> FloatArray:
        """Return, for each slot, ``value`` of its date."""
        return np.array([value(day) for day in self.grid.dates], dtype=np.float64)[self.day_index]

    def dates_where(self, test: Callable[[date], bool]) -> BoolArray:
        """Return, for each slot, whether its date passes a test."""
        return np.array([test(day) for day in self.grid.dates], dtype=np.bool_)[self.day_index]

    def number(self, rule_id: str) -> FloatArray:
        """Return, for each slot, the number of a rule in the rulebook of the slot's date."""
        if rule_id not in self._arrays:
            self._arrays[rule_id] = self.by_date(lambda day: self.book(day).number(rule_id))
        return self._arrays[rule_id]

    def level(self, kind: Kind) -> FloatArray:
        """Return, for each slot, the energy of a kind at the slot's local time of day."""
        key = f"energy.{kind}"
        if key not in self._arrays:
            minutes, where = np.unique(self.clock, return_inverse=True)
            levels = [self.curve.level(kind, int(minute)) for minute in minutes]
            self._arrays[key] = np.array(levels, dtype=np.float64)[where]
        return self._arrays[key]

    # Windows: a local window belongs to the date on which it starts, and so does the rulebook that names it.

    def window_dates(self) -> Iterator[date]:
        """Yield the dates whose windows can reach into the horizon: the day before it, and its own."""
        yield self.plan.first - timedelta(days=1)
        yield from self.grid.dates

    def spans_on(self, day: date, windows: Iterable[LocalWindow]) -> list[Interval]:
        """Return those of the windows that start on ``day``, as intervals in UTC."""
        return [self.grid.window(day, w.start, w.end) for w in windows if day.weekday() in w.days]

    def spans(self, windows_of: Callable[[date], Sequence[LocalWindow]]) -> list[Interval]:
        """Return all windows that can reach into the horizon, date by date."""
        return [span for day in self.window_dates() for span in self.spans_on(day, windows_of(day))]

    def whole_date(self, day: date) -> Interval:
        """Return a local date from midnight to midnight."""
        day_grid = Grid(day, 1, self.life.person.zone)
        return Interval(day_grid.start, day_grid.end)

    def in_one_window(self, windows: Iterable[LocalWindow], when: Interval) -> bool:
        """Tell whether ``when`` (in UTC) lies whole inside a single one of the windows."""
        windows, day = tuple(windows), self.date_of(when.start)
        nearby = (day - timedelta(days=1), day)
        return any(span.contains(when) for start in nearby for span in self.spans_on(start, windows))

    @cached_property
    def own(self) -> BoolArray:
        """Slots inside ``hours.own``."""
        return self.starting_in(self.spans(lambda day: self.book(day).windows("hours.own")))

    @cached_property
    def from_now(self) -> BoolArray:
        """Slots that start at or after now."""
        return np.arange(self.grid.size) >= self.grid.ceil(self.now)

    # Masks: three ways for a slot to belong to a stretch; they differ only for stretches off the grid.

    def touching(self, spans: Iterable[Interval]) -> BoolArray:
        """Mark the slots that share any time with a span: how closed time is read."""
        return self._mask((self.grid.floor(span.start), self.grid.ceil(span.end)) for span in spans)

    def inside(self, spans: Iterable[Interval]) -> BoolArray:
        """Mark the slots that lie whole in one span: how permitted time is read."""
        return self._mask((self.grid.ceil(span.start), self.grid.floor(span.end)) for span in spans)

    def starting_in(self, spans: Iterable[Interval]) -> BoolArray:
        """Mark the slots that start in a span: how prices and budgets are read."""
        return self._mask((self.grid.ceil(span.start), self.grid.ceil(span.end)) for span in spans)

    def _mask(self, ranges: Iterable[tuple[int, int]]) -> BoolArray:
        mask = np.zeros(self.grid.size, dtype=np.bool_)
        for first, last in ranges:
            mask[self.grid.clamp(first) : self.grid.clamp(last)] = True
        return mask
