"""The notation that people write: lengths, estimates, weekdays, clock times and windows, both ways.

Every reader takes text and returns a value or raises ``NotationError``; every writer returns text that its
reader turns back into the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from functools import lru_cache

from equipoise.domain.commitments import ALL_DAYS, Estimate, LocalWindow

__all__ = [
    "WEEKDAYS",
    "NotationError",
    "clock",
    "clock_text",
    "days",
    "days_text",
    "duration",
    "duration_text",
    "estimate",
    "estimate_text",
    "span",
    "span_text",
    "weekday",
    "window",
    "window_text",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Names of the weekdays as they are written, Monday = 0."""

_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    "daily": ALL_DAYS,
    "every day": ALL_DAYS,
    "everyday": ALL_DAYS,
    "weekdays": frozenset(range(5)),
    "weekday": frozenset(range(5)),
    "weekends": frozenset({5, 6}),
    "weekend": frozenset({5, 6}),
}
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")
_LENGTH = re.compile(
    r"(?:(?P<hours>[0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*h(?:ours?|rs?)?)?"
    r"\s*(?:(?P<minutes>[0-9]{1,7})\s*(?P<unit>m(?:in(?:ute)?s?)?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?\s*(?P<half>am|pm)?",
    re.IGNORECASE,
)
_LENGTH_CURE = 'write it like "45 min", "3h" or "1h30"'
_ESTIMATE_CURE = 'write one length such as "3h", or three such as "2h-3h-5h"'
_WINDOW_CURE = 'write it like "Mon-Fri 09:30-16:30", "daily 12:30-14:30" or "Sat,Sun 10:00-12:00"'
_CLOCK_CURE = 'write it like "09:30"'


class NotationError(ValueError):
    """Text that the notation does not know: ``message`` says what is wrong, ``cure`` what to write."""

    def __init__(self, message: str, cure: str) -> None:
        self.message = message
        self.cure = cure
        super().__init__(f"{message}; {cure}")


def _quote(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


@lru_cache(maxsize=4096)
def duration(text: str) -> int:
    """Return the minutes that ``text`` says, such as "3h", "1h30", "1.5 hours" or "45 min".

    Raises:
        NotationError: the text is not a length, or has no unit.
    """
    match = _LENGTH.fullmatch(text.strip())
    if match is None or (match["hours"] is None and match["minutes"] is None):
        raise NotationError(f"{_quote(text)} is not a length of time", _LENGTH_CURE)
    if match["hours"] is None and match["unit"] is None:
        number = match["minutes"]
        raise NotationError(f"{_quote(text)} has no unit", f'write "{number} min" or "{number}h"')
    hours = float((match["hours"] or "0").replace(",", "."))
    return round(hours * 60) + int(match["minutes"] or 0)


def duration_text(minutes: int) -> str:
    """Return minutes as people write them: "45 min", "3h", "1h30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h{rest:02d}" if rest else f"{hours}h"


@lru_cache(maxsize=4096)
def estimate(text: str) -> Estimate:
    """Return the estimate that ``text`` says: one length, or "low-likely-high".

    Two lengths are read as low and high, with the middle between them as the likely one. Parts without a unit
    take that of the last: "2-3-5h".

    Raises:
        NotationError: the text is not an estimate, or its parts do not ascend.
    """
    parts = _DASH.split(text.strip())
    unit = re.fullmatch(r"[0-9.,]+\s*([a-zA-Z]+)", parts[-1])
    lengths = [
        duration(part + unit[1] if unit and re.fullmatch(r"[0-9.,]+", part) else part) for part in parts
    ]
    if len(lengths) == 1:
        return Estimate.single(lengths[0])
    if len(lengths) > 3:
        raise NotationError(f"{_quote(text)} has more than three parts", _ESTIMATE_CURE)
    low, high = lengths[0], lengths[-1]
    likely = lengths[1] if len(lengths) == 3 else (low + high) // 2
    if not low <= likely <= high:
        words = "-".join(duration_text(part) for part in sorted(lengths))
        raise NotationError(f"{_quote(text)} does not go from low over likely to high", f'write "{words}"')
    return Estimate(low, likely, high)


def estimate_text(value: Estimate) -> str:
    """Return an estimate as people write it."""
    parts = (value.low, value.likely, value.high)
    return (
        duration_text(value.low) if len(set(parts)) == 1 else "-".join(duration_text(part) for part in parts)
    )


def weekday(text: str) -> int:
    """Return the number of a weekday from its name or the start of it, Monday = 0.

    Raises:
        NotationError: no weekday has that name.
    """
    name = text.strip().lower().removesuffix("s").removesuffix(".")
    found = [day for day, full in enumerate(_FULL) if full.startswith(name)] if len(name) >= 2 else []
    if len(found) != 1:
        raise NotationError(f"{_quote(text)} is not a weekday", "write one of " + ", ".join(WEEKDAYS))
    return found[0]


def days(text: str) -> frozenset[int]:
    """Return the weekdays that ``text`` names: "Mon-Fri", "Sat,Sun", "daily", "Mon-Wed, Fri", "" for all.

    Raises:
        NotationError: a name is not known.
    """
    words = text.strip().lower()
    if not words:
        return ALL_DAYS
    out: set[int] = set()
    for part in re.split(r"\s*(?:,|&|\+|\band\b)\s*", words):
        if part in _GROUPS:
            out |= _GROUPS[part]
            continue
        ends = [weekday(end) for end in _DASH.split(part)]
        if len(ends) > 2:
            raise NotationError(f"{_quote(part)} is not a range of weekdays", 'write it like "Mon-Fri"')
        first, last = ends[0], ends[-1]
        out |= {day % 7 for day in range(first, (last if last >= first else last + 7) + 1)}
    return frozenset(out)


def days_text(value: Iterable[int]) -> str:
    """Return weekdays as people write them; runs of three or more become a range."""
    chosen = sorted(set(value))
    if len(chosen) == 7:
        return "daily"
    runs: list[list[int]] = []
    for day in chosen:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [
        f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" if len(run) > 2 else ",".join(WEEKDAYS[day] for day in run)
        for run in runs
    ]
    return ",".join(parts)


def clock(text: str, *, end: bool = False) -> time:
    """Return a local time of day from "09:30", "9", "9:30pm" and, where an ``end`` is meant, "24:00".

    Raises:
        NotationError: the text is not a time of day.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise NotationError(f"{_quote(text)} is not a time of day", _CLOCK_CURE)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise NotationError(f"{_quote(text)} is not a time of day", _CLOCK_CURE)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if end and (hour, minute, second) == (24, 0, 0):
        return time(0)
    if hour > 23 or minute > 59 or second > 59:
        raise NotationError(f"{_quote(text)} is not a time of day", _CLOCK_CURE)
    return time(hour, minute, second)


def clock_text(value: time) -> str:
    """Return a time of day as people write it."""
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


@lru_cache(maxsize=4096)
def span(text: str) -> tuple[time, time]:
    """Return start and end of a stretch of local time such as "09:30-16:30".

    An end at or before the start is the next day's, and may say so with "+1". "09:00-09:00+1" is a whole day,
    "00:00-24:00" too.

    Raises:
        NotationError: the text is not a stretch, or the stretch is empty or longer than a day.
    """
    whole, plus, rest = text.strip().partition("+1")
    parts = _DASH.split(whole)
    if len(parts) != 2 or rest:
        raise NotationError(f"{_quote(text)} is not a stretch of time", 'write it like "09:30-16:30"')
    start, end = clock(parts[0]), clock(parts[1], end=True)
    if start == end and not plus and not parts[1].startswith("24"):
        raise NotationError(
            f"the window {_quote(text)} is empty",
            'write an end that differs from the start, or "00:00-24:00"',
        )
    if plus and start < end:
        raise NotationError(f"the window {_quote(text)} is longer than a day", 'leave out the "+1"')
    return start, end


def span_text(start: time, end: time) -> str:
    """Return a stretch of local time as people write it."""
    last = "24:00" if end == time(0) else clock_text(end)
    return f"{clock_text(start)}-{last}" + ("+1" if start == end != time(0) else "")


@lru_cache(maxsize=4096)
def window(text: str) -> LocalWindow:
    """Return the window that ``text`` says, such as "Mon-Fri 09:30-16:30"; days alone mean all day.

    Raises:
        NotationError: the text is not a window, or the window is empty.
    """
    words = text.strip()
    first = re.search(r"[0-9]", words)
    names = words[: first.start()] if first else re.sub(r"\ball[ -]day$", "", words, flags=re.IGNORECASE)
    if not words:
        raise NotationError("the window is empty", _WINDOW_CURE)
    try:
        on = days(names.strip().rstrip(":,"))
        start, end = span(words[first.start() :]) if first else (time(0), time(0))
    except NotationError as error:
        if error.message.startswith("the window"):
            raise
        raise NotationError(f"{_quote(text)} is not a window: {error.message}", _WINDOW_CURE) from error
    return LocalWindow(start, end, on)


def window_text(value: LocalWindow) -> str:
    """Return a window as people write it."""
    return f"{days_text(value.days)} {span_text(value.start, value.end)}"
