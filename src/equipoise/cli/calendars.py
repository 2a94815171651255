"""``equipoise calendars``: a group of commands, each in a module of its own."""

from __future__ import annotations

import click

from equipoise.cli.lazy import LazyGroup

__all__ = ["command"]

_HERE = "equipoise.cli.calendars"
COMMANDS = {
    "add": (f"{_HERE}_add", "Connect an account, or subscribe to a calendar."),
    "list": (f"{_HERE}_list", "Show accounts and calendars, and how old their copies are."),
    "check": (f"{_HERE}_check", "Ask each server what can be done there."),
    "refresh": (f"{_HERE}_refresh", "Bring the copies up to date, from which plans are made."),
    "password": (f"{_HERE}_password", "Give an account's password anew, or encrypt all with a new key."),
    "remove": (f"{_HERE}_remove", "Disconnect an account: its password and its copies go."),
}
EPILOG = """\b
Examples:
  equipoise calendars add life.toml work https://cloud.example.org/remote.php/dav --user ada
  equipoise calendars add life.toml holidays https://example.org/holidays.ics
  equipoise calendars add life.toml google --google --user ada@gmail.com --client-id ID
  equipoise calendars refresh life.toml
  equipoise calendars check life.toml

Accounts stand in calendars.toml beside the life file, passwords are encrypted in .equipoise/.
docs/calendars.md tells how to connect each provider.

Exit codes: 0 done, 2 bad input, 1 a calendar could not be reached, read or written.
"""


@click.group(cls=LazyGroup, lazy=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Connect calendars: accounts on servers (CalDAV) and subscriptions (.ics addresses).

    Plans are made from copies on your disk. Only the commands of this group ask a server.
    """
