"""Bringing the copies of calendars up to date; plans are made from the copies alone and never ask a server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from equipoise.calendars.accounts import Account
from equipoise.calendars.accounts import Collection as Chosen
from equipoise.calendars.connections import Connections
from equipoise.calendars.copies import Note, age_text, count_entries, digest, read_note, write_note
from equipoise.calendars.private import make_folder, write_private
from equipoise.calendars.stores.base import ANY
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.decide import EmptiedError
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import NAMED
from equipoise.calendars.sync.state import State
from equipoise.domain.errors import Finding, StorageError

__all__ = ["FEED", "Progress", "Refreshed", "refresh", "targets"]

FEED = "calendar.ics"
"""File of a subscription's copy."""
MEMORY = ".memory.sqlite"
"""File beside a collection's copy, with what was last read from its server."""
Progress = Callable[[str, int, int], None]
"""Called with a calendar's name, the number of calendars done, and of all."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one copy.

    Attributes:
        name: ``account`` or ``account/collection``. ``folder``: of the copy.
        status: "new", "updated", "unchanged", or "failed": then the copy is as it was.
        entries: how many events and tasks the copy has. ``at``: when it was last brought up to date; None if never.
        findings: what the person should know. ``emptied``: it failed since much was gone there at once.
    """

    name: str
    folder: Path
    status: str
    entries: int
    at: datetime | None
    findings: tuple[Finding, ...] = ()
    emptied: bool = False


def targets(config: Connections, only: Collection[str] = ()) -> list[tuple[Account, Chosen | None]]:
    """Return the calendars of all accounts, or of those that are named; a subscription has no collection."""
    for name in only:
        config.accounts.named(name)
    out: list[tuple[Account, Chosen | None]] = []
    for account in config.accounts.accounts:
        if only and account.name not in only:
            continue
        out += [(account, one) for one in account.collections]
        if account.kind == "ics":
            out.append((account, None))
    return out


def refresh(
    config: Connections,
    *,
    now: datetime,
    only: Collection[str] = (),
    allow_mass_deletion: bool = False,
    on_progress: Progress | None = None,
) -> Iterator[Refreshed]:
    """Ask every server for what is new; one that fails leaves its copy as it was, and does not stop the others.

    Args:
        config: the accounts. ``now``: stamp of the copies. ``only``: names of accounts; empty for all.
        allow_mass_deletion: it is meant that a calendar lost much at once.
        on_progress: called before each calendar, and at the end.

    Raises:
        InputError: if ``only`` names no account.
    """
    wanted = targets(config, only)
    for number, (account, chosen) in enumerate(wanted):
        name = f"{account.name}/{chosen.name}" if chosen else account.name
        folder = config.places.cache(account.name, chosen.name if chosen else "")
        if on_progress:
            on_progress(name, number, len(wanted))
        try:
            if chosen is None:
                yield _feed(config, account, name, folder, now)
            else:
                yield _mirror(config, account, chosen, folder, now, allow_mass_deletion=allow_mass_deletion)
        except EmptiedError as error:
            yield replace(_failed(name, folder, now, str(error)), emptied=True)
        except StorageError as error:
            yield _failed(name, folder, now, str(error))
    if on_progress:
        on_progress("", len(wanted), len(wanted))


def _failed(name: str, folder: Path, now: datetime, why: str) -> Refreshed:
    note = read_note(folder)
    cure = f"its copy of {age_text(now - note.at)} ago is used" if note else "there is no copy of it yet"
    entries, at = (note.entries, note.at) if note else (0, None)
    return Refreshed(name, folder, "failed", entries, at, (Finding(why, cure, field=name, warning=True),))


def _feed(config: Connections, account: Account, name: str, folder: Path, now: datetime) -> Refreshed:
    """Bring a subscription's copy up to date (conditional request, RFC 9110 section 13.1)."""
    url = config.address(account)
    path, source = folder / FEED, digest(url.encode())
    note = read_note(folder)
    known = note if note and note.source == source and note.content == _content(path) else None
    client = config.client(account)
    reply = client.get(url, etag=known.etag if known else "", modified=known.modified if known else "")
    if reply.not_modified and known:
        write_note(folder, Note(now, known.entries, known.etag, known.modified, known.content, source))
        return Refreshed(name, folder, "unchanged", known.entries, now)
    if b"BEGIN:VCALENDAR" not in reply.body[:4096].upper():
        told = "what the server sent is no calendar, perhaps a page to log in"
        return _failed(name, folder, now, f"{told}; check the address")
    content, entries = digest(reply.body), count_entries(reply.body)
    status = "new" if note is None else "unchanged" if _content(path) == content else "updated"
    write_private(path, reply.body)
    headers = reply.headers
    write_note(
        folder,
        Note(now, entries, headers.get("etag", ""), headers.get("last-modified", ""), content, source),
    )
    return Refreshed(name, folder, status, entries, now)


def _content(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _mirror(
    config: Connections,
    account: Account,
    chosen: Chosen,
    folder: Path,
    now: datetime,
    *,
    allow_mass_deletion: bool,
) -> Refreshed:
    """Bring a collection's copy up to date: a sync whose remote side may not be written."""
    remote = config.store(account, chosen)
    remote.writable = False
    make_folder(folder)
    local = FolderStore(folder, remote.name, stores=frozenset(NAMED))
    note = read_note(folder)
    with State(folder / MEMORY, f"copy {remote.session.url} {account.user}") as state, state.alone():
        run = f"refresh {now.isoformat()}"
        meant = allow_mass_deletion or note is None
        outcome = sync(local, remote, state, run=run, now=now, allow_mass_deletion=meant)
        state.drop_run(run)  # a copy needs no undo
        strays = _strays(local, state) if outcome.complete else set()
    entries = len(local.listing().etags)
    if not outcome.complete:
        return _failed(remote.name, folder, now, str(outcome.findings[-1].message))
    write_note(folder, Note(now, entries))
    changed = outcome.writes(Side.LOCAL) or strays
    status = "new" if note is None else "updated" if changed else "unchanged"
    findings = tuple(finding for finding in outcome.findings if finding.file not in strays)
    return Refreshed(remote.name, folder, status, entries, now, findings)


def _strays(local: FolderStore, state: State) -> set[str]:
    """Delete from a copy what is not on the server, such as what is left of another address; return the files."""
    kept = {base.local.href for base in state.base().values()}
    strays = set(local.listing().etags) - kept
    for href in strays:
        local.remove(href, match=ANY)
    return strays
