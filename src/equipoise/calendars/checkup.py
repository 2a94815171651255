"""Looking at each calendar of an account: what can be done there. Nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from equipoise.calendars.accounts import Account
from equipoise.calendars.accounts import Collection as Chosen
from equipoise.calendars.connections import Connections
from equipoise.calendars.copies import count_entries, read_note
from equipoise.calendars.refresh import targets
from equipoise.domain.errors import StorageError

__all__ = ["Checked", "look"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be done with a calendar.

    Attributes:
        name: ``account`` or ``account/collection``. ``plan``: True for the plan's own.
        reachable: the server answered. ``readable``: and let its entries be listed. ``writable``: and says that they
            may be changed. ``sync``: and tells changes since the last time (RFC 6578).
        entries: how many it has now. ``refreshed``: when its copy was last brought up to date; None if never.
        problem: what is wrong, in words; empty if nothing is.
    """

    name: str
    kind: str
    plan: bool = False
    reachable: bool = False
    readable: bool = False
    writable: bool = False
    sync: bool = False
    entries: int = 0
    refreshed: datetime | None = None
    problem: str = ""


def look(config: Connections, only: Collection[str] = ()) -> Iterator[Checked]:
    """Look at the calendars of all accounts, or of those that are named.

    Raises:
        InputError: if ``only`` names no account.
    """
    for account, chosen in targets(config, only):
        yield _feed(config, account) if chosen is None else _collection(config, account, chosen)


def _feed(config: Connections, account: Account) -> Checked:
    note = read_note(config.places.cache(account.name))
    at = note.at if note else None
    try:
        reply = config.client(account).get(config.address(account))
    except StorageError as error:
        return Checked(account.name, account.kind, refreshed=at, problem=str(error))
    readable = b"BEGIN:VCALENDAR" in reply.body[:4096].upper()
    problem = "" if readable else "what the server sent is no calendar; check the address"
    return Checked(
        account.name,
        account.kind,
        reachable=True,
        readable=readable,
        entries=count_entries(reply.body) if readable else 0,
        refreshed=at,
        problem=problem,
    )


def _collection(config: Connections, account: Account, chosen: Chosen) -> Checked:
    name = f"{account.name}/{chosen.name}"
    note = read_note(config.places.cache(account.name, chosen.name))
    at = note.at if note else None
    try:
        store = config.store(account, chosen)
    except StorageError as error:
        return Checked(name, account.kind, plan=chosen.plan, refreshed=at, problem=str(error))
    readable, entries, problem = True, 0, ""
    try:
        entries = len(store.listing().etags)
    except StorageError as error:
        readable, problem = False, str(error)
    if chosen.plan and not store.writable:
        problem = problem or "the plan cannot be written there; choose a calendar of your own"
    return Checked(
        name,
        account.kind,
        chosen.plan,
        reachable=True,
        readable=readable,
        writable=store.writable,
        sync=store.sync,
        entries=entries,
        refreshed=at,
        problem=problem,
    )
