"""Hours by date, written as weekly series: few rules, exact on every date.

Hours of one date are *spans*: minutes on the wall clock from its midnight, [start, end); an end above 1440 lies on the
next date. Dates that differ from their week (holidays, seasons, days of a clock change) are exceptions of a series or
stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from equipoise.calendars.lines import basic, is_utc
from equipoise.domain.time import Interval, at_local

__all__ = ["Series", "Span", "interval_of", "series_lines", "weekly"]

Span = tuple[int, int]
Hours = Mapping[date, tuple[Span, ...]]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PAUSE = timedelta(days=28)
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Series:
    """One span on several dates.

    Attributes:
        first, last: dates of the first and the last occurrence. ``weekdays``: Monday = 0.
        without: dates of the series on which it does not hold.
        exact: the one occurrence whose local times do not say enough (a clock changes in it); then in UTC.
    """

    span: Span
    first: date
    last: date
    weekdays: frozenset[int]
    without: tuple[date, ...] = ()
    exact: bool = False


def _wall(day: date, minute: int) -> datetime:
    midnight = datetime.combine(day, time())
    return midnight + timedelta(minutes=minute)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = _wall(day, minute)
    return at_local(wall.date(), wall.time(), zone).astimezone(UTC)


def interval_of(day: date, span: Span, zone: ZoneInfo) -> Interval:
    """Return a span of a date as an interval in UTC, as a grid reads local windows."""
    start, end = (_instant(day, minute, zone) for minute in span)
    return Interval(start, max(start, end))


def _is_plain(day: date, span: Span, zone: ZoneInfo) -> bool:
    """Tell whether local times alone say when the span is: no clock change in it or at its ends."""
    offsets = set()
    for minute in span:
        wall = _wall(day, minute)
        offsets |= {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


def weekly(hours: Hours, zone: ZoneInfo) -> tuple[Series, ...]:
    """Return series that hold on exactly the dates of ``hours``, by start.

    Args:
        hours: spans of each date; a date without hours may be left out. ``zone``: of the wall clock.
    """
    dates: dict[Span, list[date]] = {}
    out = []
    for day, spans in sorted(hours.items()):
        for span in spans:
            if _is_plain(day, span, zone):
                dates.setdefault(span, []).append(day)
            elif interval_of(day, span, zone).minutes > 0:
                out.append(Series(span, day, day, frozenset({day.weekday()}), exact=True))
    for span, days in dates.items():
        out += _series(span, days)
    return tuple(sorted(out, key=lambda item: (item.first, item.span, item.last)))


def _series(span: Span, days: list[date]) -> Iterator[Series]:
    """Yield series for the dates of one span: weekdays that begin and end in the same weeks share one."""
    waiting = [run for weekday in range(7) for run in _runs([d for d in days if d.weekday() == weekday])]
    waiting.sort()
    while waiting:
        first, last = waiting[0][0], waiting[0][-1]
        near = timedelta(days=7)
        together = [run for run in waiting if abs(run[0] - first) < near and abs(run[-1] - last) < near]
        waiting = [run for run in waiting if run not in together]
        held = {day for run in together for day in run}
        weekdays = frozenset(day.weekday() for day in held)
        first, last = min(held), max(held)
        every = (first + timedelta(days=i) for i in range((last - first).days + 1))
        without = tuple(day for day in every if day.weekday() in weekdays and day not in held)
        yield Series(span, first, last, weekdays, without)


def _runs(days: Iterable[date]) -> Iterator[list[date]]:
    """Yield dates of one weekday cut where the hours pause for long."""
    run: list[date] = []
    for day in days:
        if run and day - run[-1] > _PAUSE:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def series_lines(series: Series, zone: ZoneInfo) -> Iterator[str]:
    """Yield DTSTART, DTEND, and RRULE and EXDATE where they are needed (RFC 5545 section 3.8.5)."""
    start, end = series.span
    if series.exact:
        when = interval_of(series.first, series.span, zone)
        yield f"DTSTART:{basic(when.start)}"
        yield f"DTEND:{basic(when.end)}"
        return
    yield _local("DTSTART", series.first, start, zone)
    yield _local("DTEND", series.first, end, zone)
    if series.first == series.last:
        return
    shift = start // _DAY
    names = ",".join(_DAYS[(day + shift) % 7] for day in sorted(series.weekdays))
    yield f"RRULE:FREQ=WEEKLY;UNTIL={basic(_instant(series.last, start, zone))};BYDAY={names}"
    for day in series.without:
        yield _local("EXDATE", day, start, zone)


def _local(name: str, day: date, minute: int, zone: ZoneInfo) -> str:
    if is_utc(zone):
        return f"{name}:{basic(_instant(day, minute, zone))}"
    return f"{name};TZID={zone.key}:{_wall(day, minute):%Y%m%dT%H%M%S}"
