"""Edits on both sides, syncs, crashes and lost replies in any order: nothing doubled, nothing lost, always convergent."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.calendars.sync.bodies import event

from equipoise.calendars.stores.base import Fetched, Listing, UnreachableError
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import Done, State
from equipoise.domain.errors import StorageError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Faulty:
    """A store that fails as real servers do: before or after a write is done, by a lost reply, or by the end of us all."""

    inner: MemoryStore
    rewrites: bool = False
    tells_etags: bool = True
    plan: list[str] = field(default_factory=list)
    name: str = "faulty"

    @property
    def stores(self) -> frozenset[str]:
        return self.inner.stores

    @property
    def writable(self) -> bool:
        return self.inner.writable

    def _fault(self, when: str) -> None:
        if self.plan and self.plan[0].endswith(when):
            what = self.plan.pop(0)
            if what.startswith("kill"):
                raise Killed
            raise UnreachableError("the server did not answer")

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        return self.inner.listing(token, bodies=bodies)

    def together(self) -> contextlib.AbstractContextManager[None]:
        return self.inner.together()

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        return self.inner.fetch(hrefs)

    def href_for(self, uid: str) -> str:
        return self.inner.href_for(uid)

    def write(self, href: str, body: bytes, *, match: str) -> str:
        self._fault("before")
        stored = (
            body.replace(b"PRODID:-//test//EN", b"PRODID:-//server//EN").replace(b"Memo", b"Memo")
            if self.rewrites
            else body
        )
        if self.rewrites:
            stored = (
                stored.replace(b"END:VEVENT", b"X-SERVER:1\r\nEND:VEVENT")
                if b"X-SERVER" not in stored
                else stored
            )
        etag = self.inner.write(href, stored, match=match)
        self._fault("after")
        return etag if self.tells_etags else ""

    def remove(self, href: str, *, match: str) -> None:
        self._fault("before")
        self.inner.remove(href, match=match)
        self._fault("after")


TITLES = st.sampled_from([f"T{n}" for n in range(6)])
STARTS = st.sampled_from([f"202611{day:02}T090000" for day in range(1, 9)])
UIDS = st.sampled_from([f"u{n}" for n in range(8)])


class Machine(RuleBasedStateMachine):
    """Two sides, one memory."""

    @initialize(rewrites=st.booleans(), etags=st.booleans(), tokens=st.booleans())
    def begin(self, rewrites: bool, etags: bool, tokens: bool) -> None:
        self.local = MemoryStore("local")
        self.server = MemoryStore("server", tokens=tokens)
        self.remote = Faulty(self.server, rewrites, etags)
        self.here = Faulty(self.local)
        self.state = State(":memory:", "pair")
        self.runs = 0
        self.edits: set[bytes] = set()
        self.stamp = 0

    def _put(self, store: MemoryStore, uid: str, title: str, start: str) -> None:
        href = store.href_for(uid)
        self.stamp += 1
        body = event(uid, f"{title}-{self.stamp}", start)
        store.write(href, body, match=store.etag(href) if href in store.bodies else "")

    @rule(uid=UIDS, title=TITLES, start=STARTS)
    def edit_here(self, uid: str, title: str, start: str) -> None:
        self._put(self.local, uid, title, start)

    @rule(uid=UIDS, title=TITLES, start=STARTS)
    def edit_there(self, uid: str, title: str, start: str) -> None:
        self._put(self.server, uid, title, start)

    @rule(uid=UIDS)
    def delete_here(self, uid: str) -> None:
        if f"{uid}.ics" in self.local.bodies:
            self.local.remove(f"{uid}.ics", match="*")

    @rule(uid=UIDS)
    def delete_there(self, uid: str) -> None:
        if f"{uid}.ics" in self.server.bodies:
            self.server.remove(f"{uid}.ics", match="*")

    @rule(uid=UIDS)
    def touch_there(self, uid: str) -> None:
        """Another version that says the same."""
        href = f"{uid}.ics"
        if href in self.server.bodies:
            self.server.write(href, self.server.bodies[href], match="*")

    @rule(uid=UIDS)
    def double_there(self, uid: str) -> None:
        """A client that puts a second copy of the same entry."""
        href = f"{uid}.ics"
        if href in self.server.bodies and f"copy-{uid}.ics" not in self.server.bodies:
            self.server.write(f"copy-{uid}.ics", self.server.bodies[href], match="")

    @rule()
    def forget_all(self) -> None:
        """The memory of the last sync is lost."""
        self.state.close()
        self.state = State(":memory:", "pair")

    @rule(
        faults=st.lists(
            st.sampled_from(["kill before", "kill after", "lost before", "lost after"]), max_size=3
        ),
        here=st.booleans(),
    )
    def sync_with_faults(self, faults: list[str], here: bool) -> None:
        (self.here if here else self.remote).plan = list(faults)
        with contextlib.suppress(Killed):
            self._sync()
        self.here.plan = []
        self.remote.plan = []

    def _sync(self) -> int:
        self.runs += 1
        outcome = sync(
            self.here, self.remote, self.state, run=str(self.runs), now=NOW, allow_mass_deletion=True
        )
        return outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE)

    @rule()
    def converge(self) -> None:
        """Without faults two syncs bring both sides together, and a third one writes nothing."""
        before = self._says()
        self._sync()
        self._sync()
        assert self._sync() == 0
        here, there = self._entries(self.local), self._entries(self.server)
        assert here.keys() == there.keys()
        for uid, titles in here.items():
            assert set(titles) <= set(there[uid])
        for uid, titles in there.items():
            assert len(set(titles)) == len(titles), f"the same entry lies there twice: {uid}"
        after = self._says() | {_title(body) for _uid, _why, body in self.state.shelf()}
        # every version that stood alone on one side is there, or gave way to a newer one of the same entry
        lost = {title for title in before if title not in after and f"{title} (conflict)" not in after}
        assert not lost - self.agreed, lost

    def _entries(self, store: MemoryStore) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for body in store.bodies.values():
            found.setdefault(uid_of(parse(body)), []).append(_title(body))
        return found

    def _says(self) -> set[str]:
        return {_title(body) for store in (self.local, self.server) for body in store.bodies.values()}

    @invariant()
    def remember_what_was_agreed(self) -> None:
        if not hasattr(self, "state"):
            return
        # what was agreed on may be replaced or deleted by an edit on one side
        self.agreed = {_title(entry.body) for entry in self.state.base().values()}


def _title(body: bytes) -> str:
    for part in parse(body).children:
        return part.value("SUMMARY")
    return ""


INTERLEAVINGS = int(os.environ.get("EQUIPOISE_INTERLEAVINGS", "150"))
"""``make test-nightly`` tries 10,000."""

Machine.TestCase.settings = settings(max_examples=INTERLEAVINGS, stateful_step_count=25, deadline=None)
TestMachine = Machine.TestCase


def test_two_crashes_in_a_row_on_a_server_that_rewrites_leave_no_conflict() -> None:
    local, server = MemoryStore("local"), MemoryStore("server")
    here, there = Faulty(local), Faulty(server, rewrites=True)
    state = State(":memory:", "pair")
    for uid in "ab":
        local.write(f"{uid}.ics", event(uid, "Old"), match="")
    sync(here, there, state, run="1", now=NOW)
    for href, uid in (("a.ics", "a"), ("b.ics", "b")):
        local.write(href, event(uid, "New", extra="LOCATION:Here"), match="*")
    # the server has b's new version and wrote it differently, but nobody noted it
    number = state.begin("2", Done(Side.REMOTE, "b", "b.ics", b"", local.bodies["b.ics"], ""))
    assert number
    server.write("b.ics", event("b", "New!", extra="LOCATION:Here"), match="*")
    there.plan = ["kill before"]  # the next sync dies at a, before it comes to b
    with contextlib.suppress(Killed):
        sync(here, there, state, run="3", now=NOW)
    there.plan = []
    sync(here, there, state, run="4", now=NOW)
    assert sorted(server.bodies) == ["a.ics", "b.ics"]
    assert [_title(server.bodies[href]) for href in ("a.ics", "b.ics")] == ["New", "New!"]
    state.close()
