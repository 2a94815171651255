"""What both sides hold, what they held when they last agreed, and what has to be done: values without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from equipoise.domain.errors import Finding

__all__ = [
    "Action",
    "Base",
    "Copy",
    "Decision",
    "Item",
    "Link",
    "Remove",
    "Shelve",
    "Side",
    "Snapshot",
    "Write",
]


class Side(StrEnum):
    """Here, or on the server."""

    LOCAL = "local"
    REMOTE = "remote"

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.REMOTE if self is Side.LOCAL else Side.LOCAL


@dataclass(frozen=True, slots=True)
class Item:
    """A resource as one side holds it.

    Attributes:
        uid: of its components. ``href``: where it lies. ``etag``: its version; empty if the side tells none.
        digest: of what it says, from ``resource.digest_of``. ``kinds``: its components.
        body: its bytes; empty if it did not have to be read because it has not changed.
    """

    uid: str
    href: str
    etag: str
    digest: str
    kinds: frozenset[str] = frozenset({"VEVENT"})
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a side held a resource when both last agreed, and its version and digest then."""

    href: str
    etag: str
    digest: str


@dataclass(frozen=True, slots=True)
class Base:
    """A resource on which both sides last agreed.

    Attributes:
        local, remote: how each side held it. ``body``: what it said, for a merge of three.
    """

    uid: str
    local: Copy
    remote: Copy
    body: bytes = b""

    def on(self, side: Side) -> Copy:
        """Return how a side held it."""
        return self.local if side is Side.LOCAL else self.remote


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one side holds.

    Attributes:
        items: by UID; more than one where copies of one UID lie there.
        unknown: hrefs that could not be read, with what is wrong: nothing is concluded from their absence.
        stores: component kinds that the side can keep.
        writable: False if nothing may be changed there.
    """

    items: Mapping[str, tuple[Item, ...]]
    unknown: Mapping[str, Finding] = field(default_factory=dict)
    stores: frozenset[str] = frozenset({"VEVENT", "VTODO"})
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Write:
    """Put a body on a side.

    Attributes:
        side: where. ``href``: of what is replaced; empty to create.
        match: version that must still be there (If-Match); empty to create only (If-None-Match: *).
        body: what to put. ``twin``: what the other side holds once this is done; None if that is another write.
        why: for the person, a clause.
    """

    uid: str
    side: Side
    href: str
    match: str
    body: bytes
    twin: Item | None
    why: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a resource away from a side, if it is still the version that was seen.

    ``last``: True if no other copy of the UID stays there, so that it is forgotten afterwards.
    """

    uid: str
    side: Side
    href: str
    match: str
    why: str
    last: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """Note that both sides agree; nothing is written to either. Without items: forget the UID."""

    uid: str
    local: Item | None = None
    remote: Item | None = None


@dataclass(frozen=True, slots=True)
class Shelve:
    """Keep a version aside, outside both sides, because another one takes its place."""

    uid: str
    body: bytes
    why: str


Action = Write | Remove | Link | Shelve


@dataclass(frozen=True, slots=True)
class Decision:
    """What has to be done, in order, and what the person should know."""

    actions: tuple[Action, ...]
    findings: tuple[Finding, ...] = ()
