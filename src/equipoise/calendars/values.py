"""Values of iCalendar properties (RFC 5545 section 3.3): dates, times, durations, periods and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from icalendar import vDuration
from icalendar.parser import unescape_backslash

__all__ = ["parse_duration", "parse_moment", "parse_offset", "parse_text", "pieces"]

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z|[+-]00:?00)?|Z)?", re.ASCII
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
_PIECE = re.compile(r"[^,]+")
MAX_DURATION = timedelta(days=3660)
MAX_TEXT = 300


def parse_moment(text: str) -> date | datetime:
    """Return a DATE, a local DATE-TIME (naive) or one in UTC (aware), sections 3.3.4 and 3.3.5.

    Dates with hyphens and times with colons, which some programs write, are understood. A leap second (:60)
    counts as the second before it, as the section allows.

    Raises:
        ValueError: if it is none of them.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is no date and no time")
    year, month, day, hour, minute, second, utc = found.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    moment = datetime(  # noqa: DTZ001 - local times carry their zone in TZID
        int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59)
    )
    return moment.replace(tzinfo=UTC) if utc else moment


def parse_duration(text: str) -> timedelta:
    """Return a duration (section 3.3.6).

    Raises:
        ValueError: if it is none, negative, or longer than ten years.
    """
    try:
        value: timedelta = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
    except OverflowError:
        value = MAX_DURATION * 2
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no duration") from None
    if value < timedelta(0):
        raise ValueError(f"the duration {text[:40]} is negative")
    if value > MAX_DURATION:
        raise ValueError(f"the duration {text[:40]} is longer than ten years")
    return value


def parse_offset(text: str) -> timedelta:
    """Return a UTC offset (section 3.3.14).

    Raises:
        ValueError: if it is none, or a day or more.
    """
    found = _OFFSET.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:20]!r} is no offset from UTC")
    sign, hours, minutes, seconds = found.groups()
    value = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    if value >= timedelta(hours=24):
        raise ValueError(f"the offset {text[:20]} is a day or more")
    return -value if sign == "-" else value


def pieces(text: str) -> Iterator[str]:
    """Yield the values of a list (section 3.1.1) one by one, however long it is; empty ones are left out."""
    return (found[0] for found in _PIECE.finditer(text))


def parse_text(text: str) -> str:
    """Return a TEXT value (section 3.3.11) on one line, without control characters, 300 at most."""
    plain = unescape_backslash(text[: 4 * MAX_TEXT])
    clean = " ".join("".join(ch if ch.isprintable() else " " for ch in plain).split())
    return clean if len(clean) <= MAX_TEXT else clean[: MAX_TEXT - 1] + "\u2026"
