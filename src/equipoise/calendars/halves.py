"""Series that a program has split ("this and following events"): each occurrence counts once, whichever half has it.

Google names the later half after the first occurrence that it replaces: ``abc_R20261125T080000@google.com`` continues
``abc@google.com``. Apple's programs and Open-Xchange give all halves the same RELATED-TO with RELTYPE
X-CALENDARSERVER-RECURRENCE-SET (Smart Splitting of Recurring Events in CalDAV, C. Daboo, 2014). Others give the later
half a new UID and no link: then each half is a series like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from equipoise.calendars.components import Component
from equipoise.calendars.series import Occurrence
from equipoise.calendars.values import parse_text

__all__ = ["family_of", "joined"]

_GOOGLE = re.compile(r"(.+)_R(\d{8}(?:T\d{6})?)(@google\.com)", re.IGNORECASE)
_APPLE = "X-CALENDARSERVER-RECURRENCE-SET"


def family_of(component: Component, uid: str) -> str:
    """Return what all halves of a split series share; empty if the component tells of no split."""
    for prop in component.all("RELATED-TO"):
        if prop.params.get("RELTYPE", "").upper() == _APPLE:
            return parse_text(prop.value)
    found = _GOOGLE.fullmatch(uid)
    return f"{found[1]}{found[3]}" if found else ""


def joined(found: Iterable[Occurrence]) -> list[Occurrence]:
    """Return the occurrences of all halves of one series, each once.

    An exception that was left in the wrong half stands for the occurrence that the other half would have there. What
    a half says of the time of a later one, whose beginning Google's UID tells, does not count, exceptions aside.
    """
    every = list(found)
    begins = sorted({_begin(item.item.uid) for item in every} - {""})
    kept: dict[str, Occurrence] = {}
    single: list[Occurrence] = []
    for item in every:
        own = _begin(item.item.uid)
        end = next((begin for begin in begins if begin > own), "")
        if not item.key:
            single.append(item)
        elif item.item.override is None and end and item.key >= end:
            continue
        elif item.key not in kept or _rank(kept[item.key]) < _rank(item):
            kept[item.key] = item
    return [*single, *kept.values()]


def _begin(uid: str) -> str:
    """Return the RECURRENCE-ID of the occurrence with which a half begins, as Google's UID tells it; or empty."""
    found = _GOOGLE.fullmatch(uid)
    return found[2] if found else ""


def _rank(item: Occurrence) -> tuple[bool, str]:
    return item.item.override is not None, item.item.start.wall.isoformat()
