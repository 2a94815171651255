"""``equipoise calendars check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument

if TYPE_CHECKING:
    from equipoise.calendars.checkup import Checked

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]...")
@as_json_option
def command(life: str, *, accounts: tuple[str, ...], as_json: bool) -> int:
    """Ask each server what can be done there.

    For each calendar: whether it is reachable, readable and writable, whether the server tells changes since
    the last time (sync), how many entries it has, and when its copy was last brought up to date. Nothing is
    changed. The exit code is 1 if a calendar has a problem.

    \b
    Examples:
      equipoise calendars check life.toml
      equipoise calendars check life.toml work --json
    """
    from equipoise.calendars.checkup import look
    from equipoise.cli.calendars_common import connected
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    with connected(life) as config:
        found = []
        for one in look(config, accounts):
            found.append(one)
            if not as_json:
                _tell(one)
    if as_json:
        print_json({"calendars": [plain(one) for one in found]})
    elif not found:
        click.echo("There are no calendars yet; equipoise calendars add --help tells how to connect one.")
    return FAILED if any(one.problem for one in found) else FITS


def _tell(one: Checked) -> None:
    answers = {
        "reachable": one.reachable,
        "readable": one.readable,
        "writable": one.writable,
        "sync offered": one.sync,
    }
    told = ", ".join(name if yes else f"not {name}" for name, yes in answers.items())
    last = f"{one.refreshed:%Y-%m-%d %H:%M} UTC" if one.refreshed else "never"
    plan = " (plan)" if one.plan else ""
    click.echo(f"{one.name}{plan}: {told}; {one.entries} entries; last refresh {last}")
    if one.problem:
        click.echo(f"note: {one.name}: {one.problem}", err=True)
