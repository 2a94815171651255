"""Kinds that only the life file has: patterns, weekdays to patterns, stretches of energy, ids, zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.lifefile import notation
from equipoise.lifefile.kinds import Many, Text, Written
from equipoise.lifefile.notation import NotationError
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import nearest, shown

__all__ = ["COUNTRY", "ID", "PATTERN", "REFERENCE", "STRETCHES", "UID", "ByWeekday", "EnergyMap", "Zone"]

_ID = re.compile(r"[^\s/:\"']+")


def _check_id(text: str) -> tuple[str, str] | None:
    if _ID.fullmatch(text):
        return None
    return "is not an id", "write it without spaces, quotation marks, slashes and colons, such as board-memo"


def _check_pattern(text: str) -> tuple[str, str] | None:
    if len(text) == 1 and text not in "ABCDEF":
        return "is not a pattern", 'write a letter "A" to "F", or the name or file of a pattern of your own'
    return None


def _check_country(text: str) -> tuple[str, str] | None:
    if re.fullmatch(r"[A-Z]{2}", text):
        return None
    return "is not a country code", 'write the two capital letters of ISO 3166, such as "DE"'


COUNTRY = Text(2, 2, "ISO 3166 code", _check_country, "^[A-Z]{2}$")
"""A country."""
ID = Text(most=120, label="id", check=_check_id, pattern=r"^[^\s/:\"']+$")
"""The id of a task, routine, goal, ritual or non-negotiable."""
REFERENCE = Text(most=500, label="id")
"""The id of something that stands elsewhere in the file."""
UID = Text(most=1000, label="id")
"""The id of an event, which may come from a calendar."""
PATTERN = Text(
    most=400, label='pattern: "A" to "F", a name or a file', check=_check_pattern, pattern=r"^([A-F]|.{2,})$"
)
"""A pattern of the week."""
_STRETCH = Written(notation.span, 'stretch such as "09:30-11:30"', r"^\s*[0-9].*[-\u2013\u2014].*[0-9].*$")
STRETCHES = Many(_STRETCH, alone=True)
"""Stretches of local time."""


@dataclass(frozen=True)
class Zone:
    """An IANA time zone."""

    label: str = "time zone, such as Europe/Berlin"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the zone."""
        if not isinstance(value, str):
            return sink.add(path, f"{shown(value)} is not a time zone", 'write it like "Europe/Berlin"')
        zone = _zone(value)
        if zone is not None:
            return zone
        guess = _near_zone(value)
        cure = (
            f'did you mean "{guess}"?'
            if guess
            else 'write a name of the IANA database, such as "Europe/Berlin"'
        )
        return sink.add(path, f"the time zone {shown(value)} is not known", cure)

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "string", "pattern": r"^[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*$"}


def _zone(name: str) -> ZoneInfo | None:
    if not re.fullmatch(r"[A-Za-z0-9_+\-]{1,40}(/[A-Za-z0-9_+\-]{1,40}){0,3}", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _near_zone(name: str) -> str:
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads many files, so only after a slip

    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("posix"))
    cities = {zone.rsplit("/", 1)[1]: zone for zone in reversed(zones)}
    wanted = name.strip().replace(" ", "_")
    by_city = nearest(wanted.rsplit("/", 1)[-1], cities)
    whole = nearest(wanted, zones)
    if by_city and ("/" not in wanted or not whole):
        return cities[by_city]
    return whole


@dataclass(frozen=True)
class ByWeekday:
    """Weekdays to patterns."""

    label: str = "table of weekdays to patterns"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return weekday numbers to patterns."""
        if not isinstance(value, Mapping):
            return sink.add(
                path, f"{shown(value)} is not a table", 'write it like { Fri = "C", Sat-Sun = "C" }'
            )
        out: dict[int, str] = {}
        failed = False
        for key, item in value.items():
            pattern = PATTERN.read(item, (*path, key), sink)
            try:
                on = sorted(notation.days(key))
            except NotationError as error:
                sink.notation((*path, key), error)
                on = []
            twice = [notation.WEEKDAYS[day] for day in on if day in out]
            if twice:
                sink.add((*path, key), f"{', '.join(twice)} is set twice", "keep one line for each weekday")
            failed = failed or pattern is BAD or not on or bool(twice)
            out.update(dict.fromkeys(on, pattern))
        return BAD if failed else out

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        names = r"^[A-Za-z]{2,9}([ ,&+-]+[A-Za-z]{2,9})*$"
        return {
            "type": "object",
            "patternProperties": {names: PATTERN.schema()},
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class EnergyMap:
    """Kinds of energy to stretches of the day."""

    label: str = "table {cognitive, social, physical} of stretches"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return kinds of energy to stretches."""
        if not isinstance(value, Mapping):
            return sink.add(
                path, f"{shown(value)} is not a table", 'write it like { cognitive = ["09:00-11:30"] }'
            )
        out: dict[str, Any] = {}
        for key, item in value.items():
            if key not in _ENERGIES:
                guess = nearest(key, _ENERGIES) if sink.may_search() else ""
                cure = f'did you mean "{guess}"?' if guess else "known here: " + ", ".join(_ENERGIES)
                out[key] = sink.add((*path, key), f"the energy {shown(key)} is not known", cure)
            else:
                out[key] = STRETCHES.read(item, (*path, key), sink)
        return BAD if any(item is BAD for item in out.values()) else out

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {
            "type": "object",
            "properties": {name: STRETCHES.schema() for name in _ENERGIES},
            "additionalProperties": False,
        }


_ENERGIES = ("cognitive", "social", "physical")
