"""Recurrence rules (RFC 5545 section 3.3.10), expanded inside a window only and within a budget of steps.

Everything here works on wall-clock times without a zone; the caller attaches the zone. A rule without COUNT
is followed from the window on, however far back DTSTART lies. A rule with COUNT is followed from DTSTART,
unless it is plain, and then its instances are counted by arithmetic. The budget is shared by all rules of a
file, so that neither one rule nor a thousand can hang the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, product

from equipoise.calendars.days import day_matches, days_of_period, week_year
from equipoise.calendars.rules import Frequency, Rule
from equipoise.domain.time import Interval

__all__ = ["Budget", "BudgetError", "expand"]

_UNIT = {
    Frequency.SECONDLY: timedelta(seconds=1),
    Frequency.MINUTELY: timedelta(minutes=1),
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}
_COST = {Frequency.DAILY: 4, Frequency.WEEKLY: 8, Frequency.MONTHLY: 30, Frequency.YEARLY: 200}
_SHORT_COST = 4
_FOREVER = datetime(9999, 12, 31, 23, 59)  # noqa: DTZ001 - wall clock
MAX_SET = 100_000
TWELVE_WEEKS = timedelta(weeks=12)


class BudgetError(Exception):
    """A rule asks for more work than one file may cost."""


@dataclass(slots=True)
class Budget:
    """What one file may cost; the numbers are those for twelve weeks, the longest horizon of a plan.

    Attributes:
        steps: of work left, of about a microsecond each: for one file, or a part of them for one rule.
        rule: steps that one rule may take. ``series``: occurrences of one series: every hour, and some more.
        events: events of the file.
    """

    steps: int = 1_000_000
    rule: int = 300_000
    series: int = 2_100
    events: int = 30_000

    @classmethod
    def over(cls, window: Interval) -> Budget:
        """Return the budget for a window; one longer than twelve weeks may cost more in proportion."""
        most = cls()
        times = max(1.0, (window.end - window.start) / TWELVE_WEEKS)
        return cls(*(int(times * part) for part in (most.steps, most.rule, most.series, most.events)))

    def part(self, steps: int) -> Budget:
        """Take a budget for one rule out of this one; ``refund`` gives back what it leaves."""
        share = replace(self, steps=max(0, min(steps, self.steps)))
        self.steps -= share.steps
        return share

    def refund(self, share: Budget) -> None:
        """Give back what a rule did not use."""
        self.steps += max(0, share.steps)

    def spend(self, steps: int) -> None:
        """Take ``steps`` away.

        Raises:
            BudgetError: if they are used up.
        """
        self.steps -= steps
        if self.steps < 0:
            raise BudgetError


def expand(
    rule: Rule, start: datetime, after: datetime, before: datetime, budget: Budget, *, dates: bool = False
) -> Iterator[datetime]:
    """Yield the instances of a rule in ``[after, before]``, in order.

    Args:
        rule: the rule; its ``until`` is resolved to the wall clock of ``start`` by the caller.
        start: DTSTART, naive. It is yielded only where the rule itself produces it.
        after: earliest instance wanted.
        before: latest instance wanted.
        budget: shared with the other rules of the file.
        dates: True if DTSTART is a DATE: parts that speak of times are ignored then.

    Raises:
        BudgetError: if the work left does not suffice.
    """
    last = before
    if isinstance(rule.until, datetime):
        last = min(last, rule.until)
    index, left = _leap(rule, start, after)
    if left is not None and left <= 0:
        return
    for instance in _instances(rule, start, index, last, budget, dates=dates):
        if instance > last:
            return
        if instance >= start:
            if instance >= after:
                yield instance
            if left is not None:
                left -= 1
                if left == 0:
                    return


def _leap(rule: Rule, start: datetime, after: datetime) -> tuple[int, int | None]:
    """Return the period from which to go, and how many instances COUNT still allows from there."""
    if after <= start or (rule.count is not None and not (rule.plain and rule.freq in _UNIT)):
        return 0, rule.count
    if rule.freq in _UNIT:
        periods = (after - start) // _UNIT[rule.freq] - 1
    elif rule.freq == Frequency.MONTHLY:
        periods = (after.year - start.year) * 12 + after.month - start.month
    else:
        periods = after.year - start.year - 1
    index = max(0, periods // rule.interval)
    return index, None if rule.count is None else rule.count - index


def _instances(
    rule: Rule, start: datetime, index: int, last: datetime, budget: Budget, *, dates: bool
) -> Iterator[datetime]:
    if rule.freq < Frequency.DAILY:
        yield from _short(rule, start, index, last, budget)
        return
    clocks = [time(0)] if dates else _clocks(rule, start)
    cost = _COST[rule.freq]
    while True:
        anchor = _anchor(rule, start, index)
        if anchor is None or anchor > last.date() + timedelta(days=7):
            return
        days = days_of_period(rule, anchor, start.date())
        budget.spend(cost + len(days) * len(clocks))
        moments = (datetime.combine(day, clock) for day, clock in product(days, clocks))
        yield from _positions(rule, moments) if rule.positions else moments
        index += 1


def _anchor(rule: Rule, start: datetime, index: int) -> date | None:
    """Return a day of the period with that index; None past the last year that can be written."""
    ahead = index * rule.interval
    try:
        if rule.freq == Frequency.WEEKLY:
            first = start.date() - timedelta(days=(start.weekday() - rule.wkst) % 7)
            return first + timedelta(days=7 * ahead)
        if rule.freq == Frequency.DAILY:
            return start.date() + timedelta(days=ahead)
        if rule.freq == Frequency.MONTHLY:
            months = start.year * 12 + start.month - 1 + ahead
            return date(months // 12, months % 12 + 1, 1)
        year = _first_year(rule, start.date()) + ahead
        return date(year, 1, 1) if year < 9999 else None
    except (OverflowError, ValueError):
        return None


def _first_year(rule: Rule, start: date) -> int:
    """Return the year of the first period: for a rule of weeks the year of DTSTART's own, if it is in it."""
    if rule.weeks:
        year = week_year(start, rule.wkst)
        if year != start.year and start in days_of_period(rule, date(year, 1, 1), start):
            return year
    return start.year


def _clocks(rule: Rule, start: datetime) -> list[time]:
    hours = rule.hours or (start.hour,)
    minutes = rule.minutes or (start.minute,)
    return [time(*clock) for clock in product(hours, minutes, _seconds(rule) or (start.second,))]


def _seconds(rule: Rule) -> tuple[int, ...]:
    """Leap seconds count as the second before (section 3.3.12)."""
    return tuple(sorted({min(second, 59) for second in rule.seconds}))


def _positions(rule: Rule, moments: Iterator[datetime]) -> list[datetime]:
    """Return those of the set that BYSETPOS names."""
    whole = list(islice(moments, MAX_SET))
    chosen = {place - 1 if place > 0 else len(whole) + place for place in rule.positions}
    return [whole[place] for place in sorted(chosen) if 0 <= place < len(whole)]


def _short(rule: Rule, start: datetime, index: int, last: datetime, budget: Budget) -> Iterator[datetime]:
    """Yield instances of a rule with periods shorter than a day, leaping over what it does not allow."""
    unit = _UNIT[rule.freq] * rule.interval if rule.interval < 10**8 else timedelta(days=10**6)
    base = start.replace(minute=0, second=0) if rule.freq == Frequency.HOURLY else start
    base = base.replace(second=0) if rule.freq == Frequency.MINUTELY else base
    known: date | None = None
    allowed = False
    while True:
        budget.spend(_SHORT_COST)
        try:
            period = base + unit * index
        except OverflowError:
            return
        if period > last:
            return
        if period.date() != known:
            known = period.date()
            allowed = day_matches(rule, known)
        goal = _next_allowed(rule, period, allowed=allowed)
        if goal is None:
            yield from _within(rule, period, start)
            index += 1
        else:
            index = max(index + 1, -((base - goal) // unit))


def _next_allowed(rule: Rule, period: datetime, *, allowed: bool) -> datetime | None:
    """Return the earliest time from which the rule may hold again, or None if it holds in this period."""
    try:
        if not allowed:
            return datetime.combine(period.date() + timedelta(days=1), time(0))
        if rule.hours and period.hour not in rule.hours:
            return period.replace(minute=0, second=0) + timedelta(hours=1)
        if rule.freq < Frequency.HOURLY and rule.minutes and period.minute not in rule.minutes:
            return period.replace(second=0) + timedelta(minutes=1)
    except OverflowError:
        return _FOREVER
    if rule.freq == Frequency.SECONDLY and rule.seconds and period.second not in _seconds(rule):
        return period + timedelta(seconds=1)
    return None


def _within(rule: Rule, period: datetime, start: datetime) -> list[datetime]:
    if rule.freq == Frequency.SECONDLY:
        moments = [period]
    elif rule.freq == Frequency.MINUTELY:
        moments = [period.replace(second=second) for second in _seconds(rule) or (start.second,)]
    else:
        clocks = product(rule.minutes or (start.minute,), _seconds(rule) or (start.second,))
        moments = [period.replace(minute=minute, second=second) for minute, second in clocks]
    return _positions(rule, iter(moments)) if rule.positions else moments
