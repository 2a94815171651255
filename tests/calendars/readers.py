"""Calendar libraries that other people wrote, as readers of one kind: bytes in, entries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import icalendar
import recurring_ical_events
import vobject

__all__ = ["READERS", "Entry"]


class Entry(NamedTuple):
    """What a reader saw of an event; ``alarm``: minutes before its start, None if there is none."""

    uid: str
    start: datetime
    end: datetime
    title: str
    free: bool
    alarm: int | None


def _minutes(trigger: timedelta) -> int:
    assert trigger <= timedelta(0)
    return -int(trigger.total_seconds()) // 60


def _icalendar(item: Any) -> Entry:
    alarms = item.walk("VALARM")
    alarm = _minutes(alarms[0]["TRIGGER"].dt) if alarms else None
    free = item["TRANSP"] == "TRANSPARENT"
    start, end = item["DTSTART"].dt.astimezone(UTC), item["DTEND"].dt.astimezone(UTC)
    return Entry(str(item["UID"]), start, end, str(item["SUMMARY"]), free, alarm)


def by_icalendar(data: bytes) -> list[Entry]:
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert not calendar.errors
    return [_icalendar(item) for item in calendar.walk("VEVENT")]


def by_recurring(data: bytes) -> list[Entry]:
    calendar = icalendar.Calendar.from_ical(data)
    return [
        _icalendar(item)
        for item in recurring_ical_events.of(calendar).between(date(2024, 1, 1), date(2030, 1, 1))
    ]


def by_vobject(data: bytes) -> list[Entry]:
    (calendar,) = vobject.readComponents(data.decode())
    calendar.validate(raiseException=True)
    out = []
    for item in calendar.contents.get("vevent", []):
        alarms = item.contents.get("valarm", [])
        alarm = _minutes(alarms[0].trigger.value) if alarms else None
        start, end = item.dtstart.value.astimezone(UTC), item.dtend.value.astimezone(UTC)
        out.append(
            Entry(item.uid.value, start, end, item.summary.value, item.transp.value == "TRANSPARENT", alarm)
        )
    return out


READERS: Mapping[str, Callable[[bytes], list[Entry]]] = {
    "icalendar": by_icalendar,
    "recurring-ical-events": by_recurring,
    "vobject": by_vobject,
}
