"""A server that does not say that it does not know a token."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from equipoise.calendars.stores.base import Fetched, Listing
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.domain.errors import StorageError


@dataclass
class Forgetful(MemoryStore):
    """Takes a token that it does not know for the beginning, and so tells no deletions; or tells nothing at all."""

    tokens: bool = True
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        self.read.append(len(hrefs))
        return super().fetch(hrefs)

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        self.asked.append(token)
        if token == "forgotten":
            everything = super().listing()
            return Listing({} if self.silent else everything.etags, whole=False, token=everything.token)
        return super().listing(token, bodies=bodies)
