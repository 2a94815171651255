"""Does the rhythm as written leave room for legal rest? If not: where, how much is missing, and the mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Interval, merge
from equipoise.rhythms.rest import daily_rest_ok, longest_rest_hours, rest_hours
from equipoise.rhythms.windows import days_text

__all__ = ["RestProblem", "rest_advice", "rest_problems", "typical_week_problems"]

_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MODEL_MONDAY = date(2024, 1, 1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RestProblem:
    """Own hours that, used to the full, break legal rest.

    Attributes:
        kind: "daily" or "weekly".
        day: the date whose work comes before the rest; for weekly rest the Monday of the week.
        end, next_start: local times on the clock, for daily rest; None for weekly.
        minutes: the rest that is left. ``needed``: the rest that the rule asks for.
        sentence: what is wrong. ``mend``: what to change.
    """

    kind: str
    day: date
    end: time | None
    next_start: time | None
    minutes: int
    needed: int
    sentence: str
    mend: str


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _own(day: date, rulebook: Rulebook, zone: tzinfo) -> tuple[Interval, ...]:
    """Return a date's own hours as instants."""
    out = []
    for window in rulebook.windows("hours.own"):
        if day.weekday() in window.days:
            last = day if window.end > window.start else day + timedelta(days=1)
            start = datetime.combine(day, window.start, zone).astimezone(UTC)
            out.append(Interval(start, max(start, datetime.combine(last, window.end, zone).astimezone(UTC))))
    return merge(out)


def _daily(day: date, work: Interval, following: Interval, needed: float, zone: tzinfo) -> RestProblem | None:
    hours = rest_hours(work.end, following.start)
    if daily_rest_ok(hours, needed):
        return None
    end, start = work.end.astimezone(zone), following.start.astimezone(zone)
    late = (work.end + timedelta(hours=needed)).astimezone(zone)
    early = (following.start - timedelta(hours=needed)).astimezone(zone)
    today, tomorrow = _LONG_DAYS[day.weekday()], _LONG_DAYS[start.weekday()]
    sentence = (
        f"{today}'s hours end at {end:%H:%M} and {tomorrow}'s begin at {start:%H:%M}: "
        f"{_hours(60 * hours)} of rest, not {needed:g} h"
    )
    mend = (
        f"move {tomorrow}'s {start:%H:%M} start to {late:%H:%M} after {today}'s evening, "
        f"or end {today} by {early:%H:%M}"
    )
    return RestProblem(
        "daily", day, end.time(), start.time(), round(60 * hours), round(60 * needed), sentence, mend
    )


def _weekly(
    monday: date, work: Iterable[Interval], after: datetime | None, needed: float
) -> RestProblem | None:
    hours = longest_rest_hours(work, after)
    if daily_rest_ok(hours, needed):
        return None
    sentence = (
        f"In the week of {monday.isoformat()} the longest rest is {_hours(60 * hours)}, "
        f"not {needed:g} h (24 h and the daily rest)"
    )
    mend = "leave one whole day free of own hours, with the evening before it"
    return RestProblem("weekly", monday, None, None, round(60 * hours), round(60 * needed), sentence, mend)


def rest_problems(rulebooks: Mapping[date, Rulebook], zone: tzinfo = UTC) -> tuple[RestProblem, ...]:
    """Find own hours that, used to the full, break the rest that the rulebooks name.

    Args:
        rulebooks: the rulebook of each date; dates with gaps are fine.
        zone: zone of the dates; with UTC the clock never changes, which is right for a typical week.

    Returns:
        Daily problems by date, then weekly ones for each whole ISO week; empty if all is well.
    """
    own = {day: _own(day, rulebook, zone) for day, rulebook in sorted(rulebooks.items())}
    out: list[RestProblem | None] = []
    for day, work in own.items():
        following = own.get(day + timedelta(days=1), ())
        if work and following:
            out.append(_daily(day, work[-1], following[0], rulebooks[day].number("rest.daily"), zone))
    for monday in own:
        week = [monday + timedelta(days=i) for i in range(7)]
        if monday.weekday() == 0 and all(day in own for day in week):
            work = merge(piece for day in week for piece in own[day])
            later = [own[day + _WEEK][0].start for day in week if own.get(day + _WEEK)]
            after = later[0] if later else (work[0].start + _WEEK if work else None)
            out.append(_weekly(monday, work, after, rulebooks[monday].number("rest.weekly")))
    return tuple(problem for problem in out if problem is not None)


def typical_week_problems(week: Mapping[int, Rulebook]) -> tuple[RestProblem, ...]:
    """Find the rest problems of a week that repeats itself.

    Args:
        week: weekday (Monday = 0) to its rulebook, all seven.
    """
    days = {_MODEL_MONDAY + timedelta(days=i): week[i % 7] for i in range(8)}
    return rest_problems(days)


def rest_advice(problems: Iterable[RestProblem]) -> str:
    """Put the rest problems of a typical week into one text, nights alike together; "" if there are none."""
    nights: dict[tuple[time, time, int], list[RestProblem]] = {}
    parts = []
    for problem in problems:
        if problem.end is not None and problem.next_start is not None:
            nights.setdefault((problem.end, problem.next_start, problem.needed), []).append(problem)
        else:
            parts.append(
                f"The longest rest of the week is {_hours(problem.minutes)}, not {_hours(problem.needed)}: "
            )
            parts[-1] += f"{problem.mend}."
    for (end, start, needed), found in sorted(nights.items(), reverse=True):
        late = datetime.combine(_MODEL_MONDAY, end) + timedelta(minutes=needed)
        early = datetime.combine(_MODEL_MONDAY, start) - timedelta(minutes=needed)
        days = days_text(problem.day.weekday() for problem in found)
        parts.insert(
            0,
            f"Own hours to {end:%H:%M} ({days}) and again from {start:%H:%M} the next day leave "
            f"{_hours(found[0].minutes)} of rest, not {_hours(needed)}. "
            f"Mend: after such a night begin at {late:%H:%M}, or end it by {early:%H:%M}.",
        )
    return " ".join(parts)
