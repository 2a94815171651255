"""A place that exists only while the program runs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from equipoise.calendars.stores.base import ANY, Fetched, Listing, MissingError, PreconditionError, TokenError
from equipoise.domain.errors import StorageError

__all__ = ["MemoryStore"]


@dataclass
class MemoryStore:
    """Resources in a dictionary, with versions and a history that sync tokens point into.

    Attributes:
        name, stores, writable, abreast: see ``Storage``. ``bodies``: by href.
        history: every href touched, in order.
        tokens: True if it can tell what has changed since a token.
    """

    name: str = "memory"
    stores: frozenset[str] = frozenset({"VEVENT", "VTODO"})
    writable: bool = True
    abreast: int = 1
    bodies: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    tokens: bool = False

    def etag(self, href: str) -> str:
        """Return the version of a resource."""
        digest = hashlib.sha256(self.bodies[href]).hexdigest()[:12]
        return f'"{self.versions[href]}-{digest}"'

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        """Return what lies here, or what has changed."""
        now = str(len(self.history)) if self.tokens else ""
        if not token:
            etags = {href: self.etag(href) for href in self.bodies}
            along = {href: Fetched(self.bodies[href], etags[href]) for href in etags} if bodies else {}
            return Listing(etags, token=now, bodies=along)
        if not token.isdigit() or int(token) > len(self.history):
            told = "this sync token is not known"
            raise TokenError(told)
        touched = set(self.history[int(token) :])
        there = {href: self.etag(href) for href in touched if href in self.bodies}
        return Listing(there, frozenset(touched - there.keys()), whole=False, token=now)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        """Read resources."""
        return {href: Fetched(self.bodies[href], self.etag(href)) for href in hrefs if href in self.bodies}

    def href_for(self, uid: str) -> str:
        """Return where a new resource would be put."""
        return f"{uid}.ics"

    def write(self, href: str, body: bytes, *, match: str) -> str:
        """Put a resource."""
        self._check(href, match)
        self.bodies[href] = body
        self._touch(href)
        return self.etag(href)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which all is as it is outside."""
        return nullcontext()

    def remove(self, href: str, *, match: str) -> None:
        """Take a resource away."""
        if href not in self.bodies:
            raise MissingError(f"{href} is gone")
        self._check(href, match)
        del self.bodies[href]
        self._touch(href)

    def _check(self, href: str, match: str) -> None:
        if match and href not in self.bodies:
            raise MissingError(f"{href} is gone")
        if not match and href in self.bodies:
            raise PreconditionError(f"{href} exists already")
        if match and match not in {ANY, self.etag(href)}:
            raise PreconditionError(f"{href} has changed")

    def _touch(self, href: str) -> None:
        self.versions[href] = self.versions.get(href, 0) + 1
        self.history.append(href)
