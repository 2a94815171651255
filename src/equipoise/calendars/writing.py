"""A plan written as an iCalendar file (RFC 5545) that any calendar program can show.

The bytes depend on the plan and the sentences alone: nothing reads a clock, a random number or the machine.
Each block carries ``X-EQUIPOISE-BLOCK`` and a UID under ``@equipoise``, so that the reader never takes it for
foreign busy time.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from equipoise.calendars.vtimezone import vtimezone
from equipoise.domain.commitments import BlockKind
from equipoise.domain.plan import Block, Plan

__all__ = ["COLOURS", "PRODUCT", "block_uid", "plan_to_ics"]

PRODUCT = "-//Equipoise//Equipoise plan//EN"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:equipoise:block")

COLOURS: Mapping[BlockKind, str] = {
    BlockKind.FOCUS: "royalblue",
    BlockKind.ADMIN: "slategray",
    BlockKind.MEETING: "darkorange",
    BlockKind.COMMS: "goldenrod",
    BlockKind.LIFE: "seagreen",
    BlockKind.RECOVERY: "mediumaquamarine",
    BlockKind.RITUAL: "mediumpurple",
    BlockKind.BUFFER: "lightgray",
    BlockKind.TRAVEL: "rosybrown",
}
"""A CSS3 colour name for each kind, as COLOR wants it (RFC 7986 section 5.9)."""

_FREE = frozenset({BlockKind.BUFFER})


def block_uid(person: str, block: Block) -> str:
    """Return the UID of a block: the same person, commitment and id (``memo/1``) always give the same one."""
    name = f"{person}\n{block.commitment}\n{block.id}"
    return f"{uuid.uuid5(_NAMESPACE, name)}@equipoise"


def plan_to_ics(plan: Plan, why: Mapping[str, str]) -> bytes:
    """Return the plan's blocks as one VCALENDAR; the same plan and sentences give the same bytes.

    Args:
        plan: the plan. Fixed events are not written: they stand in the person's calendars already.
        why: block id to the sentence that says why it is there; it becomes the DESCRIPTION.
    """
    zone = ZoneInfo(plan.zone)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(f'Equipoise: {plan.person}')}",
        f"X-WR-CALNAME:{_text(f'Equipoise: {plan.person}')}",
        f"X-WR-TIMEZONE:{_plain(plan.zone)}",
    ]
    if not _is_utc(zone):
        lines += vtimezone(zone, plan.first.year)
    for block in sorted(plan.blocks, key=lambda item: (item.when.start.astimezone(UTC), item.id)):
        lines += _event(block, plan, zone, why.get(block.id, ""))
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _event(block: Block, plan: Plan, zone: ZoneInfo, reason: str) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{block_uid(plan.person, block)}"
    yield f"DTSTAMP:{plan.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield _moment("DTSTART", block.when.start, zone)
    yield _moment("DTEND", block.when.end, zone)
    yield f"SUMMARY:{_text(block.title)}"
    if reason:
        yield f"DESCRIPTION:{_text(reason)}"
    if block.place:
        yield f"LOCATION:{_text(block.place)}"
    yield f"CATEGORIES:{block.kind.value.capitalize()},{block.area.value.capitalize()}"
    yield f"COLOR:{COLOURS[block.kind]}"
    yield "STATUS:CONFIRMED"
    yield f"TRANSP:{'TRANSPARENT' if block.kind in _FREE else 'OPAQUE'}"
    yield f"X-EQUIPOISE-BLOCK:{_text(block.id)}"
    yield "END:VEVENT"


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in {"UTC", "Etc/UTC", "Etc/GMT", "GMT"}


def _moment(name: str, moment: datetime, zone: ZoneInfo) -> str:
    """Return DTSTART or DTEND in local time, or in UTC for a repeated hour's second pass (section 3.3.5)."""
    local = moment.astimezone(zone)
    if _is_utc(zone) or local.fold:
        return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _plain(text: str) -> str:
    """Return text without control characters, so that no value can start a line of its own."""
    return "".join(ch for ch in text if ch >= " " and ch != "\x7f")


def _text(text: str) -> str:
    """Return a TEXT value (section 3.3.11)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = unified.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _plain(escaped.replace("\n", "\\n"))


def _fold(line: str) -> bytes:
    """Return a content line, folded at 75 octets between characters (section 3.1)."""
    rows: list[bytes] = []
    row = b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(row) + len(octets) > 75:
            rows.append(row)
            row = b" "
        row += octets
    rows.append(row)
    return b"\r\n".join(rows) + b"\r\n"
