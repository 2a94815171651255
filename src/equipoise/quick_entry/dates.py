"""Dates as people say them: "Fri", "next Mon 14:00", "tomorrow", "in 3 days", "27 Nov", "2026-11-27".

A weekday is the coming one, never today; "next" is that of the week after this one. A date alone stays a date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from equipoise.lifefile.notation import NotationError, clock, weekday

__all__ = ["date_words", "moment_of", "read_moment"]

Words = Sequence[str]
Raw = date | datetime
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CLOCK = re.compile(r"(?:[0-9]{1,2}[:.][0-9]{2}|[0-9]{1,2}(?:[:.][0-9]{2})?[ap]m)", re.IGNORECASE)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})?")
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?")
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_LONG_UNITS = {"month": 1, "months": 1, "year": 12, "years": 12}
_OFFSET = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_FRIDAY = 4


def moment_of(text: str, now: datetime) -> str | None:
    """Return the ISO text of the date, or local date-time, that a text says; None if it says none.

    Args:
        text: such as "Fri 14:00". ``now``: local, from which is counted.
    """
    found = read_moment(text.split(), now)
    return found[1].isoformat() if found and found[0] == len(text.split()) else None


def read_moment(words: Words, now: datetime) -> tuple[int, Raw] | None:
    """Return how many of the first words say a date or a time, and which; None if they say none."""
    found = _elsewhere(words, now) or _day(words, now.date())
    if found is None:
        return _clock_alone(words, now)
    used, day = found
    if isinstance(day, datetime):
        return used, day
    hour = _clock(words[used:])
    if hour is None:
        return used, day
    return used + hour[0], datetime.combine(day, hour[1])


def date_words(raw: Raw) -> str:
    """Return a date or date-time in words."""
    text = f"{raw:%a} {raw.day} {raw:%b %Y}"
    return f"{text}, {raw:%H:%M}" if isinstance(raw, datetime) else text


def _elsewhere(words: Words, now: datetime) -> tuple[int, Raw] | None:
    """Read an ISO moment with an offset, "2026-12-31T23:30Z", as it reads on the person's own clock."""
    if not words or not _OFFSET.fullmatch(said := words[0].rstrip(",;").upper()):
        return None
    try:
        return 1, datetime.fromisoformat(said).astimezone(now.tzinfo).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _clock_alone(words: Words, now: datetime) -> tuple[int, Raw] | None:
    hour = _clock(words)
    if hour is None:
        return None
    day = _day(words[hour[0] :], now.date())  # "5pm tomorrow"
    if day is not None and not isinstance(day[1], datetime):
        return hour[0] + day[0], datetime.combine(day[1], hour[1])
    at = datetime.combine(now.date(), hour[1])
    return hour[0], at if at > now.replace(tzinfo=None) else at + timedelta(days=1)


def _clock(words: Words) -> tuple[int, time] | None:
    skip = 1 if words and words[0].lower() in {"at", "@"} else 0
    if len(words) <= skip:
        return None
    said = words[skip].rstrip(",;").lower()
    if said == "noon":
        return skip + 1, time(12)
    if not _CLOCK.fullmatch(said):
        return None
    try:
        return skip + 1, clock(said)
    except NotationError:
        return None


def _day(words: Words, today: date) -> tuple[int, Raw] | None:
    """Return the first reader's answer; dates beyond the calendar are none."""
    low = [word.rstrip(",;").lower() for word in words[:5]]
    if not low:
        return None
    for read in (_iso, _named, _weekday, _counted, _written):
        try:
            found = read(low, today)
        except (ValueError, OverflowError):
            continue
        if found is not None and 1900 <= found[1].year < 2200:
            return found
    return None


def _iso(low: Words, today: date) -> tuple[int, Raw] | None:
    del today
    word = low[0].upper()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return 1, date.fromisoformat(word)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", word):
        return 1, datetime.fromisoformat(word)
    return None


def _named(low: Words, today: date) -> tuple[int, Raw] | None:
    one = {"today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "overmorrow": 2}.get(low[0])
    if one is not None:
        return 1, today + timedelta(days=one)
    if low[:3] == ["day", "after", "tomorrow"]:
        return 3, today + timedelta(days=2)
    friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
    next_friday = today - timedelta(days=today.weekday()) + timedelta(days=7 + _FRIDAY)
    ends = {
        "eow": friday,
        "end of week": friday,
        "end of next week": next_friday,
        "next week": next_friday,
        "eom": _later(today.replace(day=1), 1) - timedelta(days=1),
        "end of month": _later(today.replace(day=1), 1) - timedelta(days=1),
        "end of next month": _later(today.replace(day=1), 2) - timedelta(days=1),
        "eoy": date(today.year, 12, 31),
        "end of year": date(today.year, 12, 31),
    }
    for many in (4, 3, 2, 1):
        if found := ends.get(" ".join(low[:many])):
            return min(many, len(low)), found
    return None


def _later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weekday(low: Words, today: date) -> tuple[int, Raw] | None:
    skip = 1 if low[0] in {"next", "this", "on"} else 0
    if len(low) <= skip or not low[skip].isalpha() or not 3 <= len(low[skip]) <= 9:
        return None
    if low[skip].endswith("s") and low[skip] not in {
        "tues",
        "thurs",
        "weds",
    }:  # "Mondays" is a habit, no date
        return None
    number = weekday(low[skip])
    written = _written(low[skip + 1 :], today) if low[skip + 1 :] else None
    if written is not None:  # "Fri 8 Jan": the date counts
        return skip + 1 + written[0], written[1]
    if low[0] == "next":
        return 2, today - timedelta(days=today.weekday()) + timedelta(days=7 + number)
    ahead = (number - today.weekday()) % 7
    return skip + 1, today + timedelta(days=ahead if low[0] == "this" else ahead or 7)


def _counted(low: Words, today: date) -> tuple[int, Raw] | None:
    if low[0] != "in" or len(low) < 3 or low[2] not in {*_UNITS, *_LONG_UNITS}:
        return None
    many = {"a": 1, "one": 1, "two": 2, "three": 3}.get(low[1])
    if many is None:
        if not re.fullmatch(r"[0-9]{1,3}", low[1]):
            return None
        many = int(low[1])
    if low[2] in _LONG_UNITS:
        return 3, _later(today, many * _LONG_UNITS[low[2]])
    return 3, today + timedelta(days=many * _UNITS[low[2]])


def _written(low: Words, today: date) -> tuple[int, Raw] | None:
    """Read "27 Nov", "Nov 27", "27 November 2026", "27.11.", "27.11.26" and "27.11.2026"."""
    dotted = _DOTTED.fullmatch(low[0])
    if dotted:
        return 1, _dated(int(dotted[1]), int(dotted[2]), dotted[3], today)
    if len(low) < 2:
        return None
    month = _month(low[1]) or _month(low[0])
    number = _ORDINAL.fullmatch(low[0] if _month(low[1]) else low[1])
    if not month or number is None:
        return None
    year = low[2] if len(low) > 2 and re.fullmatch(r"[12][0-9]{3}", low[2]) else None
    if year and not today.year - 1 <= int(year) <= today.year + 50:  # "by 5 Jan 2000 words"
        year = None
    return (3 if year else 2), _dated(int(number[1]), month, year, today)


def _month(word: str) -> int:
    """Return a month's number, 0 if the word is none."""
    plain = word.rstrip(".")
    if plain in _LONG:
        return _LONG.index(plain) + 1
    return _MONTHS.index(plain) + 1 if plain in _MONTHS else 9 if plain == "sept" else 0


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Return a date; without a year it is the next such one, today included."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(9):  # 29 February comes within eight years
        try:
            found = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError
