"""``equipoise user``: a group of commands, each in a module of its own."""

from __future__ import annotations

import click

from equipoise.cli.lazy import LazyGroup

__all__ = ["command"]

_HERE = "equipoise.cli.user"
COMMANDS = {
    "add": (f"{_HERE}_add", "Make an account."),
    "list": (f"{_HERE}_list", "Show who has an account."),
    "password": (f"{_HERE}_password", "Give somebody a new password, and end their sessions."),
}
EPILOG = """\b
Examples:
  equipoise user add ada
  pass show equipoise | equipoise user password ada --password-stdin

They work on the database that equipoise serve uses: EQUIPOISE_DATA, DATABASE_URL.
"""


@click.group(cls=LazyGroup, lazy=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Accounts of the web app. The first one can be made in the browser as well."""
