"""Windows of local time in words: "Mon-Fri 09:30-16:30", with ends that may be tied to waking and sleep.

A window in a pattern file is one line of text::

    Mon-Fri 09:30-16:30          weekdays, then start and end
    12:30-14:30                  every day
    Sat-Sun                      those days from midnight to midnight
    Mon,Wed wake+30 to sleep-60  ends that follow the person's own sleep, in minutes before or after

An end at or before the start means the next date, as in ``LocalWindow``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from equipoise.domain.commitments import ALL_DAYS, LocalWindow

__all__ = [
    "DAY_MINUTES",
    "DAY_NAMES",
    "Clock",
    "WindowSpec",
    "clock_text",
    "days_text",
    "minute_of",
    "parse_window",
    "window_minutes",
    "windows_text",
]

DAY_MINUTES = 24 * 60
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_CLOCK = r"(?:\d{1,2}:\d{2}|(?:wake|sleep)(?:[+-]\d{1,4})?)"
_SPAN = re.compile(rf"({_CLOCK})\s*(?:-|\u2013|to)\s*({_CLOCK})", re.IGNORECASE)
_DAYS = re.compile(r"[a-z]{3,9}(?:\s*[-\u2013]\s*[a-z]{3,9})?", re.IGNORECASE)
_ANCHOR = re.compile(r"(wake|sleep)([+-]\d+)?", re.IGNORECASE)


def minute_of(clock: time) -> int:
    """Return minutes after midnight, 0 to 1439."""
    return clock.hour * 60 + clock.minute


def window_minutes(window: LocalWindow) -> int:
    """Return the length of a window on the wall clock in minutes, 1 to 1440."""
    return (minute_of(window.end) - minute_of(window.start) - 1) % DAY_MINUTES + 1


@dataclass(frozen=True, slots=True)
class Clock:
    """A wall-clock time, or a distance from the person's waking or going to sleep.

    Attributes:
        minutes: minutes after midnight, or after the anchor (negative: before it).
        anchor: "" for a plain time, "wake" or "sleep".
    """

    minutes: int
    anchor: str = ""

    def resolve(self, wake: time, sleep: time) -> time:
        """Return the plain time for a person who wakes and goes to sleep then."""
        base = minute_of({"wake": wake, "sleep": sleep}.get(self.anchor, time(0)))
        return time(*divmod((base + self.minutes) % DAY_MINUTES, 60))

    def __str__(self) -> str:
        if self.anchor:
            return f"{self.anchor}{self.minutes:+d}" if self.minutes else self.anchor
        return f"{self.minutes // 60:02d}:{self.minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """A window as a pattern writes it; ``resolve`` turns it into plain local time."""

    start: Clock
    end: Clock
    days: frozenset[int] = ALL_DAYS

    def resolve(self, wake: time, sleep: time) -> LocalWindow:
        """Return the window for a person who wakes and goes to sleep at these times."""
        return LocalWindow(self.start.resolve(wake, sleep), self.end.resolve(wake, sleep), self.days)

    def __str__(self) -> str:
        days = "" if self.days == ALL_DAYS else days_text(self.days)
        if self.start == self.end == Clock(0):
            return days or "Mon-Sun"
        joint = " to " if self.start.anchor or self.end.anchor else "-"
        return f"{days} {self.start}{joint}{self.end}".strip()


def _clock(text: str) -> Clock:
    anchored = _ANCHOR.fullmatch(text)
    if anchored:
        return Clock(int(anchored[2] or 0), anchored[1].lower())
    hours, minutes = (int(part) for part in text.split(":"))
    if hours * 60 + minutes > DAY_MINUTES or minutes > 59:
        raise ValueError(f"{text!r} is not a time between 00:00 and 24:00")
    return Clock((hours * 60 + minutes) % DAY_MINUTES)


def _day(word: str) -> int:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hits = [i for i, name in enumerate(full) if name.startswith(word.lower())]
    if len(hits) != 1:
        raise ValueError(f"{word!r} is not a weekday")
    return hits[0]


def _days(text: str) -> frozenset[int]:
    if not text or text.lower() in {"daily", "every day"}:
        return ALL_DAYS
    out: set[int] = set()
    for part in (piece.strip() for piece in text.split(",")):
        if not _DAYS.fullmatch(part):
            raise ValueError(f"{part!r} is not a weekday or a range of weekdays")
        first, *rest = (_day(word.strip()) for word in re.split(r"[-\u2013]", part))
        last = rest[0] if rest else first
        out.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    return frozenset(out)


def parse_window(text: str) -> WindowSpec:
    """Read one window.

    Args:
        text: weekdays and a span in any of the forms that stand at the top of this module.

    Returns:
        The window; its ends may be tied to waking and sleep.

    Raises:
        ValueError: with a sentence that names the part that cannot be read.
    """
    span = _SPAN.search(text)
    head = (text[: span.start()] if span else text).strip().rstrip(",:").strip()
    if span and text[span.end() :].strip():
        raise ValueError(f"{text[span.end() :].strip()!r} stands after the times")
    if not span and (not head or re.search(r"\d", head)):
        raise ValueError(f"{text!r} has no start and end")
    days = _days(head)
    if not span:
        return WindowSpec(Clock(0), Clock(0), days)
    start, end = _clock(span[1]), _clock(span[2])
    if start == end and start != Clock(0):
        raise ValueError(f"{text!r} starts where it ends")
    return WindowSpec(start, end, days)


def clock_text(clock: time, *, end: bool = False) -> str:
    """Write a time as "09:30"; midnight as an end is "24:00"."""
    return "24:00" if end and clock == time(0) else clock.strftime("%H:%M")


def days_text(days: Iterable[int]) -> str:
    """Write weekdays as runs: "Mon-Fri", "Mon, Wed, Fri", "every day"."""
    wanted = sorted(set(days))
    if len(wanted) == 7:
        return "every day"
    runs: list[list[int]] = []
    for day in wanted:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [
        DAY_NAMES[run[0]] if len(run) == 1 else f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}" for run in runs
    ]
    return ", ".join(parts)


def windows_text(windows: Iterable[LocalWindow]) -> str:
    """Write windows for people, those of the same days together.

    Returns:
        For example "06:45-08:15 and 20:00-21:30, Mon-Fri; 10:00-12:00, Sat"; "never" for no window at all.
    """
    groups: dict[frozenset[int], list[str]] = {}
    for window in windows:
        whole = window.start == window.end
        span = "all day" if whole else f"{clock_text(window.start)}-{clock_text(window.end, end=True)}"
        groups.setdefault(window.days, []).append(span)
    parts = []
    for days, spans in groups.items():
        joined = spans[0] if len(spans) == 1 else f"{', '.join(spans[:-1])} and {spans[-1]}"
        parts.append(f"{joined}, {days_text(days)}")
    return "; ".join(parts) or "never"
