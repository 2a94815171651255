"""Lengths of local windows, as wall clocks count them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from equipoise.domain.commitments import LocalWindow

__all__ = ["longest", "stretch_minutes"]


def stretch_minutes(start: time, end: time) -> int:
    """Return the minutes from ``start`` to ``end``, the next day's where ``end`` is not later."""
    begin, stop = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return stop - begin if stop > begin else stop - begin + 1440


def longest(windows: Iterable[LocalWindow]) -> int:
    """Return the minutes of the longest of some windows; 0 if there are none."""
    return max((stretch_minutes(item.start, item.end) for item in windows), default=0)
