"""``equipoise calendars add``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.calendars_login import logged_in, oauth_options, provider_of
from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("name")
@click.argument("address", required=False)
@click.option("--user", default="", help="Name to log in with; the password is asked for.")
@click.option(
    "--kind", type=click.Choice(["caldav", "ics"]), help="What the address is; guessed if left out."
)
@click.option(
    "--secret", is_flag=True, help="The address of a subscription is secret: ask for it, encrypt it."
)
@click.option("--collection", "wanted", multiple=True, metavar="C", help="Only this calendar; repeatable.")
@click.option("--plan", metavar="C", default="", help="The calendar into which the plan is written.")
@click.option(
    "--area", type=click.Choice(["work", "life"]), default="work", help="What its events belong to."
)
@click.option("--role", default="", help="Hat under which its events stand.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="H", help="Ask this host even in a private network."
)
@click.option(
    "--allow-network", "networks", multiple=True, metavar="N", help="The same for a network: 10.0.0.0/8."
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="O",
    help="If the server names this other one, https://host, log in there too.",
)
@oauth_options
@password_option
@as_json_option
def command(life: str, name: str, address: str | None, **options: Any) -> int:
    """Connect an account, or subscribe to a calendar.

    ADDRESS is that of a CalDAV server, of one calendar on it, an e-mail address whose provider says where its
    calendars are, or that of an .ics file. It is tried out before anything is written. Then the account is put
    into calendars.toml, its password is encrypted, its calendars are copied, and the life file names the copies.

    \b
    Examples:
      equipoise calendars add life.toml work https://cloud.example.org/remote.php/dav --user ada
      equipoise calendars add life.toml home ada@fastmail.com --user ada@fastmail.com --plan Plan --area life
      equipoise calendars add life.toml holidays https://example.org/holidays.ics
      equipoise calendars add life.toml team --secret         asks for a secret .ics address
      equipoise calendars add life.toml google --google --user ada@gmail.com --client-id ID.apps.googleusercontent.com
      equipoise calendars add life.toml nas http://nas.local:5232 --user ada --allow-host nas.local
    """
    from equipoise.calendars.fetching.errors import PrivateAddressError
    from equipoise.cli.calendars_common import connected, password, present, refreshed
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json
    from equipoise.lifefile import read
    from equipoise.syncing.adding import add_account
    from equipoise.syncing.trial import Asked, check_asked, rules_for, tried

    area, role, as_json = (options.pop(key) for key in ("area", "role", "as_json"))
    options["kind"] = options["kind"] or ""
    from_stdin, paste, browser = (options.pop(key) for key in ("password_stdin", "paste", "browser"))
    google = options["google"]
    read(life)
    provider = provider_of(options, from_stdin=from_stdin)
    start = _google(options["user"], address) if google else address or ""
    asked = Asked(name, start, oauth=provider is not None, **options)

    def secret_of(what: str) -> str:
        if provider is None:
            return password(what, from_stdin=from_stdin)
        return logged_in(rules_for(config, asked), provider, paste=paste, browser=browser).text()

    with connected(life) as config:
        check_asked(config, asked)
        try:
            secret, account = tried(config, asked, secret_of, _agreeing(from_stdin=from_stdin))
        except PrivateAddressError as error:
            told = f"{error}, by --allow-host HOST or --allow-network 192.168.1.0/24"
            raise PrivateAddressError(told) from None
        if secret:
            config.vault(make=True).put(name, account.owner, secret)
        allowed = {
            "allow_hosts": [h.lower() for h in asked.hosts],
            "allow_networks": map(str, asked.allowed()),
        }
        add_account(config, Path(life), account, area=area, role=role, allowed=allowed)
    with connected(life) as config:
        found = refreshed(config, [name])
    if as_json:
        print_json({"account": plain(account), "calendars": [plain(one) for one in found]})
    else:
        click.echo(f"{name} is connected; its calendars stand in {life} now")
        present(found)
    return FAILED if any(one.status == "failed" for one in found) else FITS


def _google(user: str, address: str | None) -> str:
    """Return where Google's calendars begin, or the one calendar that is named.

    Raises:
        InputError: if it is not said whose they are, or the address is not Google's.
    """
    from equipoise.calendars.oauth.provider import google_address, is_googles

    if not user:
        cure = "write --user with the e-mail address of the Google account"
        raise InputError([Finding("it is not said whose calendars these are", cure, field="--user")])
    if address and not is_googles(address):
        cure = "leave ADDRESS out, or name one calendar: " + google_address("CALENDAR").replace(
            "/user", "/events"
        )
        raise InputError([Finding("this is no address of Google's CalDAV", cure, field="ADDRESS")])
    return address or google_address(user)


def _agreeing(*, from_stdin: bool) -> Callable[[str], bool]:
    """Return what asks whether another server may have user name and password, where a person can be asked."""

    def agree(there: str) -> bool:
        can_ask = sys.stdin.isatty() and not from_stdin
        told = f"The calendars lie on {there}. Send your user name and password there?"
        return can_ask and click.confirm(told, err=True)

    return agree
