"""VAVAILABILITY and AVAILABLE (RFC 7953): the hours at which somebody can be booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from equipoise.calendars.components import Component
from equipoise.calendars.content import Report, scan
from equipoise.calendars.items import Item, Reader, read_item
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.series import occurrences
from equipoise.calendars.zones import Zones
from equipoise.domain.errors import Finding
from equipoise.domain.time import Interval, merge, subtract

__all__ = ["Availability", "read_availability"]

MAX_COMPONENTS = 200
MAX_PARTS = 500
_LOWEST = 10
_TENTATIVE = "BUSY-TENTATIVE"


@dataclass(frozen=True, slots=True)
class Availability:
    """When somebody can be booked, inside a window.

    Attributes:
        bookable: sorted, disjoint. What no VAVAILABILITY speaks of is bookable, as section 3.1 has it.
        tentative: closed, but only tentatively (BUSYTYPE=BUSY-TENTATIVE); not part of ``bookable``.
    """

    bookable: tuple[Interval, ...]
    tentative: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hours:
    """One VAVAILABILITY: it speaks of ``span`` and opens ``free`` in it; ``rank`` 1 counts most."""

    rank: int
    span: Interval
    free: tuple[Interval, ...]
    tentative: bool

    @property
    def closed(self) -> tuple[Interval, ...]:
        return subtract((self.span,), self.free)


def read_availability(
    data: bytes, *, name: str, zone: ZoneInfo, window: Interval
) -> tuple[Availability, tuple[Finding, ...]]:
    """Return when the owner of a file can be booked, and what is wrong with the file.

    A component of higher PRIORITY (1 is the highest, none or 0 the lowest) decides all the time of which it
    speaks; among equals only what all of them leave open is bookable. Bad data never raises.

    Args:
        data: the file, whatever it holds.
        name: how the person calls the file; findings carry it.
        zone: zone of whole days and of times without a zone.
        window: the time that is asked for.
    """
    report = Report(name)
    hours = sorted(_every(data, zone, window, report), key=lambda item: -item.rank)
    bookable: tuple[Interval, ...] = (window,)
    tentative: tuple[Interval, ...] = ()
    for _, group in groupby(hours, key=lambda item: item.rank):
        equals = list(group)
        spans = merge(item.span for item in equals)
        closed = merge(part for item in equals for part in item.closed)
        firm = merge(part for item in equals if not item.tentative for part in item.closed)
        soft = subtract((part for item in equals if item.tentative for part in item.closed), firm)
        bookable = merge((*subtract(bookable, spans), *subtract(spans, closed)))
        tentative = merge((*subtract(tentative, spans), *soft))
    return Availability(bookable, tentative), report.close()


def _every(data: bytes, zone: ZoneInfo, window: Interval, report: Report) -> Iterator[_Hours]:
    budget = Budget()
    count = 0
    for calendar in scan(data, report, ("VAVAILABILITY",)):
        zones = Zones(calendar, zone, window.end, budget, report)
        for child in calendar.children:
            if child.name != "VAVAILABILITY":
                continue
            count += 1
            if count > MAX_COMPONENTS:
                text = f"the file has more than {MAX_COMPONENTS} components of availability"
                report.add(text, cure="the rest were left out", line=child.line)
                return
            found = _hours(child, zones, window, budget, report)
            if found is not None:
                yield found


def _hours(
    component: Component, zones: Zones, window: Interval, budget: Budget, report: Report
) -> _Hours | None:
    """Return what a VAVAILABILITY says of the window, or None if it says nothing of it."""
    span = _span(Reader(component, zones, report))
    clipped = span.clip(window) if span else None
    if clipped is None:
        return None
    items = list(_parts(component, zones, report))
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.uid, []).append(item)
    free: list[Interval] = []
    for group in groups.values():
        try:
            free += [found.when for found in occurrences(group, clipped, budget, report)]
        except (ValueError, OverflowError) as error:
            report.add(f"these hours are not understood: {error}", cure="left closed", line=group[0].line)
    rank = component.text("PRIORITY")
    number = int(rank) if rank.isascii() and rank.isdigit() and len(rank) == 1 else 0
    tentative = component.text("BUSYTYPE").upper() == _TENTATIVE
    inside = tuple(part for item in free if (part := item.clip(clipped)))
    return _Hours(number or _LOWEST, clipped, merge(inside), tentative)


def _parts(component: Component, zones: Zones, report: Report) -> Iterable[Item]:
    for child in component.children[:MAX_PARTS]:
        item = read_item(child, zones, report, "") if child.name == "AVAILABLE" else None
        if item is not None:
            yield item
    if len(component.children) > MAX_PARTS:
        text = f"there are more than {MAX_PARTS} hours in one availability"
        report.add(text, cure="the rest were left out", line=component.line)


def _span(reader: Reader) -> Interval | None:
    """Return the time of which a VAVAILABILITY speaks; without DTSTART or DTEND it has no limit there."""
    start = reader.optional("DTSTART")
    first = start.instant if start else datetime(2, 1, 2, tzinfo=UTC)
    last = datetime(9998, 1, 1, tzinfo=UTC)
    end = reader.optional("DTEND")
    if end is not None:
        last = end.instant
    elif start is not None and reader.component.first("DURATION"):
        wall, exact = reader.length(start)
        last = first + wall + exact
    if last <= first:
        reader.report.add(
            "this availability ends before it starts", cure="it was left out", line=reader.component.line
        )
        return None
    return Interval(first, last)
