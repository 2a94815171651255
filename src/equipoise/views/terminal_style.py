"""Colours and letters of entries in a terminal. Both ends of each pair are set, so any background will do."""

from __future__ import annotations

from equipoise.domain.commitments import BlockKind
from equipoise.views.model import Entry
from equipoise.views.palette import DARK
from equipoise.views.words import LETTERS

__all__ = ["bar_tone", "filled", "kind_tone", "letter", "tone"]


def letter(entry: Entry) -> str:
    """Return the letter of an entry's kind; "=" for fixed events of no known kind."""
    if entry.fixed and entry.kind is BlockKind.ADMIN:
        return "="
    return LETTERS[entry.kind]


def kind_tone(kind: BlockKind) -> str:
    """Return the style of a kind's chip."""
    colours = DARK.kinds[kind]
    return f"{colours.text} on {colours.tint}"


def bar_tone(entry: Entry) -> str:
    """Return the style of an entry's left edge."""
    colours = DARK.kinds[entry.kind]
    return f"{colours.bar} on {colours.tint}" if filled(entry) else colours.bar


def filled(entry: Entry) -> bool:
    """Tell whether an entry stands on a ground of its own: planned blocks do, fixed events do not."""
    return not entry.fixed


def tone(entry: Entry) -> str:
    """Return the style of an entry: filled if planned, bold if fixed."""
    return kind_tone(entry.kind) if filled(entry) else "bold"
