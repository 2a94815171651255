"""From instants to the wall clocks of days: where a stretch of time stands in a day's column.

A stretch is cut at local midnights and at clock changes, so that each part runs forward on the wall clock.
On a night that repeats an hour two parts can stand side by side; on one that skips an hour none stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval, at_local

__all__ = ["Part", "cut", "day_change", "day_interval", "wall_minutes"]


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a stretch on one date: wall-clock minutes after midnight, start < end <= 1440."""

    day: date
    start: float
    end: float
    when: Interval


def day_interval(day: date, zone: ZoneInfo) -> Interval:
    """Return the local day as instants: 23, 24 or 25 hours long."""
    return Interval(at_local(day, time(0), zone), at_local(day + timedelta(days=1), time(0), zone))


def wall_minutes(moment: datetime) -> float:
    """Return minutes that a wall clock shows after midnight."""
    return moment.hour * 60 + moment.minute + moment.second / 60


def day_change(day: date, zone: ZoneInfo) -> datetime | None:
    """Return the instant (UTC) of a clock change within the day, or None."""
    whole = day_interval(day, zone)
    low, high = whole.start, whole.end

    def offset(moment: datetime) -> timedelta | None:
        return moment.astimezone(zone).utcoffset()

    before = offset(low)
    if before == offset(high - timedelta(minutes=1)):
        return None
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def _part(day: date, start: datetime, end: datetime, zone: ZoneInfo) -> Part:
    """Return the part between two instants of one day with one offset to UTC."""
    first = wall_minutes(start.astimezone(zone))
    return Part(day, first, first + (end - start).total_seconds() / 60, Interval(start, end))


def cut(when: Interval, day: date, zone: ZoneInfo) -> tuple[Part, ...]:
    """Return the parts of a stretch that lie on a date: none, one, or two at a clock change."""
    inside = Interval(when.start.astimezone(UTC), when.end.astimezone(UTC)).clip(day_interval(day, zone))
    if inside is None:
        return ()
    change = day_change(day, zone)
    if change is None or not inside.start < change < inside.end:
        return (_part(day, inside.start, inside.end, zone),)
    return (_part(day, inside.start, change, zone), _part(day, change, inside.end, zone))
