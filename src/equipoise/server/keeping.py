"""Calendars of a life as the server keeps them: listed, added, removed, told apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from equipoise.calendars.accounts import Account
from equipoise.calendars.accounts_text import without_account
from equipoise.calendars.copies import STALE, age_text, read_note
from equipoise.calendars.refresh import targets
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import CalendarSource
from equipoise.lifefile import read_text
from equipoise.server import uploads
from equipoise.server.connecting import PATIENCE, ServerConnections, connections_of, forget_gone, held
from equipoise.server.documents import table_of
from equipoise.server.models import Life
from equipoise.server.offers import offer_for
from equipoise.server.store import Draft, change, person_of
from equipoise.syncing.adding import accounts_with, sources_of

__all__ = ["add_account", "listing", "remove_account", "remove_file", "set_source", "upload"]

Row = dict[str, Any]


def listing(life: Life) -> tuple[list[Row], list[Row]]:
    """Return the accounts, each with its calendars, and the files. No server is asked."""
    tables: list[Row] = table_of(life.text, ["calendar"]) or []
    numbered = {row.get("path", ""): (number, row) for number, row in enumerate(tables)}
    accounts: dict[str, Row] = {}
    known = set()
    with connections_of(life) as config:
        secrets = config.vault().names() if config.places.vault.exists() else ()
        for account, chosen in targets(config):
            folder = config.places.cache(account.name, chosen.name if chosen else "")
            path = folder.relative_to(config.places.folder).as_posix()
            known.add(path)
            row = accounts.setdefault(account.name, _account(account, secrets))
            name = chosen.name if chosen else account.name
            plan = bool(chosen and chosen.plan)
            row["calendars"].append(_calendar(name, plan, folder, numbered.get(path)))
    files = [
        _source(number, row) | {"there": (life.folder / path).exists(), "path": path}
        for path, (number, row) in numbered.items()
        if path not in known
    ]
    return list(accounts.values()), files


def _account(account: Account, secrets: Collection[str]) -> Row:
    where = urlsplit(account.url).hostname or "a secret address"
    secret = (bool(account.user) or not account.url) and account.login == "password"
    return {
        "name": account.name,
        "kind": account.kind,
        "user": account.user,
        "where": where,
        "calendars": [],
        "secret": secret,
        "locked": secret and account.name not in secrets,
        "again": _again(account),
    }


def _again(account: Account) -> Row | None:
    """Return at which provider an account can be logged in again; None if by none."""
    if account.login != "oauth":
        return None
    try:
        offer = offer_for(account)
    except InputError:
        return {"title": "its provider"}
    return {"name": offer.name, "title": offer.title}


def _calendar(name: str, plan: bool, folder: Any, source: tuple[int, Row] | None) -> Row:
    note = read_note(folder)
    age = timezone.now() - note.at if note else None
    return {
        "name": name,
        "plan": plan,
        "entries": note.entries if note else 0,
        "age": age_text(age) if age is not None else "",
        "stale": age is None or age > STALE,
        "source": _source(*source) if source else None,
    }


def _source(number: int, row: Row) -> Row:
    area = row.get("area", "work")
    return {
        "number": number,
        "number_text": str(number),
        "name": row.get("name") or row.get("path", ""),
        "area": area,
        "role": row.get("role", "work" if area == "work" else ""),
        "flexible": ", ".join(row.get("flexible", [])),
        "tasks": bool(row.get("tasks", False)),
    }


def _put(draft: Draft, sources: Sequence[CalendarSource]) -> None:
    """Add calendars to a life file; a path that stands there already is left out."""
    tables: list[Row] = table_of(draft.text, ["calendar"]) or []
    there = {row.get("path") for row in tables}
    number = len(tables)
    for source in sources:
        if source.path in there:
            continue
        row = {"path": source.path, "name": source.name, "area": source.area}
        draft.set("calendar", number, value=row | ({"role": source.role} if source.role else {}))
        number += 1


def _drop(draft: Draft, path: str) -> None:
    """Take a calendar out, and those within it."""
    tables: list[Row] = table_of(draft.text, ["calendar"]) or []
    for number in reversed(range(len(tables))):
        if PurePosixPath(tables[number].get("path", "")).is_relative_to(path):
            draft.set("calendar", number, value=None)


def add_account(
    life: Life, config: ServerConnections, account: Account, secret: str, belongs: tuple[str, str]
) -> None:
    """Keep an account that was tried out: its secret, its place in ``calendars.toml``, its copies in the life file.

    Args:
        life: whose. ``config``: the accounts so far. ``account``: the new one, with its ``secret``, or "".
        belongs: area and role of its events.
    """
    area, role = belongs
    if secret:
        config.vault(make=True).put(account.name, account.owner, secret)
    text = accounts_with(config.places, account)
    sources = sources_of(config.places, account, area=area, role=role)
    change(life, f"Calendar connected: {account.name}", lambda draft: _put(draft, sources), accounts=text)


def remove_account(life: Life, name: str) -> None:
    """Disconnect an account: its secret and its copies go. Nothing on its server is touched."""
    with held(life, PATIENCE):
        with connections_of(life) as config:
            config.accounts.named(name)
            text = without_account(read_text(config.places.accounts), name)
            path = config.places.cache(name).relative_to(config.places.folder).as_posix()
        words = f"Calendar disconnected: {name}"
        change(life, words, lambda draft: _drop(draft, path), accounts=text)
        forget_gone(life)


def upload(life: Life, file: UploadedFile[Any], area: str, role: str) -> tuple[str, uploads.Looked]:
    """Keep a calendar file and name it in the life file; return what it is called, and what is in it.

    Raises:
        InputError: it is too large, or no calendar; nothing is kept then.
    """
    person = person_of(life)
    there = [source.path for source in person.calendars if source.path.startswith("calendar-")]
    path, name, found = uploads.keep(life.folder, file, person.person.zone, there)
    source = CalendarSource(path, name, area, role)
    try:
        change(life, f"Calendar uploaded: {name}", lambda draft: _put(draft, [source]))
    except InputError:
        uploads.drop(life.folder, path)
        raise
    return name, found


def remove_file(life: Life, number: int) -> None:
    """Take a file out of the life.

    Raises:
        InputError: it is not there, or belongs to an account.
    """
    row = table_of(life.text, ["calendar", number])
    if row is None or str(row.get("path", "")).startswith(".equipoise/"):
        raise InputError([Finding("this file is not there any more", "load the page again")])
    name = row.get("name") or row["path"]
    change(life, f"Calendar taken away: {name}", lambda draft: draft.set("calendar", number, value=None))


def set_source(life: Life, number: int, wanted: Row) -> None:
    """Say what a calendar's events belong to.

    Raises:
        InputError: it is not there, or a value is none of those that may be.
    """
    row = table_of(life.text, ["calendar", number])
    if row is None or row.get("path") != wanted.pop("path", row.get("path")):
        raise InputError([Finding("this calendar is not there any more", "load the page again")])
    name = row.get("name") or row["path"]
    kept = {key: value for key, value in {**row, **wanted}.items() if value not in ("", [], False)}
    change(life, f"Calendar changed: {name}", lambda draft: draft.set("calendar", number, value=kept))
