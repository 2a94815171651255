"""Recurrence rules (RFC 5545 section 3.3.10): the text, checked, as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from equipoise.calendars.values import parse_moment

__all__ = ["Frequency", "Rule", "RuleError", "parse_rule"]


class RuleError(ValueError):
    """A rule that cannot be followed; the text says why."""


class Frequency(IntEnum):
    """How long one period of a rule is."""

    SECONDLY = 0
    MINUTELY = 1
    HOURLY = 2
    DAILY = 3
    WEEKLY = 4
    MONTHLY = 5
    YEARLY = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule.

    Attributes:
        until: last moment as written: a date, a local date-time, or one in UTC (aware).
        weekdays: (ordinal or 0, weekday) pairs, Monday = 0. ``wkst``: first day of the week.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    seconds: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    wkst: int = 0

    @property
    def plain(self) -> bool:
        """True if the rule is its frequency and interval alone."""
        return not (
            self.seconds
            or self.minutes
            or self.hours
            or self.weekdays
            or self.month_days
            or self.year_days
            or self.weeks
            or self.months
            or self.positions
        )


_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_LISTS = {
    "BYSECOND": ("seconds", 0, 60),
    "BYMINUTE": ("minutes", 0, 59),
    "BYHOUR": ("hours", 0, 23),
    "BYMONTHDAY": ("month_days", -31, 31),
    "BYYEARDAY": ("year_days", -366, 366),
    "BYWEEKNO": ("weeks", -53, 53),
    "BYMONTH": ("months", 1, 12),
    "BYSETPOS": ("positions", -366, 366),
}
MAX_INTERVAL = 1_000_000_000
MAX_COUNT = 10**12


def parse_rule(text: str) -> Rule:
    """Return the rule that ``text`` states.

    Unknown parts (``X-...``, ``RSCALE=GREGORIAN``) are ignored, as section 3.3.10 asks of unknown extensions.

    Raises:
        RuleError: if a part is missing, twice there or out of its range; none of the rule is followed then.
    """
    parts = _split(text)
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise RuleError(f"the calendar scale {parts['RSCALE'][:20]} is not supported")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError("it has both COUNT and UNTIL")
    try:
        freq = Frequency[parts.get("FREQ", "")]
    except KeyError:
        raise RuleError(f"its frequency {parts.get('FREQ', '')[:20]!r} is unknown") from None
    lists = {
        field: _numbers(key, parts[key], low, high)
        for key, (field, low, high) in _LISTS.items()
        if key in parts
    }
    return Rule(
        freq,
        interval=_number("INTERVAL", parts.get("INTERVAL", "1"), 1, MAX_INTERVAL),
        count=_number("COUNT", parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        wkst=_DAYS.get(parts.get("WKST", "MO"), 0),
        **lists,
    )


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.upper().strip().strip(";").split(";"):
        key, equals, value = (bit.strip() for bit in piece.partition("="))
        if not piece.strip():
            continue
        if not equals or not value:
            raise RuleError(f"the part {piece[:30]!r} has no value")
        if parts.get(key, value) != value:
            raise RuleError(f"{key[:20]} stands in it twice")
        parts[key] = value
    return parts


def _number(key: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise RuleError(f"{key}={text[:20]} is not a number that can be followed")
    value = int(text)
    if value > high and key == "COUNT":
        return high
    if not low <= value <= high:
        raise RuleError(f"{key}={value} is outside {low} to {high}")
    return value


def _numbers(key: str, text: str, low: int, high: int) -> tuple[int, ...]:
    values = {_number(key, item.strip(), low, high) for item in text.split(",")}
    if low < 0 and 0 in values:
        raise RuleError(f"{key} has a 0, which means nothing there")
    return tuple(sorted(values))


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for item in text.split(","):
        match = _BYDAY.fullmatch(item.strip())
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise RuleError(f"BYDAY={item[:20]} is not a weekday")
        found.append((int(match[1] or 0), _DAYS[match[2]]))
    return tuple(sorted(set(found)))


def _until(text: str) -> date | datetime:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise RuleError(f"UNTIL: {error}") from None
