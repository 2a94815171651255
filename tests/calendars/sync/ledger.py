"""What people were told is saved, and where it has to be found: the model that every history of edits is held to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.calendars.sync.bodies import event

from equipoise.calendars.stores.base import Fetched, MissingError, PreconditionError, RefusedError, Storage
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import State


def title_of(body: bytes) -> str:
    parts = parse(body).children  # a server may put a time zone before the entry
    return next((part.value("SUMMARY") for part in parts if part.name != "VTIMEZONE"), "")


def bodies_of(store: Storage) -> dict[str, bytes]:
    """Return all that lies in a store, by href."""
    out = {}
    for href, found in store.fetch(list(store.listing().etags)).items():
        assert isinstance(found, Fetched), (href, found)
        out[href] = found.body
    return out


@dataclass
class Ledger:
    """Edits that were acknowledged and that nobody replaced or deleted: each has a title of its own.

    Attributes:
        live: their titles. ``kept``: titles that were kept aside in memories that are lost since.
    """

    live: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    stamp: int = 0

    def edit(self, store: Storage, uid: str, title: str, start: str) -> bool:
        """Write over what lies there, as a person does who sees it; False if the store does not take it."""
        self.stamp += 1
        mine, href = f"{title}-{self.stamp}", store.href_for(uid)
        there = store.fetch([href]).get(href)
        match = there.etag or "*" if isinstance(there, Fetched) else ""
        try:
            store.write(href, event(uid, mine, start), match=match)
        except (RefusedError, PreconditionError, MissingError):
            return False
        if isinstance(there, Fetched):
            self.live.discard(title_of(there.body))
        self.live.add(mine)
        return True

    def delete(self, store: Storage, uid: str) -> None:
        """Delete what lies there, if there is anything."""
        href = store.href_for(uid)
        there = store.fetch([href]).get(href)
        if isinstance(there, Fetched):
            store.remove(href, match=there.etag or "*")
            self.live.discard(title_of(there.body))

    def touch(self, store: Storage, uid: str) -> None:
        """Put another version that says the same."""
        href = store.href_for(uid)
        there = store.fetch([href]).get(href)
        if isinstance(there, Fetched):
            again = there.body.replace(b"DTSTAMP:2026110", b"DTSTAMP:2026111", 1)
            store.write(href, again, match=there.etag or "*")

    def double(self, store: Storage, uid: str) -> None:
        """Put a second copy of the same entry, as some clients do and some servers allow."""
        href, other = store.href_for(uid), store.href_for(f"copy-{uid}")
        found = store.fetch([href, other])
        there = found.get(href)
        if isinstance(there, Fetched) and other not in found:
            try:
                store.write(other, there.body, match="")
            except (RefusedError, PreconditionError):
                return

    def forget(self, state: State) -> None:
        """Note what a memory keeps aside before it is lost."""
        self.kept |= {title_of(body) for _uid, _why, body in state.shelf()}

    def audit(self, local: Storage, remote: Storage, state: State, *, alike: bool = False) -> None:
        """Hold both sides to it, once they have come together: nothing lost, nothing doubled, both equal.

        ``alike``: True if not even two different entries may have one UID, as on servers that refuse it.
        """
        here, there = _entries(bodies_of(local)), _entries(bodies_of(remote))
        assert here.keys() == there.keys()
        for uid, said in here.items():
            assert len(said) == 1, f"it lies here twice: {uid}"
            assert set(said) <= set(there[uid])
        for uid, said in there.items():
            assert len(set(said)) == len(said), f"the same entry lies there twice: {uid}"
            assert not alike or len(said) == 1, f"two entries have one identity there: {uid}"
        found = {title for said in there.values() for title, _start in said}
        found |= {title.removesuffix(" (conflict)") for title in found}
        aside = self.kept | {title_of(body) for _uid, _why, body in state.shelf()}
        assert not self.live - found - aside, "an edit is lost"


def _entries(bodies: dict[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for body in bodies.values():
        calendar = parse(body)
        start = next(part.value("DTSTART") for part in calendar.children if part.name != "VTIMEZONE")
        found.setdefault(uid_of(calendar), []).append((title_of(body), start))
    return found


def integrity(path: Path) -> str:
    """Return what SQLite says of a memory's file."""
    with closing(sqlite3.connect(path)) as memory:
        return str(memory.execute("pragma integrity_check").fetchone()[0])
