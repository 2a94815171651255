"""What a sync's memory knew of entries before a run changed them, so that undo brings back what was known as well.

Without it the memory would still have what the undone run wrote, and take what stands there again for the person's own
change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

__all__ = ["bring_back", "drop_past", "keep_past"]

RUNS: Final = 50
"""Runs of which it is kept; one that lies further back is undone without it."""
_TABLES: Final = ("base", "published", "wish")
"""What is known of an entry; each has a table of the same columns, after the run, with ``past_`` before its name."""


def keep_past(db: sqlite3.Connection, pair: str, run: str, uids: Iterable[str]) -> None:
    """Note what is known of entries now, unless this run has noted it before.

    What was noted for runs that changed nothing, or that lie more than ``RUNS`` back, is dropped.
    """
    for table in ("past", *(f"past_{table}" for table in _TABLES)):
        db.execute(
            f"delete from {table} where pair = ? and run != ? and run not in "  # noqa: S608 - our names
            "(select run from done where pair = ? group by run order by max(number) desc limit ?)",
            (pair, run, pair, RUNS),
        )
    for uid in uids:
        if not db.execute("insert or ignore into past values (?, ?, ?)", (run, pair, uid)).rowcount:
            continue
        for table in _TABLES:
            db.execute(
                f"insert into past_{table} select ?, * from {table} where pair = ? and uid = ?",  # noqa: S608 - our names
                (run, pair, uid),
            )


def bring_back(db: sqlite3.Connection, pair: str, run: str, uid: str) -> bool:
    """Know of an entry what was known before a run; False, with nothing changed, if that was not noted."""
    mine = (run, pair, uid)
    if not db.execute("select 1 from past where run = ? and pair = ? and uid = ?", mine).fetchone():
        return False
    for table in _TABLES:
        names = ", ".join(row[1] for row in db.execute(f"pragma table_info({table})"))
        db.execute(f"delete from {table} where pair = ? and uid = ?", (pair, uid))  # noqa: S608 - our names
        db.execute(
            f"insert into {table} select {names} from past_{table} where run = ? and pair = ? and uid = ?",  # noqa: S608 - our names
            mine,
        )
    return True


def drop_past(db: sqlite3.Connection, pair: str, run: str) -> None:
    """Forget what was known before a run."""
    for table in ("past", *(f"past_{table}" for table in _TABLES)):
        db.execute(f"delete from {table} where run = ? and pair = ?", (run, pair))  # noqa: S608 - our names
