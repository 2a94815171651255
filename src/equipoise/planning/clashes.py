"""Where the person's own calendar breaks a hard rule. The plan cannot mend it, so it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, Event, LocalWindow
from equipoise.domain.plan import Clash
from equipoise.domain.time import Interval, to_slots
from equipoise.planning.build import Setup
from equipoise.planning.masks import window_spans
from equipoise.planning.worth import Placed

__all__ = ["find_clashes"]


class _Local(NamedTuple):
    """Both ends on the person's own clock."""

    start: datetime
    end: datetime


def _span(event: Event, zone: ZoneInfo) -> str:
    return f"{event.when.start.astimezone(zone):%a %H:%M}-{event.when.end.astimezone(zone):%H:%M}"


def _double_bookings(fixed: Sequence[Event], zone: ZoneInfo) -> Iterator[Clash]:
    for i, event in enumerate(fixed):
        for other in fixed[i + 1 :]:
            if other.when.start >= event.when.end:
                break
            text = f"{event.title} and {other.title} overlap ({_span(event, zone)} and {_span(other, zone)})"
            yield Clash("double booking", text, other.when)


def _broken(setup: Setup, event: Event) -> Iterator[Clash]:
    """Give every rule that one fixed event breaks."""
    request, grid = setup.request, setup.request.grid
    when = _Local(event.when.start.astimezone(grid.zone), event.when.end.astimezone(grid.zone))
    start, end = grid.floor(event.when.start), grid.ceil(event.when.end)

    def meets(windows: Sequence[LocalWindow], day: date) -> bool:
        return any(lo < end and start < hi for lo, hi in window_spans(grid, windows, day, outward=True))

    for day in sorted({when.start.date(), when.end.date()} & set(grid.dates)):
        if meets(request.books[day].windows("sleep"), day):
            yield Clash("sleep", f"{event.title} ({when.start:%a %H:%M}) falls into your sleep", event.when)
        for item in request.life.non_negotiables:
            if item.minutes == 0 and meets(item.windows, day):
                yield Clash(
                    item.id, f"{event.title} ({when.start:%a %H:%M}) falls into {item.title}", event.when
                )
    book = request.books.get(when.start.date())
    if event.area is Area.WORK and book is not None and book.has("hours.outer"):
        inside = window_spans(grid, book.windows("hours.outer"), when.start.date(), outward=True)
        if not any(lo <= start and end <= hi for lo, hi in inside):
            text = f"{event.title} ({when.start:%a %H:%M}-{when.end:%H:%M}) lies outside your hours"
            yield Clash("hours.outer", text, event.when)


def _hasty_pins(setup: Setup, placed: Sequence[Placed]) -> Iterator[Clash]:
    """Give every pin that starts before a task that it waits for is done."""
    grid = setup.request.grid
    tasks = {task.id: task for task in setup.request.life.tasks}
    for pin in (pin for pin in setup.pins if pin.own):
        task = tasks.get(pin.commitment)
        for before in (tasks[b] for b in (task.after if task else ()) if b in tasks):
            there = sum(b.end - b.start for b in placed if b.commitment == before.id and b.end <= pin.start)
            if there < to_slots(before.remaining):
                when = Interval(grid.instant(pin.start), grid.instant(pin.end))
                pinned = f"{pin.title} is pinned to {grid.instant(pin.start):%a %H:%M}"
                text = f"{pinned}, but {before.title} is not done by then"
                yield Clash("after", text, when)


def find_clashes(setup: Setup, placed: Sequence[Placed] = ()) -> tuple[Clash, ...]:
    """Return every clash of fixed events with sleep, non-negotiables, the hard stop, and each other; and hasty pins."""
    request, grid = setup.request, setup.request.grid
    window = Interval(grid.start, grid.end)
    fixed = sorted(
        (e for e in request.events if e.immovable and e.when.overlaps(window)), key=lambda e: e.when.start
    )
    found = [*_double_bookings(fixed, grid.zone)]
    for event in fixed:
        found.extend(_broken(setup, event))
    found.extend(_hasty_pins(setup, placed))
    return tuple(dict.fromkeys(found))
