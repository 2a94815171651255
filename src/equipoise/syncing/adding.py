"""An account put beside a life file: into ``calendars.toml``, with its copies named in the life file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.calendars.accounts_text import with_account, with_allowed
from equipoise.calendars.private import make_folder
from equipoise.domain.life import CalendarSource
from equipoise.lifefile import read_text
from equipoise.syncing.files import write_all
from equipoise.syncing.life_edit import with_calendars

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Account, Places
    from equipoise.calendars.connections import Connections

__all__ = ["accounts_with", "add_account", "sources_of"]


def add_account(
    config: Connections,
    life: Path,
    account: Account,
    *,
    area: str,
    role: str,
    allowed: Mapping[str, Iterable[str]],
) -> None:
    """Put an account into ``calendars.toml`` and its copies into the life file: both, or neither.

    Args:
        config: the accounts so far. ``life``: the file. ``account``: the new one.
        area, role: what its events belong to.
        allowed: hosts and networks that may be asked from now on, by the key that holds them.
    """
    text = accounts_with(config.places, account, allowed)
    sources = sources_of(config.places, account, area=area, role=role)
    lived = with_calendars(read_text(life), str(life), sources)
    write_all({config.places.accounts: text.encode(), life: lived.encode()})


def accounts_with(
    places: Places, account: Account, allowed: Mapping[str, Iterable[str]] | None = None
) -> str:
    """Return ``calendars.toml`` with one more account."""
    text = read_text(places.accounts) if places.accounts.exists() else ""
    for key, values in (allowed or {}).items():
        text = with_allowed(text, key, values)
    return with_account(text, account)


def sources_of(places: Places, account: Account, *, area: str, role: str) -> list[CalendarSource]:
    """Return the copies of an account as the life file names them; their folders are made."""
    role = role or ("work" if area == "work" else "")
    folders = [(one.name, places.cache(account.name, one.name)) for one in account.collections]
    sources = []
    for name, folder in folders or [("", places.cache(account.name))]:
        make_folder(folder)
        called = f"{account.name}/{name}" if name else account.name
        sources.append(CalendarSource(folder.relative_to(places.folder).as_posix(), called, area, role))
    return sources
