"""Legal rest: Directive 2003/88/EC as arithmetic on given work, and whether it binds a person.

Rest is elapsed time, so the night of a clock change counts its real hours. Art. 3: 11 consecutive hours a
day. Art. 5: in every seven days 24 hours, *plus* the 11 of the daily rest, which come first (C-477/21).
Art. 4: a break when the day is longer than 6 hours. Art. 6 and 16: 48 hours a week on average; weeks of
leave and sickness are neutral. Art. 17: executives with autonomous working time may be exempt. This is
arithmetic, not legal advice; national law may ask for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from equipoise.domain.life import Person
from equipoise.domain.rules import Strength
from equipoise.domain.time import Interval, merge

__all__ = [
    "BREAK_AFTER_HOURS",
    "DAILY_REST_HOURS",
    "EU_COUNTRIES",
    "WEEKLY_HOURS_LIMIT",
    "WEEKLY_REST_HOURS",
    "NightRest",
    "average_hours",
    "average_ok",
    "break_required",
    "daily_rest_ok",
    "longest_rest_hours",
    "night_rests",
    "rest_hours",
    "rest_law",
    "weekly_rest_ok",
]

DAILY_REST_HOURS = 11.0
WEEKLY_REST_HOURS = 24.0
WEEKLY_HOURS_LIMIT = 48.0
BREAK_AFTER_HOURS = 6.0
_MINUTE = 1 / 60

EU_COUNTRIES = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)
"""ISO 3166 codes of the member states of the European Union."""


@dataclass(frozen=True, slots=True)
class NightRest:
    """The rest between the last work of one local date and the first of the next date with work, in hours."""

    end: datetime
    next_start: datetime
    hours: float


def rest_law(person: Person) -> tuple[Strength, str]:
    """Tell whether legal rest binds a person, and by what.

    Returns:
        HARD and the law for an employee in the EU; ADVICE with the article for an executive there; for
        everybody else ADVICE and "default".
    """
    if person.country.upper() not in EU_COUNTRIES:
        return Strength.ADVICE, "default"
    if person.employment == "employee":
        return Strength.HARD, "law EU 2003/88"
    if person.employment == "executive":
        return Strength.ADVICE, "law EU 2003/88 Art. 17"
    return Strength.ADVICE, "default"


def rest_hours(end: datetime, next_start: datetime) -> float:
    """Return the elapsed hours between two aware instants."""
    return (next_start.astimezone(UTC) - end.astimezone(UTC)).total_seconds() / 3600


def daily_rest_ok(hours: float, needed: float = DAILY_REST_HOURS) -> bool:
    """Tell whether a rest of ``hours`` keeps Art. 3."""
    return hours > needed - _MINUTE / 2


def night_rests(work: Iterable[Interval], zone: ZoneInfo) -> tuple[NightRest, ...]:
    """Return the rest after each local date with work, but the last.

    Args:
        work: what was worked, in any order; a piece belongs to the local date on which it starts.
        zone: whose local dates count.
    """
    days: dict[object, list[Interval]] = {}
    for piece in merge(work):
        days.setdefault(piece.start.astimezone(zone).date(), []).append(piece)
    groups = list(days.values())
    return tuple(
        NightRest(a[-1].end, b[0].start, rest_hours(a[-1].end, b[0].start)) for a, b in pairwise(groups)
    )


def longest_rest_hours(work: Iterable[Interval], next_start: datetime | None = None) -> float:
    """Return the longest rest between pieces of work, in elapsed hours.

    Args:
        work: the work of one week.
        next_start: when the work of the week after begins; None if that is not known and does not count.

    Returns:
        Hours; infinite if there is nothing between which to rest.
    """
    pieces = merge(work)
    starts = [piece.start for piece in pieces[1:]] + ([next_start] if next_start and pieces else [])
    gaps = [rest_hours(piece.end, start) for piece, start in zip(pieces, starts, strict=False)]
    return max(gaps, default=float("inf"))


def weekly_rest_ok(hours: float, *, with_daily: bool = True) -> bool:
    """Tell whether the longest rest of a week keeps Art. 5: 24 h and the 11 h of Art. 3, or 24 h alone."""
    return daily_rest_ok(hours, WEEKLY_REST_HOURS + (DAILY_REST_HOURS if with_daily else 0))


def break_required(worked_hours: float) -> bool:
    """Tell whether Art. 4 asks for a break in a working day of this length."""
    return worked_hours > BREAK_AFTER_HOURS


def average_hours(weeks: Sequence[float | None]) -> float | None:
    """Return the mean weekly hours over a reference period (up to 4 months, Art. 16).

    Args:
        weeks: hours of each week; None for a week of leave or sickness, which is neutral.

    Returns:
        The mean, or None if no week counts.
    """
    counted = [week for week in weeks if week is not None]
    return sum(counted) / len(counted) if counted else None


def average_ok(weeks: Sequence[float | None]) -> bool:
    """Tell whether the mean weekly hours keep Art. 6: at most 48."""
    mean = average_hours(weeks)
    return mean is None or mean <= WEEKLY_HOURS_LIMIT
