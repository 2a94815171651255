"""One calendar object resource as lines: who it is, what it says, and what it would say after a merge.

Nothing is interpreted that need not be, so that what Equipoise does not understand stays as it is, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = [
    "Node",
    "ResourceError",
    "digest_of",
    "kinds_of",
    "own_block",
    "parse",
    "summary_of",
    "uid_of",
    "unfold",
    "write",
]

MAX_DEPTH = 8
STAMPS = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"})
"""Properties that clients and servers rewrite at will; a difference in them alone is no edit."""
NOISE = STAMPS | {"PRODID", "METHOD", "VERSION", "CALSCALE", "X-RADICALE-NAME", "X-WR-CALNAME"}
DEFAULTS = frozenset({b"CLASS:PUBLIC", b"TRANSP:OPAQUE", b"PRIORITY:0"})
"""Lines that say what holds without them (RFC 5545 sections 3.8.1.3, 3.8.1.9, 3.8.2.7); some servers add them."""
NAMED = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY")


class ResourceError(ValueError):
    """The bytes are no calendar object: the message says why."""


@dataclass(slots=True)
class Node:
    """A component: its properties as they stand in the file, folded, and its parts.

    Attributes:
        name: such as ``VEVENT``. ``lines``: (property name, raw line with its folds and line ends).
        children: parts, in file order.
    """

    name: str
    lines: list[tuple[str, bytes]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the raw value of the first property of that name; empty if there is none."""
        for key, raw in self.lines:
            if key == name:
                return _value(unfold(raw))
        return ""


def unfold(raw: bytes) -> bytes:
    """Return a content line without folds and line end (RFC 5545 section 3.1)."""
    if b"\n " not in raw and b"\n\t" not in raw:
        return raw.rstrip(b"\n\r")
    text = raw.replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")
    return text.rstrip(b"\n\r")


def _value(line: bytes) -> str:
    """Return what stands after the first colon outside quotes."""
    head, _, rest = line.partition(b":")
    if b'"' not in head:
        return rest.decode("utf-8", "replace").strip()
    quoted = False
    for at, octet in enumerate(line):
        if octet == 0x22:
            quoted = not quoted
        elif octet == 0x3A and not quoted:
            return line[at + 1 :].decode("utf-8", "replace").strip()
    return ""


def _physical(data: bytes) -> Iterator[bytes]:
    """Yield content lines with their folds and line ends; blank lines are dropped."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    held = b""
    for line in data.split(b"\n"):
        part = line + b"\n"
        if part[:1] in {b" ", b"\t"} and held:
            held += part
            continue
        if held.strip():
            yield held
        held = part
    if held.strip():
        yield held


def parse(data: bytes) -> Node:
    """Return the VCALENDAR of a resource.

    Raises:
        ResourceError: if the components do not nest, or nest too deeply, or there is no single VCALENDAR.
    """
    root = Node("")
    stack = [root]
    for raw in _physical(data.removeprefix(b"\xef\xbb\xbf")):
        line = unfold(raw)
        name = line.split(b":", 1)[0].split(b";", 1)[0].strip().upper().decode("ascii", "replace")
        if name == "BEGIN":
            node = Node(_value(line).upper())
            stack[-1].children.append(node)
            stack.append(node)
            if len(stack) > MAX_DEPTH:
                raise ResourceError("its components are nested too deeply")
        elif name == "END":
            if len(stack) == 1 or stack[-1].name != _value(line).upper():
                raise ResourceError(f"END:{_value(line)} closes nothing that is open")
            stack.pop()
        else:
            stack[-1].lines.append((name, raw))
    if len(stack) > 1:
        raise ResourceError(f"it ends inside a {stack[-1].name}")
    if [child.name for child in root.children] != ["VCALENDAR"]:
        raise ResourceError("it is not one VCALENDAR")
    return root.children[0]


def write(node: Node) -> bytes:
    """Return a component as bytes; untouched lines are those that were read."""
    parts = [b"BEGIN:" + node.name.encode() + b"\r\n"]
    parts += [raw for _name, raw in node.lines]
    parts += [write(child) for child in node.children]
    parts.append(b"END:" + node.name.encode() + b"\r\n")
    return b"".join(parts)


def uid_of(calendar: Node) -> str:
    """Return the UID that all components of a resource share (RFC 4791 section 4.1).

    Raises:
        ResourceError: if there is none, or more than one.
    """
    found = {child.value("UID") for child in calendar.children if child.name in NAMED}
    if len(found) != 1 or "" in found:
        raise ResourceError("its components do not share one UID")
    return found.pop()


def kinds_of(calendar: Node) -> frozenset[str]:
    """Return the names of its components, time zones aside."""
    return frozenset(child.name for child in calendar.children if child.name != "VTIMEZONE")


def own_block(calendar: Node) -> str:
    """Return the id of the block that a resource shows, if Equipoise wrote it; empty otherwise."""
    for child in calendar.children:
        found = child.value("X-EQUIPOISE-BLOCK")
        if found:
            return found
    return ""


def _canonical(node: Node) -> bytes:
    said = (unfold(raw) for name, raw in node.lines if name not in NOISE)
    lines = sorted(line for line in said if line not in DEFAULTS)
    parts = sorted(_canonical(child) for child in node.children if child.name != "VTIMEZONE")
    return b"\n".join((node.name.encode(), *lines, *parts, b"."))


def digest_of(calendar: Node) -> str:
    """Return a hash of what a resource says: order, folds, time stamps, zone definitions and product do not count."""
    return hashlib.sha256(_canonical(calendar)).hexdigest()


def summary_of(body: bytes) -> str:
    """Return what an entry that has no time of its own calls itself, such as bookable hours."""
    titles = (part.value("SUMMARY") for part in parse(body).children)
    return next(filter(None, titles), "an entry without a time")
