"""Histories of edits on both sides, syncs, crashes and lost replies: the rules that every pair of stores is put through."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.calendars.sync.ledger import Ledger

from equipoise.calendars.stores.base import Fetched, Listing, Storage, UnreachableError
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.state import State
from equipoise.domain.errors import StorageError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Faulty:
    """A store that fails as real servers do: before or after a write is done, by a lost reply, or by the end of us all."""

    inner: Storage
    rewrites: bool = False
    tells_etags: bool = True
    plan: list[str] = field(default_factory=list)
    race: Callable[[str], None] = lambda _href: None
    name: str = "faulty"

    @property
    def stores(self) -> frozenset[str]:
        return self.inner.stores

    @property
    def writable(self) -> bool:
        return self.inner.writable

    @property
    def abreast(self) -> int:
        return self.inner.abreast

    def _fault(self, when: str, href: str = "") -> None:
        if self.plan and self.plan[0].endswith(when):
            what = self.plan.pop(0)
            if what.startswith("race"):
                self.race(href)
                return
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
        self._fault("before", href)
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
        self._fault("before", href)
        self.inner.remove(href, match=match)
        self._fault("after")


TITLES = st.sampled_from([f"T{n}" for n in range(6)])
STARTS = st.sampled_from([f"202611{day:02}T090000" for day in range(1, 9)])
UIDS = st.sampled_from([f"u{n}" for n in range(5)])
FAULTS = st.lists(
    st.sampled_from(["kill before", "kill after", "lost before", "lost after", "race before", "race before"]),
    max_size=3,
)
"""A race is an edit by somebody else just before a write."""
JUMPS = st.sampled_from([-86_400, -3_600, 3_600, 86_400, 180 * 86_400])
"""Seconds by which the clock of the machine is set."""


class History(RuleBasedStateMachine):
    """Two sides, one memory; who inherits begins it.

    Attributes:
        local, server: both sides as people reach them. ``here``, ``remote``: as the sync does, with faults.
    """

    local: Storage
    server: Storage
    here: Faulty
    remote: Faulty
    state: State

    def start(self) -> None:
        self.ledger = Ledger()
        self.runs = 0
        self.now = NOW

    def new_memory(self) -> State:
        """Return a memory that knows nothing."""
        return State(":memory:", "pair")

    def after_a_crash(self) -> None:
        """What a new process does first."""

    @rule(uid=UIDS, title=TITLES, start=STARTS)
    def edit_here(self, uid: str, title: str, start: str) -> None:
        self.ledger.edit(self.local, uid, title, start)

    @rule(uid=UIDS, title=TITLES, start=STARTS)
    def edit_there(self, uid: str, title: str, start: str) -> None:
        self.ledger.edit(self.server, uid, title, start)

    @rule(uid=UIDS, title=TITLES, start=STARTS)
    def edit_both(self, uid: str, title: str, start: str) -> None:
        """Two people, or one with two devices, who do not know of each other."""
        self.ledger.edit(self.local, uid, title, start)
        self.ledger.edit(self.server, uid, title, start)

    @rule(uid=UIDS)
    def delete_here(self, uid: str) -> None:
        self.ledger.delete(self.local, uid)

    @rule(uid=UIDS)
    def delete_there(self, uid: str) -> None:
        self.ledger.delete(self.server, uid)

    @rule(uid=UIDS)
    def touch_there(self, uid: str) -> None:
        self.ledger.touch(self.server, uid)

    @rule(uid=UIDS)
    def double_there(self, uid: str) -> None:
        self.ledger.double(self.server, uid)

    @rule()
    def forget_all(self) -> None:
        """The memory of the last sync is lost."""
        self.ledger.forget(self.state)
        self.state.close()
        self.state = self.new_memory()

    @rule(seconds=JUMPS)
    def set_clock(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(faults=FAULTS, here=st.booleans())
    def sync_with_faults(self, faults: list[str], here: bool) -> None:
        store = self.here if here else self.remote
        store.plan = list(faults)
        store.race = self.edit_at_once
        self.try_to_sync()

    def edit_at_once(self, href: str) -> None:
        for side in (self.local, self.server):
            for uid in (f"u{number}" for number in range(5)):
                if side.href_for(uid) == href:
                    self.ledger.edit(side, uid, "R", "20261109T090000")

    def try_to_sync(self) -> None:
        """Sync, perhaps in vain."""
        try:
            self.sync()
        except Killed:
            self.after_a_crash()
        except StorageError:
            pass
        self.here.plan = []
        self.remote.plan = []

    def sync(self) -> int:
        """Sync and return how many writes that took."""
        self.runs += 1
        outcome = sync(
            self.here, self.remote, self.state, run=str(self.runs), now=self.now, allow_mass_deletion=True
        )
        return outcome.writes(Side.LOCAL) + outcome.writes(Side.REMOTE)

    def last_sync(self) -> int:
        """Sync once more, and return how many writes that took."""
        return self.sync()

    @rule()
    def converge(self) -> None:
        """Without faults two syncs bring both sides together, and a third one writes nothing."""
        self.sync()
        self.sync()
        assert self.last_sync() == 0
        self.ledger.audit(self.local, self.server, self.state)

    def teardown(self) -> None:
        """Whatever happened, it ends well."""
        if hasattr(self, "state"):
            try:
                self.converge()
            finally:
                self.state.close()
