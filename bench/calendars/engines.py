# ruff: noqa: PLC0415 - each reader's libraries are loaded in its own process only
"""The two readers that are measured, each with one way in: bytes and a window to (start, end) pairs in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

__all__ = ["ENGINES", "Found"]

Found = list[tuple[str, str]]
"""Starts and ends as ISO 8601 in UTC, sorted; times without a zone count as UTC, dates as midnight."""
_UTC: Final = ZoneInfo("UTC")


def _ours(data: bytes, first: datetime, last: datetime) -> Found:
    from equipoise.calendars.reading import read_events
    from equipoise.domain.life import CalendarSource
    from equipoise.domain.time import Interval

    window = Interval(first, last)
    events, _ = read_events(data, name="bench", zone=_UTC, window=window, source=CalendarSource("bench"))
    return sorted((item.when.start.isoformat(), item.when.end.isoformat()) for item in events)


def _theirs(data: bytes, first: datetime, last: datetime) -> Found:
    """Read with icalendar and recurring-ical-events, told to pass over series that are broken."""
    import recurring_ical_events
    from icalendar import Calendar

    found: Found = []
    for calendar in Calendar.from_ical(data, multiple=True):
        events: list[Any] = recurring_ical_events.of(calendar, skip_bad_series=True).between(first, last)
        found += [(_stamp(event.start), _stamp(event.end)) for event in events]
    return sorted(found)


def _stamp(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    elif value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.astimezone(UTC).isoformat()


ENGINES: Final[dict[str, Callable[[bytes, datetime, datetime], Found]]] = {
    "Equipoise": _ours,
    "recurring-ical-events": _theirs,
}
