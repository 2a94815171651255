"""``equipoise calendars add``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from equipoise.calendars.accounts import Account, Collection
    from equipoise.calendars.connections import Connections
    from equipoise.calendars.stores.discovery import Collection as Found

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
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json
    from equipoise.lifefile import read

    read(life)
    with connected(life) as config:
        secret, account = _tried(config, name, address or "", **options)
        if secret:
            config.vault(make=True).put(name, account.owner, secret)
        _write(config, Path(life), account, **options)
    with connected(life) as config:
        found = refreshed(config, [name])
    if options["as_json"]:
        print_json({"account": plain(account), "calendars": [plain(one) for one in found]})
    else:
        click.echo(f"{name} is connected; its calendars stand in {life} now")
        present(found)
    return FAILED if any(one.status == "failed" for one in found) else FITS


def _tried(config: Connections, name: str, address: str, **options: Any) -> tuple[str, Account]:
    """Return the secret and the account, once its server has answered; nothing is written."""
    from equipoise.calendars.accounts import Account
    from equipoise.cli.calendars_common import password

    kind = options["kind"] or ("ics" if options["secret"] or _looks_like_a_feed(address) else "caldav")
    _check(config, name, address, kind, **options)
    from_stdin = options["password_stdin"]
    if options["secret"]:
        secret = password("Secret address", from_stdin=from_stdin)
        _fetch(config, secret, None, **options)
        return secret, Account(name, kind)
    user = options["user"]
    secret = password(f"Password of {user}", from_stdin=from_stdin) if user else ""
    if kind == "ics":
        _fetch(config, address, _credentials(address, user, secret), **options)
        return secret, Account(name, kind, address, user)
    start, collections = _collections(config, address, user, secret, **options)
    return secret, Account(name, kind, start, user, collections)


def _looks_like_a_feed(address: str) -> bool:
    path = address.partition("?")[0].lower()
    return path.endswith((".ics", ".ical")) or path.startswith("webcal")


def _check(config: Connections, name: str, address: str, kind: str, **options: Any) -> None:
    """Tell everything that is wrong with what was asked for, before any server is."""
    from equipoise.calendars.accounts import NAME, URL
    from equipoise.lifefile.sink import Sink

    sink = Sink()
    NAME.read(name, ("NAME",), sink)
    if any(account.name.casefold() == name.casefold() for account in config.accounts.accounts):
        sink.add(("NAME",), f"the account {name} is there already", "choose another name, or remove it first")
    if bool(address) == options["secret"]:
        sink.add(("ADDRESS",), "one address is needed", "write it, or --secret to be asked for it")
    elif address and (kind == "ics" or "://" in address):
        URL.read(address, ("ADDRESS",), sink)
    if kind == "ics" and (options["plan"] or options["wanted"]):
        sink.add(
            ("--plan",),
            "a subscription can only be read, and is one calendar",
            "leave --plan and --collection out",
        )
    if options["plan"] and (there := config.accounts.plan()):
        told = f"the plan is written into {there[0].name}/{there[1].name} already"
        sink.add(("--plan",), told, "take plan = true out there first")
    if sink.failed:
        raise InputError(sink.findings("", {}, None))


def _credentials(address: str, user: str, secret: str) -> Any:
    from equipoise.calendars.fetching.client import Credentials

    return Credentials(address, user, secret) if user else None


def _client(config: Connections, credentials: Any, **options: Any) -> Any:
    """Return a client within the rules that will stand in the file."""
    from dataclasses import replace

    from equipoise.calendars.fetching.client import Client

    rules = config.rules()
    hosts = rules.allow_hosts | {host.lower() for host in options["hosts"]}
    networks = (*rules.allow_networks, *_networks(options["networks"]))
    return Client(replace(rules, allow_hosts=hosts, allow_networks=networks), credentials=credentials)


def _networks(given: Sequence[str]) -> list[Any]:
    import ipaddress

    try:
        return [ipaddress.ip_network(text) for text in given]
    except ValueError as error:
        found = Finding(str(error), "write it like 192.168.1.0/24", field="--allow-network")
        raise InputError([found]) from None


def _fetch(config: Connections, address: str, credentials: Any, **options: Any) -> None:
    with _client(config, credentials, **options) as client:
        reply = client.get(address)
    if b"BEGIN:VCALENDAR" not in reply.body[:4096].upper():
        told = "what the server sent is no calendar, perhaps a page to log in"
        raise InputError([Finding(told, "use the address of the .ics file itself", field="ADDRESS")])


def _collections(
    config: Connections, address: str, user: str, secret: str, **options: Any
) -> tuple[str, tuple[Collection, ...]]:
    """Return where the account begins, and those of its calendars that were chosen."""
    from urllib.parse import urljoin

    from equipoise.calendars.accounts import Collection
    from equipoise.calendars.stores.discovery import discover, start_of

    start = start_of(address)
    with _client(config, _credentials(start, user, secret), **options) as client:
        there = [one for one in discover(client, start) if one.components & {"VEVENT", "VTODO"}]
    asked = list(options["wanted"]) + ([options["plan"]] if options["plan"] else [])
    unknown = [text for text in asked if not any(_is(one, text) for one in there)]
    if unknown or not there:
        known = ", ".join(one.name for one in there) or "none"
        raise InputError(
            [
                Finding(f"there is no calendar {text!r}", f"there are: {known}", field="--collection")
                for text in unknown
            ]
            or [Finding("there are no calendars", "make one with your provider first", field="ADDRESS")]
        )
    chosen = [one for one in there if not options["wanted"] or any(_is(one, text) for text in asked)]
    names: list[str] = []
    for one in chosen:
        names.append(_folder_name(one, names))
    plan = options["plan"]
    return start, tuple(
        Collection(name, urljoin(start, one.path), bool(plan) and _is(one, plan))
        for name, one in zip(names, chosen, strict=True)
    )


def _is(one: Found, text: str) -> bool:
    return text.casefold() in {one.name.casefold(), one.path.rstrip("/").rpartition("/")[2].casefold()}


def _folder_name(one: Found, taken: list[str]) -> str:
    from equipoise.lifefile.suggest import slug

    base = slug(one.name)[:50] or slug(one.path.rstrip("/").rpartition("/")[2])[:50] or "calendar"
    return next(
        name
        for number in range(1, 10_000)
        if (name := f"{base}-{number}" if number > 1 else base) not in taken
    )


def _write(config: Connections, life: Path, account: Account, **options: Any) -> None:
    """Put the account into ``calendars.toml`` and its copies into the life file."""
    from equipoise.calendars.accounts_text import with_account, with_allowed
    from equipoise.calendars.private import make_folder
    from equipoise.cli.life_edit import with_calendars
    from equipoise.cli.writing import write_all
    from equipoise.domain.life import CalendarSource
    from equipoise.lifefile import read_text

    places = config.places
    text = read_text(places.accounts) if places.accounts.exists() else ""
    text = with_allowed(text, "allow_hosts", (host.lower() for host in options["hosts"]))
    text = with_allowed(text, "allow_networks", map(str, _networks(options["networks"])))
    text = with_account(text, account)
    area = options["area"]
    role = options["role"] or ("work" if area == "work" else "")
    folders = [(one.name, places.cache(account.name, one.name)) for one in account.collections]
    folders = folders or [("", places.cache(account.name))]
    sources = []
    for name, folder in folders:
        make_folder(folder)
        called = f"{account.name}/{name}" if name else account.name
        sources.append(CalendarSource(folder.relative_to(places.folder).as_posix(), called, area, role))
    lived = with_calendars(read_text(life), str(life), sources)
    write_all({places.accounts: text.encode(), life: lived.encode()})
