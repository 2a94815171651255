"""Back to how it was before a sync, byte for byte; what somebody changed since stays."""

from __future__ import annotations

from equipoise.calendars.stores.base import (
    ANY,
    Fetched,
    MissingError,
    PreconditionError,
    RefusedError,
    Storage,
)
from equipoise.calendars.sync.loop import Progress
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import ResourceError, digest_of, parse
from equipoise.calendars.sync.state import Done, State
from equipoise.domain.errors import Finding

__all__ = ["undo"]


def undo(
    local: Storage, remote: Storage, state: State, run: str, on_progress: Progress | None = None
) -> list[Finding]:
    """Put both sides back as they were before a run, byte for byte; what was changed since stays, and is told."""
    findings = []
    stays = set()
    changes = state.changes_of(run)
    stores = {Side.LOCAL: local, Side.REMOTE: remote}
    for number, done in enumerate(changes):
        problem = _undo_one(stores[done.side], done)
        if problem:
            findings.append(problem)
            stays.add(done.uid)
        if on_progress:
            on_progress(number + 1, len(changes))
    for side in Side:  # what is known again is older than what a server would tell as changes
        state.set_token(side, "")
    for uid in {done.uid for done in changes}:
        if uid in stays:
            state.forget(uid)
        else:
            state.bring_back(run, uid)
    state.drop_run(run)
    return findings


def _undo_one(store: Storage, done: Done) -> Finding | None:
    found = store.fetch([done.href]).get(done.href)
    there = found.body if isinstance(found, Fetched) else b""
    match = (found.etag or ANY) if isinstance(found, Fetched) else ""
    if there == done.before:
        return None
    ours = isinstance(found, Fetched) and found.etag == done.etag != ""  # perhaps in the server's own words
    if not ours and not _says_the_same(there, done.after):
        told = "it was changed since: it stays as it is"
        return Finding(told, "", done.href, warning=True)
    try:
        if done.before:
            store.write(done.href, done.before, match=match)
        else:
            store.remove(done.href, match=match)
    except (PreconditionError, MissingError, RefusedError) as error:
        return Finding(str(error), "it stays as it is", done.href, warning=True)
    return None


def _says_the_same(one: bytes, other: bytes) -> bool:
    if not one or not other:
        return one == other
    try:
        return digest_of(parse(one)) == digest_of(parse(other))
    except ResourceError:
        return False
