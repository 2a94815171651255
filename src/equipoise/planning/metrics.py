"""Measures of a week as pure functions of intervals: published definitions where they exist, ours where not.

The same functions serve a plan and a week that was lived. Published definitions are followed to the letter:

* Focus hours: Microsoft Graph, ``focusActivityStatistics``.
* Week archetypes, recurring disconnection, flexibility index: Microsoft ``wpa`` (MIT), binary-week method.
* Workweek span: the glossary of ``wpa``.
* Rest: Directive 2003/88/EC, Art. 3 and 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from equipoise.domain.time import Interval, at_local, merge, subtract

__all__ = [
    "ARCHETYPES",
    "FOCUS_BLOCK_MINUTES",
    "Flexibility",
    "active_hours",
    "archetype",
    "clip_all",
    "flexibility",
    "focus_minutes",
    "latest_clock",
    "longest",
    "longest_rest",
    "minutes_of",
    "on_dates",
    "overlap",
    "recurring_disconnection",
    "switches",
    "workweek_span",
]

FOCUS_BLOCK_MINUTES = 120.0
"""A block of focus time has at least two consecutive hours (Graph)."""
SPAN_FLOOR_HOURS, SPAN_CAP_HOURS = 4.0, 16.0
LOW_ACTIVITY_HOURS, ALWAYS_ON_HOURS = 3, 13

ARCHETYPES = (
    "0 Low activity",
    "1.1 Standard continuous (expected schedule)",
    "1.2 Standard continuous (shifted schedule)",
    "2.1 Standard flexible (expected schedule)",
    "2.2 Standard flexible (shifted schedule)",
    "3 Long flexible workday",
    "4 Long continuous workday",
    "5 Always on (13h+)",
)
"""Microsoft's names, from calm to always on."""


@dataclass(frozen=True, slots=True)
class Flexibility:
    """The three marks of the flexibility index (wpa ``flex_index``) and their mean.

    Means something only as an average over many person-weeks.
    """

    change_hours: bool
    take_breaks: bool
    control_hours: bool

    @property
    def index(self) -> float:
        """Mean of the three: 0, 1/3, 2/3 or 1."""
        return (self.change_hours + self.take_breaks + self.control_hours) / 3


def minutes_of(intervals: Iterable[Interval]) -> float:
    """Return the minutes of the union."""
    return sum((item.minutes for item in merge(intervals)), 0.0)


def overlap(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return what both unions cover."""
    first = merge(left)
    return subtract(first, subtract(first, right))


def clip_all(intervals: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    """Return the parts inside ``window``."""
    return tuple(part for item in intervals if (part := item.clip(window)) and part.minutes > 0)


def longest(intervals: Iterable[Interval]) -> float:
    """Return the minutes of the longest piece of the union; 0 if there is none."""
    return max((item.minutes for item in merge(intervals)), default=0.0)


def on_dates(dates: Iterable[date], start: time, end: time, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return [start, end) on each local date; an end at or before the start means the next date."""
    out = []
    for day in dates:
        last = day if end > start else day + timedelta(days=1)
        begin = at_local(day, start, zone)
        out.append(Interval(begin, max(begin, at_local(last, end, zone))))
    return tuple(out)


def focus_minutes(own: Iterable[Interval], meetings: Iterable[Interval]) -> float:
    """Return focus time as Graph defines it.

    The sum of all blocks of at least two consecutive hours without a meeting with other people within the
    set work hours. What one does in them does not matter.

    Args:
        own: the set work hours.
        meetings: meetings with other people.
    """
    free = subtract(own, meetings)
    return sum((item.minutes for item in free if item.minutes >= FOCUS_BLOCK_MINUTES), 0.0)


def active_hours(work: Iterable[Interval], dates: Collection[date], zone: ZoneInfo) -> frozenset[int]:
    """Return the hours of the local day, 0 to 23, in which there is work on any of the dates.

    Published with signals (mail, chat) per hour; here an hour is active if any work lies in it.
    """
    found: set[int] = set()
    for item in merge(work):
        moment = item.start
        while moment < item.end:
            local = moment.astimezone(zone)
            if local.date() in dates:
                found.add(local.hour)
            moment += timedelta(
                minutes=60 - local.minute, seconds=-local.second, microseconds=-local.microsecond
            )
    return frozenset(found)


def archetype(hours: Collection[int], *, start: int = 9, end: int = 17) -> str:
    """Return the week's archetype by Microsoft's rules; of several that match, the last counts.

    Args:
        hours: hours of the day active in the week.
        start: first hour of the expected schedule.
        end: hour at which it ends.

    Returns:
        One of ``ARCHETYPES``.
    """
    active = len(set(hours))
    expected = end - start
    span = max(hours) + 1 - min(hours) if active else 0
    outside = any(not start <= hour < end for hour in hours)
    low, expected_run, shifted_run, expected_flex, shifted_flex, long_flex, long_run, always = ARCHETYPES
    if active < LOW_ACTIVITY_HOURS:
        return low
    if active >= ALWAYS_ON_HOURS:
        return always
    if active == expected and active == span:
        return shifted_run if outside else expected_run
    if active <= expected:
        return shifted_flex if outside else expected_flex
    return long_run if active == span else long_flex


def recurring_disconnection(hours: Collection[int]) -> int:
    """Return the hours between the first and the last active one that are inactive on every day of the week.

    Args:
        hours: hours of the day active on any of the five working days.
    """
    return max(hours) + 1 - min(hours) - len(set(hours)) if hours else 0


def flexibility(hours: Collection[int], *, start: int = 9, end: int = 17) -> Flexibility | None:
    """Return the marks of the flexibility index; None for a week with fewer than three active hours."""
    if len(set(hours)) < LOW_ACTIVITY_HOURS:
        return None
    span = max(hours) + 1 - min(hours)
    return Flexibility(min(hours) != start, recurring_disconnection(hours) > 0, span <= end - start)


def _by_date(work: Iterable[Interval], zone: ZoneInfo) -> dict[date, list[Interval]]:
    """Return the pieces of work by the local date on which they start."""
    days: dict[date, list[Interval]] = {}
    for piece in merge(work):
        days.setdefault(piece.start.astimezone(zone).date(), []).append(piece)
    return days


def workweek_span(work: Iterable[Interval], zone: ZoneInfo) -> float:
    """Return the hours from the first to the last work of each day, Monday to Friday, summed.

    A day with work counts at least 4 and at most 16 hours (glossary of wpa).
    """
    total = 0.0
    for day, pieces in _by_date(work, zone).items():
        if day.weekday() < 5:
            span = Interval(pieces[0].start, pieces[-1].end).minutes / 60
            total += min(SPAN_CAP_HOURS, max(SPAN_FLOOR_HOURS, span))
    return total


def latest_clock(work: Iterable[Interval], zone: ZoneInfo) -> float | None:
    """Return the latest local clock time at which a day's work ends, in hours; past midnight more than 24."""
    out = []
    for day, pieces in _by_date(work, zone).items():
        end = pieces[-1].end.astimezone(zone)
        out.append(24 * (end.date() - day).days + end.hour + end.minute / 60)
    return max(out, default=None)


def longest_rest(work: Iterable[Interval], window: Interval) -> float:
    """Return the hours of the longest stretch without work inside a window."""
    return longest(subtract([window], work)) / 60


def switches(elements: Sequence[tuple[datetime, str]], zone: ZoneInfo) -> int:
    """Return how often the role changes from one element to the next on the same local date.

    Args:
        elements: (start, role) in order of time; those without a role are passed over.
        zone: whose local dates count.
    """
    named = [(start.astimezone(zone).date(), role) for start, role in elements if role]
    return sum(a == b and left != right for (a, left), (b, right) in pairwise(named))
