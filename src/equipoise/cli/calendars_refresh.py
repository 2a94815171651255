"""``equipoise calendars refresh``."""

from __future__ import annotations

import click

from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]...")
@click.option("--allow-mass-deletion", is_flag=True, help="It is meant that a calendar lost much at once.")
@as_json_option
def command(life: str, *, accounts: tuple[str, ...], allow_mass_deletion: bool, as_json: bool) -> int:
    """Bring the copies up to date, from which plans are made.

    A server that does not answer leaves its copy as it was, and the exit code is then 1. Nothing is written
    to any server.

    \b
    Examples:
      equipoise calendars refresh life.toml
      equipoise calendars refresh life.toml work      one account alone
    """
    from equipoise.cli.calendars_common import connected, present, refreshed
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    with connected(life) as config:
        found = refreshed(config, accounts, allow_mass_deletion=allow_mass_deletion)
    if as_json:
        print_json({"calendars": [plain(one) for one in found]})
    elif not found:
        click.echo("There are no calendars yet; equipoise calendars add --help tells how to connect one.")
    else:
        present(found)
    return FAILED if any(one.status == "failed" for one in found) else FITS
