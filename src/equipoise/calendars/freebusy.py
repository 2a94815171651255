"""VFREEBUSY components (RFC 5545 section 3.6.4): the stretches of time at which somebody is busy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from equipoise.calendars.components import Component
from equipoise.calendars.content import Report
from equipoise.calendars.items import Reader
from equipoise.calendars.values import MAX_DURATION, parse_text, pieces
from equipoise.calendars.zones import Zones
from equipoise.domain.time import Interval

__all__ = ["Busy", "read_freebusy"]

MAX_PERIODS = 20_000
_TITLES = {"BUSY-UNAVAILABLE": "Unavailable", "BUSY-TENTATIVE": "Busy, tentatively"}


@dataclass(frozen=True, slots=True)
class Busy:
    """A busy stretch of time. ``key``: identity that a second reading finds again."""

    key: str
    title: str
    when: Interval


def read_freebusy(component: Component, zones: Zones, window: Interval, report: Report) -> list[Busy]:
    """Return the busy periods of a VFREEBUSY that touch the window, each once.

    FBTYPE=FREE is no busy time; a type that nobody knows is BUSY (section 3.2.9).
    """
    reader = Reader(component, zones, report)
    uid = parse_text(component.text("UID")) or "freebusy"
    found: dict[str, Busy] = {}
    count = 0
    for prop in component.all("FREEBUSY"):
        kind = prop.params.get("FBTYPE", "BUSY").upper()
        for text in pieces(prop.value) if kind != "FREE" else ():
            count += 1
            if count > MAX_PERIODS:
                reader.complain(prop, f"there are more than {MAX_PERIODS} periods", "the rest were left out")
                return list(found.values())
            try:
                start, length = reader.period(prop, text)
            except (ValueError, OverflowError) as error:
                reader.complain(prop, str(error), "this period was left out")
                continue
            when = Interval(start.instant, start.instant + min(length or timedelta(0), MAX_DURATION))
            if when.overlaps(window):
                key = _key(uid, when)
                found.setdefault(key, Busy(key, _TITLES.get(kind, "Busy"), when))
    return list(found.values())


def _key(uid: str, when: Interval) -> str:
    digest = hashlib.sha256(f"{uid}|{when.end.isoformat()}".encode()).hexdigest()[:8]
    return f"{uid}/{when.start:%Y%m%dT%H%M%SZ}-{digest}"
