"""One sync at a time: a turn that the system itself ends with the process that took it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

__all__ = ["Turn"]


class Turn:
    """The turn to sync with one memory, held as a lock on an empty SQLite file beside it.

    Such a lock is the same on every system, and it is gone with a process that is killed, so that none is ever stale.

    Args:
        path: of the memory; a memory that is no file is not shared, and its turn is always free.
        patience: seconds for which another process may have it, 0 or more.
    """

    def __init__(self, path: Path | str, patience: float) -> None:
        self._lock = "" if str(path) == ":memory:" else f"{path}.lock"
        self._patience = patience
        self._depth = 0

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Take the turn and yield True, or False if another process kept it; inside, it is taken already.

        Raises:
            sqlite3.Error: if the file cannot be made or locked.
        """
        if not self._lock or self._depth:
            yield True
            return
        lock = sqlite3.connect(self._lock, isolation_level=None, timeout=self._patience)
        with closing(lock):
            if not _locked(lock):
                yield False
                return
            self._depth += 1
            try:
                yield True
            finally:
                self._depth -= 1


def _locked(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True
