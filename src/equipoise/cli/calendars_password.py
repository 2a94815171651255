"""``equipoise calendars password``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.calendars_login import logged_in, way_options
from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Account
    from equipoise.calendars.connections import Connections

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("account", required=False)
@password_option
@click.option(
    "--new-key", is_flag=True, help="Make a new key, and encrypt all passwords of this life with it."
)
@way_options
@as_json_option
def command(
    life: str, *, account: str | None, password_stdin: bool, new_key: bool, as_json: bool, **way: bool
) -> int:
    """Give an account's password anew, log in again, or encrypt all with a new key.

    An account that is logged in by OAuth, such as Google's, is not asked for a password: you agree in a browser.

    Passwords are asked for on the terminal and never taken as an argument. They are encrypted with the key in
    EQUIPOISE_KEY, or the passphrase in EQUIPOISE_PASSPHRASE, or the key file ~/.config/equipoise/key. A new key
    is put before the old ones in that file; the old ones stay there for your other lives.

    \b
    Examples:
      equipoise calendars password life.toml work
      pass show cloud | equipoise calendars password life.toml work --password-stdin
      equipoise calendars password life.toml google --browser
      equipoise calendars password life.toml --new-key
    """
    from equipoise.calendars.keys import KEY, PASSPHRASE, add_key, key_file
    from equipoise.cli.calendars_common import connected
    from equipoise.cli.screen import print_json

    if bool(account) == new_key:
        raise InputError([Finding("nothing to do", "name an account, or write --new-key", field="ACCOUNT")])
    with connected(life) as config:
        if account:
            told = _given_anew(config, config.accounts.named(account), from_stdin=password_stdin, **way)
        else:
            given = [name for name in (KEY, PASSPHRASE) if os.environ.get(name)]
            if given:
                cure = f"unset {given[0]}: a new key goes into the key file"
                raise InputError([Finding(f"the key comes from {given[0]}", cure, field="--new-key")])
            vault = config.vault(make=True)
            vault.rotate(add_key(key_file(os.environ)))
            told = f"{len(vault.names())} encrypted anew with a new key"
    if as_json:
        print_json({"done": told})
    else:
        click.echo(told)
    return FITS


def _given_anew(
    config: Connections, account: Account, *, from_stdin: bool, paste: bool, browser: bool
) -> str:
    """Keep what lets an account in; returns what was done."""
    from equipoise.calendars.oauth.grant import Grant
    from equipoise.cli.calendars_common import password

    vault = config.vault(make=True)
    if account.login == "oauth":
        provider = Grant.of(vault.get(account.name, account.owner)).provider
        grant = logged_in(config.rules(), provider, paste=paste, browser=browser)
        config.keep(account, grant)
        return f"{account.name} is logged in again"
    what = (
        f"Password of {account.user} for {account.name}"
        if account.url
        else f"Secret address of {account.name}"
    )
    vault.put(account.name, account.owner, password(what, from_stdin=from_stdin))
    return f"the password of {account.name} is kept, encrypted"
