"""Components and properties of iCalendar data (RFC 5545 sections 3.1 and 3.6) as they were read, in little memory.

Only what planning needs is kept: the rest of a file costs nothing once it has been passed. Parameters that many lines
share, such as ``TZID=Europe/Berlin``, are kept once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["KEPT", "Component", "Property", "Shared", "is_own", "is_private", "read_property"]

_SERIES = (
    *("UID", "SUMMARY", "LOCATION", "CLASS", "DTSTART", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
    *("RECURRENCE-ID", "RELATED-TO", "SEQUENCE", "STATUS", "X-EQUIPOISE-BLOCK"),
)
_OBSERVANCE = ("DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME")
KEPT: Mapping[str, Mapping[bytes, str]] = {
    component: {name.encode(): name for name in names}
    for component, names in {
        "VCALENDAR": ("X-WR-TIMEZONE", "METHOD", "CALSCALE"),
        "VEVENT": (*_SERIES, "DTEND", "TRANSP", "ATTENDEE", "ORGANIZER", "X-MICROSOFT-CDO-BUSYSTATUS"),
        "VTODO": (*_SERIES, "DUE", "PRIORITY", "PERCENT-COMPLETE", "COMPLETED", "ESTIMATED-DURATION"),
        "VFREEBUSY": ("UID", "FREEBUSY"),
        "VAVAILABILITY": ("DTSTART", "DTEND", "DURATION", "PRIORITY", "BUSYTYPE"),
        "AVAILABLE": (*_SERIES, "DTEND"),
        "VTIMEZONE": ("TZID", "X-LIC-LOCATION"),
        "STANDARD": _OBSERVANCE,
        "DAYLIGHT": _OBSERVANCE,
    }.items()
}
"""The properties that are kept, by component: the name in the file to the one string that stands for it."""
_PARAMETERS = frozenset({"TZID", "RANGE", "CUTYPE", "PARTSTAT", "RELTYPE", "FBTYPE"})
_SHORT = frozenset({"SUMMARY", "LOCATION"})
_PARAM = re.compile(r';+\s*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^";:])*)')
_NONE: Mapping[str, str] = MappingProxyType({})
MAX_WORDS = 1_200
MAX_SHARED = 4_096
MAX_LINEAR = 40

Shared = dict[tuple[tuple[str, str], ...], Mapping[str, str]]
"""Parameters that some line of a file has, to be shared with the next line that has the same ones."""


@dataclass(slots=True)
class Property:
    """One content line: ``name;params:value``. The value is raw: backslash escapes still stand in it.

    An EMAIL parameter, which names a person better than the value does (RFC 7986 section 6.2), stands in its place.
    """

    name: str
    params: Mapping[str, str]
    value: str
    line: int


@dataclass(slots=True)
class Component:
    """A component and those of its properties that matter here, in file order.

    Attributes:
        whole: False if its end is missing. ``kept``: False if nobody asked for it: it only holds its place.
    """

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: Sequence[Component] = ()
    whole: bool = True
    kept: bool = True
    _index: dict[str, list[Property]] | None = None

    def first(self, name: str) -> Property | None:
        """Return the first property of that name, or None."""
        if len(self.properties) > MAX_LINEAR:
            found = self._by_name().get(name)
            return found[0] if found else None
        for prop in self.properties:
            if prop.name == name:
                return prop
        return None

    def all(self, name: str) -> list[Property]:
        """Return all properties of that name, in file order."""
        if len(self.properties) > MAX_LINEAR:
            return self._by_name().get(name, [])
        return [prop for prop in self.properties if prop.name == name]

    def text(self, name: str) -> str:
        """Return the value of the first property of that name, stripped; empty if there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""

    def add(self, child: Component) -> None:
        """Put a component inside this one, after the others; most hold none, and keep no list for them."""
        if isinstance(self.children, list):
            self.children.append(child)
        else:
            self.children = [*self.children, child]

    def given_up(self, name: str) -> Iterator[Component]:
        """Yield the parts of that name and take them out, so that each can be forgotten once it is read."""
        found = [child for child in reversed(self.children) if child.name == name]
        self.children = [child for child in self.children if child.name != name]
        while found:
            yield found.pop()

    def _by_name(self) -> dict[str, list[Property]]:
        if self._index is None:
            self._index = {}
            for prop in self.properties:
                self._index.setdefault(prop.name, []).append(prop)
        return self._index


def read_property(name: str, text: str, line: int, shared: Shared) -> Property:
    """Return the property that a content line states (section 3.1).

    Args:
        name: its name, as ``KEPT`` gives it. ``text``: the line without folds. ``line``: its number.
        shared: parameters of the lines before; those of this one are added.

    Raises:
        ValueError: if its parameters are malformed, or the file has very many different ones.
    """
    colon, semicolon = text.find(":"), text.find(";")
    params, email = _NONE, ""
    if 0 <= semicolon < colon or colon < 0:
        params, colon, email = _parameters(text, semicolon, shared)
    end = colon + 1 + MAX_WORDS if name in _SHORT else None
    return Property(name, params, email or text[colon + 1 : end], line)


def is_own(component: Component) -> bool:
    """Tell whether Equipoise wrote it."""
    return component.first("X-EQUIPOISE-BLOCK") is not None or component.text("UID").endswith("@equipoise")


def is_private(component: Component) -> bool:
    """Tell whether others may not read it: any CLASS but PUBLIC, also one that nobody knows (section 3.8.1.3)."""
    return component.text("CLASS").upper() not in {"", "PUBLIC"}


def _parameters(text: str, at: int, shared: Shared) -> tuple[Mapping[str, str], int, str]:
    """Return the parameters that matter, where the colon after them stands, and the address of an EMAIL (RFC 7986)."""
    found: dict[str, str] = {}
    email = ""
    while match := _PARAM.match(text, at):
        name = match[1].upper()
        if name in _PARAMETERS:
            found[name] = match[2].strip().strip('"')
        elif name == "EMAIL":
            email = match[2].strip().strip('"')
        at = match.end()
    if text[at : at + 1] != ":":
        raise ValueError("its parameters are malformed")
    if not found:
        return _NONE, at, email
    key = tuple(found.items())
    if len(shared) >= MAX_SHARED and key not in shared:
        raise ValueError("the file has too many different parameters")
    return shared.setdefault(key, found), at, email
