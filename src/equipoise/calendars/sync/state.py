"""What a sync remembers: what both sides last agreed on, what was done, and what was kept aside. One SQLite file.

Every entry is written as soon as its action is done, so that a sync that is killed has lost nothing but its own last
action, which the next sync recognises by UID.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from equipoise.calendars.sync.alone import Turn
from equipoise.calendars.sync.model import Base, Copy, Side
from equipoise.calendars.sync.past import bring_back, drop_past, keep_past
from equipoise.calendars.sync.schema import SCHEMA
from equipoise.domain.errors import StorageError

__all__ = ["Done", "State", "StateError"]

PATIENCE = 10.0
"""Seconds for which another program may hold the memory."""


class StateError(StorageError):
    """The memory of a sync cannot be used: nothing more may be changed, since it could not be noted."""


@dataclass(frozen=True, slots=True)
class Done:
    """One change that a sync made, as undo needs it: what stood at ``href`` before and after; empty is nothing."""

    side: Side
    uid: str
    href: str
    before: bytes
    after: bytes
    etag: str


class State:
    """The memory of the syncs between one pair of places.

    Args:
        path: the file; it is made if it is not there. ``pair``: name of the pair.
        patience: seconds for which another program may hold the memory, before that is told.

    Raises:
        StateError: if the file cannot be opened or is no such memory.
    """

    def __init__(self, path: Path | str, pair: str, *, patience: float = PATIENCE) -> None:
        self.pair = pair
        self.path = path
        self._turn = Turn(path, patience)
        with self._told():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=patience)
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=full")
            self._db.executescript(SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateError(f"the memory of the last sync ({self.path}) cannot be used: {error}") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other sync of this memory begin before the context ends; inside one more is none.

        Raises:
            StateError: if another one is under way for longer than the patience.
        """
        with self._told(), self._turn.taken() as taken:
            if not taken:
                raise StateError("another sync is under way: wait until it has ended, then sync again")
            yield

    @contextmanager
    def together(self) -> Iterator[None]:
        """Put all that is noted inside on the disk at once; nothing of it, if this fails or the process ends."""
        with self._told():
            self._db.execute("begin immediate")
        try:
            yield
            with self._told():
                self._db.execute("commit")
        finally:
            if self._db.in_transaction:  # SQLite has ended it already if the disk is full
                with self._told():
                    self._db.execute("rollback")

    def base(self) -> Mapping[str, Base]:
        """Return what both sides last agreed on, by UID."""
        with self._told():
            rows = self._db.execute(
                "select uid, local_href, local_etag, local_digest, remote_href, remote_etag, remote_digest, body "
                "from base where pair = ?",
                (self.pair,),
            ).fetchall()
        return {row[0]: Base(row[0], Copy(*row[1:4]), Copy(*row[4:7]), row[7]) for row in rows}

    def remember(self, base: Base) -> None:
        """Note what both sides agree on now."""
        here, there = base.local, base.remote
        row = (here.href, here.etag, here.digest, there.href, there.etag, there.digest, base.body)
        with self._told():
            self._db.execute(
                "insert or replace into base values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (self.pair, base.uid, *row)
            )

    def forget(self, uid: str) -> None:
        """Note that neither side holds it any more."""
        with self._told():
            self._db.execute("delete from base where pair = ? and uid = ?", (self.pair, uid))

    def token(self, side: Side) -> str:
        """Return the sync token of the last sync; empty if there is none."""
        with self._told():
            row = self._db.execute(
                "select token from token where pair = ? and side = ?", (self.pair, side)
            ).fetchone()
        return str(row[0]) if row else ""

    def set_token(self, side: Side, token: str, mark: int = 0) -> None:
        """Note from which point on changes can be asked for; ``mark``: of the same moment; the last one if 0."""
        with self._told():
            self._db.execute("insert or replace into token values (?, ?, ?)", (self.pair, side, token))
            if mark:
                self._db.execute("insert or replace into mark values (?, ?, ?)", (self.pair, side, mark))

    def mark(self) -> int:
        """Return a number that changes made from now on reach."""
        with self._told():
            return int(self._db.execute("select ifnull(max(number), 0) + 1 from done").fetchone()[0])

    def begin(self, run: str, done: Done) -> int:
        """Note a change that is about to be made; returns its number."""
        row = (done.side, done.uid, done.href, done.before, done.after, done.etag)
        with self._told():
            cursor = self._db.execute(
                "insert into done (pair, run, side, uid, href, before, after, etag) values (?, ?, ?, ?, ?, ?, ?, ?)",
                (self.pair, run, *row),
            )
        return int(cursor.lastrowid or 0)

    def settle(self, number: int, etag: str) -> None:
        """Note that a change was made."""
        with self._told():
            self._db.execute("update done set etag = ?, settled = 1 where number = ?", (etag, number))

    def withdraw(self, number: int) -> None:
        """Note that a change was not made."""
        with self._told():
            self._db.execute("delete from done where number = ?", (number,))

    def pending(self) -> frozenset[str]:
        """Return the UIDs of changes of which is not known whether they were made."""
        with self._told():
            rows = self._db.execute(
                "select distinct uid from done where pair = ? and not settled", (self.pair,)
            ).fetchall()
        return frozenset(str(row[0]) for row in rows)

    def doubts(self) -> dict[str, bytes]:
        """Return what was last put on the server without word of whether it arrived, by UID."""
        with self._told():
            rows = self._db.execute(
                "select uid, after from done where pair = ? and not settled and side = ? order by number",
                (self.pair, Side.REMOTE),
            ).fetchall()
        return {str(uid): bytes(after) for uid, after in rows}

    def written(self, side: Side) -> frozenset[tuple[str, str]]:
        """Return href and version of what was written on a side since its token, as far as versions were told."""
        ask = (
            "select href, etag from done join mark using (pair, side) "
            "where pair = ? and side = ? and done.number >= mark.number and etag != ''"
        )
        with self._told():
            return frozenset(self._db.execute(ask, (self.pair, side)).fetchall())

    def settle_all(self) -> None:
        """Note that both sides have been compared since, so that no change is in doubt any more."""
        with self._told():
            self._db.execute("update done set settled = 1 where pair = ?", (self.pair,))

    def last_run(self) -> str:
        """Return the name of the last run that changed something and was not undone; empty if there is none."""
        with self._told():
            row = self._db.execute(
                "select run from done where pair = ? order by number desc limit 1", (self.pair,)
            ).fetchone()
        return str(row[0]) if row else ""

    def changes_of(self, run: str) -> list[Done]:
        """Return the changes of a run, the last one first."""
        with self._told():
            rows = self._db.execute(
                "select side, uid, href, before, after, etag from done where pair = ? and run = ? order by number desc",
                (self.pair, run),
            ).fetchall()
        return [Done(Side(row[0]), *row[1:]) for row in rows]

    def keep_past(self, run: str, uids: Iterable[str]) -> None:
        """Note what is known of entries before a run changes them; what a run has noted already stays."""
        with self.together(), self._told():
            keep_past(self._db, self.pair, run, uids)

    def bring_back(self, run: str, uid: str) -> None:
        """Know of an entry what was known before a run; nothing, if that was not noted."""
        with self.together(), self._told():
            if not bring_back(self._db, self.pair, run, uid):
                self._db.execute("delete from base where pair = ? and uid = ?", (self.pair, uid))

    def drop_run(self, run: str) -> None:
        """Forget a run that was undone."""
        with self.together(), self._told():
            self._db.execute("delete from done where pair = ? and run = ?", (self.pair, run))
            drop_past(self._db, self.pair, run)

    def shelve(self, uid: str, digest: str, body: bytes, why: str, now: datetime) -> None:
        """Keep a version aside."""
        with self._told():
            self._db.execute(
                "insert or replace into shelf values (?, ?, ?, ?, ?, ?)",
                (self.pair, uid, digest, now.isoformat(), why, body),
            )

    def shelf(self) -> list[tuple[str, str, bytes]]:
        """Return what was kept aside: UID, why, body."""
        with self._told():
            return self._db.execute(
                "select uid, why, body from shelf where pair = ? order by at, uid", (self.pair,)
            ).fetchall()

    def published(self) -> list[tuple[str, str, bytes]]:
        """Return the entries that Equipoise wrote: UID, block, body."""
        with self._told():
            return self._db.execute(
                "select uid, block, body from published where pair = ? order by uid", (self.pair,)
            ).fetchall()

    def publish(self, entries: Iterable[tuple[str, str, bytes]]) -> None:
        """Note which entries Equipoise wrote, in place of those noted before."""
        with self.together(), self._told():
            self._db.execute("delete from published where pair = ?", (self.pair,))
            rows = [(self.pair, *entry) for entry in entries]
            self._db.executemany("insert into published values (?, ?, ?, ?)", rows)

    def rename(self, old: str, new: str) -> None:
        """Note that an entry of Equipoise has another UID."""
        with self._told():
            self._db.execute(
                "update or replace published set uid = ? where pair = ? and uid = ?", (new, self.pair, old)
            )

    def wishes(self) -> dict[str, str]:
        """Return what the person did to entries, as JSON by UID."""
        with self._told():
            rows = self._db.execute("select uid, wish from wish where pair = ?", (self.pair,)).fetchall()
        return {str(row[0]): str(row[1]) for row in rows}

    def wish(self, uid: str, wish: str) -> None:
        """Note what the person did to an entry, as JSON; an empty text forgets it."""
        with self._told():
            if wish:
                self._db.execute("insert or replace into wish values (?, ?, ?)", (self.pair, uid, wish))
            else:
                self._db.execute("delete from wish where pair = ? and uid = ?", (self.pair, uid))

    def signature(self) -> str:
        """Return what tells this memory from others: eight hexadecimal digits, made when it is first asked for."""
        ask = "select memory from signature"
        with self._told():
            found = self._db.execute(ask).fetchone()
            if found is None:
                made = secrets.token_hex(4)
                make = "insert into signature select ? where not exists (select 1 from signature)"
                self._db.execute(make, (made,))
                found = self._db.execute(ask).fetchone()
        return str(found[0])

    def copy(self) -> State:
        """Return a copy in memory, to try things on."""
        other = State(":memory:", self.pair)
        with self._told():
            self._db.backup(other._db)
        return other
