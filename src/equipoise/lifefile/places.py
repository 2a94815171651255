"""Checks of places, ways between them, and files of calendars."""

from __future__ import annotations

from equipoise.lifefile.build import Entries
from equipoise.lifefile.records import good
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.suggest import nearest

__all__ = ["check_places"]

_PLACED = ("event", "task", "routine", "non_negotiable", "calendar")


def check_places(entries: Entries, sink: Sink) -> None:
    """Tell the sink of ways that stand twice, places that look like slips, and calendars that stand twice."""
    known: set[str] = set()
    ways: set[frozenset[str]] = set()
    for number, way in enumerate(entries.get("travel", ())):
        here, there = good(way, "from"), good(way, "to")
        if here is None or there is None:
            continue
        if here == there:
            sink.add(("travel", number, "to"), f'the way leads from "{here}" to itself', "name two places")
        elif frozenset((here, there)) in ways:
            sink.add(
                ("travel", number),
                f'the way from "{here}" to "{there}" stands twice',
                "keep one; it counts both ways",
            )
        ways.add(frozenset((here, there)))
        known |= {here, there}
    paths: set[str] = set()
    for number, calendar in enumerate(entries.get("calendar", ())):
        path = good(calendar, "path")
        if path in paths:
            sink.warn(
                ("calendar", number, "path"), f'the calendar "{path}" stands twice', "keep one of the two"
            )
        if path is not None:
            paths.add(path)
    if known:
        _slips(known, entries, sink)


def _slips(known: set[str], entries: Entries, sink: Sink) -> None:
    """Warn of a place that no way leads to, but whose name is nearly that of one that has a way."""
    seen: set[str] = set()
    for table in _PLACED:
        for number, record in enumerate(entries.get(table, ())):
            place = good(record, "place")
            if not place or place in known or place in seen or not sink.may_search():
                continue
            seen.add(place)
            guess = nearest(place, known)
            if guess:
                sink.warn((table, number, "place"), f'no way leads to "{place}"', f'did you mean "{guess}"?')
