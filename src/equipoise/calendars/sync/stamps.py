"""Time stamps that never run backwards, whatever a clock does: others may take what is older for out of date."""

from __future__ import annotations

from equipoise.calendars.sync.resource import Node, ResourceError, parse, unfold, write

__all__ = ["later", "not_earlier"]

_RISING = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
"""What tells which of two versions is the newer one (RFC 5546 section 2.1.5; RFC 5545 sections 3.8.7.2 to 3.8.7.4)."""


def later(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> bool:
    """Return True if the first stamp is the later one; each is one property as its unfolded lines, or none.

    The lines are of the same name: times are in UTC, where the text tells the order, and numbers have no fixed length.
    """
    return max(map(_rank, one), default=(0, b"")) > max(map(_rank, other), default=(0, b""))


def _rank(line: bytes) -> tuple[int, bytes]:
    value = line.rpartition(b":")[2].strip()
    return len(value.lstrip(b"0")) if value.isdigit() else 0, value


def not_earlier(body: bytes, there: bytes) -> bytes:
    """Return a body with the stamps of the version that it replaces, where those are later; nothing else changes."""
    try:
        new, old = parse(body), parse(there)
    except ResourceError:
        return body
    before = {_key(part): part for part in old.children}
    for part in new.children:
        known = before.get(_key(part))
        if known is not None:
            _raise(part, known)
    return write(new)


def _key(part: Node) -> tuple[str, str]:
    return part.name, part.value("RECURRENCE-ID") or part.value("TZID")


def _raise(part: Node, known: Node) -> None:
    for stamp in _RISING:
        mine = [raw for name, raw in part.lines if name == stamp]
        theirs = [raw for name, raw in known.lines if name == stamp]
        if later(tuple(map(unfold, theirs)), tuple(map(unfold, mine))):
            part.lines = [line for line in part.lines if line[0] != stamp] + [(stamp, raw) for raw in theirs]
