"""What a plan wants to stand in the calendar, against what stands there and what the person has done to it.

The person's hand counts more than the plan: what they moved, renamed or gave an alarm keeps it, what they deleted is
not put back, and what has begun stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from equipoise.calendars.lines import STANDING
from equipoise.calendars.sync.decide import EmptiedError, too_many
from equipoise.calendars.sync.merge import merge
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import digest_of, own_block, parse
from equipoise.calendars.sync.stamps import not_earlier
from equipoise.calendars.sync.wishes import shown
from equipoise.calendars.values import parse_text
from equipoise.domain.errors import Finding

__all__ = [
    "Publication",
    "Published",
    "brake",
    "found_again",
    "publication",
    "standing_publication",
    "uid_for",
]


@dataclass(frozen=True, slots=True)
class Published:
    """An entry that Equipoise wrote: the block it shows, and its body as it was written."""

    uid: str
    block: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """What has to change here before a sync.

    Attributes:
        put: bodies by UID. ``drop``: UIDs of entries whose blocks the plan has no more.
        entries: what will then count as written by Equipoise. ``findings``: what the person should know.
    """

    put: Mapping[str, bytes]
    drop: frozenset[str]
    entries: tuple[Published, ...]
    findings: tuple[Finding, ...]


def brake(news: Publication, count: int) -> None:
    """Stop a plan that takes much out of the calendar at once.

    Args:
        news: of the plan. ``count``: entries that Equipoise has there.

    Raises:
        EmptiedError: if the person has to say first that it is meant.
    """
    if too_many(len(news.drop), count):
        raise EmptiedError(Side.REMOTE, len(news.drop), count, by_plan=True)


def found_again(
    known: Collection[str], here: Mapping[str, bytes], mine: Callable[[str, str], bool]
) -> list[Published]:
    """Return entries of the plan that are in no memory, as after it was lost: they are Equipoise's all the same.

    Args:
        known: UIDs that are in the memory. ``here``: bodies by UID.
        mine: tells of a UID and a block's id whether that entry is one of this person's plans.
    """
    out = []
    for uid in here.keys() - known:
        block = parse_text(own_block(parse(here[uid])))
        if block and mine(uid, block):
            out.append(Published(uid, block, here[uid]))
    return out


def uid_for(block: str, default: str, entries: Collection[Published], now: datetime, zone: ZoneInfo) -> str:
    """Return the UID for a block: the one it has, or ``default`` unless that shows something that is past.

    Ids of blocks return from week to week; last week's entry is history and is not moved.
    """
    for entry in entries:
        if entry.block == block and not _past(entry.body, now, zone):
            return entry.uid
    taken = {entry.uid for entry in entries}
    number = 2
    uid = default
    while uid in taken:
        name, at, host = default.partition("@")
        uid = f"{name}-{number}{at}{host}"
        number += 1
    return uid


def _past(body: bytes, now: datetime, zone: ZoneInfo) -> bool:
    seen = shown(body, zone)
    return seen is not None and seen.when.end <= now


def publication(
    wanted: Mapping[str, tuple[str, bytes]],
    entries: Collection[Published],
    here: Mapping[str, bytes],
    *,
    deleted: Collection[str],
    now: datetime,
    zone: ZoneInfo,
    stands: Collection[str] = (),
) -> Publication:
    """Return what has to change here so that the plan stands in the calendar.

    Args:
        wanted: block id to UID and body, for every block that the plan shows.
        entries: what Equipoise wrote before. ``here``: what lies here now, by UID.
        deleted: UIDs that the person deleted. ``now``: what has begun by then is left as it is.
        zone: for times without one.
        stands: blocks that the person put somewhere and that the plan counts as events now: left where they are.
    """
    before = {entry.uid: entry for entry in entries}
    put: dict[str, bytes] = {}
    kept: dict[str, Published] = {}
    findings = []
    for block, (uid, body) in wanted.items():
        if uid in deleted:
            continue
        there = here.get(uid)
        merged = body if there is None else _under_the_hand(there, body, before.get(uid))
        if merged is None:
            findings += _told(there or b"", body, uid, zone)
        elif there is None or _digest(merged) != _digest(there):
            put[uid] = not_earlier(merged, there) if there else merged
        kept[uid] = Published(uid, block, body)
    drop = set()
    for uid, entry in before.items():
        if uid in kept or uid in deleted or uid not in here:
            continue
        if entry.block in stands or _begun(here[uid], now, zone):
            kept[uid] = entry
        else:
            drop.add(uid)
    return Publication(put, frozenset(drop), tuple(kept.values()), tuple(findings))


def standing_publication(
    wanted: Mapping[str, bytes],
    entries: Collection[Published],
    here: Mapping[str, bytes],
    *,
    deleted: Collection[str],
    zone: ZoneInfo,
) -> Publication:
    """Return what has to change here so that hours which stand week after week are in the calendar.

    They are moved and dropped whole, whatever has passed of them; what the person changed in one of them stays.

    Args:
        wanted: bodies by UID. ``entries``: those that Equipoise wrote before; ``here``, ``deleted``, ``zone``: as for
            ``publication``.
    """
    before = {entry.uid: entry for entry in entries}
    put: dict[str, bytes] = {}
    kept: list[Published] = []
    findings = []
    for uid, body in wanted.items():
        if uid in deleted:
            continue
        there = here.get(uid)
        merged = body if there is None else _under_the_hand(there, body, before.get(uid))
        if merged is None:
            findings += _told(there or b"", body, uid, zone, "change the life file if that is to hold")
        elif there is None or _digest(merged) != _digest(there):
            put[uid] = not_earlier(merged, there) if there else merged
        kept.append(Published(uid, own_block(parse(body)) or STANDING + uid, body))
    drop = set()
    for uid, entry in before.items():
        if uid in wanted or uid in deleted or uid not in here:
            continue
        if _times(here[uid]) == _times(entry.body):
            drop.add(uid)
        else:
            seen = shown(here[uid], zone)
            told = f"“{seen.title if seen else uid}” was changed by you, and is not kept any more"
            findings.append(Finding(told, "it stays in your calendar; delete it there", uid, warning=True))
    return Publication(put, frozenset(drop), tuple(kept), tuple(findings))


def _times(body: bytes) -> list[tuple[str, ...]]:
    """Return when the parts of an entry are and what they are called: what a server does not rewrite."""
    names = ("RECURRENCE-ID", "DTSTART", "DTEND", "RRULE", "SUMMARY")
    parts = (part for part in parse(body).children if part.name != "VTIMEZONE")
    return sorted(tuple(part.value(name) for name in names) for part in parts)


def _digest(body: bytes) -> str:
    return digest_of(parse(body))


def _under_the_hand(there: bytes, body: bytes, known: Published | None) -> bytes | None:
    """Return what the plan wants with what the person did to it on top; None if they contradict each other."""
    if known is None or _digest(there) == _digest(body):
        return body
    return merge(known.body, body, there)


def _told(
    there: bytes, body: bytes, uid: str, zone: ZoneInfo, cure: str = "replan around it"
) -> list[Finding]:
    seen, meant = shown(there, zone), shown(body, zone)
    if seen is None or (meant is not None and seen.when == meant.when):
        return []
    told = f"“{seen.title}” was changed in the calendar, and the plan wants it otherwise"
    return [Finding(told, f"it stays as you put it: {cure}", uid, warning=True)]


def _begun(body: bytes, now: datetime, zone: ZoneInfo) -> bool:
    seen = shown(body, zone)
    return seen is not None and seen.when.start <= now
