"""What the person did to a plan in their calendar, as wishes for the next plan: moved, shortened, renamed, deleted.

A block that was dragged comes back as a pin, and the rest is planned around it. One that was deleted is not put back
behind the person's back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from equipoise.calendars.components import Component
from equipoise.calendars.content import Report, scan
from equipoise.calendars.items import read_item
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.sync.model import Action, Base, Remove, Side, Write
from equipoise.calendars.zones import Zones
from equipoise.domain.time import Interval

__all__ = ["Shown", "Wish", "WishKind", "shown", "wishes_of"]


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
        title: as it reads now.
    """

    kind: WishKind
    uid: str
    was: Interval
    when: Interval | None
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as an entry shows it: when, and under which title. ``own``: True if Equipoise wrote it."""

    when: Interval
    title: str
    own: bool


def shown(body: bytes, zone: ZoneInfo) -> Shown | None:
    """Return what the first event of a resource shows; None if it has none with a length."""
    report = Report("")
    for calendar in scan(body, report, ("VEVENT",)):
        zones = Zones(calendar, zone, _end_of(calendar), Budget(), report)
        for component in calendar.children:
            if component.name != "VEVENT":
                continue
            item = read_item(component, zones, report, "")
            if item is None:
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
        was = shown(known.body, zone)
        if was is None or not was.own:
            continue
        if isinstance(action, Remove):
            out.append(Wish(WishKind.DELETED, action.uid, was.when, None, was.title))
            continue
        now = shown(action.body, zone)
        if now is None:
            out.append(Wish(WishKind.DELETED, action.uid, was.when, None, was.title))
        elif now.when != was.when:
            out.append(Wish(WishKind.MOVED, action.uid, was.when, now.when, now.title))
        elif now.title != was.title:
            out.append(Wish(WishKind.RENAMED, action.uid, was.when, now.when, now.title))
    return tuple(out)
