"""A merge of three: what one side changed and what the other changed, if they do not touch the same thing."""

from __future__ import annotations

from equipoise.calendars.sync.resource import STAMPS, Node, ResourceError, parse, unfold, write
from equipoise.calendars.sync.stamps import later

__all__ = ["merge"]


def merge(base: bytes, local: bytes, remote: bytes) -> bytes | None:
    """Return what a resource says with both sides' changes, or None if they contradict each other.

    Changes are compared property by property: when one side moved an event and the other renamed it, it is moved and
    renamed. Time stamps never contradict. Lines that nobody changed here are those of the remote side.
    """
    try:
        merged = _merge(parse(base), parse(local), parse(remote))
    except ResourceError:
        return None
    return None if merged is None else write(merged)


def _key(node: Node, number: int) -> tuple[str, str, int]:
    """Return what tells a component from its sisters: its name and RECURRENCE-ID, or its number."""
    recurrence = node.value("RECURRENCE-ID")
    named = node.name in {"VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE"}
    return node.name, recurrence or node.value("TZID"), 0 if named else number


def _children(node: Node) -> dict[tuple[str, str, int], Node]:
    counts: dict[str, int] = {}
    out = {}
    for child in node.children:
        number = counts[child.name] = counts.get(child.name, 0) + 1
        out[_key(child, number)] = child
    return out


def _properties(node: Node) -> dict[str, tuple[bytes, ...]]:
    out: dict[str, tuple[bytes, ...]] = {}
    for name, raw in node.lines:
        out[name] = (*out.get(name, ()), unfold(raw))
    return out


def _merge(base: Node, local: Node, remote: Node) -> Node | None:
    """Merge one component; None if both sides changed the same thing differently."""
    lines = _merged_lines(base, local, remote)
    if lines is None:
        return None
    out = Node(remote.name, lines)
    old, ours, theirs = _children(base), _children(local), _children(remote)
    for key in [*theirs, *(key for key in ours if key not in theirs)]:
        mine, its, was = ours.get(key), theirs.get(key), old.get(key)
        if mine is not None and its is not None:
            part = _merge(was or Node(mine.name), mine, its)
            if part is None:
                return None
            out.children.append(part)
            continue
        left = mine or its
        assert left is not None
        if was is None:
            out.children.append(left)  # added by one side
        elif _says(left) != _says(was):
            return None  # changed by one side, taken away by the other
    return out


def _says(node: Node) -> tuple[object, ...]:
    own = sorted(unfold(raw) for name, raw in node.lines if name not in STAMPS)
    return node.name, tuple(own), tuple(_says(child) for child in node.children)


def _merged_lines(base: Node, local: Node, remote: Node) -> list[tuple[str, bytes]] | None:
    old, ours, theirs = _properties(base), _properties(local), _properties(remote)
    taken = set()
    for name in ours.keys() | theirs.keys() | old.keys():
        was, mine, its = old.get(name), ours.get(name), theirs.get(name)
        if name in STAMPS:
            if later(mine or (), its or ()):
                taken.add(name)
        elif mine in {its, was}:
            continue
        elif its == was:
            taken.add(name)
        else:
            return None
    kept = [(name, raw) for name, raw in remote.lines if name not in taken]
    return kept + [(name, raw) for name, raw in local.lines if name in taken]
