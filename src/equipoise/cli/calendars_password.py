"""``equipoise calendars password``."""

from __future__ import annotations

import os

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("account", required=False)
@password_option
@click.option(
    "--new-key", is_flag=True, help="Make a new key, and encrypt all passwords of this life with it."
)
@as_json_option
def command(life: str, *, account: str | None, password_stdin: bool, new_key: bool, as_json: bool) -> int:
    """Give an account's password anew, or encrypt all with a new key.

    Passwords are asked for on the terminal and never taken as an argument. They are encrypted with the key in
    EQUIPOISE_KEY, or the passphrase in EQUIPOISE_PASSPHRASE, or the key file ~/.config/equipoise/key. A new key
    is put before the old ones in that file; the old ones stay there for your other lives.

    \b
    Examples:
      equipoise calendars password life.toml work
      pass show cloud | equipoise calendars password life.toml work --password-stdin
      equipoise calendars password life.toml --new-key
    """
    from equipoise.calendars.keys import KEY, PASSPHRASE, add_key, key_file
    from equipoise.cli.calendars_common import connected, password
    from equipoise.cli.screen import print_json

    if bool(account) == new_key:
        raise InputError([Finding("nothing to do", "name an account, or write --new-key", field="ACCOUNT")])
    with connected(life) as config:
        if account:
            found = config.accounts.named(account)
            what = f"Password of {found.user} for {account}" if found.url else f"Secret address of {account}"
            config.vault(make=True).put(account, found.owner, password(what, from_stdin=password_stdin))
            told = f"the password of {account} is kept, encrypted"
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
