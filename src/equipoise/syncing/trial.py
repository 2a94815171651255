"""Trying out an account before anything of it is written."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from equipoise.calendars.accounts import NAME, URL, Account, Collection
from equipoise.calendars.fetching.client import Client, Credentials, Secret
from equipoise.calendars.fetching.places import Url, origin_of, parse
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.fetching.services import calendar_service, is_of
from equipoise.calendars.oauth.bearer import Bearer
from equipoise.calendars.oauth.grant import Grant
from equipoise.calendars.stores.discovery import calendars_in, discover, start_of
from equipoise.calendars.stores.hrefs import ForeignHrefError
from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.suggest import slug

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Network
    from equipoise.calendars.connections import Connections
    from equipoise.calendars.stores.discovery import Collection as Found

__all__ = [
    "Agree",
    "Asked",
    "check_asked",
    "chosen",
    "fetch_feed",
    "found_for",
    "rules_for",
    "start_from",
    "tried",
]

Agree = Callable[[str], bool]
"""Told the other server to which user name and password would go; True if the person lets them."""

READ = frozenset({"VEVENT", "VTODO", "VFREEBUSY"})
"""Kinds of entries for which a calendar is worth having."""
HOPS = 4
"""Servers that are asked at most, where each names another one."""


@dataclass(frozen=True)
class Asked:
    """What the person asked for.

    Attributes:
        address: empty if it is secret and asked for. ``kind``: "caldav", "ics", or empty to guess.
        wanted: names of collections; empty for all. ``plan``: name of the plan's; empty for none.
        hosts, networks: places that may be asked from now on.
        origins: other servers to which the user name and password may go if the first one names them.
        oauth: True to log in by OAuth, where ``user`` only says whose the calendars are.
    """

    name: str
    address: str = ""
    user: str = ""
    kind: str = ""
    secret: bool = False
    wanted: tuple[str, ...] = ()
    plan: str = ""
    hosts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    oauth: bool = False

    @property
    def is_feed(self) -> bool:
        """Tell whether a subscription is asked for."""
        path = self.address.partition("?")[0].lower()
        looks_so = path.endswith((".ics", ".ical")) or path.startswith("webcal")
        return self.kind == "ics" or (not self.kind and (self.secret or looks_so))

    def allowed(self) -> tuple[Network, ...]:
        """Return the networks that may be asked.

        Raises:
            InputError: if one of them is none.
        """
        try:
            return tuple(ipaddress.ip_network(text) for text in self.networks)
        except ValueError as error:
            found = Finding(str(error), "write it like 192.168.1.0/24", field="--allow-network")
            raise InputError([found]) from None


def tried(
    config: Connections, asked: Asked, secret_of: Callable[[str], str], agree: Agree
) -> tuple[str, Account]:
    """Return the secret and the account, once its server has answered.

    Args:
        config: the accounts that are there. ``asked``: what is asked for.
        secret_of: told what is needed, such as "Password of ada"; returns it, or the text of a login by OAuth.
        agree: see ``Agree``.

    Raises:
        InputError: if what was asked for cannot be done.
        StorageError: if the server does not answer as it should.
    """
    check_asked(config, asked)
    if asked.secret:
        secret = secret_of("Secret address")
        fetch_feed(config, asked, secret)
        return secret, Account(asked.name, "ics")
    secret = secret_of(f"Password of {asked.user}") if asked.user or asked.oauth else ""
    if asked.is_feed:
        fetch_feed(config, asked, asked.address, secret)
        return secret, Account(asked.name, "ics", asked.address, asked.user)
    start, there = found_for(config, asked, secret, agree)
    collections = chosen(asked, start, there)
    login = "oauth" if asked.oauth else "password"
    return secret, Account(asked.name, "caldav", start, asked.user, collections, login)


def check_asked(config: Connections, asked: Asked) -> None:
    """Tell everything that is wrong with what was asked for, before any server is.

    Raises:
        InputError: with everything at once.
    """
    sink = Sink()
    NAME.read(asked.name, ("NAME",), sink)
    if any(account.name.casefold() == asked.name.casefold() for account in config.accounts.accounts):
        told = f"the account {asked.name} is there already"
        sink.add(("NAME",), told, "choose another name, or remove it first")
    if bool(asked.address) == asked.secret:
        sink.add(("ADDRESS",), "one address is needed", "write it, or --secret to be asked for it")
    elif asked.address and (asked.is_feed or "://" in asked.address):
        URL.read(asked.address, ("ADDRESS",), sink)
    if asked.is_feed and (asked.plan or asked.wanted):
        told = "a subscription can only be read, and is one calendar"
        sink.add(("--plan",), told, "leave --plan and --collection out")
    if asked.plan and (there := config.accounts.plan()):
        told = f"the plan is written into {there[0].name}/{there[1].name} already"
        sink.add(("--plan",), told, "take plan = true out there first")
    if sink.failed:
        raise InputError(sink.findings("", {}, None))


def rules_for(config: Connections, asked: Asked) -> Rules:
    """Return the rules that will stand in the file."""
    rules = config.rules()
    hosts = rules.allow_hosts | {host.lower() for host in asked.hosts}
    return replace(rules, allow_hosts=hosts, allow_networks=(*rules.allow_networks, *asked.allowed()))


@contextmanager
def _client(config: Connections, asked: Asked, address: str, secret: str) -> Iterator[Client]:
    """Open what asks a server, with what lets the person in."""
    rules = rules_for(config, asked)
    with ExitStack() as stack:
        credentials: Secret | None = None
        if asked.oauth:
            provider = stack.enter_context(Client(rules))
            credentials = Bearer(address, Grant.of(secret), provider)
        elif asked.user:
            credentials = Credentials(address, asked.user, secret)
        yield stack.enter_context(Client(rules, credentials=credentials))


def fetch_feed(config: Connections, asked: Asked, address: str, secret: str = "") -> None:
    """Ask for a subscription once.

    Raises:
        InputError: if it is no calendar. StorageError: if the server does not answer as it should.
    """
    with _client(config, asked, address, secret) as client:
        reply = client.get(address)
    if b"BEGIN:VCALENDAR" not in reply.body[:4096].upper():
        told = "what the server sent is no calendar, perhaps a page to log in"
        raise InputError([Finding(told, "use the address of the .ics file itself", field="ADDRESS")])


def start_from(asked: Asked, agree: Agree, look_up: Callable[[str], Url | None] = calendar_service) -> str:
    """Return where to begin: for an e-mail address or a domain where its name server says, if it says anything.

    Raises:
        InputError: if that is outside the domain, and not agreed to.
    """
    fallback = start_of(asked.address)
    if "://" in asked.address:
        return fallback
    domain = parse(fallback).host
    found = look_up(domain)
    if found is None:
        return fallback
    if not is_of(found, domain):
        _agree(asked, found, agree)
    return str(found)


def found_for(config: Connections, asked: Asked, secret: str, agree: Agree) -> tuple[str, list[Found]]:
    """Return the calendars, and the address from which they were found: on another server only if that is agreed.

    Raises:
        ForeignHrefError: if they lie on a server to which nothing may be sent.
    """
    start = start_from(asked, agree)
    for hop in range(HOPS):
        try:
            with _client(config, asked, start, secret) as client:
                found = (calendars_in(client, start) if hop else []) or discover(client, start)
                return start, [one for one in found if one.components & READ]
        except ForeignHrefError as error:
            if hop == HOPS - 1:
                raise
            _agree(asked, error.url, agree)
            start = str(error.url)
    raise AssertionError("the last hop returns or raises")


def _agree(asked: Asked, url: Url, agree: Agree) -> None:
    """Return if the person lets another server have their user name and password.

    Raises:
        InputError: if they do not, or nobody can be asked.
    """
    scheme, host, port = origin_of(url)
    name = f"[{host}]" if ":" in host else host
    there = f"{scheme}://{name}" + ("" if port == {"http": 80, "https": 443}[scheme] else f":{port}")
    if any(origin_of(parse(text)) == origin_of(url) for text in asked.origins):
        return
    if agree(there):
        return
    told = f"the server keeps the calendars on {there}, to which nothing was sent"
    cure = f"add --allow-origin {there} if that server is your provider's"
    raise InputError([Finding(told, cure, field="ADDRESS")])


def chosen(asked: Asked, start: str, there: Sequence[Found]) -> tuple[Collection, ...]:
    """Return those of the server's calendars that were chosen; all, if none was named.

    Raises:
        InputError: if there is none, or none of a name.
    """
    named = (*asked.wanted, *([asked.plan] if asked.plan else []))
    known = ", ".join(one.name for one in there) or "none"
    findings = [
        Finding(f"there is no calendar {text!r}", f"there are: {known}", field="--collection")
        for text in dict.fromkeys(named)
        if not any(_is(one, text) for one in there)
    ]
    if not there:
        findings = [Finding("there are no calendars", "make one with your provider first", field="ADDRESS")]
    if findings:
        raise InputError(findings)
    out: list[Collection] = []
    for one in there:
        if asked.wanted and not any(_is(one, text) for text in named):
            continue
        plan = bool(asked.plan) and _is(one, asked.plan) and not any(done.plan for done in out)
        out.append(Collection(_folder_name(one, {done.name for done in out}), urljoin(start, one.path), plan))
    return tuple(out)


def _is(one: Found, text: str) -> bool:
    """Tell whether a calendar goes by a name: its own, or the last part of its address."""
    return text.casefold() in {one.name.casefold(), _last(one).casefold()}


def _last(one: Found) -> str:
    return one.path.rstrip("/").rpartition("/")[2]


def _folder_name(one: Found, taken: set[str]) -> str:
    base = slug(one.name)[:50].strip("-") or slug(_last(one))[:50].strip("-") or "calendar"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
