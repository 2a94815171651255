"""What a side holds now, with as few questions as it takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from equipoise.calendars.stores.base import Fetched, Listing, Storage, TokenError
from equipoise.calendars.sync.model import Base, Item, Side, Snapshot
from equipoise.calendars.sync.resource import NAMED, ResourceError, digest_of, kinds_of, parse, uid_of
from equipoise.domain.errors import Finding, StorageError

__all__ = ["Surveyed", "read_item", "survey"]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A side's snapshot, and the token from which the next survey can go on."""

    snapshot: Snapshot
    token: str


def read_item(href: str, found: Fetched) -> Item:
    """Return a resource as an item.

    Raises:
        ResourceError: if it is no calendar object.
    """
    calendar = parse(found.body)
    return Item(uid_of(calendar), href, found.etag, digest_of(calendar), kinds_of(calendar), found.body)


def survey(
    store: Storage,
    side: Side,
    base: Mapping[str, Base],
    token: str = "",
    written: Callable[[], Collection[tuple[str, str]]] = tuple,
) -> Surveyed:
    """Return what a side holds.

    Only what has another version than at the last sync is read, or has none; what cannot be read is noted as unknown.

    Args:
        store: the side. ``base``: what both sides last agreed on. ``token``: of the last survey.
        written: returns href and version of what was written there by syncs; only asked where it matters.
    """
    known = {entry.on(side).href: entry for entry in base.values()}
    listing, again = _listed(store, side, known, token, written)
    etags = _etags(listing, side, known)
    wanted = again | {href for href, etag in etags.items() if not _same(known.get(href), side, etag)}
    along: Mapping[str, Fetched | StorageError] = listing.bodies
    witness = _witness(listing, known)
    if witness:  # asked for with the others, so that it mostly costs nothing
        along = store.fetch(sorted({*wanted, witness}))
        if witness not in along:
            return survey(store, side, base)
    items, unknown = _read(store, wanted, along)
    twice = {known[href].uid: href for href in etags.keys() - wanted if known[href].uid in items}
    if twice:  # more than one copy of an entry: what the known one says exactly is told by reading it
        wanted |= set(twice.values())
        others, lost = _read(store, set(twice.values()), {})
        unknown.update(lost)
        for uid, found in others.items():
            items[uid] = (*items.get(uid, ()), *found)
    for href in etags.keys() - wanted:
        entry = known[href]
        copy = entry.on(side)
        items[entry.uid] = (Item(entry.uid, href, copy.etag, copy.digest, _kinds(entry), entry.body),)
    return Surveyed(Snapshot(items, unknown, store.stores, store.writable), listing.token)


def _listed(
    store: Storage,
    side: Side,
    known: Mapping[str, Base],
    token: str,
    written: Callable[[], Collection[tuple[str, str]]],
) -> tuple[Listing, set[str]]:
    """Return what a side tells, and what has to be read although its version is known.

    A server that does not know the token may answer as if it did, from the beginning or with nothing at all, and tells
    no deletions then. It is seen by what such an answer names, which has not changed; then everything is listed.
    """
    try:
        listing = store.listing(token, bodies=not known)
    except TokenError:
        listing = store.listing(bodies=not known)
    if listing.whole:
        return listing, set()
    again = {href for href, etag in listing.etags.items() if _same(known.get(href), side, etag)}
    if again:
        again -= {href for href, etag in written() if listing.etags.get(href) == etag}
    if again or (listing.token != token and not listing.etags and not listing.gone):
        listing = store.listing()
    return listing, again


def _witness(listing: Listing, known: Mapping[str, Base]) -> str:
    """Return an entry that has to be there if a list of changes can be believed; empty if there is no doubt.

    A list that names entries, but none that is gone, may be of a server that began anew, where all that it does not
    name is gone: then this one is, too.
    """
    if listing.whole or not listing.etags or listing.gone:
        return ""
    return min(known.keys() - listing.etags.keys(), default="")


def _etags(listing: Listing, side: Side, known: Mapping[str, Base]) -> dict[str, str]:
    """Return the versions of all that lies there: what a list of changes does not name is as it was."""
    if listing.whole:
        return dict(listing.etags)
    before = {href: entry.on(side).etag for href, entry in known.items() if href not in listing.gone}
    return {**before, **listing.etags}


def _read(
    store: Storage, hrefs: Collection[str], along: Mapping[str, Fetched | StorageError]
) -> tuple[dict[str, tuple[Item, ...]], dict[str, Finding]]:
    """Read resources: items by UID, and what is wrong with those that could not be read.

    ``along``: those that came with the listing; only the others are asked for.
    """
    absent = sorted(href for href in hrefs if href not in along)
    fetched = {**along, **(store.fetch(absent) if absent else {})}
    items: dict[str, tuple[Item, ...]] = {}
    unknown: dict[str, Finding] = {}
    for href in sorted(hrefs):
        found = fetched.get(href)
        try:
            item = read_item(href, found) if isinstance(found, Fetched) else None
        except ResourceError as error:
            told = f"this entry is not understood: {error}"
            unknown[href] = Finding(told, "it is left alone", href, warning=True)
            continue
        if item is None:
            unknown[href] = _unread(href, found)
        else:
            items[item.uid] = (*items.get(item.uid, ()), item)
    return items, unknown


def _same(entry: Base | None, side: Side, etag: str) -> bool:
    return entry is not None and bool(etag) and entry.on(side).etag == etag


def _kinds(entry: Base) -> frozenset[str]:
    return frozenset(kind for kind in NAMED if f"BEGIN:{kind}".encode() in entry.body)


def _unread(href: str, found: Fetched | StorageError | None) -> Finding:
    why = str(found) if isinstance(found, StorageError) else "it was listed, but could not be read"
    return Finding(why, "it is left alone; the next sync tries again", href, warning=True)
