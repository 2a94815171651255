"""What the person did to a plan in their calendar, as wishes for the next plan: moved, shortened, renamed, deleted.

A block that was dragged comes back as a pin, and the rest is planned around it. One that was deleted is not put back
behind the person's back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from equipoise.calendars.components import Component
from equipoise.calendars.content import Report, scan
from equipoise.calendars.items import read_item
from equipoise.calendars.lines import STANDING
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.sync.model import Action, Base, Remove, Side, Write
from equipoise.calendars.sync.resource import own_block, parse
from equipoise.calendars.zones import Zones
from equipoise.domain.time import Interval

__all__ = ["Shown", "Wish", "WishKind", "shown", "wish_from_json", "wish_to_json", "wishes_of"]


class WishKind(StrEnum):
    """What was done to a block."""

    MOVED = "moved"
    RENAMED = "renamed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person did to one block.

    Attributes:
        uid: of its entry in the calendar. ``was``: where it stood. ``when``: where it stands now; None if deleted.
        title: as it reads now. ``standing``: True if it shows hours that stand week after week.
    """

    kind: WishKind
    uid: str
    was: Interval
    when: Interval | None
    title: str
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as an entry shows it: when, and under which title. ``own``: True if Equipoise wrote it."""

    when: Interval
    title: str
    own: bool


def shown(body: bytes, zone: ZoneInfo) -> Shown | None:
    """Return what the first event of a resource shows; None if it has none with a length that takes place."""
    report = Report("")
    for calendar in scan(body, report, ("VEVENT",)):
        zones = Zones(calendar, zone, _end_of(calendar), Budget(), report)
        for component in calendar.children:
            if component.name != "VEVENT":
                continue
            item = read_item(component, zones, report, "")
            if item is None or item.cancelled:
                continue
            start = item.start.instant
            end = (item.start.wall + item.wall).replace(tzinfo=item.start.zone) + item.exact
            if end > start:
                return Shown(Interval(start, end.astimezone(UTC)), item.title, item.own)
    return None


def _end_of(calendar: Component) -> datetime:
    """Return a moment until which the file's own zones have to be known: two years after its last DTSTART."""
    years = [
        int(prop.value.strip()[:4])
        for part in calendar.children
        if part.name == "VEVENT"
        for prop in part.all("DTSTART")
        if prop.value.strip()[:4].isdigit()
    ]
    return datetime(min(max(years, default=2000), 2200) + 2, 1, 1, tzinfo=UTC)


def wishes_of(actions: Iterable[Action], base: Mapping[str, Base], zone: ZoneInfo) -> tuple[Wish, ...]:
    """Return what the person did to Equipoise's own blocks, from what a sync is about to do here.

    Args:
        actions: of a decision. ``base``: what both sides agreed on before. ``zone``: for times without one.
    """
    out = []
    for action in actions:
        known = base.get(action.uid)
        if known is None or not isinstance(action, Write | Remove) or action.side is not Side.LOCAL:
            continue
        now = shown(action.body, zone) if isinstance(action, Write) else None
        was = shown(known.body, zone) or now  # what was called off takes place again, where it stands
        if was is None or not was.own:
            continue
        standing = own_block(parse(known.body)).startswith(STANDING)
        if now is None:
            out.append(Wish(WishKind.DELETED, action.uid, was.when, None, was.title, standing))
        elif now.when != was.when:
            out.append(Wish(WishKind.MOVED, action.uid, was.when, now.when, now.title, standing))
        elif now.title != was.title or was is now:
            out.append(Wish(WishKind.RENAMED, action.uid, was.when, now.when, now.title, standing))
    return tuple(out)


def wish_to_json(wish: Wish) -> str:
    """Return a wish as text, for the memory of a sync; its UID is left out."""
    when = wish.when.as_pair() if wish.when else None
    return json.dumps({"kind": wish.kind, "was": wish.was.as_pair(), "when": when, "title": wish.title})


def wish_from_json(uid: str, text: str) -> Wish:
    """Return the wish that ``wish_to_json`` wrote."""
    found = json.loads(text)
    when = Interval.from_pair(found["when"]) if found["when"] else None
    return Wish(WishKind(found["kind"]), uid, Interval.from_pair(found["was"]), when, found["title"])
