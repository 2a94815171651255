"""Entries that are new on one side, put there in groups: noted together before, put, noted together after.

The disk takes the notes of many in the time of one, and a server is asked for several at once. If the process ends
between, each entry of the group is in doubt, as a single one would be: the next sync looks where it stands, and joins
it by UID.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from equipoise.calendars.stores.base import Storage, UnreachableError
from equipoise.calendars.sync.carrying import Loop
from equipoise.calendars.sync.model import Action, Side, Write
from equipoise.calendars.sync.state import StateError
from equipoise.domain.errors import StorageError

__all__ = ["carried", "groups"]

TOGETHER = {Side.LOCAL: 200, Side.REMOTE: 32}
"""New entries that are put on a side before what is noted of them is put on the disk."""


def groups(actions: Sequence[Action]) -> Iterator[list[Action]]:
    """Yield the actions in order: entries that are new on one side together, all else one by one."""
    new: list[Action] = []
    before: Side | None = None
    for action in actions:
        side = _new_on(action)
        if new and (side is not before or len(new) == TOGETHER[before or Side.LOCAL]):
            yield new
            new = []
        before = side
        if side is None:
            yield [action]
        else:
            new.append(action)
    if new:
        yield new


def _new_on(action: Action) -> Side | None:
    """Return the side on which an entry is new, if all of it is told by this one action."""
    new = isinstance(action, Write) and not action.href and action.twin is not None
    return action.side if isinstance(action, Write) and new else None


def carried(loop: Loop, group: Sequence[Action]) -> None:
    """Carry out a group.

    Raises:
        UnreachableError: if a side stopped answering; what was done before that is noted.
    """
    new = [action for action in group if isinstance(action, Write)]
    if len(group) == 1:
        loop.carry_out(group[0])
    elif new[0].side is Side.LOCAL:
        _create_here(loop, new)
    else:
        _create_there(loop, new)


def _create_here(loop: Loop, new: Sequence[Write]) -> None:
    """Put entries that are new on this side. They cannot differ from what was meant: nothing rewrites them."""
    with loop.state.together():
        loop.begun = {action.uid: loop.begin(action) for action in new}
    done = len(loop.outcome.done)
    left: Sequence[Action]
    left = loop.postponed = []  # a version that gives way is put aside on the disk before it does
    try:
        with loop.state.together(), loop.stores[Side.LOCAL].together():
            for action in new:
                loop.carry_out(action)
    except (UnreachableError, StateError):
        raise
    except StorageError:  # each alone then, so that one that cannot be written does not stop the others
        del loop.outcome.done[done:]
        left = new
    finally:
        loop.postponed = None
    for again in left:
        loop.carry_out(again)


def _create_there(loop: Loop, new: Sequence[Write]) -> None:
    """Put entries that are new on the server, several at the same time; what has to be looked at again comes last."""
    with loop.state.together():
        loop.begun = {action.uid: loop.begin(action) for action in new}
    loop.answers = _put(loop.stores[Side.REMOTE], new)
    lost = next((one for one in loop.answers.values() if isinstance(one, UnreachableError)), None)
    left: list[Action] = []
    loop.postponed = left
    try:
        with loop.state.together():
            for action in new:
                answer = loop.answers.get(action.uid)
                if answer is None:
                    loop.state.withdraw(loop.begun.pop(action.uid))  # the server stopped answering before
                elif not isinstance(answer, UnreachableError):
                    loop.carry_out(action)
    finally:
        loop.postponed = None
        loop.answers = {}
    if lost is not None:
        raise lost
    for again in left:
        loop.carry_out(again)


def _put(store: Storage, new: Sequence[Write]) -> dict[str, str | StorageError]:
    """Return what came of putting entries, by UID; after an answer that was lost no further one is put."""
    lost = threading.Event()

    def put(action: Write) -> str | StorageError | None:
        if lost.is_set():
            return None
        try:
            return store.write(store.href_for(action.uid), action.body, match=action.match)
        except UnreachableError as error:
            lost.set()
            return error
        except StorageError as error:
            return error

    if store.abreast == 1:
        answers = [put(action) for action in new]
    else:
        with ThreadPoolExecutor(store.abreast) as pool:
            answers = list(pool.map(put, new))
    found = zip(new, answers, strict=True)
    return {action.uid: answer for action, answer in found if answer is not None}
