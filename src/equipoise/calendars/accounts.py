"""``calendars.toml``: the accounts and collections of a person, as they wrote them beside their life file.

It holds no password. The places of everything that belongs to it are told here too: ``Places``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from equipoise.calendars.hours import Kept
from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.kinds import Choice, Flag, Many, Text
from equipoise.lifefile.lines import line_index
from equipoise.lifefile.records import Field, Record, Table, good
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.source import load

__all__ = ["Account", "Accounts", "Collection", "Network", "Places", "check_accounts", "read_accounts"]

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KINDS = ("caldav", "ics")
LOGINS = ("password", "oauth")
PUBLISHED = ("availability", "freebusy")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_SCHEMES = ("https", "http", "webcal", "webcals")


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar of a CalDAV account.

    Attributes:
        name: what the person calls it, and its folder in the cache. ``url``: where it is.
        plan: True for the one into which the plan is written.
    """

    name: str
    url: str
    plan: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A server, or a calendar that is subscribed to.

    Attributes:
        kind: "caldav", or "ics" for a subscription.
        url: where it begins; empty for a subscription whose address is secret and lies in the vault.
        user: name to log in with; empty if none is needed. ``login``: how, "password" or "oauth".
    """

    name: str
    kind: str
    url: str = ""
    user: str = ""
    collections: tuple[Collection, ...] = ()
    login: str = "password"

    @property
    def owner(self) -> str:
        """Server and user to whom the secret of this account may be shown, and how."""
        parts = urlsplit(self.url)
        how = " by OAuth" if self.login == "oauth" else ""
        return f"{parts.scheme}://{parts.netloc} {self.user}".strip() + how if self.url else "a subscription"


@dataclass(frozen=True, slots=True)
class Accounts:
    """All that ``calendars.toml`` says.

    Attributes:
        allow_networks, allow_hosts: places outside the public internet that may be asked.
        autopilot: True if the plan may be written without asking.
        keep: what ``sync`` writes as busy beside the plan's blocks: sleep, golden hours, non-negotiables.
        publish: what it tells the server of the plan's calendar besides: "availability", "freebusy".
    """

    accounts: tuple[Account, ...] = ()
    allow_networks: tuple[Network, ...] = ()
    allow_hosts: frozenset[str] = frozenset()
    autopilot: bool = False
    keep: tuple[Kept, ...] = tuple(Kept)
    publish: tuple[str, ...] = ()

    def named(self, name: str) -> Account:
        """Return an account by its name.

        Raises:
            InputError: if there is none.
        """
        for account in self.accounts:
            if account.name == name:
                return account
        known = ", ".join(account.name for account in self.accounts)
        cure = f"there are {known}" if known else "add one with: equipoise calendars add"
        raise InputError([Finding(f"there is no account {name!r}", cure)])

    def plan(self) -> tuple[Account, Collection] | None:
        """Return the collection into which the plan is written, with its account; None if there is none."""
        found = ((account, one) for account in self.accounts for one in account.collections if one.plan)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies, seen from a life file.

    Attributes:
        folder: that of the life file.
    """

    folder: Path

    @classmethod
    def of(cls, life: Path) -> Places:
        """Return the places that belong to a life file."""
        return cls(life.parent)

    @property
    def accounts(self) -> Path:
        """The file that the person writes."""
        return self.folder / "calendars.toml"

    @property
    def data(self) -> Path:
        """The folder of what Equipoise keeps: passwords, caches, memories."""
        return self.folder / ".equipoise"

    @property
    def vault(self) -> Path:
        """The encrypted passwords."""
        return self.data / "passwords.json"

    def cache(self, account: str, collection: str = "") -> Path:
        """Return the folder of a calendar's copy, which a life file may name as ``path``."""
        folder = self.data / "calendars" / account
        return folder / collection if collection else folder


def _name_trouble(text: str) -> tuple[str, str] | None:
    if _NAME.fullmatch(text):
        return None
    return "is not a name", "write up to 60 letters, digits, hyphens and underscores, such as work"


def _url_trouble(text: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "is not a web address", "write it like https://cloud.example.org/remote.php/dav"
    if parts.scheme.lower() not in _SCHEMES or not host:
        return "is not a web address", "write it like https://cloud.example.org/remote.php/dav"
    if parts.username is not None or parts.password is not None:
        return "holds a user or a password", "write the user as user = ..., and give the password when asked"
    return None


def _network_trouble(text: str) -> tuple[str, str] | None:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return "is not a network", "write it like 192.168.1.0/24, or fd00::/8, with zeros after the prefix"
    return None


NAME = Text(most=60, label="name", check=_name_trouble)
URL = Text(most=2000, label="web address", check=_url_trouble)

COLLECTION = Table(
    "A calendar of a CalDAV account.",
    (
        Field("name", NAME, "What you call it; its copy is a folder of that name.", required=True),
        Field("url", URL, "Where it is.", required=True),
        Field("plan", Flag(), "True for the one into which the plan is written.", default=False),
    ),
    {"path": "url", "href": "url", "title": "name"},
)
ACCOUNT = Table(
    "A server, or a calendar that is subscribed to.",
    (
        Field("name", NAME, "What you call it.", required=True, example='"work"'),
        Field("kind", Choice(KINDS), "caldav, or ics for a subscription.", required=True, example='"caldav"'),
        Field("url", URL, "Where it is. Left out: the address is secret and kept with the passwords."),
        Field("user", Text(most=300), "Name to log in with."),
        Field("login", Choice(LOGINS), "How it is logged in: password, or oauth.", default="password"),
        Field("collection", Many(COLLECTION), "Its calendars that are read."),
    ),
    {"collections": "collection", "username": "user", "type": "kind", "calendar": "collection"},
)
ROOT = Table(
    "The calendars of a person.",
    (
        Field("autopilot", Flag(), "True lets the plan be written without asking.", default=False),
        Field(
            "keep",
            Many(Choice(tuple(Kept))),
            "What sync writes as busy, week after week: sleep, golden, non-negotiables; all, if left out.",
        ),
        Field(
            "publish",
            Many(Choice(PUBLISHED)),
            "What sync tells the server too: availability, freebusy; nothing, if left out.",
        ),
        Field("allow_networks", Many(Text(check=_network_trouble)), "Private networks that may be asked."),
        Field("allow_hosts", Many(Text(most=253)), "Hosts that may be asked wherever they are."),
        Field("account", Many(ACCOUNT), "Your accounts."),
    ),
    {"accounts": "account", "networks": "allow_networks", "hosts": "allow_hosts"},
)


def read_accounts(path: Path) -> Accounts:
    """Return what ``calendars.toml`` says; nothing at all if there is none.

    Raises:
        InputError: with every finding at once, by line.
    """
    from equipoise.lifefile import read_text  # noqa: PLC0415 - the package imports the planner's words

    if not path.exists():
        return Accounts()
    found, findings = check_accounts(read_text(path), str(path))
    if found is None:
        raise InputError(findings)
    return found


def check_accounts(text: str, name: str) -> tuple[Accounts | None, tuple[Finding, ...]]:
    """Return what a text says, or None if it has mistakes, and all findings in the order of their lines.

    Args:
        text: what stands in the file. ``name``: of the file, for the findings.
    """
    try:
        raw, text, slips = load(text, name)
    except InputError as error:
        return None, error.findings
    sink = Sink()
    record = ROOT.read(raw, (), sink)
    accounts = _accounts(record, sink)
    found = (*slips, *sink.findings(name, line_index(text) if sink.problems else {}, raw))
    failed = any(not finding.warning for finding in found)
    return None if failed else accounts, tuple(sorted(found, key=lambda finding: finding.line))


def _accounts(record: Record, sink: Sink) -> Accounts | None:
    """Return the accounts, or None if the sink has errors; everything that can be judged is judged first."""
    entries = good(record, "account") or ()
    _unique([good(entry, "name") for entry in entries], ("account",), "the account", sink)
    plans = []
    for number, entry in enumerate(entries):
        path = ("account", number)
        inner = good(entry, "collection") or ()
        _unique([good(one, "name") for one in inner], (*path, "collection"), "the collection", sink)
        plans += [(*path, "collection", at, "plan") for at, one in enumerate(inner) if good(one, "plan")]
        if good(entry, "kind") == "caldav" and "url" not in entry:
            sink.add((*path, "url"), "an account on a server needs its address", 'add url = "https://..."')
        if good(entry, "kind") == "ics" and inner:
            told = "a subscription is one calendar and has no collections"
            sink.add((*path, "collection"), told, 'take them out, or make it kind = "caldav"')
    for again in plans[1:]:
        sink.add(again, "the plan is written into one collection only", "keep plan = true at one of them")
    if sink.failed:
        return None
    return Accounts(
        tuple(_account(entry) for entry in entries),
        tuple(ipaddress.ip_network(text) for text in record.get("allow_networks", ())),
        frozenset(text.lower() for text in record.get("allow_hosts", ())),
        bool(record.get("autopilot", False)),
        tuple(Kept(name) for name in dict.fromkeys(record.get("keep", tuple(Kept)))),
        tuple(dict.fromkeys(record.get("publish", ()))),
    )


def _unique(names: Iterable[str | None], path: tuple[str | int, ...], what: str, sink: Sink) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        folded = (name or "").casefold()  # names are folders, and some systems do not tell their case apart
        if name and folded in seen:
            sink.add(
                (*path, number, "name"), f"{what} {name!r} stands twice", "give one of them another name"
            )
        seen.add(folded)


def _account(entry: Record) -> Account:
    collections = tuple(
        Collection(one["name"], one["url"], bool(one.get("plan", False)))
        for one in entry.get("collection", ())
    )
    url, user, login = entry.get("url", ""), entry.get("user", ""), entry.get("login", "password")
    return Account(entry["name"], entry["kind"], url, user, collections, login)
