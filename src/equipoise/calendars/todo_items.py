"""One VTODO (RFC 5545 section 3.6.2) as typed values, and which instance of one that repeats is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from equipoise.calendars.components import Component, is_own, is_private
from equipoise.calendars.content import Report
from equipoise.calendars.items import Item, Moment, Reader, sequence_of, uid_of
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.series import Occurrence, occurrences
from equipoise.calendars.values import parse_duration, parse_text
from equipoise.calendars.zones import Zones
from equipoise.domain.time import SLOT_MINUTES, Interval

__all__ = ["DEFAULT_MINUTES", "HORIZON", "Instance", "Todo", "Unsized", "current", "read_todo"]

DEFAULT_MINUTES = 60
"""Length of a task that says none, in minutes."""
LONGEST_WORK = timedelta(hours=8)
"""A span from start to due up to this is taken as the work itself; a longer one is room to do it in."""
HORIZON = timedelta(days=800)
"""How far from now an instance of a task that repeats is looked for."""
MAX_LINKS = 50
_SPANS = (timedelta(days=9), timedelta(days=70), HORIZON)
_UNDATED = Moment(datetime(1970, 1, 1), UTC)  # noqa: DTZ001 - wall clock
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Todo:
    """A VTODO.

    Attributes:
        item: it as the master or the override of a series; it starts at DTSTART, or else at DUE.
        start, due: DTSTART and DUE, or DTSTART + DURATION. ``minutes``: the work.
        done: True if it is completed. ``share``: part of the work that is done, 0 to 1.
        priority: 1 (highest) to 9, 0 if undefined. ``after``: UIDs of tasks on which it depends.
    """

    item: Item
    start: Moment | None
    due: Moment | None
    minutes: int
    done: bool
    share: float
    priority: int
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a task. ``key``: its RECURRENCE-ID in UTC, "" if the task does not repeat."""

    todo: Todo
    key: str
    release: datetime | None
    due: datetime | None


@dataclass(slots=True)
class Unsized:
    """Tasks that say no length: told once for the file, not once for each."""

    count: int = 0
    line: int = 0

    def add(self, line: int) -> int:
        """Count one, that of ``line``; return the minutes to take for it."""
        self.line = self.line or line
        self.count += 1
        return DEFAULT_MINUTES

    def tell(self, report: Report) -> None:
        """Report how many there were, if any."""
        if self.count:
            many = "1 task says" if self.count == 1 else f"{self.count} tasks say"
            cure = f"{DEFAULT_MINUTES} minutes were taken for each"
            text = f"{many} no length that can be planned"
            report.add(text, cure=cure, line=self.line, prop="DURATION")


def read_todo(component: Component, zones: Zones, report: Report, unsized: Unsized) -> Todo | None:
    """Return the task that a VTODO states, or None if Equipoise wrote it itself."""
    if is_own(component):
        return None
    reader = Reader(component, zones, report)
    start, due = reader.optional("DTSTART"), reader.optional("DUE")
    if start and due and _end(due.instant, due) < start.instant:
        prop = component.all("DUE")[0]
        reader.complain(prop, "the task is due before it starts", "its start was left out")
        start = None
    span = _duration(reader, "DURATION")
    if start and due is None and span:
        due = Moment(start.wall + span, start.zone, start.whole_day)
    share = _number(component.text("PERCENT-COMPLETE"), 100)
    done = (
        component.text("STATUS").upper() == "COMPLETED"
        or share == 100
        or component.first("COMPLETED") is not None
    )
    item = _item(reader, start or due, (start, due))
    minutes = _work(reader, start, due, span)
    if not minutes:
        minutes = DEFAULT_MINUTES if done or item.cancelled else unsized.add(component.line)
    links = [
        prop for prop in component.all("RELATED-TO") if prop.params.get("RELTYPE", "").upper() == "DEPENDS-ON"
    ]
    after = tuple(parse_text(prop.value) for prop in links[:MAX_LINKS])
    return Todo(item, start, due, minutes, done, share / 100, _number(component.text("PRIORITY"), 9), after)


def _item(reader: Reader, anchor: Moment | None, ends: tuple[Moment | None, Moment | None]) -> Item:
    component = reader.component
    title = parse_text(component.text("SUMMARY"))
    override = component.first("RECURRENCE-ID")
    wall, exact = _room(*ends)
    first = anchor or _UNDATED
    return Item(
        uid=uid_of(component, first, title),
        start=first,
        wall=wall,
        exact=exact,
        line=component.line,
        title=title,
        location=parse_text(component.text("LOCATION")),
        sequence=sequence_of(component),
        rules=reader.rules("RRULE", anchor) if anchor else (),
        not_rules=reader.rules("EXRULE", anchor) if anchor else (),
        added=tuple(reader.dates("RDATE")) if anchor else (),
        removed=tuple(moment for moment, _ in reader.dates("EXDATE")),
        override=reader.optional("RECURRENCE-ID"),
        future=bool(override and override.params.get("RANGE", "").upper() == "THISANDFUTURE"),
        cancelled=component.text("STATUS").upper() == "CANCELLED",
        private=is_private(component),
    )


def _room(start: Moment | None, due: Moment | None) -> tuple[timedelta, timedelta]:
    """Return (nominal, exact) time from start to due; none if either is missing."""
    if start is None or due is None:
        return timedelta(0), timedelta(0)
    if start.whole_day == due.whole_day and start.zone is due.zone:
        return max(timedelta(0), due.wall - start.wall), timedelta(0)
    return timedelta(0), max(timedelta(0), due.instant - start.instant)


def _duration(reader: Reader, name: str) -> timedelta | None:
    prop = reader.component.first(name)
    if prop is None:
        return None
    try:
        return parse_duration(prop.value)
    except ValueError as error:
        reader.complain(prop, str(error), "it was left out")
        return None


def _work(reader: Reader, start: Moment | None, due: Moment | None, span: timedelta | None) -> int:
    """Return the minutes of work that a task says, 0 if it says none.

    ESTIMATED-DURATION is of the draft of task extensions to iCalendar (draft-ietf-calext-ical-tasks).
    """
    work = _duration(reader, "ESTIMATED-DURATION") or timedelta(0)
    if not work and span and (start is None or span <= LONGEST_WORK):
        work = span
    if not work and start and due and not (start.whole_day or due.whole_day):
        room = due.instant - start.instant
        work = room if room <= LONGEST_WORK else timedelta(0)
    return max(SLOT_MINUTES, -(-work // timedelta(minutes=1))) if work > timedelta(0) else 0


def _number(text: str, most: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= most else 0


def current(group: list[Todo], now: datetime, budget: Budget, report: Report) -> Instance | None:
    """Return the instance to do, of all VTODOs with one UID: the newest that has begun if open, or else the next.

    None if it is cancelled or nothing is left of it. A completed task that does not repeat is returned as such.
    """
    masters = [todo for todo in group if todo.item.override is None]
    newest = max(masters, key=lambda todo: todo.item.sequence, default=None)
    if newest is not None and newest.item.cancelled:
        return None
    if newest is not None and (newest.done or not (newest.item.rules or newest.item.added)):
        return _dated(newest, "", None)
    items = [todo.item for todo in group if todo.item.override is not None or todo is newest]
    todos = {todo.item.line: todo for todo in group}
    ahead: list[Occurrence] = []
    for span in _SPANS:
        window = Interval(now - span, now + span)
        found = sorted(occurrences(items, window, budget, report), key=lambda one: one.when.start)
        begun = [one for one in found if one.when.start <= now]
        ahead = [one for one in found if one.when.start > now and not todos[one.item.line].done]
        if begun:
            last = begun[-1]
            chosen = [last] if not todos[last.item.line].done else ahead[:1]
            if chosen:
                return _dated(todos[chosen[0].item.line], chosen[0].key, chosen[0].when)
    return _dated(todos[ahead[0].item.line], ahead[0].key, ahead[0].when) if ahead else None


def _dated(todo: Todo, key: str, when: Interval | None) -> Instance:
    """Return an instance with its times; ``when`` is its time from start to due, None for the task's own."""
    start, due = todo.start, todo.due
    release = start.instant if start else None
    end = due.instant if due else None
    if when is not None:
        release = when.start if start else None
        end = (when.end if start else when.start) if due else None
    return Instance(todo, key, release, _end(end, due) if end and due else None)


def _end(instant: datetime, due: Moment) -> datetime:
    """Return when a task is late: at the moment it is due, or when the date ends on which it is due."""
    if not due.whole_day:
        return instant
    local = instant.astimezone(due.zone).replace(tzinfo=None) + _DAY
    return Moment(local, due.zone).instant
