"""``equipoise calendars add``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Account
    from equipoise.calendars.connections import Connections
    from equipoise.cli.calendars_trial import Asked

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
      equipoise calendars add life.toml nas http://nas.local:5232 --user ada --allow-host nas.local
    """
    from equipoise.cli.calendars_common import connected, present, refreshed
    from equipoise.cli.calendars_trial import Asked, tried
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json
    from equipoise.lifefile import read

    area, role, as_json = (options.pop(key) for key in ("area", "role", "as_json"))
    options["kind"] = options["kind"] or ""
    asked = Asked(name, address or "", **options)
    read(life)
    with connected(life) as config:
        secret, account = tried(config, asked)
        if secret:
            config.vault(make=True).put(name, account.owner, secret)
        _write(config, Path(life), account, asked, area=area, role=role)
    with connected(life) as config:
        found = refreshed(config, [name])
    if as_json:
        print_json({"account": plain(account), "calendars": [plain(one) for one in found]})
    else:
        click.echo(f"{name} is connected; its calendars stand in {life} now")
        present(found)
    return FAILED if any(one.status == "failed" for one in found) else FITS


def _write(config: Connections, life: Path, account: Account, asked: Asked, *, area: str, role: str) -> None:
    """Put the account into ``calendars.toml`` and its copies into the life file."""
    from equipoise.calendars.accounts_text import with_account, with_allowed
    from equipoise.calendars.private import make_folder
    from equipoise.cli.life_edit import with_calendars
    from equipoise.cli.writing import write_all
    from equipoise.domain.life import CalendarSource
    from equipoise.lifefile import read_text

    places = config.places
    text = read_text(places.accounts) if places.accounts.exists() else ""
    text = with_allowed(text, "allow_hosts", (host.lower() for host in asked.hosts))
    text = with_allowed(text, "allow_networks", map(str, asked.allowed()))
    text = with_account(text, account)
    role = role or ("work" if area == "work" else "")
    folders = [(one.name, places.cache(account.name, one.name)) for one in account.collections]
    folders = folders or [("", places.cache(account.name))]
    sources = []
    for name, folder in folders:
        make_folder(folder)
        called = f"{account.name}/{name}" if name else account.name
        sources.append(CalendarSource(folder.relative_to(places.folder).as_posix(), called, area, role))
    lived = with_calendars(read_text(life), str(life), sources)
    write_all({places.accounts: text.encode(), life: lived.encode()})
