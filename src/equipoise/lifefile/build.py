"""From checked records to the domain's values. Runs only on a file without errors, so it need not judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Estimate,
    Event,
    Goal,
    NonNegotiable,
    OnCall,
    Priority,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import CalendarSource, EnergyProfile, Life, Person, TravelTable
from equipoise.domain.rhythm import Override, Rhythm, Season, SeasonKind
from equipoise.domain.time import Interval
from equipoise.lifefile.identity import Names
from equipoise.lifefile.moments import instant
from equipoise.lifefile.records import Record

__all__ = ["Entries", "area_of", "build", "chunks", "interval", "is_all_day", "role_of"]

Entries = Mapping[str, tuple[Record, ...]]
"""Array of tables to its records."""


def build(data: Record, entries: Entries, names: Names) -> Life:
    """Return the life that a checked file describes."""
    zone: ZoneInfo = data["person"]["zone"]

    def each(table: str) -> list[tuple[str, Record]]:
        return list(zip(names.ids[table], entries.get(table, ()), strict=True))

    return Life(
        person=Person(**data["person"]),
        rhythm=_rhythm(data.get("rhythm", {}), tuple(_ritual(key, item) for key, item in each("ritual"))),
        energy=EnergyProfile(**data.get("energy", {})),
        travel=_travel(data.get("places", {}), entries.get("travel", ())),
        non_negotiables=tuple(_non_negotiable(key, item) for key, item in each("non_negotiable")),
        events=tuple(_event(key, item, zone) for key, item in each("event")),
        tasks=tuple(_task(key, item, zone) for key, item in each("task")),
        routines=tuple(_routine(key, item) for key, item in each("routine")),
        goals=tuple(Goal(key, item["title"], item.get("time_per_week", 0)) for key, item in each("goal")),
        calendars=tuple(_calendar(item) for item in entries.get("calendar", ())),
        on_call=tuple(_on_call(item, zone) for item in entries.get("on_call", ())),
    )


def interval(record: Record, zone: ZoneInfo) -> Interval | None:
    """Return the time that start, end and length say; None if it would end before it starts or has no end."""
    begin = instant(record["start"], zone)
    if "end" in record:
        stop = instant(record["end"], zone, end=True)
    elif "length" in record:
        stop = begin + timedelta(minutes=record["length"])
    elif isinstance(record["start"], datetime):
        return None
    else:
        stop = instant(record["start"], zone, end=True)
    return Interval(begin, stop) if begin < stop else None


def is_all_day(record: Record) -> bool:
    """Tell whether an event lasts whole days: as it says, or because no clock time stands in it."""
    if "all_day" in record:
        return bool(record["all_day"])
    ends = [record["start"], record.get("end", date.min)]
    return not any(isinstance(end, datetime) for end in ends) and "length" not in record


def area_of(kind: str) -> str:
    """Return the area of a task that states none."""
    return "life" if kind in ("life", "recovery") else "work"


def role_of(area: str) -> str:
    """Return the role of what states none."""
    return "work" if area == "work" else ""


def chunks(record: Record, estimate: Estimate) -> tuple[int, int]:
    """Return shortest and longest block of a task; one that is stated moves the default of the other."""
    if record.get("split", True) is False:
        return estimate.planned, estimate.planned
    low, high = record.get("min_chunk"), record.get("max_chunk")
    return (
        low if low is not None else min(30, high if high is not None else 30),
        high if high is not None else max(90, low if low is not None else 90),
    )


def _sides(record: Record, default: str) -> dict[str, Any]:
    """Return area and role; the role follows the area where none is stated."""
    area = record.get("area", default)
    return {"area": Area(area), "role": record.get("role", role_of(area))}


def _some(record: Record, *keys: str) -> dict[str, Any]:
    return {key: record[key] for key in keys if key in record}


def _words(record: Record) -> dict[str, Any]:
    """Return the fields that are one of a few words, as the domain has them."""
    types = {"kind": BlockKind, "energy": EnergyKind, "priority": Priority, "area": Area}
    return {key: kind(record[key]) for key, kind in types.items() if key in record}


def _rhythm(record: Record, rituals: tuple[Ritual, ...]) -> Rhythm:
    seasons = tuple(
        Season(SeasonKind(item["kind"]), item.get("start"), _day_after(item.get("end")), item.get("dial"))
        for item in record.get("season", ())
    )
    own = (Override("rituals", rituals),) if rituals else ()
    plain = _some(record, "dial", "pattern", "by_weekday", "protect_home", "protect_work", "say")
    return Rhythm(**plain, seasons=seasons, overrides=(*record.get("rules", ()), *own))


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day is not None else None


def _travel(places: Record, ways: tuple[Record, ...]) -> TravelTable:
    minutes = {(way["from"], way["to"]): way["takes"] for way in ways}
    return TravelTable(minutes, places.get("default_travel", 0))


def _ritual(key: str, record: Record) -> Ritual:
    more = _words(record) | _some(record, "value")
    return Ritual(key, record["title"], record["length"], record["window"], **more)


def _non_negotiable(key: str, record: Record) -> NonNegotiable:
    return NonNegotiable(
        key,
        record["title"],
        record["windows"],
        record.get("length", 0),
        **_some(record, "per_week", "place"),
        **_words(record),
    )


def _event(key: str, record: Record, zone: ZoneInfo) -> Event:
    when = interval(record, zone)
    assert when is not None
    window = None
    if "earliest" in record:
        window = Interval(instant(record["earliest"], zone), instant(record["latest"], zone, end=True))
    return Event(
        key,
        record["title"],
        when,
        all_day=is_all_day(record),
        window=window,
        **_sides(record, "work"),
        **_some(record, "place", "busy", "meeting", "flexible", "source"),
    )


def _task(key: str, record: Record, zone: ZoneInfo) -> Task:
    due = record.get("deadline", record.get("due"))
    shortest, longest = chunks(record, record["estimate"])
    pins = [interval(pin, zone) for pin in record.get("pins", ())]
    return Task(
        key,
        record["title"],
        record["estimate"],
        release=instant(record["release"], zone) if "release" in record else None,
        due=instant(due, zone, end=True) if due is not None else None,
        hard_due="deadline" in record or record.get("hard_due", False),
        min_chunk=shortest,
        max_chunk=longest,
        pins=tuple(pin for pin in pins if pin is not None),
        **_words(record) | _sides(record, area_of(record.get("kind", "focus"))),
        **_some(record, "done", "place", "goal", "after", "only", "not_on", "preferred"),
    )


def _routine(key: str, record: Record) -> Routine:
    return Routine(
        key,
        record["title"],
        record["length"],
        record["per_week"],
        **_words(record) | _sides(record, "life"),
        **_some(record, "windows", "gap_days", "place", "goal"),
    )


def _calendar(record: Record) -> CalendarSource:
    sides = _sides(record, "work")
    sides["area"] = str(sides["area"])
    return CalendarSource(record["path"], **sides, **_some(record, "name", "place", "flexible", "tasks"))


def _on_call(record: Record, zone: ZoneInfo) -> OnCall:
    when = interval(record, zone)
    assert when is not None
    return OnCall(when, **_some(record, "title", "tags"))
