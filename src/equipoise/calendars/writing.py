"""A plan written as iCalendar data (RFC 5545) that any calendar program can show: one file, or one for each block.

The bytes depend on the arguments alone: nothing reads a clock, a random number or the machine.
What is private (CLASS) is written without its title and place, also where reasons would name it.
Each block carries ``X-EQUIPOISE-BLOCK`` and a UID under ``@equipoise``, so that the reader never takes it for
foreign busy time.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from zoneinfo import ZoneInfo

from equipoise.calendars.appearance import COLOURS, categories_of, colour_of
from equipoise.calendars.lines import PRODUCT, basic, is_utc, moments, plain, text, to_bytes
from equipoise.calendars.vtimezone import vtimezone
from equipoise.domain.commitments import BlockKind
from equipoise.domain.discretion import discreet, discreet_words
from equipoise.domain.plan import Block, Plan

__all__ = [
    "COLOURS",
    "PRODUCT",
    "Details",
    "block_resources",
    "block_uid",
    "calendar_lines",
    "event_lines",
    "in_order",
    "is_block_uid",
    "plan_to_ics",
]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:equipoise:block")
_FREE = frozenset({BlockKind.BUFFER})


@dataclass(frozen=True, slots=True)
class Details:
    """What is told of blocks beyond the plan itself, each by block id.

    Attributes:
        why: the sentence that says why the block is there; it becomes the DESCRIPTION.
        defended: False for a block whose time others may still take (TRANSP:TRANSPARENT). One that is missing is
            OPAQUE, unless it is a buffer.
        uids: UIDs other than those of ``block_uid``.
        alarms: minutes before the start at which the block reminds, 0 or more; missing for no reminder.
    """

    why: Mapping[str, str] = field(default_factory=dict)
    defended: Mapping[str, bool] = field(default_factory=dict)
    uids: Mapping[str, str] = field(default_factory=dict)
    alarms: Mapping[str, int] = field(default_factory=dict)


def block_uid(person: str, block: Block) -> str:
    """Return the UID of a block: the same person, commitment and id (``memo/1``) always give the same one."""
    return _uid(person, block.commitment, block.id)


def is_block_uid(person: str, uid: str, block: str) -> bool:
    """Tell whether a UID is one that a person's block of that id has, or had in another week (with a number)."""
    return any(
        re.fullmatch(re.escape(name) + r"(-\d+)?@" + host, uid)
        for commitment in (block.rpartition("/")[0], "")
        for name, _at, host in [_uid(person, commitment, block).partition("@")]
    )


def _uid(person: str, commitment: str, block: str) -> str:
    return f"{uuid.uuid5(_NAMESPACE, chr(10).join((person, commitment, block)))}@equipoise"


def plan_to_ics(
    plan: Plan,
    why: Mapping[str, str],
    defended: Mapping[str, bool] | None = None,
    *,
    uids: Mapping[str, str] | None = None,
    alarms: Mapping[str, int] | None = None,
) -> bytes:
    """Return the plan's blocks as one VCALENDAR; equal arguments give equal bytes.

    Args:
        plan: the plan. Fixed events are not written: they stand in the person's calendars already.
        why, defended, uids, alarms: as ``Details`` tells them.
    """
    plan, why = discreet(plan), discreet_words(plan, why)
    details = Details(why, defended or {}, uids or {}, alarms or {})
    events = [line for block in in_order(plan) for line in event_lines(block, plan, details)]
    return to_bytes(calendar_lines(plan, f"Equipoise: {plan.person}", events))


def in_order(plan: Plan) -> list[Block]:
    """Return the blocks of a plan in the order in which they are written."""
    return sorted(plan.blocks, key=lambda item: (item.when.start.astimezone(UTC), item.id))


def calendar_lines(plan: Plan, name: str, events: Sequence[str], more: Sequence[str] = ()) -> Iterator[str]:
    """Yield the content lines of a published calendar around those of its events.

    X-WR-TIMEZONE is left out where a time is in UTC (an hour that autumn repeats): programs that move such times
    into that zone lose which of the two hours was meant.

    Args:
        plan: whose zone counts. ``name``: of the calendar. ``events``: their lines. ``more``: properties to add.
    """
    zone = ZoneInfo(plan.zone)
    yield from (*_head(), f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}")
    if is_utc(zone) or not any(line.startswith("DTSTART:") for line in events):
        yield f"X-WR-TIMEZONE:{plain(plan.zone)}"
    yield from more
    if not is_utc(zone):
        yield from vtimezone(zone, plan.first.year)
    yield from events
    yield "END:VCALENDAR"


def block_resources(
    plan: Plan,
    why: Mapping[str, str],
    defended: Mapping[str, bool],
    uids: Mapping[str, str] | None = None,
    *,
    alarms: Mapping[str, int] | None = None,
) -> Mapping[str, bytes]:
    """Return each block as a calendar object resource of its own, by block id, as CalDAV stores them.

    One VCALENDAR with one UID, no METHOD (RFC 4791 section 4.1), and a VTIMEZONE only where a time needs it.
    Equal arguments give equal bytes.

    Args:
        plan: the plan. ``why``, ``defended``, ``uids``, ``alarms``: as ``Details`` tells them.
    """
    plan, why = discreet(plan), discreet_words(plan, why)
    details = Details(why, defended, uids or {}, alarms or {})
    zone = ZoneInfo(plan.zone)
    out = {}
    for block in plan.blocks:
        event = list(event_lines(block, plan, details))
        year = block.when.start.astimezone(zone).year
        needs = any(line.startswith("DTSTART;TZID") for line in event)
        out[block.id] = to_bytes(
            [*_head(), *(vtimezone(zone, year) if needs else []), *event, "END:VCALENDAR"]
        )
    return out


def _head() -> list[str]:
    return ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]


def event_lines(block: Block, plan: Plan, details: Details) -> Iterator[str]:
    """Yield the content lines of a block's VEVENT."""
    free = not details.defended.get(block.id, block.kind not in _FREE)
    yield "BEGIN:VEVENT"
    yield f"UID:{text(details.uids.get(block.id) or block_uid(plan.person, block))}"
    yield f"DTSTAMP:{basic(plan.now)}"
    yield from moments(block.when, ZoneInfo(plan.zone))
    yield f"SUMMARY:{text(block.title)}"
    if details.why.get(block.id):
        yield f"DESCRIPTION:{text(details.why[block.id])}"
    if block.place:
        yield f"LOCATION:{text(block.place)}"
    yield "CATEGORIES:" + ",".join(text(word) for word in categories_of(block))
    yield f"COLOR:{colour_of(block)}"
    yield "STATUS:CONFIRMED"
    yield f"TRANSP:{'TRANSPARENT' if free else 'OPAQUE'}"
    if block.private:
        yield "CLASS:PRIVATE"
    yield f"X-EQUIPOISE-BLOCK:{text(block.id)}"
    if block.id in details.alarms:
        yield from _alarm(block, details.alarms[block.id])
    yield "END:VEVENT"


def _alarm(block: Block, minutes: int) -> Iterator[str]:
    """Yield a reminder on the screen (RFC 5545 section 3.6.6)."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{text(block.title) or 'Reminder'}"
    yield f"TRIGGER:{'-PT' if minutes else 'PT'}{max(0, minutes)}M"
    yield "END:VALARM"
