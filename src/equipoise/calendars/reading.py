"""Calendar files read into events: every event that can be understood, and a finding for all that cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from equipoise.calendars.components import Component, is_own
from equipoise.calendars.content import Report, scan
from equipoise.calendars.freebusy import Busy, read_freebusy
from equipoise.calendars.halves import family_of, joined
from equipoise.calendars.items import Item, read_item
from equipoise.calendars.places import place_of
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.series import Occurrence, occurrences
from equipoise.calendars.zones import Zones
from equipoise.domain.commitments import Area, Event
from equipoise.domain.errors import Finding
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval, at_local

__all__ = ["contents", "read_events", "reading_sources"]

MAX_FILES = 50_000


def read_events(
    data: bytes,
    *,
    name: str,
    zone: ZoneInfo,
    window: Interval,
    source: CalendarSource,
    owner: str = "",
    places: Collection[str] = (),
) -> tuple[tuple[Event, ...], tuple[Finding, ...]]:
    """Return the events of a file that touch the window, and what is wrong with the file.

    Bad data never raises.

    Args:
        data: the file, whatever it holds.
        name: how the person calls the file; findings carry it.
        zone: the person's zone, in which whole days and times without a zone are read.
        window: what the plan has to know of; recurrences are expanded only there.
        source: area, role, place and words for flexible events.
        owner: the person's address, to tell others from themselves and to see that they declined.
        places: names of places that travel times exist for; a LOCATION that names one is the event's place.
    """
    report = Report(name)
    budget = Budget.over(window)
    events = [
        _busy(found, source) if isinstance(found, Busy) else _event(found, zone, source, places)
        for found in islice(_everything(data, zone, window, budget, report, owner=owner), budget.events)
    ]
    if len(events) == budget.events:
        report.add(f"the file has {budget.events} events or more in this time", cure="the rest were left out")
    events.sort(key=_order)
    return tuple(_distinct(events)), report.close()


def _everything(
    data: bytes, zone: ZoneInfo, window: Interval, budget: Budget, report: Report, *, owner: str
) -> Iterator[Occurrence | Busy]:
    for calendar in scan(data, report, ("VEVENT", "VFREEBUSY")):
        if calendar.text("METHOD").upper() == "CANCEL":
            text = "this file only takes events back: nothing of it is planned"
            report.add(text, line=calendar.line, prop="METHOD")
            continue
        if calendar.text("CALSCALE").upper() not in {"", "GREGORIAN"}:
            report.add(
                "only Gregorian calendars are read", line=calendar.line, prop="CALSCALE", warning=False
            )
            continue
        zones = Zones(calendar, zone, window.end, budget, report)
        families: dict[str, str] = {}
        items = _items(calendar, zones, report, owner, families)
        yield from _occurrences(items, families, window, budget, report)
        for child in calendar.children:
            if child.name == "VFREEBUSY" and not is_own(child):
                yield from read_freebusy(child, zones, window, report)


def _items(
    calendar: Component, zones: Zones, report: Report, owner: str, families: dict[str, str]
) -> Iterator[Item]:
    """Yield the events of a calendar; each component is given up once it is read, so that memory holds it once."""
    for child in calendar.given_up("VEVENT"):
        try:
            item = read_item(child, zones, report, owner)
        except (ValueError, OverflowError) as error:
            report.add(f"this event is not understood: {error}", cure="it was left out", line=child.line)
            continue
        if item is None or item.own:
            continue
        family = family_of(child, item.uid)
        if family:
            families[item.uid] = family
        yield item


def _occurrences(
    items: Iterable[Item], families: dict[str, str], window: Interval, budget: Budget, report: Report
) -> Iterator[Occurrence]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.uid, []).append(item)
    families |= {first: first for first in set(families.values()) if first in groups}
    split: dict[str, list[Occurrence]] = {}
    for uid in list(groups):
        group = groups.pop(uid)  # each is forgotten once it is read
        try:
            found = occurrences(group, window, budget, report, half=uid in families)
        except (ValueError, OverflowError) as error:
            report.add(f"this event is not understood: {error}", cure="it was left out", line=group[0].line)
            continue
        if uid in families:
            split.setdefault(families[uid], []).extend(found)
        else:
            yield from found
    for halves in split.values():
        yield from joined(halves)


def _event(occurrence: Occurrence, zone: ZoneInfo, source: CalendarSource, places: Collection[str]) -> Event:
    item, when = occurrence.item, occurrence.when
    title = item.title or "Untitled event"
    flexible = (
        bool(source.flexible)
        and not item.start.whole_day
        and _movable(title, source.flexible, foreign=item.foreign)
    )
    return Event(
        id=f"{item.uid}/{occurrence.key}" if occurrence.key else item.uid,
        title=title,
        when=when,
        area=Area.LIFE if source.area == Area.LIFE else Area.WORK,
        role=source.role,
        place=(place_of(item.location, places) if item.location else "") or source.place,
        busy=item.busy and not item.declined and when.start < when.end,
        meeting=item.others,
        all_day=item.start.whole_day,
        flexible=flexible,
        window=_iso_week(when.start.astimezone(zone), zone) if flexible else None,
        source=source.name or source.path,
        private=item.private,
    )


def _movable(title: str, words: Iterable[str], *, foreign: bool) -> bool:
    """Tell whether the planner may move an event of that title.

    A word in the title is enough for what the person organises; what somebody else does is theirs to move, unless
    the life file gives its whole title.
    """
    wanted = {word.strip().casefold() for word in words} - {""}
    name = title.casefold()
    return name in wanted or (not foreign and any(word in name for word in wanted))


def _busy(busy: Busy, source: CalendarSource) -> Event:
    return Event(
        id=busy.key,
        title=busy.title,
        when=busy.when,
        area=Area.LIFE if source.area == Area.LIFE else Area.WORK,
        role=source.role,
        place=source.place,
        busy=busy.when.start < busy.when.end,
        source=source.name or source.path,
    )


def _iso_week(local: datetime, zone: ZoneInfo) -> Interval:
    monday = local.date() - timedelta(days=local.weekday())
    return Interval(at_local(monday, time(0), zone), at_local(monday + timedelta(days=7), time(0), zone))


def _distinct(events: Iterable[Event]) -> list[Event]:
    """Return events with unique ids: the same event twice is one, another under the same id is numbered."""
    kept: list[Event] = []
    last: dict[str, Interval] = {}
    times: Counter[str] = Counter()
    for event in events:
        before = last.get(event.id)
        if before is None:
            kept.append(event)
        elif before == event.when:  # they come in order: the same time follows at once
            continue
        else:
            times[event.id] += 1
            kept.append(replace(event, id=f"{event.id}~{times[event.id] + 1}"))
        last[event.id] = event.when
    return kept


def reading_sources(
    sources: Iterable[CalendarSource],
    base: Path,
    zone: ZoneInfo,
    window: Interval,
    *,
    owner: str = "",
    places: Collection[str] = (),
) -> tuple[tuple[Event, ...], tuple[Finding, ...]]:
    """Read all calendars of a life file; an event that two of them hold at the same time counts once."""
    events: list[Event] = []
    findings: list[Finding] = []
    for source, name, data in contents(sources, base, findings):
        some, problems = read_events(
            data, name=name, zone=zone, window=window, source=source, owner=owner, places=places
        )
        events += some
        findings += problems
    events.sort(key=_order)
    return tuple(_distinct(events)), tuple(findings)


def _order(event: Event) -> tuple[datetime, datetime, str]:
    """Return by what events are sorted: the parts of ``when`` one by one, which compare faster than intervals."""
    return event.when.start, event.when.end, event.id


def contents(
    sources: Iterable[CalendarSource], base: Path, findings: list[Finding]
) -> Iterator[tuple[CalendarSource, str, bytes]]:
    """Yield each file of each source: the source, what the person calls the file, and its bytes.

    Args:
        sources: of a life file in the folder ``base``. ``findings``: what cannot be read is added to it.
    """
    for source in sources:
        for path, name in _files(source, base, findings):
            try:
                data = path.read_bytes()
            except OSError as error:
                text = f"the calendar cannot be read: {error.strerror or error}"
                findings.append(Finding(text, "check its path and its rights", name))
                continue
            yield source, name, data


def _files(source: CalendarSource, base: Path, findings: list[Finding]) -> list[tuple[Path, str]]:
    path = base / source.path
    if not path.is_dir():
        if not path.exists():
            cure = "correct the path, or take the calendar out"
            findings.append(Finding("the calendar does not exist", cure, source.path, field="calendar.path"))
            return []
        return [(path, source.path)]
    inside = sorted(
        item
        for item in path.rglob("*")
        if item.suffix.lower() in {".ics", ".ical", ".ifb"} and item.is_file()
    )
    if not inside:
        findings.append(
            Finding("the folder has no .ics files", "", source.path, field="calendar.path", warning=True)
        )
    if len(inside) > MAX_FILES:
        told = f"the folder has {len(inside)} files; only the first {MAX_FILES} are read"
        findings.append(Finding(told, "divide it", source.path, warning=True))
    return [
        (item, item.relative_to(base).as_posix() if item.is_relative_to(base) else item.name)
        for item in inside[:MAX_FILES]
    ]
