"""Where the person's own calendar breaks a hard rule. The plan cannot mend it, so it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, Event
from equipoise.domain.plan import Clash
from equipoise.domain.time import Interval
from equipoise.planning.build import Setup
from equipoise.planning.masks import is_fixed, window_spans

__all__ = ["find_clashes"]


class _Local(NamedTuple):
    """Both ends on the person's own clock."""

    start: datetime
    end: datetime


def _span(event: Event, zone: ZoneInfo) -> str:
    return f"{event.when.start.astimezone(zone):%a %H:%M}-{event.when.end.astimezone(zone):%H:%M}"


def find_clashes(setup: Setup) -> tuple[Clash, ...]:
    """Return every clash of fixed events with sleep, non-negotiables, the hard stop, and each other."""
    request, grid = setup.request, setup.request.grid
    window = Interval(grid.start, grid.end)
    fixed = sorted(
        (e for e in request.events if is_fixed(e) and e.when.overlaps(window)), key=lambda e: e.when.start
    )
    out: list[Clash] = []
    for i, event in enumerate(fixed):
        for other in fixed[i + 1 :]:
            if other.when.start >= event.when.end:
                break
            text = f"{event.title} and {other.title} overlap ({_span(event, grid.zone)} and {_span(other, grid.zone)})"
            out.append(Clash("double booking", text, other.when))
    for event in fixed:
        when = _Local(event.when.start.astimezone(grid.zone), event.when.end.astimezone(grid.zone))
        start, end = grid.floor(event.when.start), grid.ceil(event.when.end)
        for day in {when.start.date(), when.end.date()} & set(grid.dates):
            book = request.books[day]
            for lo, hi in window_spans(grid, book.windows("sleep"), day, outward=True):
                if lo < end and start < hi:
                    out.append(
                        Clash(
                            "sleep",
                            f"{event.title} ({when.start:%a %H:%M}) falls into your sleep",
                            event.when,
                        )
                    )
            for item in request.life.non_negotiables:
                if item.minutes == 0:
                    for lo, hi in window_spans(grid, item.windows, day, outward=True):
                        if lo < end and start < hi:
                            text = f"{event.title} ({when.start:%a %H:%M}) falls into {item.title}"
                            out.append(Clash(item.id, text, event.when))
        if event.area is Area.WORK and grid.first <= when.start.date() and when.start.date() in request.books:
            book = request.books[when.start.date()]
            inside = window_spans(grid, book.windows("hours.outer"), when.start.date(), outward=True)
            if book.has("hours.outer") and not any(lo <= start and end <= hi for lo, hi in inside):
                text = f"{event.title} ({when.start:%a %H:%M}-{when.end:%H:%M}) lies outside your hours"
                out.append(Clash("hours.outer", text, event.when))
    return tuple(dict.fromkeys(out))
