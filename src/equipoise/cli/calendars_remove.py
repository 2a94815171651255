"""``equipoise calendars remove``."""

from __future__ import annotations

import shutil

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, life_argument

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("account")
@as_json_option
def command(life: str, *, account: str, as_json: bool) -> int:
    """Disconnect an account: its password and its copies go. Nothing on the server is touched.

    \b
    Examples:
      equipoise calendars remove life.toml work
    """
    from equipoise.calendars.accounts_text import without_account
    from equipoise.cli.calendars_common import connected
    from equipoise.cli.screen import print_json
    from equipoise.cli.writing import write_all
    from equipoise.lifefile import read_text

    with connected(life) as config:
        config.accounts.named(account)
        places = config.places
        text = without_account(read_text(places.accounts), account)
        if places.vault.exists():
            config.vault().drop(account)
        write_all({places.accounts: text.encode()})
        shutil.rmtree(places.cache(account), ignore_errors=True)
    path = places.cache(account).relative_to(places.folder).as_posix()
    left = f'"{path}' in read_text(life)
    if as_json:
        print_json({"removed": account, "still_named_in_life": left})
        return FITS
    click.echo(f"{account} is disconnected; its password and its copies are gone")
    if left:
        click.echo(f"Next: take the [[calendar]] with the path {path} out of {life}", err=True)
    return FITS
