"""What a sync has to do: a pure function of what both sides last agreed on, and of what each holds now.

The rules, after the three-way comparison of OfflineIMAP and vdirsyncer:

* A resource has changed when what it says has changed; another ETag alone is no change.
* A change on one side goes to the other, and is refused there if that side has changed meanwhile (If-Match).
* An edit beats a deletion: nobody's work is lost because somebody else tidied up.
* Changes on both sides are merged property by property. Where they contradict each other, both versions are kept.
* Without a memory of the last sync, resources are joined by UID: a lost memory never doubles anything. Where they
  differ then, the server's version stands and the other is kept aside.
* A side that has become empty, or lost much at once, stops the sync before anything is deleted.
* What a side cannot store, or what could not be read there, is not missing there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from equipoise.calendars.stores.base import ANY
from equipoise.calendars.sync.copies import conflict_copy
from equipoise.calendars.sync.merge import merge
from equipoise.calendars.sync.model import (
    Action,
    Base,
    Copy,
    Decision,
    Item,
    Link,
    Remove,
    Shelve,
    Side,
    Snapshot,
    Write,
)
from equipoise.calendars.sync.resource import Node, parse
from equipoise.domain.errors import Finding, StorageError

__all__ = ["BRAKE", "EmptiedError", "decide", "too_many"]

BRAKE = 10, 0.3
"""More deletions than this on one side, and more than this share of all it held, need the person's word."""


class EmptiedError(StorageError):
    """A side became empty, or lost much at once: nothing was done.

    Attributes:
        side: on which the deletions would be carried out. ``lost``: how many. ``of``: how many there were.
    """

    def __init__(self, side: Side, lost: int, of: int, *, by_plan: bool = False) -> None:
        """``by_plan``: True if it is the plan that has them no more."""
        self.side, self.lost, self.of = side, lost, of
        where, gone = ("on the server", "here") if side is Side.REMOTE else ("here", "on the server")
        told = f"{lost} of {of} entries are gone {gone}; to delete them {where} too"
        if by_plan:
            told = f"the plan takes {lost} of its {of} entries out of the calendar at once; if that is meant"
        super().__init__(f"{told}, sync again and allow mass deletion. Nothing was changed")


def decide(
    base: Mapping[str, Base],
    local: Snapshot,
    remote: Snapshot,
    *,
    pending: Collection[str] = (),
    meant: Collection[str] = (),
    allow_mass_deletion: bool = False,
) -> Decision:
    """Return what brings both sides together.

    Args:
        base: what both agreed on at the last sync, by UID; empty at the first.
        local, remote: what they hold now.
        pending: UIDs with a write under way when the last sync broke off: the server may have done it, and may have
            rewritten what it was given, so that such a difference is no contradiction.
        meant: UIDs whose deletion was looked at before, and does not count as lost.
        allow_mass_deletion: the person said that many deletions are meant.

    Raises:
        EmptiedError: if a side became empty, or lost much at once, and that was not said to be meant.
    """
    sides = {Side.LOCAL: local, Side.REMOTE: remote}
    actions: list[Action] = []
    findings: list[Finding] = [*local.unknown.values(), *remote.unknown.values()]
    for uid in sorted({*base, *local.items, *remote.items}):
        known = base.get(uid)
        if known and any(known.on(side).href in sides[side].unknown for side in Side):
            continue
        if not known and any(snapshot.unknown for snapshot in sides.values()) and _one_sided(uid, sides):
            continue  # it may be what could not be read on the other side
        for step in _resolve(uid, known, sides, pending=uid in pending):
            if isinstance(step, Finding):
                findings.append(step)
            else:
                actions.append(step)
    if not allow_mass_deletion:
        _brake(base, [action for action in actions if action.uid not in meant])
    return Decision(tuple(actions), tuple(findings))


def _one_sided(uid: str, sides: Mapping[Side, Snapshot]) -> bool:
    return any(uid not in snapshot.items for snapshot in sides.values())


def _brake(base: Mapping[str, Base], actions: list[Action]) -> None:
    for side in Side:
        gone = [a for a in actions if isinstance(a, Remove) and a.side is side and a.last and a.uid in base]
        if gone and (len(gone) == len(base) > 1 or too_many(len(gone), len(base))):
            raise EmptiedError(side, len(gone), len(base))


def too_many(lost: int, of: int) -> bool:
    """Tell whether so many deletions at once need the person's word."""
    most, share = BRAKE
    return lost > most and lost > share * of


def _resolve(
    uid: str, known: Base | None, sides: Mapping[Side, Snapshot], *, pending: bool
) -> Iterator[Action | Finding]:
    """Decide on one UID."""
    held: dict[Side, Item | None] = {}
    for side in Side:
        copies = sides[side].items.get(uid, ())
        keep = _original(copies, known.on(side).href if known else "")
        held[side] = keep
        for extra in copies:
            if keep is None or extra is keep:
                continue
            if extra.digest == keep.digest and sides[side].writable:
                why = "a second copy of the same entry"
                yield Remove(uid, side, extra.href, extra.etag or ANY, why, last=False)
            else:
                told = f"two different entries have the same identity ({uid})"
                yield Finding(told, "only the first takes part in the sync", extra.href, warning=True)
    here, there = held[Side.LOCAL], held[Side.REMOTE]
    if here is not None and there is not None:
        yield from _both(uid, known, here, there, sides, pending=pending)
    elif here is not None:
        yield from _single(uid, known, Side.LOCAL, here, sides)
    elif there is not None:
        yield from _single(uid, known, Side.REMOTE, there, sides)
    elif known is not None:
        yield Link(uid)


def _original(copies: tuple[Item, ...], href: str) -> Item | None:
    """Return the copy that the last sync knew, or else the first by href."""
    return min(copies, key=lambda item: (item.href != href, item.href), default=None)


def _changed(known: Base | None, side: Side, item: Item) -> bool:
    return known is None or item.digest != known.on(side).digest


def _both(
    uid: str, known: Base | None, here: Item, there: Item, sides: Mapping[Side, Snapshot], *, pending: bool
) -> Iterator[Action | Finding]:
    moved = {side: _changed(known, side, item) for side, item in ((Side.LOCAL, here), (Side.REMOTE, there))}
    if here.digest == there.digest or not any(moved.values()):
        if known is None or not _as_known(known, here, there):
            yield Link(uid, here, there)
        return
    if known is not None and sum(moved.values()) == 1:
        source, target = (here, there) if moved[Side.LOCAL] else (there, here)
        side = Side.REMOTE if moved[Side.LOCAL] else Side.LOCAL
        if sides[side].writable:
            why = "changed here" if side is Side.REMOTE else "changed on the server"
            yield Write(uid, side, target.href, target.etag or ANY, source.body, source, why)
        else:
            yield from _put_back(uid, side, target, source)
        return
    yield from _contradiction(uid, known, here, there, sides, pending=pending)


def _as_known(known: Base, here: Item, there: Item) -> bool:
    return all(
        known.on(side) == Copy(item.href, item.etag, item.digest)
        for side, item in ((Side.LOCAL, here), (Side.REMOTE, there))
    )


def _put_back(uid: str, side: Side, kept: Item, changed: Item) -> Iterator[Action | Finding]:
    """The other side may not be written: its version stands, and the change here is told."""
    told = f"“{_title(changed)}” was changed, but its calendar may not be written"
    yield Finding(told, "the calendar's own version was put back", kept.href, warning=True)
    if kept.body:
        yield Write(
            uid,
            side.other,
            changed.href,
            changed.etag or ANY,
            kept.body,
            kept,
            "its calendar may not be written",
        )


def _contradiction(
    uid: str, known: Base | None, here: Item, there: Item, sides: Mapping[Side, Snapshot], *, pending: bool
) -> Iterator[Action | Finding]:
    if not sides[Side.REMOTE].writable:
        yield Write(
            uid, Side.LOCAL, here.href, here.etag or ANY, there.body, there, "its calendar may not be written"
        )
        return
    if known is None or pending:
        why = "it differed from the server's when both met"
        yield Shelve(uid, here.body, why)
        yield Write(uid, Side.LOCAL, here.href, here.etag or ANY, there.body, there, why)
        told = f"“{_title(there)}” differed here and on the server when they met"
        yield Finding(told, "the server's version stands; yours is kept aside", there.href, warning=True)
        return
    merged = merge(known.body, here.body, there.body) if known.body else None
    if merged is not None:
        why = "changed on both sides, and merged"
        yield Write(uid, Side.LOCAL, here.href, here.etag or ANY, merged, None, why)
        yield Write(uid, Side.REMOTE, there.href, there.etag or ANY, merged, None, why)
        return
    copy_uid, copy = conflict_copy(here)
    why = "changed on both sides: the server's version stays, yours is kept beside it"
    yield Write(copy_uid, Side.LOCAL, "", "", copy, None, why)
    yield Write(copy_uid, Side.REMOTE, "", "", copy, None, why)
    yield Write(uid, Side.LOCAL, here.href, here.etag or ANY, there.body, there, why)
    yield Finding(
        f"“{_title(there)}” was changed here and on the server in different ways",
        "both versions are kept, yours with “(conflict)” in its title: delete the one that you do not want",
        there.href,
        warning=True,
    )


def _single(
    uid: str, known: Base | None, side: Side, item: Item, sides: Mapping[Side, Snapshot]
) -> Iterator[Action | Finding]:
    """One side holds it, the other does not."""
    other = side.other
    target = sides[other]
    if not item.kinds <= target.stores:
        return  # the other side cannot store it: that is no deletion
    if known is not None and not _changed(known, side, item):
        if sides[side].writable:
            why = "deleted here" if side is Side.REMOTE else "deleted on the server"
            yield Remove(uid, side, item.href, item.etag or ANY, why)
            return
        if not item.body:
            return
    if not target.writable:
        if known is None:
            told = f"“{_title(item)}” cannot be added: its calendar may not be written"
            yield Finding(told, "it stays here alone", item.href, warning=True)
        else:
            yield Remove(
                uid, side, item.href, item.etag or ANY, "deleted on the server, which may not be written"
            )
        return
    why = "new" if known is None else "changed on one side and deleted on the other: the change stays"
    yield Write(uid, other, "", "", item.body, item, why)


def _title(item: Item) -> str:
    if not item.body:
        return item.uid
    for part in _parts(parse(item.body)):
        return part.value("SUMMARY") or item.uid
    return item.uid


def _parts(calendar: Node) -> Iterator[Node]:
    return (part for part in calendar.children if part.name != "VTIMEZONE")
