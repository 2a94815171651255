"""Lengths of local windows, as wall clocks count them, and where they meet in a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time

from equipoise.domain.commitments import LocalWindow

__all__ = ["longest", "meetings", "stretch_minutes"]

_DAY = 1440
_WEEK = 7 * _DAY
_MOST = 50
"""Spans that are open at once and looked at: a file with more of them has been told enough."""


def stretch_minutes(start: time, end: time) -> int:
    """Return the minutes from ``start`` to ``end``, the next day's where ``end`` is not later."""
    begin, stop = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return stop - begin if stop > begin else stop - begin + _DAY


def longest(windows: Iterable[LocalWindow]) -> int:
    """Return the minutes of the longest of some windows; 0 if there are none."""
    return max((stretch_minutes(item.start, item.end) for item in windows), default=0)


def meetings(groups: Sequence[Iterable[LocalWindow]]) -> tuple[tuple[int, int, LocalWindow], ...]:
    """Return which groups of windows meet: (later group, earlier group, the time that both hold).

    Each later group is told once, with the first time in the week at which it meets another; its days are all on
    which the two meet at just that time.
    """
    spans = sorted(
        (start, end, number) for number, windows in enumerate(groups) for start, end in _week(windows)
    )
    met: dict[int, tuple[int, int, int]] = {}
    days: dict[tuple[int, int, int, int], set[int]] = {}
    open_: list[tuple[int, int]] = []
    for start, end, number in spans:
        open_ = [(stop, other) for stop, other in open_ if stop > start]
        stop, other = max(((s, o) for s, o in open_ if o != number), default=(0, 0))
        if stop > start:
            late, early, until = max(number, other), min(number, other), min(stop, end)
            met.setdefault(late, (early, start, until))
            days.setdefault((late, early, start % _DAY, until % _DAY), set()).add(start // _DAY % 7)
        open_ = [*open_, (end, number)][-_MOST:]
    return tuple(
        (late, early, _window(start, until, days[late, early, start % _DAY, until % _DAY]))
        for late, (early, start, until) in sorted(met.items())
    )


def _week(windows: Iterable[LocalWindow]) -> list[tuple[int, int]]:
    """Return windows as minutes of a week from Monday; what runs into the next week stands at its start too."""
    out = []
    for window in windows:
        length = stretch_minutes(window.start, window.end)
        for day in window.days:
            start = day * _DAY + window.start.hour * 60 + window.start.minute
            out.append((start, start + length))
            if start + length > _WEEK:
                out.append((0, start + length - _WEEK))
    return out


def _window(start: int, end: int, days: set[int]) -> LocalWindow:
    first, last = (time(minute // 60 % 24, minute % 60) for minute in (start, end))
    return LocalWindow(first, last, frozenset(days))
