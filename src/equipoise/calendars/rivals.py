"""Two Equipoises on one calendar: what the other one writes must not be taken for what the person did.

Each memory of a sync signs what it writes, in the name of the product (PRODID, RFC 5545 section 3.7.3), which programs
replace when somebody edits an entry there. A change that another memory has signed was made by a plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from equipoise.calendars.lines import PRODUCT
from equipoise.calendars.sync.model import Action, Base, Side, Write
from equipoise.domain.errors import StorageError

__all__ = ["RivalError", "rivals_of", "signature_of", "signed"]

_HEAD, _TAIL = (part.encode() for part in re.split("(?=//EN)", PRODUCT))
_SIGNED = re.compile(
    rb"^PRODID:" + re.escape(_HEAD) + rb" ([0-9a-f]{8})" + re.escape(_TAIL) + rb"\r?$", re.MULTILINE
)


class RivalError(StorageError):
    """Another Equipoise writes this calendar too; nothing was done. ``count``: entries that it changed."""

    def __init__(self, count: int) -> None:
        self.count = count
        entries = "1 entry" if count == 1 else f"{count} entries"
        super().__init__(
            f"another Equipoise has changed {entries} of the plan in this calendar; only one may write there, "
            "since each would take the other's plan for your wish. Stop the other, or choose another calendar for "
            "one of them; to go on from here, take over. Nothing was changed"
        )


def signed(body: bytes, memory: str) -> bytes:
    """Return an entry with the signature of a memory; one of another product is left alone."""
    plain = b"PRODID:" + _HEAD + _TAIL
    return body.replace(plain, b"PRODID:" + _HEAD + b" " + memory.encode() + _TAIL, 1)


def signature_of(body: bytes) -> str:
    """Return which memory signed an entry; empty if none did, or somebody has edited it since."""
    found = _SIGNED.search(body)
    return found[1].decode() if found else ""


def rivals_of(
    actions: Iterable[Action], base: Mapping[str, Base], mine: Collection[str], memory: str
) -> frozenset[str]:
    """Return the UIDs of entries that another Equipoise has changed on the server.

    Args:
        actions: of a decision. ``base``: what both sides agreed on before.
        mine: UIDs of the plan's entries. ``memory``: what signs here.
    """
    found = set()
    for action in actions:
        if not isinstance(action, Write) or action.side is not Side.LOCAL or action.uid not in mine:
            continue
        known = base.get(action.uid)
        if signature_of(action.body) not in {"", memory, signature_of(known.body) if known else ""}:
            found.add(action.uid)
    return frozenset(found)
