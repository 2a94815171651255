"""One sync: look at both sides, decide, and do it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from equipoise.calendars.stores.base import Storage, UnreachableError
from equipoise.calendars.sync.abreast import carried, groups
from equipoise.calendars.sync.carrying import Loop, Outcome
from equipoise.calendars.sync.decide import decide
from equipoise.calendars.sync.doubts import arrived
from equipoise.calendars.sync.model import Decision, Side, Snapshot
from equipoise.calendars.sync.state import State
from equipoise.calendars.sync.survey import survey
from equipoise.domain.errors import Finding

__all__ = ["Compared", "Outcome", "Progress", "compare", "sync"]

Progress = Callable[[int, int], None]
"""Called with the number of actions done and of all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What has to be done, what it was decided from, and the tokens to keep once it is done, with their mark."""

    decision: Decision
    snapshots: Mapping[Side, Snapshot]
    tokens: Mapping[Side, str]
    mark: int = 0


def compare(
    local: Storage,
    remote: Storage,
    state: State,
    *,
    meant: Collection[str] = (),
    allow_mass_deletion: bool = False,
) -> Compared:
    """Look at both sides and decide; nothing is changed.

    Raises:
        EmptiedError: if a side became empty, or lost much at once, and that was not said to be meant.
        StorageError: if a side cannot be read at all.
    """
    base, mark = state.base(), state.mark()
    found = {
        side: survey(store, side, base, state.token(side), functools.partial(state.written, side))
        for side, store in ((Side.LOCAL, local), (Side.REMOTE, remote))
    }
    snapshots = {side: one.snapshot for side, one in found.items()}
    here, there = snapshots[Side.LOCAL], snapshots[Side.REMOTE]
    decision = decide(
        arrived(base, state.doubts(), here, there),
        here,
        there,
        pending=state.pending(),
        meant=meant,
        allow_mass_deletion=allow_mass_deletion,
    )
    return Compared(decision, snapshots, {side: one.token for side, one in found.items()}, mark)


def sync(
    local: Storage,
    remote: Storage,
    state: State,
    *,
    run: str,
    now: datetime,
    meant: Collection[str] = (),
    allow_mass_deletion: bool = False,
    compared: Compared | None = None,
    on_progress: Progress | None = None,
) -> Outcome:
    """Bring both sides together; killed at any moment, the next call finishes what this one began.

    While another sync with this memory is under way, this one waits, and gives up in the end.

    Args:
        local, remote: the two places. ``state``: the memory of this pair.
        run: name of this sync, by which it can be undone. ``now``: stamp of what is kept aside.
        meant: UIDs of entries whose deletion was looked at before. ``allow_mass_deletion``: the person said that many
            deletions are meant.
        compared: what ``compare`` has just found, so that nobody looks twice.
        on_progress: called after each action.

    Raises:
        EmptiedError: if a side became empty, or lost much at once, and that was not said to be meant.
        StorageError: if a side cannot be read at all.
        StateError: if the memory cannot be written, or another sync keeps it.
    """
    with state.alone():
        compared = compared or compare(
            local, remote, state, meant=meant, allow_mass_deletion=allow_mass_deletion
        )
        stores = {Side.LOCAL: local, Side.REMOTE: remote}
        loop = Loop(stores, state, run, now, compared.snapshots)
        loop.outcome.findings += compared.decision.findings
        return _carried_out(loop, compared, on_progress)


def _carried_out(loop: Loop, compared: Compared, on_progress: Progress | None) -> Outcome:
    """Do what was decided, group by group, and keep the tokens if all of it could be done."""
    actions = compared.decision.actions
    number = 0
    for group in groups(actions):
        try:
            carried(loop, group)
        except UnreachableError as error:
            told = f"{error}; {len(actions) - number} of {len(actions)} changes are still to be made"
            loop.outcome.findings.append(Finding(told, "sync again", warning=True))
            loop.outcome.complete = False
            return loop.outcome
        number += len(group)
        if on_progress:
            on_progress(number, len(actions))
    loop.state.settle_all()  # not before: until an entry is dealt with, its write of last time is in doubt
    if not loop.trouble:
        for side, token in compared.tokens.items():
            if _all_of_it_is_known(compared.snapshots[side]):
                loop.state.set_token(side, token, compared.mark)
    return loop.outcome


def _all_of_it_is_known(snapshot: Snapshot) -> bool:
    """Return False if something there is in no memory, so that it must be told again: unread, or a second copy."""
    return not snapshot.unknown and all(len(copies) == 1 for copies in snapshot.items.values())
