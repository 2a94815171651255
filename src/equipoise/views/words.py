"""Plain words for times, lengths, kinds and proofs; the same in terminal, picture and page."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from equipoise.domain.commitments import BlockKind
from equipoise.domain.plan import Certificate, Status
from equipoise.planning.figures import duration as length

__all__ = [
    "DAYS",
    "KIND_NAMES",
    "LETTERS",
    "certificate_words",
    "clean",
    "clock",
    "date_words",
    "length",
    "proves",
    "range_words",
    "span",
    "span_words",
]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

KIND_NAMES: Mapping[BlockKind, str] = {
    BlockKind.FOCUS: "deep work",
    BlockKind.ADMIN: "admin",
    BlockKind.MEETING: "meeting",
    BlockKind.COMMS: "messages",
    BlockKind.LIFE: "life",
    BlockKind.RECOVERY: "recovery",
    BlockKind.RITUAL: "ritual",
    BlockKind.BUFFER: "buffer",
    BlockKind.TRAVEL: "travel",
}
"""What people call the kinds."""

LETTERS: Mapping[BlockKind, str] = {
    BlockKind.FOCUS: "D",
    BlockKind.ADMIN: "A",
    BlockKind.MEETING: "M",
    BlockKind.COMMS: "C",
    BlockKind.LIFE: "L",
    BlockKind.RECOVERY: "R",
    BlockKind.RITUAL: "*",
    BlockKind.BUFFER: "~",
    BlockKind.TRAVEL: ">",
}
"""The second cue beside colour in a terminal."""

_UNSAFE = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Control characters, line breaks, direction overrides: no title steers a terminal or reorders a page."""


def clean(text: str) -> str:
    """Return a title on one line without control characters; "(no title)" if nothing is left."""
    return " ".join(_UNSAFE.sub(" ", text).split()) or "(no title)"


def clock(moment: datetime) -> str:
    """Return the wall clock as 09:05."""
    return f"{moment:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """Return a stretch of local time as 09:00-10:30; the day is added where it ends on a later date."""
    tail = (
        "" if end.date() == start.date() or _is_next_midnight(start, end) else f" {DAYS[end.weekday()][:3]}"
    )
    return f"{clock(start)}–{clock(end)}{tail}"  # noqa: RUF001 - an en dash is the sign for a range


def span_words(start: float, end: float) -> str:
    """Return a stretch of wall-clock minutes after midnight as 09:00-10:30; the day's end is 24:00."""
    low, high = (f"{int(minute) // 60:02d}:{int(minute) % 60:02d}" for minute in (start, end))
    return f"{low}–{high}"  # noqa: RUF001 - an en dash is the sign for a range


def _is_next_midnight(start: datetime, end: datetime) -> bool:
    return end.hour == end.minute == 0 and end.date() - start.date() == timedelta(days=1)


def date_words(day: date, *, weekday: bool = False, year: bool = False) -> str:
    """Return a date as 23 November, with weekday and year if wanted."""
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    text = f"{DAYS[day.weekday()]} {text}" if weekday else text
    return f"{text} {day.year}" if year else text


def range_words(first: date, days: int) -> str:
    """Return the dates of a horizon in words, such as 23-29 November 2026."""
    last = first + timedelta(days=max(days, 1) - 1)
    if first == last:
        return date_words(first, weekday=True, year=True)
    if first.year != last.year:
        return f"{date_words(first, year=True)} – {date_words(last, year=True)}"  # noqa: RUF001
    if first.month != last.month:
        return f"{date_words(first)} – {date_words(last, year=True)}"  # noqa: RUF001
    return f"{first.day}–{date_words(last, year=True)}"  # noqa: RUF001


USELESS = 0.2
"""Gap above which a proof helps nobody to judge a plan."""


def proves(certificate: Certificate) -> bool:
    """Tell whether the certificate says something useful: a bound that is not far above the plan."""
    known = math.isfinite(certificate.bound) and math.isfinite(certificate.objective)
    return known and (certificate.status is Status.OPTIMAL or certificate.gap <= USELESS)


def certificate_words(certificate: Certificate, days: int = 7) -> str:
    """Say how good the plan is, provably, in one sentence; the gap is rounded up, never down."""
    what = "week" if days <= 7 else "plan"
    if not math.isfinite(certificate.bound) or not math.isfinite(certificate.objective):
        return "No bound was proven, so nobody knows how much better it could be."
    if certificate.status is Status.OPTIMAL or certificate.gap < 1e-9:
        return f"Proven best: no {what} that keeps your rules is worth more."
    if not proves(certificate):
        return f"No useful proof yet of how good this {what} is."
    percent = math.ceil(certificate.gap * 1000 - 1e-9) / 10
    return f"Proven within {percent:g} % of the best possible {what}."
