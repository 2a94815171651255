"""What a sync changes, in words for pages and for the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.calendars.plan_calendar import STANDS, Change
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.wishes import Wish
from equipoise.domain.time import Interval

__all__ = ["KINDS", "change_words", "grouped", "wish_words"]

KINDS = {
    "add": "calendar.created",
    "change": "calendar.changed",
    "move": "calendar.moved",
    "remove": "calendar.deleted",
}
"""Kinds of the record by what a change does."""
_VERBS = {"add": "Add", "change": "Change", "move": "Move", "remove": "Take out"}
_SERIES = {STANDS, "not kept any more"}
"""Why an entry has no date of its own: it returns every week."""
_DONE = {"add": "Added", "change": "Changed", "move": "Moved", "remove": "Taken out"}


def _clock(span: Interval, zone: ZoneInfo, *, day: bool = True) -> str:
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    if span.whole_days(zone):
        return f"{start:%a} {start.day} {start:%b}, all day" if day else "all day"
    date = f"{start:%a} {start.day} {start:%b}, " if day else ""
    return f"{date}{start:%H:%M} to {end:%H:%M}"


def change_words(change: Change, zone: ZoneInfo) -> str:
    """Return what was done to one entry, as a sentence of the record."""
    place = change.when or change.was
    words = f"{_DONE[change.what]}: {change.title}"
    if change.why == STANDS:
        return f"{words}, {STANDS}"
    words += f", {_clock(place, zone)}" if place else ""
    if change.what == "move" and change.was:
        words += f" (was {_clock(change.was, zone)})"
    return words


def grouped(changes: Iterable[Change], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return changes by the date on which they lie, in the order of the clock."""
    days: dict[str, list[dict[str, Any]]] = {}
    places = [(None if one.why in _SERIES else one.when or one.was, one) for one in changes]
    known = sorted(((p, one) for p, one in places if p), key=lambda pair: (pair[0].start, pair[1].title))
    for place, one in known:
        days.setdefault(place.start.astimezone(zone).date().isoformat(), []).append(_line(one, place, zone))
    rest = [_line(one, None, zone) for place, one in places if place is None]
    out = [{"date": date, "lines": lines} for date, lines in days.items()]
    return [*out, {"date": "", "lines": rest}] if rest else out


def _line(one: Change, place: Interval | None, zone: ZoneInfo) -> dict[str, Any]:
    here = one.side is Side.LOCAL
    return {
        "what": one.what,
        "verb": "From your calendar" if here else _VERBS[one.what],
        "title": one.title,
        "at": _clock(place, zone, day=False) if place else "",
        "was": _clock(one.was, zone) if one.what == "move" and one.was else "",
        "why": one.why,
    }


def wish_words(wish: Wish, zone: ZoneInfo) -> str:
    """Return what the person did to one entry, and what comes of it; empty if nothing does."""
    if wish.when is None:
        return f"You deleted “{wish.title}” ({_clock(wish.was, zone)}): it is not put back."
    if wish.when == wish.was:
        return ""
    if wish.standing:
        return f"You moved “{wish.title}”: it stays there, but the plan follows your rules; change it there."
    if wish.when.whole_days(zone):
        return f"You made “{wish.title}” a whole day: that fixes no hour, and it is planned as before."
    return f"You moved “{wish.title}” to {_clock(wish.when, zone)}: it is pinned there, and the rest goes around it."
