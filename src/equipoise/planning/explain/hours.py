"""The price of every hour of the horizon, and of one more hour on each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import LocalWindow
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import SLOT_MINUTES, Grid, Interval
from equipoise.planning.build import Request, build
from equipoise.planning.engine import Solution
from equipoise.planning.explain.prices import Prices, lagrangian
from equipoise.planning.explain.wording import day_name, when, worth
from equipoise.planning.tabulate import tabulate

__all__ = ["HourPrice", "HourPrices", "hour_prices", "later_end"]

HOUR = 60 // SLOT_MINUTES
LONGER_DAYS = 14


@dataclass(frozen=True, slots=True)
class HourPrice:
    """One clock hour of the horizon and what the week would lose without it, in value-minutes."""

    when: Interval
    value: float


@dataclass(frozen=True)
class HourPrices:
    """What the hours are worth.

    Attributes:
        slots: for each slot of the grid, the price of the hour that begins there: value-minutes per hour.
        hours: the clock hours in which anything may be placed, in order.
        longer: for the first fourteen dates with own hours, what one more hour at the day's end would add.
        dearest, cheapest: up to three hours of own hours each, the dearest and the cheapest first.
        sentence: the gist, for a person.
    """

    slots: NDArray[np.float64]
    hours: tuple[HourPrice, ...]
    longer: Mapping[date, float]
    dearest: tuple[HourPrice, ...]
    cheapest: tuple[HourPrice, ...]
    sentence: str

    def by_day(self, grid: Grid) -> Mapping[date, Mapping[str, float]]:
        """Return a table for people: date, then local hour ("9:00"), then value-minutes."""
        out: dict[date, dict[str, float]] = {}
        for hour in self.hours:
            local = hour.when.start.astimezone(grid.zone)
            name = f"{local.hour}:{local.minute:02d}" + (" again" if local.fold else "")
            out.setdefault(local.date(), {})[name] = hour.value
        return out


def later_end(book: Rulebook, day: date, end: time, *, rules: tuple[str, ...]) -> Rulebook:
    """Return a rulebook whose last window on a date, of each of ``rules``, ends at ``end``."""
    changed = []
    for rule in book.rules:
        value = rule.value
        if rule.id in rules and isinstance(value, tuple):
            windows = [w for w in value if isinstance(w, LocalWindow)]
            today = [w for w in windows if day.weekday() in w.days and w.end > w.start]
            if today:
                last = max(today, key=lambda w: w.end)
                if end > last.end:
                    value = tuple(replace(w, end=end) if w is last else w for w in windows)
        changed.append(replace(rule, value=value))
    return replace(book, rules=tuple(changed))


def own_end(grid: Grid, book: Rulebook, day: date) -> datetime | None:
    """Return the last end of own hours on a date, local; None if it has none or they pass midnight."""
    ends = [w.end for w in book.windows("hours.own") if day.weekday() in w.days and w.end > w.start]
    return datetime.combine(day, max(ends), grid.zone) if ends else None


def _longer(solution: Solution, prices: Prices) -> dict[date, float]:
    """Return what one more hour at the end of own hours would add to the bound, date by date."""
    request = solution.setup.request
    base = lagrangian(prices.tables, prices.multipliers)
    old = {a.id: i for i, a in enumerate(solution.setup.problem.activities)}
    out: dict[date, float] = {}
    for day in request.grid.dates:
        end = own_end(request.grid, request.books[day], day)
        if end is None or end <= request.now or end.hour >= 23 or len(out) == LONGER_DAYS:
            continue
        until = (end.replace(tzinfo=None) + timedelta(hours=1)).time()
        problem = build(_with_end(request, day, until)).problem
        tables = tabulate(problem).bound
        index = {i: old[a.id] for i, a in enumerate(problem.activities) if a.id in old}
        out[day] = max(0.0, lagrangian(tables, prices.moved_to(tables, index)) - base)
    return out


def _with_end(request: Request, day: date, until: time) -> Request:
    book = later_end(request.books[day], day, until, rules=("hours.own", "hours.outer"))
    return replace(request, books={**request.books, day: book})


def _clock_hours(solution: Solution, prices: Prices) -> list[HourPrice]:
    """Return the clock hours in which anything may be placed, with their prices."""
    problem = solution.setup.problem
    grid = problem.grid
    cuts = [s for s in range(int(grid.size)) if grid.instant(s).minute == 0]
    edges = list(zip(cuts, [*cuts[1:], int(grid.size)], strict=True))
    open_ = [(s, e) for s, e in edges if problem.open_mask[s:e].any()]
    if not open_:
        return []
    values = prices.of(np.asarray([s for s, _e in open_]), np.asarray([e for _s, e in open_]))
    return [
        HourPrice(Interval(grid.instant(s), grid.instant(e)), float(v))
        for (s, e), v in zip(open_, values, strict=True)
    ]


def _inside_own(solution: Solution, hour: HourPrice) -> bool:
    problem = solution.setup.problem
    part = slice(problem.grid.floor(hour.when.start), problem.grid.ceil(hour.when.end))
    return bool((problem.own_mask[part] & problem.open_mask[part]).all())


def _sentence(grid: Grid, dear: list[HourPrice], cheap: list[HourPrice], longer: Mapping[date, float]) -> str:
    if not dear:
        return "No hour of your own hours is wholly open, so none has a price."
    first, last = dear[0], cheap[0]
    if first.value < 0.5:
        return (
            "No hour of your own hours is dear: without any one of them the week would lose next to nothing."
        )
    text = f"Your dearest hour is {when(grid, first.when.start)}: without it the week would lose about "
    text += worth(first.value)
    if last is not first:
        text += f"; without the cheapest, {when(grid, last.when.start)}, "
        text += f"about {worth(last.value)}" if last.value >= 0.5 else "next to nothing"
    best = max(longer, key=lambda d: longer[d], default=None)
    if best is None:
        return text + "."
    if longer[best] < 0.5:
        return text + ". One more hour would add next to nothing on any day."
    return text + f". One more hour would add most on {day_name(grid, best)}: about {worth(longer[best])}."


def hour_prices(solution: Solution) -> HourPrices:
    """Return what the hours of a solution's horizon are worth."""
    grid = solution.setup.problem.grid
    prices = Prices(solution.found)
    starts = np.arange(int(grid.size))
    slots = prices.of(starts, np.minimum(starts + HOUR, int(grid.size)))
    hours = _clock_hours(solution, prices)
    own = [hour for hour in hours if _inside_own(solution, hour)]
    dear = sorted(own, key=lambda h: (-h.value, h.when))[:3]
    cheap = sorted(own, key=lambda h: (h.value, h.when))[:3]
    longer = _longer(solution, prices)
    return HourPrices(
        slots, tuple(hours), longer, tuple(dear), tuple(cheap), _sentence(grid, dear, cheap, longer)
    )
