"""What the commands on calendars share: passwords asked for, progress told, and the life file beside it all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from equipoise.calendars.connections import Connections
    from equipoise.calendars.refresh import Refreshed

__all__ = ["PASSWORD", "connected", "password", "password_option", "present", "refreshed"]

PASSWORD = "EQUIPOISE_PASSWORD"  # noqa: S105 - the name of a variable

password_option = click.option(
    "--password-stdin",
    is_flag=True,
    help=f"Read the password, or the secret address, from standard input. Scripts may set {PASSWORD} instead.",
)


@contextmanager
def connected(life: str) -> Iterator[Connections]:
    """Open the accounts of a life file.

    Raises:
        InputError: if there is no life file, or ``calendars.toml`` has mistakes.
    """
    from equipoise.calendars.connections import Connections

    path = Path(life)
    if not path.is_file():
        raise InputError([Finding("there is no such file", "name your life file", life)])
    with Connections.of(path, os.environ) as config:
        yield config


def password(what: str, *, from_stdin: bool) -> str:
    """Return what the person keeps secret: from the environment, from standard input, or asked for unseen.

    Args:
        what: for the question, such as "Password of ada". ``from_stdin``: take the first line of standard input.

    Raises:
        InputError: if it is empty, or nobody can be asked.
    """
    given = os.environ.get(PASSWORD, "")
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    elif not given and sys.stdin.isatty():
        given = str(click.prompt(what, hide_input=True, err=True))
    if not given.strip():
        cure = f"type it when asked, or use --password-stdin or the variable {PASSWORD}"
        raise InputError([Finding("no password was given", cure, field="--password-stdin")])
    return given


def refreshed(
    config: Connections, only: Sequence[str] = (), *, allow_mass_deletion: bool = False
) -> list[Refreshed]:
    """Bring copies up to date, with a line of progress where a person is looking."""
    from datetime import UTC, datetime

    from equipoise.calendars.refresh import refresh

    now = datetime.now(UTC)
    steps = refresh(
        config, now=now, only=only, allow_mass_deletion=allow_mass_deletion, on_progress=_progress
    )
    return list(steps)


def _progress(name: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        text = f"\r{done + 1} of {total}: {name}\x1b[K" if done < total else "\r\x1b[K"
        click.echo(text, err=True, nl=False)


def present(found: Iterable[Refreshed]) -> None:
    """Tell what became of each copy."""
    for one in found:
        entries = "1 entry" if one.entries == 1 else f"{one.entries} entries"
        click.echo(f"{one.name}: {one.status}, {entries}")
        for finding in one.findings:
            click.echo(f"note: {finding}", err=True)
