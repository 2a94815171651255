"""What a sync asks of a place that holds calendar resources, and how such a place refuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from equipoise.domain.errors import StorageError

__all__ = [
    "ANY",
    "Fetched",
    "Listing",
    "MissingError",
    "PreconditionError",
    "RefusedError",
    "Storage",
    "TokenError",
    "UidTakenError",
    "UnreachableError",
]

ANY = "*"
"""As a version to match: whatever is there, where the place tells no versions."""


class PreconditionError(StorageError):
    """It is no longer the version that was seen, or it exists already (412, 409): look again."""


class MissingError(StorageError):
    """There is nothing at that href (404, 410)."""


class RefusedError(StorageError):
    """The place does not take this resource (400, 403, 413, 415, 507): others may still be taken."""


class UidTakenError(RefusedError):
    """The place knows this UID already, perhaps from its trash, and does not take it as new (no-uid-conflict)."""


class UnreachableError(StorageError):
    """The place did not answer, or not to the end: whether a write was done is not known."""


class TokenError(StorageError):
    """The place does not know the sync token any more: ask for everything."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A resource as it was read: its bytes, and its version if the place tells one."""

    body: bytes
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a place.

    Attributes:
        etags: version of each resource by href; empty where the place tells none.
        gone: hrefs that were deleted, where only changes were asked for. ``whole``: True if ``etags`` is everything.
        token: from which changes can be asked for the next time; empty if the place offers none.
        bodies: resources that came along with the list; they need not be fetched.
    """

    etags: Mapping[str, str]
    gone: frozenset[str] = frozenset()
    whole: bool = True
    token: str = ""
    bodies: Mapping[str, Fetched] = field(default_factory=dict)


class Storage(Protocol):
    """A place that holds calendar resources: a folder, a collection on a server, a memory.

    Every method may raise ``UnreachableError``.
    """

    @property
    def name(self) -> str:
        """How the person calls it."""
        ...

    @property
    def stores(self) -> frozenset[str]:
        """Component kinds that it can keep."""
        ...

    @property
    def writable(self) -> bool:
        """False if nothing may be changed there."""
        ...

    @property
    def abreast(self) -> int:
        """How many resources may be written at the same time, each by a thread of its own; 1 for one by one."""
        ...

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        """Return what lies there; with a token, what has changed since, if the place can tell.

        Args:
            token: of an earlier listing; empty to ask for everything.
            bodies: everything is going to be fetched: what can be sent along with the list may come with it.

        Raises:
            TokenError: if the token is not known (any more).
        """
        ...

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        """Read resources; each one that cannot be read has its own error, and one that is gone is left out."""
        ...

    def href_for(self, uid: str) -> str:
        """Return where a new resource with this UID would be put; the same UID, the same href."""
        ...

    def write(self, href: str, body: bytes, *, match: str) -> str:
        """Put a resource and return its new version, or an empty text if the place tells none.

        Args:
            href: where. ``body``: what.
            match: the version that must be there; empty if there must be none; ``ANY`` if no versions are told.

        Raises:
            PreconditionError: if it is another version, or there is one already.
            MissingError: if what is to be replaced is gone.
            RefusedError: if the place does not take it.
        """
        ...

    def together(self) -> AbstractContextManager[None]:
        """Return a context for many changes: they need not last before it ends, and do when it has ended."""
        ...

    def remove(self, href: str, *, match: str) -> None:
        """Take a resource away.

        Raises:
            PreconditionError: if it is not the version ``match``.
            MissingError: if it is gone.
            RefusedError: if the place does not allow it.
        """
        ...
