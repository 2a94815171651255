"""The domain's values as fields of a life file: pairs of name and TOML text, defaults left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import (
    Estimate,
    Event,
    Goal,
    LocalWindow,
    NonNegotiable,
    OnCall,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import CalendarSource, EnergyProfile, Person, TravelTable
from equipoise.domain.time import Interval
from equipoise.lifefile.build import area_of, role_of
from equipoise.lifefile.notation import clock_text, duration_text, estimate_text, span_text, window_text
from equipoise.lifefile.text import array, inline, moment, number, quoted, truth

__all__ = [
    "Pairs",
    "calendar_pairs",
    "energy_pairs",
    "event_pairs",
    "goal_pairs",
    "non_negotiable_pairs",
    "on_call_pairs",
    "person_pairs",
    "ritual_pairs",
    "routine_pairs",
    "task_pairs",
    "travel_pairs",
    "windows_text",
]

Pairs = list[tuple[str, str]]
"""Names of fields and their values as TOML."""
Format = Callable[[Any], str]
Formats = dict[str, tuple[str, Format]]


def _length(minutes: int) -> str:
    return quoted(duration_text(minutes))


def _clock(value: time) -> str:
    return quoted(clock_text(value))


def _window(value: LocalWindow) -> str:
    return quoted(window_text(value))


def _estimate(value: Estimate) -> str:
    return quoted(estimate_text(value))


def _zone(value: ZoneInfo) -> str:
    return quoted(value.key)


def _texts(items: tuple[str, ...]) -> str:
    return array(quoted(item) for item in items)


def _dates(days: tuple[date, ...]) -> str:
    return array(day.isoformat() for day in days)


def windows_text(windows: tuple[LocalWindow, ...]) -> str:
    """Return windows as a TOML array."""
    return array(quoted(window_text(item)) for item in windows)


def _stretches(items: Mapping[str, tuple[tuple[time, time], ...]]) -> str:
    return inline({name: array(quoted(span_text(*item)) for item in spans) for name, spans in items.items()})


def _changed(value: Any, formats: Formats) -> Pairs:
    """Return the fields of a domain value that differ from its defaults.

    Args:
        value: a dataclass.
        formats: attribute to the field's name and the writer of its value, in the order of the file.
    """
    plain = {row.name: row.default for row in fields(value)}
    return [
        (name, how(getattr(value, attr)))
        for attr, (name, how) in formats.items()
        if not _is_default(value, attr, plain)
    ]


def _is_default(value: Any, attr: str, plain: Mapping[str, Any]) -> bool:
    item = getattr(value, attr)
    return item == plain[attr] or (plain[attr] is MISSING and item in ((), {}, None))


def _sides(value: Any, area: str) -> Pairs:
    """Return area and role where they differ from what stands without the line."""
    out: Pairs = [] if value.area == area else [("area", quoted(value.area))]
    return out if value.role == role_of(value.area) else [*out, ("role", quoted(value.role))]


def _as(attr: str, name: str, how: Format) -> Formats:
    return {attr: (name, how)}


def _same(*names: str, how: Format) -> Formats:
    return {name: (name, how) for name in names}


_PERSON = (
    _same("name", how=quoted)
    | _as("zone", "zone", _zone)
    | _same("country", "subdivision", "employment", "role", "email", how=quoted)
    | _same("values", how=_texts)
    | _same("synchronous", "deep", how=number)
)
_ENERGY = (
    _same("wake", "sleep", how=_clock)
    | _same("chronotype", how=quoted)
    | _same("mid_sleep_free", how=number)
    | _same("peaks", "lows", how=_stretches)
)
_NON_NEGOTIABLE = (
    _same("windows", how=windows_text)
    | _as("minutes", "length", _length)
    | _same("per_week", how=str)
    | _same("place", "kind", how=quoted)
)
_RITUAL = (
    _as("minutes", "length", _length)
    | _same("window", how=_window)
    | _same("kind", "energy", "area", how=quoted)
    | _same("value", how=number)
)
_ROUTINE = (
    _as("minutes", "length", _length)
    | _same("per_week", how=str)
    | _same("windows", how=windows_text)
    | _same("gap_days", how=str)
    | _same("priority", "kind", "energy", "place", "goal", how=quoted)
)
_TASK_SIZE = _same("estimate", how=_estimate) | _same("done", how=_length)
_TASK = (
    _same("priority", "kind", "energy", "place", "goal", how=quoted)
    | _same("min_chunk", "max_chunk", how=_length)
    | _same("after", how=_texts)
    | _same("only", how=windows_text)
    | _same("not_on", how=_dates)
    | _same("preferred", how=windows_text)
)
_CALENDAR = (
    _same("path", "name", "place", how=quoted) | _same("flexible", how=_texts) | _same("tasks", how=truth)
)
_EVENT = _same("place", "source", how=quoted) | _same("busy", "meeting", "flexible", how=truth)


def person_pairs(value: Person) -> Pairs:
    """Return the fields of ``[person]``."""
    return _changed(value, _PERSON)


def energy_pairs(value: EnergyProfile) -> Pairs:
    """Return the fields of ``[energy]``."""
    return _changed(value, _ENERGY)


def travel_pairs(value: TravelTable) -> list[Pairs]:
    """Return the fields of each ``[[travel]]``."""
    return [
        [("from", quoted(here)), ("to", quoted(there)), ("takes", _length(minutes))]
        for (here, there), minutes in value.minutes.items()
    ]


def non_negotiable_pairs(value: NonNegotiable) -> Pairs:
    """Return the fields of a ``[[non_negotiable]]``, without id and title."""
    return _changed(value, _NON_NEGOTIABLE)


def ritual_pairs(value: Ritual) -> Pairs:
    """Return the fields of a ``[[ritual]]``, without id and title."""
    return _changed(value, _RITUAL)


def goal_pairs(value: Goal) -> Pairs:
    """Return the fields of a ``[[goal]]``, without id and title."""
    return _changed(value, _as("minutes_per_week", "time_per_week", _length))


def routine_pairs(value: Routine) -> Pairs:
    """Return the fields of a ``[[routine]]``, without id and title."""
    return _changed(value, _ROUTINE) + _sides(value, "life")


def task_pairs(value: Task, zone: ZoneInfo) -> Pairs:
    """Return the fields of a ``[[task]]``, without id and title."""
    out = _changed(value, _TASK_SIZE)
    if value.release is not None:
        out.append(("release", moment(value.release, zone)))
    if value.due is not None:
        out.append(("deadline" if value.hard_due else "due", moment(value.due, zone, end=True)))
    out += _changed(value, _TASK)
    out += _sides(value, area_of(value.kind))
    if value.pins:
        out.append(("pins", array(inline(dict(_span(pin, zone))) for pin in value.pins)))
    return out


def event_pairs(value: Event, zone: ZoneInfo) -> Pairs:
    """Return the fields of an ``[[event]]``, without id and title."""
    out = _span(value.when, zone, whole=value.all_day)
    dated = all("T" not in text for _, text in out)
    if value.all_day != dated:
        out.append(("all_day", truth(value.all_day)))
    out += _sides(value, "work") + _changed(value, _EVENT)
    if value.window is not None:
        out.append(("earliest", moment(value.window.start, zone)))
        out.append(("latest", moment(value.window.end, zone, end=True)))
    return out


def calendar_pairs(value: CalendarSource) -> Pairs:
    """Return the fields of a ``[[calendar]]``."""
    return _changed(value, _CALENDAR) + _sides(value, "work")


def on_call_pairs(value: OnCall, zone: ZoneInfo) -> Pairs:
    """Return the fields of an ``[[on_call]]``."""
    texts = _changed(value, _same("title", how=quoted) | _same("tags", how=_texts))
    return _span(value.when, zone, whole=True) + texts


def _span(when: Interval, zone: ZoneInfo, *, whole: bool = False) -> Pairs:
    """Return start and end; as dates only where both are."""
    start, end = moment(when.start, zone, whole=whole), moment(when.end, zone, end=True, whole=whole)
    if "T" in start or "T" in end:
        start, end = moment(when.start, zone, whole=False), moment(when.end, zone, end=True, whole=False)
    return [("start", start)] if start == end else [("start", start), ("end", end)]
