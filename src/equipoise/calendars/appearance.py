"""How a block looks in a calendar program: its colour, its categories, and when it reminds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import CLOSING, Area, BlockKind
from equipoise.domain.plan import Block, Plan
from equipoise.domain.rules import Rulebook

__all__ = ["CATEGORIES", "COLOURS", "alarms_of", "categories_of", "colour_of"]

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

CATEGORIES: Mapping[BlockKind, str] = {
    BlockKind.FOCUS: "Deep work",
    BlockKind.ADMIN: "Admin",
    BlockKind.MEETING: "Meeting",
    BlockKind.COMMS: "Messages",
    BlockKind.LIFE: "Personal",
    BlockKind.RECOVERY: "Recovery",
    BlockKind.RITUAL: "Ritual",
    BlockKind.BUFFER: "Buffer",
    BlockKind.TRAVEL: "Travel",
}
"""The first category of each kind; programs that colour by category show it."""

_OF_EITHER_AREA = frozenset({BlockKind.RECOVERY, BlockKind.RITUAL, BlockKind.BUFFER, BlockKind.TRAVEL})


def _shown_as(block: Block) -> BlockKind:
    """Return the kind that a block is shown as: what belongs to life and is a task there is personal."""
    personal = block.area is Area.LIFE and block.kind not in _OF_EITHER_AREA
    return BlockKind.LIFE if personal else block.kind


def colour_of(block: Block) -> str:
    """Return the colour of a block."""
    return COLOURS[_shown_as(block)]


def categories_of(block: Block) -> tuple[str, ...]:
    """Return the categories of a block: what it is, then "Work" or "Life"."""
    return (CATEGORIES[_shown_as(block)], block.area.value.capitalize())


def alarms_of(plan: Plan, books: Mapping[date, Rulebook]) -> Mapping[str, int]:
    """Return the blocks that remind, by block id, with the minutes before their start at which they do.

    The rules ``calendar.alarm`` (minutes; absent: no reminders) and ``calendar.alarms`` (kinds, and ``shutdown``)
    of each block's date decide.
    """
    zone = ZoneInfo(plan.zone)
    out = {}
    for block in plan.blocks:
        book = books.get(block.when.start.astimezone(zone).date())
        if book is None or not book.has("calendar.alarm"):
            continue
        wanted = book.words("calendar.alarms")
        if block.kind.value in wanted or (block.commitment == CLOSING and CLOSING in wanted):
            out[block.id] = int(book.number("calendar.alarm"))
    return out
