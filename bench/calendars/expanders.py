# ruff: noqa: PLC0415 - each engine's libraries are loaded in its own process only
"""The engines that expand: what each prepares, what of it is measured, and how its result is told for comparison.

A whole file goes from bytes to occurrences, told as (UID, start, end) in seconds since 1970. Rules alone go from
text to instances on the wall clock, told as (number of the rule, instance).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any, Final

__all__ = ["ABSENT", "RULES", "WHOLE", "Engine"]

Engine = tuple[Callable[..., Any], Callable[[Any], Any], Callable[[Any], list[Any]]]
"""Prepare (data, first, last), work, tell."""
ABSENT: Final[dict[str, str]] = {
    "python-dateutil-rust": "the package index has its source alone, which asks for crates that were out of reach",
}


def _ours_prepare(data: bytes, first: datetime, last: datetime) -> Any:
    from equipoise.calendars import reading  # noqa: F401 - loaded before the clock runs

    return data, first, last


def _ours(given: Any) -> Any:
    from zoneinfo import ZoneInfo

    from equipoise.calendars.reading import read_events
    from equipoise.domain.life import CalendarSource
    from equipoise.domain.time import Interval

    data, first, last = given
    events, findings = read_events(
        data, name="x", zone=ZoneInfo("UTC"), window=Interval(first, last), source=CalendarSource("x")
    )
    if findings:
        raise RuntimeError(str(findings[0]))
    return events


def _ours_tell(events: Iterable[Any]) -> list[Any]:
    return [
        (event.id.partition("/")[0], int(event.when.start.timestamp()), int(event.when.end.timestamp()))
        for event in events
    ]


def _rie_prepare(data: bytes, first: datetime, last: datetime) -> Any:
    import recurring_ical_events  # noqa: F401
    from icalendar import Calendar  # noqa: F401

    return data, first, last


def _rie(given: Any) -> Any:
    import recurring_ical_events
    from icalendar import Calendar

    data, first, last = given
    return recurring_ical_events.of(Calendar.from_ical(data)).between(first, last)


def _rie_tell(events: Iterable[Any]) -> list[Any]:
    return [(str(event["UID"]), _seconds(event.start), _seconds(event.end)) for event in events]


def _seconds(value: date | datetime) -> int:
    from datetime import UTC

    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())


def _ical_prepare(data: bytes, first: datetime, last: datetime) -> Any:
    from ical.calendar_stream import IcsCalendarStream  # noqa: F401

    return data.decode(), first, last


def _ical(given: Any) -> Any:
    from datetime import UTC

    from ical.calendar_stream import IcsCalendarStream

    text, first, last = given
    return list(IcsCalendarStream.calendar_from_ics(text).timeline_tz(UTC).overlapping(first, last))


def _ical_tell(events: Iterable[Any]) -> list[Any]:
    return [(event.uid, _seconds(event.dtstart), _seconds(event.end)) for event in events]


def _c_prepare(data: bytes, first: datetime, last: datetime) -> Any:
    from bench.calendars.libical import Libical

    return Libical(), data, first, last


def _c(given: Any) -> Any:
    library, data, first, last = given
    return library.expand(data, first, last)


def _rules_prepare(rules: list[tuple[str, str]], first: datetime, last: datetime) -> Any:
    from equipoise.calendars.recurrence import expand  # noqa: F401

    return rules, first.replace(tzinfo=None), last.replace(tzinfo=None)


def _rules(given: Any) -> Any:
    from dataclasses import replace

    from equipoise.calendars.recurrence import Budget, expand
    from equipoise.calendars.rules import parse_rule

    rules, first, last = given
    found = []
    for text, begin in rules:
        start = datetime.strptime(begin, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall clock
        rule = parse_rule(text)
        until = rule.until
        if until is not None and not isinstance(until, datetime):
            rule = replace(rule, until=datetime(until.year, until.month, until.day, 23, 59, 59))  # noqa: DTZ001
        found.append(list(expand(rule, start, first, last, Budget(10**9))))
    return found


def _dateutil_prepare(rules: list[tuple[str, str]], first: datetime, last: datetime) -> Any:
    from dateutil.rrule import rrulestr  # noqa: F401

    return rules, first.replace(tzinfo=None), last.replace(tzinfo=None)


def _dateutil(given: Any) -> Any:
    from dateutil.rrule import rrulestr

    rules, first, last = given
    found = []
    for text, begin in rules:
        start = datetime.strptime(begin, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall clock
        found.append(rrulestr(text, dtstart=start).between(first, last, inc=True))
    return found


def _rules_tell(found: list[list[datetime]]) -> list[Any]:
    return [(number, at) for number, instances in enumerate(found) for at in instances]


def _whole() -> dict[str, Engine]:
    engines: dict[str, Engine] = {
        "Equipoise": (_ours_prepare, _ours, _ours_tell),
        "icalendar + recurring-ical-events": (_rie_prepare, _rie, _rie_tell),
    }
    if find_spec("ical"):
        engines["ical"] = _ical_prepare, _ical, _ical_tell
    else:
        ABSENT["ical"] = "not installed"
    try:
        from bench.calendars.libical import Libical

        Libical()
        engines["libical (C)"] = _c_prepare, _c, list
    except ImportError as error:
        ABSENT["libical"] = str(error)
    return engines


WHOLE: Final = _whole()
RULES: Final[dict[str, Engine]] = {
    "Equipoise": (_rules_prepare, _rules, _rules_tell),
    "dateutil": (_dateutil_prepare, _dateutil, _rules_tell),
}
