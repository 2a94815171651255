"""Doing what was decided, one checked write at a time; each is remembered as soon as it is done."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from equipoise.calendars.stores.base import (
    ANY,
    Fetched,
    MissingError,
    PreconditionError,
    Storage,
    UidTakenError,
    UnreachableError,
)
from equipoise.calendars.sync.copies import renamed
from equipoise.calendars.sync.decide import decide
from equipoise.calendars.sync.model import (
    Action,
    Base,
    Copy,
    Item,
    Link,
    Remove,
    Shelve,
    Side,
    Snapshot,
    Write,
)
from equipoise.calendars.sync.resource import ResourceError, digest_of, kinds_of, parse
from equipoise.calendars.sync.state import Done, State, StateError
from equipoise.calendars.sync.survey import read_item
from equipoise.domain.errors import Finding, StorageError

__all__ = ["Loop", "Outcome"]


@dataclass
class Outcome:
    """What a sync did.

    Attributes:
        done: the actions that were carried out. ``findings``: what the person should know.
        complete: False if a side stopped answering: the next sync goes on.
    """

    done: list[Action] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    complete: bool = True

    def writes(self, side: Side) -> int:
        """Return how many resources were written or deleted on a side."""
        return sum(isinstance(action, Write | Remove) and action.side is side for action in self.done)


class Loop:
    """Carries out actions on two stores.

    Attributes:
        begun: numbers of notes on entries that are about to be put, by UID. ``answers``: what came of putting them,
            where that is known already. ``postponed``: takes what has to be looked at again; None to do so at once.
    """

    def __init__(
        self,
        stores: Mapping[Side, Storage],
        state: State,
        run: str,
        now: datetime,
        snapshots: Mapping[Side, Snapshot],
    ) -> None:
        self.stores = stores
        self.state = state
        self.run = run
        self.now = now
        self.snapshots = snapshots
        self.outcome = Outcome()
        self.trouble = False
        self.halves: dict[str, tuple[Side, Item]] = {}
        self.begun: dict[str, int] = {}
        self.answers: dict[str, str | StorageError] = {}
        self.postponed: list[Action] | None = None

    def carry_out(self, action: Action, *, again: bool = True) -> None:
        """Do one action; what cannot be done is told, and the others go on."""
        try:
            self._do(action)
        except (PreconditionError, MissingError) as error:
            if self.postponed is not None:
                self.postponed.append(action)
            elif again:
                self._again(action)
            else:
                self._tell(action, error)
        except (UnreachableError, StateError):
            raise
        except UidTakenError as error:
            if self.postponed is not None:
                self.postponed.append(action)
            elif again and isinstance(action, Write) and not action.href and action.twin is not None:
                self._rename(action, action.twin)
            else:
                self._tell(action, error)
        except StorageError as error:
            self._tell(action, error)
        else:
            self.outcome.done.append(action)

    def begin(self, action: Write, before: bytes = b"") -> int:
        """Note that an entry is about to be put; ``before``: what stands there. Returns the number of the note."""
        href = action.href or self.stores[action.side].href_for(action.uid)
        return self.state.begin(
            self.run, Done(action.side, action.uid, href, before, action.body, action.match)
        )

    def _tell(self, action: Action, error: StorageError) -> None:
        self.trouble = True
        told = Finding(str(error), "it is left as it is; the next sync tries again", action.uid, warning=True)
        self.outcome.findings.append(told)

    def _do(self, action: Action) -> None:
        match action:
            case Write():
                self._write(action)
            case Remove():
                self._remove(action)
            case Link():
                self._link(action)
            case Shelve():
                digest = digest_of(parse(action.body))
                self.state.shelve(action.uid, digest, action.body, action.why, self.now)

    def _write(self, action: Write) -> None:
        store = self.stores[action.side]
        if action.twin is None and action.side is Side.REMOTE and action.uid not in self.halves:
            raise PreconditionError(
                f"{action.uid} could not be put here first"
            )  # what is put there stands here: arrived() leans on that
        href = action.href or store.href_for(action.uid)
        number = self.begun.pop(action.uid, 0)
        if not number:
            number = self.begin(action, self._before(action))
        try:
            etag = self._put(store, href, action)
        except UnreachableError:
            raise
        except StorageError:
            self.state.withdraw(number)
            raise
        item = self._written(store, action, href, etag)
        self.state.settle(number, item.etag)
        twin = action.twin
        if twin is None:
            self._half(action.side, item)
        else:
            self._agree(action.side, item, twin)

    def _put(self, store: Storage, href: str, action: Write) -> str:
        """Put an entry, unless that was done already, and return its version."""
        answer = self.answers.pop(action.uid, None)
        if isinstance(answer, StorageError):
            raise answer
        return answer if answer is not None else store.write(href, action.body, match=action.match)

    def _written(self, store: Storage, action: Write, href: str, etag: str) -> Item:
        """Return what was written, with its version; a server that tells none is asked for it.

        What lies there may say something else by then: somebody was quick, or the server writes it in its own way.
        Then it has no version that is known, and the next sync takes it for what it is, a change over there.
        """
        twin = action.twin
        if twin is not None and twin.body == action.body:
            written = Item(action.uid, href, etag, twin.digest, twin.kinds, action.body)
        else:
            calendar = parse(action.body)
            written = Item(action.uid, href, etag, digest_of(calendar), kinds_of(calendar), action.body)
        found = None if etag else store.fetch([href]).get(href)
        with contextlib.suppress(ResourceError):
            if isinstance(found, Fetched) and read_item(href, found).digest == written.digest:
                return replace(written, etag=found.etag)
        return written

    def _half(self, side: Side, item: Item) -> None:
        """Note the first of two writes that belong together, or finish with the second."""
        first = self.halves.pop(item.uid, None)
        if first is None:
            self.halves[item.uid] = side, item
        else:
            self._agree(side, item, first[1])

    def _agree(self, side: Side, item: Item, twin: Item) -> None:
        local, remote = (item, twin) if side is Side.LOCAL else (twin, item)
        self.state.remember(_base(local, remote))

    def _before(self, action: Write | Remove) -> bytes:
        """Return the bytes that a change is about to replace, for undo; some servers do not look at If-Match."""
        found = self.stores[action.side].fetch([action.href]).get(action.href) if action.href else None
        if not isinstance(found, Fetched):
            return b""
        if self._other(action, found):
            raise PreconditionError(f"{action.href} has changed meanwhile")
        return found.body

    def _other(self, action: Write | Remove, found: Fetched) -> bool:
        """Tell whether it is another version, and says something else, than when it was surveyed."""
        if not action.match or action.match in {ANY, found.etag} or not found.etag:
            return False
        try:
            digest = read_item(action.href, found).digest
        except ResourceError:
            return True
        copies = self.snapshots[action.side].items.get(action.uid, ())
        return all(copy.digest != digest for copy in copies if copy.href == action.href)

    def _remove(self, action: Remove) -> None:
        store = self.stores[action.side]
        before = self._before(action)
        number = self.state.begin(
            self.run, Done(action.side, action.uid, action.href, before, b"", action.match)
        )
        try:
            store.remove(action.href, match=action.match)
        except UnreachableError:
            raise
        except MissingError:
            self.state.withdraw(number)  # it is gone already: that is what was wanted
        except StorageError:
            self.state.withdraw(number)
            raise
        else:
            self.state.settle(number, "")
        if action.last:
            self.state.forget(action.uid)

    def _link(self, action: Link) -> None:
        if action.local is None or action.remote is None:
            self.state.forget(action.uid)
        else:
            self.state.remember(_base(action.local, action.remote))

    def _again(self, action: Action) -> None:
        """Look at one resource anew, because it was changed meanwhile, decide again and do it; only once."""
        base = self.state.base().get(action.uid)
        fresh = {side: self._look(side, action, base) for side in Side}
        known = {action.uid: base} if base else {}
        decision = decide(known, fresh[Side.LOCAL], fresh[Side.REMOTE], allow_mass_deletion=True)
        self.snapshots = {side: fresh[side] for side in Side}
        self.outcome.findings += decision.findings
        for step in decision.actions:
            self.carry_out(step, again=False)

    def _rename(self, action: Write, twin: Item) -> None:
        """Give an entry another UID, because the other side keeps the old one in its trash and takes it no more."""
        uid, body = renamed(twin)
        own = action.side.other
        self.carry_out(
            Write(uid, own, "", "", body, None, "its identity lies in the server's trash"), again=False
        )
        self.carry_out(Write(uid, action.side, "", "", body, None, action.why), again=False)
        self.carry_out(
            Remove(action.uid, own, twin.href, twin.etag or ANY, "it has another identity now"), again=False
        )
        self.state.rename(action.uid, uid)

    def _look(self, side: Side, action: Action, base: Base | None) -> Snapshot:
        store, uid = self.stores[side], action.uid
        hrefs = {item.href for item in self.snapshots[side].items.get(uid, ())} | {store.href_for(uid)}
        if base:
            hrefs.add(base.on(side).href)
        if isinstance(action, Write | Remove) and action.side is side and action.href:
            hrefs.add(action.href)
        items = []
        unknown = {}
        for href, found in store.fetch(sorted(hrefs)).items():
            try:
                item = read_item(href, found) if isinstance(found, Fetched) else None
            except ResourceError:
                item = None
            if item is None:
                unknown[href] = Finding(
                    "it could not be read", "the next sync tries again", href, warning=True
                )
            elif item.uid == uid:
                items.append(item)
        return Snapshot({uid: tuple(items)} if items else {}, unknown, store.stores, store.writable)


def _base(local: Item, remote: Item) -> Base:
    body = remote.body or local.body
    return Base(
        local.uid,
        Copy(local.href, local.etag, local.digest),
        Copy(remote.href, remote.etag, remote.digest),
        body,
    )
