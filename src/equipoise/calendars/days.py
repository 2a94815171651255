"""Which days of a period a recurrence rule picks (the table of RFC 5545 section 3.3.10, notes 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from equipoise.calendars.rules import Frequency, Rule

__all__ = ["day_matches", "days_of_period", "week_year", "week_year_start"]

_DAY = timedelta(days=1)
_LAST = date.max.toordinal()


def week_year_start(year: int, wkst: int) -> date:
    """Return the first day of week 1: the first week with four days or more in ``year``."""
    fourth = date(year, 1, 4)
    return fourth - _DAY * ((fourth.weekday() - wkst) % 7)


def week_year(day: date, wkst: int) -> int:
    """Return the year to which the week of ``day`` belongs."""
    middle = day.toordinal() - (day.weekday() - wkst) % 7 + 3
    return date.fromordinal(middle).year


def days_of_period(rule: Rule, anchor: date, start: date) -> list[date]:
    """Return the days, in order, that a rule of frequency DAILY or longer picks in the period of ``anchor``.

    What the rule does not say is taken from ``start``, the date of DTSTART.
    """
    if rule.freq == Frequency.DAILY:
        return [anchor] if day_matches(rule, anchor) else []
    if rule.freq == Frequency.WEEKLY:
        days: Iterable[date] = _week(rule, anchor, start)
    elif rule.freq == Frequency.MONTHLY:
        days = _month(rule, anchor.year, anchor.month, start)
    else:
        days = _year(rule, anchor, start)
    return [day for day in _defaults(rule, days, start) if day_matches(rule, day)]


def _week(rule: Rule, anchor: date, start: date) -> list[date]:
    """Return the days of a week that come into question."""
    first = anchor.toordinal() - (anchor.weekday() - rule.wkst) % 7
    if rule.weekdays:
        ahead = sorted({(weekday - rule.wkst) % 7 for _, weekday in rule.weekdays})
    elif rule.month_days or rule.year_days:
        ahead = list(range(7))
    else:
        ahead = [(start.weekday() - rule.wkst) % 7]
    return [date.fromordinal(first + days) for days in ahead if first + days <= _LAST]


def _run(first: date, count: int) -> list[date]:
    begin = first.toordinal()
    return [date.fromordinal(number) for number in range(begin, min(begin + count, _LAST + 1))]


def _month(rule: Rule, year: int, month: int, start: date) -> list[date]:
    """Return the days of a month that come into question."""
    length = _length(year, month)
    if rule.month_days:
        numbers = sorted({day if day > 0 else length + 1 + day for day in rule.month_days})
    elif rule.weekdays or rule.year_days or rule.weeks:
        numbers = list(range(1, length + 1))
    else:
        numbers = [start.day]
    return [date(year, month, number) for number in numbers if 1 <= number <= length]


def _length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _year(rule: Rule, anchor: date, start: date) -> list[date]:
    """Return the days of a year that come into question; a week is whole, with its days in other years."""
    if rule.weeks:
        first = week_year_start(anchor.year, rule.wkst)
        count = (week_year_start(anchor.year + 1, rule.wkst) - first).days // 7
        numbers = sorted({week if week > 0 else week + count + 1 for week in rule.weeks})
        return [
            day for week in numbers if 1 <= week <= count for day in _run(first + _DAY * 7 * (week - 1), 7)
        ]
    months: Iterable[int] = rule.months
    if not months:
        whole = rule.weekdays or rule.year_days
        months = range(1, 13) if whole else (start.month,)
    return [day for month in months for day in _month(rule, anchor.year, month, start)]


def _defaults(rule: Rule, days: Iterable[date], start: date) -> Iterable[date]:
    if rule.weekdays or rule.month_days or rule.year_days:
        return days
    if rule.freq == Frequency.WEEKLY or rule.weeks:
        return [day for day in days if day.weekday() == start.weekday()]
    return [day for day in days if day.day == start.day]


def day_matches(rule: Rule, day: date) -> bool:
    """Tell whether every part of the rule that speaks of days allows ``day``."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        back = day.day - _length(day.year, day.month) - 1
        if day.day not in rule.month_days and back not in rule.month_days:
            return False
    if rule.weekdays and not _weekday_matches(rule, day):
        return False
    if rule.year_days:
        number = day.timetuple().tm_yday
        back = number - (366 if _length(day.year, 2) == 29 else 365) - 1
        if number not in rule.year_days and back not in rule.year_days:
            return False
    if rule.weeks and rule.freq != Frequency.YEARLY:
        return _week_matches(rule, day)
    return True


def _week_matches(rule: Rule, day: date) -> bool:
    year = week_year(day, rule.wkst)
    first = week_year_start(year, rule.wkst)
    count = (week_year_start(year + 1, rule.wkst) - first).days // 7
    week = (day - first).days // 7 + 1
    return week in rule.weeks or week - count - 1 in rule.weeks


def _weekday_matches(rule: Rule, day: date) -> bool:
    """Numbered weekdays count in the month, or in the year of a YEARLY rule without BYMONTH (note 2)."""
    for ordinal, weekday in rule.weekdays:
        if weekday != day.weekday():
            continue
        if not ordinal or rule.freq < Frequency.MONTHLY or rule.weeks:
            return True
        if rule.freq == Frequency.MONTHLY or rule.months:
            position, length = day.day, _length(day.year, day.month)
        else:
            position, length = day.timetuple().tm_yday, 366 if _length(day.year, 2) == 29 else 365
        if ordinal in {(position - 1) // 7 + 1, -((length - position) // 7 + 1)}:
            return True
    return False
