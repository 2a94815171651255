"""The rulebooks of a horizon, laid out on the grid: which slots are open, own, golden, off, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Event, LocalWindow, NonNegotiable
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Grid, Interval, at_local

__all__ = ["Masks", "lay_out", "spans", "window_spans"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Masks:
    """Slot masks over a grid; all of shape [grid.size].

    Attributes:
        busy: fixed busy events. ``taken``: those, family time and fixed non-negotiables.
        closed: closed to everything the planner places: taken, and sleep.
        no_work: closed to work on top of ``closed``. ``golden``: hard focus windows.
        own, meetings, focus: inside ``hours.own``, ``hours.meetings``, priced ``hours.focus``.
        day_off: dates that count as days off.
        has_batch: dates whose rulebook batches meetings.
        day: index of the local date of each slot. ``minute``: its local minute of the day.
    """

    busy: Mask
    taken: Mask
    closed: Mask
    no_work: Mask
    golden: Mask
    own: Mask
    meetings: Mask
    focus: Mask
    day_off: Mask
    has_batch: Mask
    day: NDArray[np.int32]
    minute: NDArray[np.int32]


def spans(grid: Grid, intervals: Iterable[Interval], *, outward: bool) -> list[tuple[int, int]]:
    """Return intervals as slot spans clipped to the grid, widened to whole slots or narrowed."""
    out = []
    for item in intervals:
        lo = grid.floor(item.start) if outward else grid.ceil(item.start)
        hi = grid.ceil(item.end) if outward else grid.floor(item.end)
        lo, hi = grid.clamp(lo), grid.clamp(hi)
        if lo < hi:
            out.append((lo, hi))
    return out


def window_spans(
    grid: Grid, windows: Iterable[LocalWindow], day: date, *, outward: bool = False
) -> list[tuple[int, int]]:
    """Return the spans of the windows that start on one local date."""
    weekday = day.weekday()
    found = [grid.window(day, w.start, w.end) for w in windows if weekday in w.days]
    return spans(grid, found, outward=outward)


def _minutes(grid: Grid) -> NDArray[np.int32]:
    """Return the local minute of the day of each slot, right on days with a clock change."""
    out = np.empty(grid.size, np.int32)
    for k in range(grid.days):
        lo, hi = grid.midnights[k], grid.midnights[k + 1]
        if hi - lo == 288:
            out[lo:hi] = np.arange(288) * 5
        else:
            for slot in range(lo, hi):
                local = grid.instant(slot)
                out[slot] = local.hour * 60 + local.minute
    return out


def _rest(grid: Grid, books: Mapping[date, Rulebook], day: date) -> list[tuple[int, int]]:
    """Return the stretch between a date and the next that daily rest closes to work."""
    book, following = books[day], books[day + timedelta(days=1)]
    if not book.is_hard("rest.daily"):
        return []
    hours = timedelta(hours=book.number("rest.daily"))
    tomorrow = day + timedelta(days=1)
    starts = [w.start for w in following.windows("hours.own") if tomorrow.weekday() in w.days]
    starts = starts or [w.start for w in following.windows("hours.outer") if tomorrow.weekday() in w.days]
    if not starts:
        return []
    begin = min(at_local(tomorrow, start, grid.zone) for start in starts) - hours
    for window in book.windows("hours.own"):
        if day.weekday() in window.days:
            begin = max(begin, grid.window(day, window.start, window.end).end)
    return spans(grid, [Interval(begin, begin + hours)], outward=True)


def _weekly_rest(grid: Grid, books: Mapping[date, Rulebook]) -> list[date]:
    """Return the dates that weekly rest closes to work."""
    out = []
    weeks: dict[tuple[int, int], list[date]] = {}
    for day in grid.dates:
        iso = day.isocalendar()
        weeks.setdefault((iso.year, iso.week), []).append(day)
    for days in weeks.values():
        monday = days[0] - timedelta(days=days[0].weekday())
        week = [monday + timedelta(days=i) for i in range(7)]
        off = [d for d in week if any(d.weekday() in w.days for w in nearest(books, d).windows("weekend"))]
        rest = off[-1] if off else week[-1]
        book = nearest(books, rest)
        if book.is_hard("rest.weekly") and not book.is_hard("weekend"):
            out.append(rest)
    return out


def nearest(books: Mapping[date, Rulebook], day: date) -> Rulebook:
    """Return the rulebook of a date, or of the nearest date that has one."""
    found = books.get(day)
    return found if found is not None else books[min(books, key=lambda d: abs((d - day).days))]


def _fill(mask: Mask, found: Iterable[tuple[int, int]]) -> None:
    for lo, hi in found:
        mask[lo:hi] = True


def lay_out(
    grid: Grid,
    books: Mapping[date, Rulebook],
    events: Sequence[Event],
    non_negotiables: Sequence[NonNegotiable],
    holidays: frozenset[date] = frozenset(),
) -> Masks:
    """Lay the rulebooks, events and fixed non-negotiables out on the grid.

    Args:
        grid: the horizon.
        books: rulebook of every date of the horizon; the dates around it are read too where present.
        events: all events. ``non_negotiables``: all of them; those with minutes are left out here.
        holidays: public holidays.
    """
    size = grid.size
    m = {
        name: np.zeros(size, np.bool_) for name in Masks.__dataclass_fields__ if name not in {"day", "minute"}
    }
    outer, has_outer = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    around = {
        d: nearest(books, d) for d in (grid.first + timedelta(days=i) for i in range(-1, grid.days + 1))
    }
    for day, book in list(around.items())[:-1]:
        _fill(m["closed"], window_spans(grid, book.windows("sleep"), day, outward=True))
        _fill(m["taken"], window_spans(grid, book.windows("hours.family"), day, outward=True))
        _fill(m["own"], window_spans(grid, book.windows("hours.own"), day))
        _fill(m["meetings"], window_spans(grid, book.windows("hours.meetings"), day))
        golden = m["golden"] if book.is_hard("hours.focus") else m["focus"]
        _fill(golden, window_spans(grid, book.windows("hours.focus"), day))
        _fill(outer, window_spans(grid, book.windows("hours.outer"), day))
        if book.is_hard("weekend"):
            _fill(m["no_work"], window_spans(grid, book.windows("weekend"), day, outward=True))
        _fill(m["no_work"], _rest(grid, around, day))
        for item in non_negotiables:
            if item.minutes == 0:
                _fill(m["taken"], window_spans(grid, item.windows, day, outward=True))
    _mark_dates(grid, around, holidays, m, has_outer)
    _fill(m["busy"], spans(grid, [e.when for e in events if e.immovable], outward=True))
    _close_dates(grid, around, events, m["no_work"])
    m["taken"] |= m["busy"]
    m["closed"] |= m["taken"]
    m["no_work"] |= has_outer & ~outer
    dates = np.repeat(np.arange(grid.days, dtype=np.int32), np.diff(np.asarray(grid.midnights)))
    return Masks(day=dates, minute=_minutes(grid), **m)


def _mark_dates(
    grid: Grid,
    around: Mapping[date, Rulebook],
    holidays: frozenset[date],
    m: Mapping[str, Mask],
    has_outer: Mask,
) -> None:
    """Mark whole dates: days off, holidays, dates with a hard stop, dates that batch meetings."""
    for k, day in enumerate(grid.dates):
        book, part = around[day], slice(grid.midnights[k], grid.midnights[k + 1])
        has_outer[part] = book.has("hours.outer")
        m["has_batch"][part] = book.has("hours.meetings")
        off = any(day.weekday() in w.days for w in book.windows("weekend"))
        free = day in holidays and book.has("holidays")
        m["day_off"][part] = off or free
        if free and book.is_hard("holidays"):
            m["no_work"][part] = True


def _close_dates(grid: Grid, around: Mapping[date, Rulebook], events: Sequence[Event], no_work: Mask) -> None:
    """Close whole dates to work: weekly rest, and busy all-day events."""
    for day in _weekly_rest(grid, around):
        if grid.first <= day < grid.first + timedelta(days=grid.days):
            k = (day - grid.first).days
            no_work[grid.midnights[k] : grid.midnights[k + 1]] = True
    for event in events:
        if event.busy and event.all_day:
            for lo, hi in spans(grid, [event.when], outward=True):
                first, last = grid.day_of(lo), grid.day_of(hi - 1)
                no_work[grid.midnights[first] : grid.midnights[last + 1]] = True


def first_open_slot(grid: Grid, now: datetime, frozen_minutes: float) -> int:
    """Return the first slot at which something new may be placed."""
    return grid.clamp(grid.ceil(now + timedelta(minutes=frozen_minutes)))
