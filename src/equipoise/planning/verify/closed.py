"""Closed time: which slots are closed to which elements, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property, reduce
from operator import or_

import numpy as np

from equipoise.domain.commitments import Area, BlockKind, NonNegotiable
from equipoise.domain.rules import Strength
from equipoise.domain.time import Interval, merge
from equipoise.planning.verify.case import BoolArray, Case
from equipoise.planning.verify.timeline import Element, Timeline, utc

__all__ = ["ClosedTime", "is_day_off"]


def is_day_off(case: Case, day: date) -> bool:
    """Tell whether a date has a ``weekend`` window, or is a public holiday where ``holidays`` exists."""
    book = case.book(day)
    return has_weekend(case, day) or (day in case.holidays and book.has("holidays"))


def has_weekend(case: Case, day: date) -> bool:
    """Tell whether a ``weekend`` window starts on a date."""
    return any(day.weekday() in window.days for window in case.book(day).windows("weekend"))


class ClosedTime:
    """Masks of closed slots, each under the id of the rule or commitment that closes them."""

    def __init__(self, case: Case, timeline: Timeline) -> None:
        self.case = case
        self.timeline = timeline

    def against(self, element: Element) -> Iterator[tuple[str, BoolArray]]:
        """Yield what is closed for an element that the planner places, and by what."""
        yield "event", self.busy
        yield "sleep", self.sleep
        yield "hours.family", self.family
        yield from self.kept.items()
        if element.traits.area is Area.WORK:
            yield from self.for_work.items()
        if element.traits.kind is not BlockKind.FOCUS:
            yield "hours.focus", self.focus

    @cached_property
    def busy(self) -> BoolArray:
        """Busy fixed events."""
        return self.case.touching(event.when for event in self.timeline.fixed)

    @cached_property
    def sleep(self) -> BoolArray:
        """Sleep windows."""
        return self._windows("sleep")

    @cached_property
    def family(self) -> BoolArray:
        """Windows of ``hours.family``."""
        return self._windows("hours.family")

    @cached_property
    def kept(self) -> dict[str, BoolArray]:
        """Windows of the non-negotiables that have no minutes of their own."""
        fixed = (item for item in self.case.life.non_negotiables if item.minutes == 0)
        return {item.id: self._kept(item) for item in fixed}

    def _kept(self, item: NonNegotiable) -> BoolArray:
        return self.case.touching(self.case.spans(lambda _day: item.windows))

    @cached_property
    def all_kept(self) -> BoolArray:
        """All fixed non-negotiables in one."""
        return reduce(or_, self.kept.values(), np.zeros(self.case.grid.size, dtype=np.bool_))

    @cached_property
    def to_both(self) -> BoolArray:
        """Time that is closed to both areas alike."""
        return self.busy | self.sleep | self.family | self.all_kept

    @cached_property
    def focus(self) -> BoolArray:
        """Golden hours where they are hard."""
        return self._windows("hours.focus", Strength.HARD)

    @cached_property
    def for_work(self) -> dict[str, BoolArray]:
        """What is closed to work only."""
        case = self.case
        outer = case.inside(merge(case.spans(lambda day: case.book(day).windows("hours.outer"))))
        return {
            "hours.outer": ~outer & case.dates_where(lambda day: case.book(day).has("hours.outer")),
            "weekend": self._windows("weekend", Strength.HARD),
            "holidays": case.dates_where(
                lambda day: day in case.holidays and case.book(day).is_hard("holidays")
            ),
            "all-day event": case.dates_where(lambda day: day in self._away),
            "rest.daily": case.touching(rest_spans(case)),
            "rest.weekly": case.touching(case.whole_date(day) for day in rest_days(case)),
        }

    @cached_property
    def _away(self) -> frozenset[date]:
        """Dates of busy all-day events."""
        spans = [utc(event.when) for event in self.case.events if event.busy and event.all_day]
        return frozenset(
            day
            for day in self.case.grid.dates
            if any(span.overlaps(self.case.whole_date(day)) for span in spans)
        )

    def _windows(self, rule_id: str, strength: Strength | None = None) -> BoolArray:
        """Mark the windows of a rule where it has the strength (any if None)."""
        case = self.case
        return case.touching(
            case.spans(
                lambda day: (
                    case.book(day).windows(rule_id)
                    if strength is None or (strength is Strength.HARD) == case.book(day).is_hard(rule_id)
                    else ()
                )
            )
        )


def rest_spans(case: Case) -> Iterator[Interval]:
    """Yield the stretch that ``rest.daily`` closes to work between each date and the next.

    It ends at the first own hour of the next date (the first outer hour if it has none of its own) and is as
    long as the rest; where an own window of the date reaches into it, it starts at the end of that window
    instead, and is as long. The rulebook of the earlier date says how long.
    """
    for day in case.window_dates():
        book, first = case.book(day), first_hour(case, day + timedelta(days=1))
        if not book.is_hard("rest.daily") or first is None:
            continue
        rest = timedelta(hours=book.number("rest.daily"))
        ends = [span.end for span in case.spans_on(day, book.windows("hours.own"))]
        begin = max([first - rest, *ends])
        yield Interval(begin, begin + rest)


def first_hour(case: Case, day: date) -> datetime | None:
    """Return the first start of ``hours.own`` on a date, or of ``hours.outer`` if it has none."""
    for rule_id in ("hours.own", "hours.outer"):
        spans = case.spans_on(day, case.book(day).windows(rule_id))
        if spans:
            return min(span.start for span in spans)
    return None


def rest_days(case: Case) -> Iterator[date]:
    """Yield the dates that ``rest.weekly`` closes to work: an ISO week's last weekend date, or Sunday."""
    mondays = {day - timedelta(days=day.weekday()) for day in case.grid.dates}
    for monday in sorted(mondays):
        week = [monday + timedelta(days=i) for i in range(7)]
        last = [day for day in week if has_weekend(case, day)] or week
        book = case.book(last[-1])
        if book.is_hard("rest.weekly") and not book.is_hard("weekend"):
            yield last[-1]
