"""An entry under another identity: beside a version that contradicts it, or where its own is not taken."""

from __future__ import annotations

import hashlib

from equipoise.calendars.sync.model import Item
from equipoise.calendars.sync.resource import parse, unfold, write

__all__ = ["conflict_copy", "renamed"]


def conflict_copy(item: Item) -> tuple[str, bytes]:
    """Return the UID and the body under which a version is kept beside another one; the same version, the same UID.

    The copy is the person's own: it shows no block of Equipoise any more.
    """
    name = hashlib.sha256(f"{item.uid}{item.digest}".encode()).hexdigest()[:32]
    return _as(item, f"{name}-conflict", mark=" (conflict)", keep_block=False)


def renamed(item: Item) -> tuple[str, bytes]:
    """Return another UID for an entry, and its body with it; the same UID, the same new one."""
    name = hashlib.sha256(f"again {item.uid}".encode()).hexdigest()[:32]
    _name, at, host = item.uid.partition("@")
    return _as(item, f"{name}{at}{host}", mark="", keep_block=True)


def _as(item: Item, uid: str, *, mark: str, keep_block: bool) -> tuple[str, bytes]:
    calendar = parse(item.body)
    for part in calendar.children:
        if part.name == "VTIMEZONE":
            continue
        part.lines = [
            _line(name, raw, uid, mark)
            for name, raw in part.lines
            if keep_block or name != "X-EQUIPOISE-BLOCK"
        ]
    return uid, write(calendar)


def _line(name: str, raw: bytes, uid: str, mark: str) -> tuple[str, bytes]:
    if name == "UID":
        return name, f"UID:{uid}\r\n".encode()
    if name == "SUMMARY" and mark:
        return name, unfold(raw) + mark.encode() + b"\r\n"
    return name, raw
