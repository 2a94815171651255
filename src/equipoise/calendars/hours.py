"""The hours that a rhythm publishes: when one may be booked, when one answers, and what is kept from all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from enum import StrEnum

from equipoise.calendars.weekly import Span
from equipoise.domain.commitments import Area, BlockKind, LocalWindow, NonNegotiable, Ritual
from equipoise.domain.rules import Rulebook

__all__ = ["Kept", "Purpose", "hours_for", "kept_time", "standing_dates"]

_DAY = 1440
_SHORTEST = 15
_SLOT = 5


class Purpose(StrEnum):
    """What hours are published for."""

    BOOKING = "booking"
    ANSWERING = "answering"


class Kept(StrEnum):
    """What is kept from all others, week after week."""

    SLEEP = "sleep"
    GOLDEN = "golden"
    NON_NEGOTIABLES = "non-negotiables"


def standing_dates(today: date) -> tuple[date, ...]:
    """Return the dates for which hours are told that stand week after week: this quarter of the year, and the next.

    They begin on a Monday, end on a Sunday, and change four times a year only, so that what is written of them stays
    the same from week to week.
    """
    quarter = (today.month - 1) // 3
    first = date(today.year, 3 * quarter + 1, 1)
    year, month = divmod(12 * today.year + 3 * quarter + 6, 12)
    first -= timedelta(days=first.weekday())
    last = date(year, month + 1, 1) - timedelta(days=1)
    last += timedelta(days=6 - last.weekday())
    return tuple(first + timedelta(days=i) for i in range((last - first).days + 1))


def hours_for(
    purpose: Purpose,
    dates: Iterable[date],
    books: Mapping[date, Rulebook],
    *,
    holidays: frozenset[date] = frozenset(),
    non_negotiables: Sequence[NonNegotiable] = (),
) -> dict[date, tuple[Span, ...]]:
    """Return the hours of each date, as spans of minutes on the wall clock.

    For booking: own hours inside the hard stop, less golden hours, family time, sleep, fixed non-negotiables, and the
    middle of the window of each ritual that is no work, such as lunch, as long as the ritual lasts. For answering: the
    windows of the rituals of the kind comms, or own hours where there are none. Neither on days off. What is shorter
    than 15 minutes is left out.

    Args:
        purpose: what the hours are for. ``dates``: local dates to tell about.
        books: rulebook of each of the dates; those of the dates around count where present.
        holidays: public holidays; days off where the rulebook has the rule. ``non_negotiables``: all of them.
    """
    out = {}
    for day in dates:
        out[day] = () if _is_off(day, books[day], holidays) else _open(purpose, day, books, non_negotiables)
    return out


def _open(
    purpose: Purpose, day: date, books: Mapping[date, Rulebook], non_negotiables: Sequence[NonNegotiable]
) -> tuple[Span, ...]:
    book = books[day]
    spans = _on(day, book.windows("hours.own"))
    rituals = [ritual for ritual in book.rituals() if day.weekday() in ritual.window.days]
    answers = _on(day, [r.window for r in rituals if r.kind is BlockKind.COMMS])
    if purpose is Purpose.ANSWERING and answers:
        spans = answers
    away = [*_kept(day, non_negotiables), *_around(day, books, "sleep"), *_around(day, books, "hours.family")]
    if purpose is Purpose.BOOKING:
        away += _around(day, books, "hours.focus")
        away += [_middle(r) for r in rituals if r.area is Area.LIFE]
    if book.has("hours.outer"):
        away += _less([(-_DAY, 3 * _DAY)], _around(day, books, "hours.outer"))
    return tuple(span for span in _less(spans, away) if span[1] - span[0] >= _SHORTEST)


def kept_time(
    dates: Iterable[date],
    books: Mapping[date, Rulebook],
    non_negotiables: Sequence[NonNegotiable] = (),
    only: Collection[Kept] = tuple(Kept),
) -> dict[str, dict[date, tuple[Span, ...]]]:
    """Return what is kept from all others from the start: title to spans by date, each on the date where it begins.

    Sleep, golden hours (hard or priced), and the fixed windows of each non-negotiable under its own title.

    Args:
        dates: local dates to tell about. ``books``: rulebook of each of them. ``non_negotiables``: all of them.
        only: what of it to tell.
    """
    fixed = [item for item in non_negotiables if item.minutes == 0] if Kept.NON_NEGOTIABLES in only else []
    rules = [(Kept.SLEEP, "Sleep", "sleep"), (Kept.GOLDEN, "Golden hours", "hours.focus")]
    rules = [row for row in rules if row[0] in only]
    out: dict[str, dict[date, tuple[Span, ...]]] = {}
    for day in dates:
        rows = [(title, books[day].windows(rule)) for _what, title, rule in rules]
        rows += [(item.title, item.windows) for item in fixed]
        for title, windows in rows:
            if spans := _less(_on(day, windows), ()):
                held = out.setdefault(title, {})
                held[day] = (*held.get(day, ()), *spans)
    return out


def _kept(day: date, non_negotiables: Sequence[NonNegotiable]) -> list[Span]:
    """Return the fixed windows of non-negotiables that meet a date, as spans of it."""
    fixed = [window for item in non_negotiables if item.minutes == 0 for window in item.windows]
    near = (day + timedelta(days=i) for i in (-1, 0, 1))
    return [_moved(span, other, day) for other in near for span in _on(other, fixed)]


def _is_off(day: date, book: Rulebook, holidays: frozenset[date]) -> bool:
    weekend = any(day.weekday() in window.days for window in book.windows("weekend"))
    return weekend or (day in holidays and book.has("holidays"))


def _around(day: date, books: Mapping[date, Rulebook], rule_id: str) -> list[Span]:
    """Return the windows of a rule that start on a date, the one before or the one after, as spans of the date."""
    out = []
    for shift in (-1, 0, 1):
        other = day + timedelta(days=shift)
        book = books.get(other, books[day])
        out += [_moved(span, other, day) for span in _on(other, book.windows(rule_id))]
    return out


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _on(day: date, windows: Iterable[LocalWindow]) -> list[Span]:
    """Return the windows that start on a date, as spans of it."""
    out = []
    for window in windows:
        if day.weekday() in window.days:
            start, end = _minute(window.start), _minute(window.end)
            out.append((start, end if end > start else end + _DAY))
    return out


def _moved(span: Span, there: date, here: date) -> Span:
    shift = _DAY * (there - here).days
    return (span[0] + shift, span[1] + shift)


def _middle(ritual: Ritual) -> Span:
    """Return the time that is kept for a ritual: as long as it lasts, in the middle of its window."""
    ((start, end),) = _on(date(2024, 1, 1), [LocalWindow(ritual.window.start, ritual.window.end)])
    length = min(ritual.minutes, end - start)
    begin = start + (end - start - length) // 2 // _SLOT * _SLOT
    return (begin, begin + length)


def _less(spans: Iterable[Span], away: Iterable[Span]) -> list[Span]:
    """Return spans without what others cover; joined where they touch, by start."""
    left: list[Span] = []
    for start, end in sorted(spans):
        if left and start <= left[-1][1]:
            left[-1] = (left[-1][0], max(end, left[-1][1]))
        else:
            left.append((start, end))
    for lo, hi in away:
        cut = [((start, min(end, lo)), (max(start, hi), end)) for start, end in left]
        left = [part for parts in cut for part in parts if part[0] < part[1]]
    return left
