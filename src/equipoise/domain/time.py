"""Time: half-open intervals, and the five-minute grid on which plans live.

This is the only module that does arithmetic on time. Two rules hold everywhere:

* An interval ``[start, end)`` contains its start and not its end.
* Step in local time, add in UTC: a rule such as "09:30" is resolved on each date in the person's zone,
  a duration is elapsed time. A night with a clock change is therefore right by construction.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import NewType
from zoneinfo import ZoneInfo

__all__ = [
    "SLOT_MINUTES",
    "Grid",
    "Interval",
    "Minutes",
    "Slot",
    "Slots",
    "at_local",
    "merge",
    "subtract",
    "to_slots",
]

SLOT_MINUTES = 5
"""Length of one slot of the grid, in minutes."""

Minutes = NewType("Minutes", int)
"""A duration in minutes of elapsed time."""
Slots = NewType("Slots", int)
"""A duration in slots of ``SLOT_MINUTES``."""
Slot = NewType("Slot", int)
"""A position on a grid: the slot's index, counted from 0 at the start of the horizon."""


def to_slots(minutes: int) -> Slots:
    """Return the least number of slots that hold ``minutes`` (rounded up, so nothing is cut short)."""
    return Slots(-(-int(minutes) // SLOT_MINUTES))


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which local wall clocks show ``clock`` on ``day``, in UTC.

    A time that a spring change skips is read with the offset before the change, as RFC 5545 section 3.3.5
    asks; a time that an autumn change repeats means its first occurrence.
    """
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of time ``[start, end)``; both ends are aware date-times and start <= end.

    Both ends are kept in UTC: Python compares two times of one zone by their wall clocks, which is wrong in the
    hour that an autumn change repeats.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware date-times")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end < self.start:
            raise ValueError(f"an interval cannot end ({self.end}) before it starts ({self.start})")

    @property
    def minutes(self) -> float:
        """Elapsed length in minutes."""
        return (self.end - self.start).total_seconds() / 60

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share any stretch of time (touching ends do not)."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def clip(self, other: Interval) -> Interval | None:
        """Return the part shared with ``other``, or None if there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None

    def whole_days(self, zone: tzinfo) -> bool:
        """Tell whether it lasts from one midnight of a zone to another, as an entry without hours does."""
        ends = self.start.astimezone(zone), self.end.astimezone(zone)
        return self.start < self.end and all(end.time() == time(0) for end in ends)

    def as_pair(self) -> list[str]:
        """Return both ends as text (ISO 8601, in UTC), as JSON keeps them; ``from_pair`` reads it back."""
        return [self.start.isoformat(), self.end.isoformat()]

    @classmethod
    def from_pair(cls, pair: Sequence[str]) -> Interval:
        """Return the interval of which ``as_pair`` gave the ends.

        Raises:
            ValueError: if they are not two aware moments in order.
        """
        start, end = (datetime.fromisoformat(text) for text in pair)
        return cls(start, end)


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union as sorted, disjoint, non-touching intervals; empty ones vanish."""
    out: list[Interval] = []
    for item in sorted(i for i in intervals if i.start < i.end):
        if out and item.start <= out[-1].end:
            out[-1] = Interval(out[-1].start, max(out[-1].end, item.end))
        else:
            out.append(item)
    return tuple(out)


def subtract(whole: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what is left of ``whole`` outside ``holes``, sorted and disjoint."""
    cuts = merge(holes)
    out: list[Interval] = []
    for item in merge(whole):
        start = item.start
        for cut in cuts:
            if cut.end <= start:
                continue
            if cut.start >= item.end:
                break
            if cut.start > start:
                out.append(Interval(start, cut.start))
            start = max(start, cut.end)
        if start < item.end:
            out.append(Interval(start, item.end))
    return tuple(out)


@dataclass(frozen=True)
class Grid:
    """The slots of a horizon of whole local days.

    Attributes:
        first: first local date of the horizon.
        days: number of dates, 1 to 84 (twelve weeks).
        zone: the person's time zone.
    """

    first: date
    days: int
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 84:
            raise ValueError("a horizon has 1 to 84 days")

    @cached_property
    def start(self) -> datetime:
        """Instant of the first local midnight, in UTC."""
        return at_local(self.first, time(0), self.zone)

    @cached_property
    def end(self) -> datetime:
        """Instant of the local midnight after the last date, in UTC."""
        return at_local(self.first + timedelta(days=self.days), time(0), self.zone)

    @cached_property
    def size(self) -> Slots:
        """Number of slots of the horizon: 288 a day, 276 or 300 on a day with a one-hour clock change."""
        return Slots(int((self.end - self.start).total_seconds()) // (60 * SLOT_MINUTES))

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The local dates, in order."""
        return tuple(self.first + timedelta(days=i) for i in range(self.days))

    @cached_property
    def midnights(self) -> tuple[int, ...]:
        """First slot of each date, followed by the horizon's end: ``days + 1`` numbers."""
        return tuple(
            self.floor(at_local(self.first + timedelta(days=i), time(0), self.zone))
            for i in range(self.days + 1)
        )

    def floor(self, instant: datetime) -> int:
        """Return the slot that contains ``instant`` (may lie outside the horizon)."""
        return int((instant - self.start).total_seconds() // (60 * SLOT_MINUTES))

    def ceil(self, instant: datetime) -> int:
        """Return the first slot that starts at or after ``instant`` (may lie outside the horizon)."""
        return -int(-(instant - self.start).total_seconds() // (60 * SLOT_MINUTES))

    def clamp(self, slot: int) -> int:
        """Return ``slot`` moved into ``[0, size]``."""
        return min(max(slot, 0), self.size)

    def instant(self, slot: int) -> datetime:
        """Return the start of ``slot`` as an aware date-time in the person's zone."""
        return (self.start + timedelta(minutes=SLOT_MINUTES * int(slot))).astimezone(self.zone)

    def day_of(self, slot: int) -> int:
        """Return the index of the local date on which ``slot`` starts."""
        return bisect.bisect_right(self.midnights, slot) - 1

    def window(self, day: date, start: time, end: time) -> Interval:
        """Return ``[start, end)`` on a local date; an end at or before the start means the next date."""
        last = day if end > start else day + timedelta(days=1)
        begin, stop = at_local(day, start, self.zone), at_local(last, end, self.zone)
        return Interval(begin, max(begin, stop))

    def __iter__(self) -> Iterator[date]:
        return iter(self.dates)
