"""Finding a person's calendars from a web address or an e-mail address (RFC 6764, RFC 5397, RFC 4791 section 6.2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.places import Url, masked, parse
from equipoise.calendars.stores.base import MissingError, RefusedError, UnreachableError
from equipoise.calendars.stores.ctag import ctag_token
from equipoise.calendars.stores.dav_session import Session
from equipoise.calendars.stores.dav_xml import CALDAV, DAV, Multistatus, Response, XmlError, propfind
from equipoise.calendars.stores.hrefs import as_collection, resolved
from equipoise.domain.errors import StorageError

__all__ = ["Collection", "calendars_in", "describe", "discover", "homes", "start_of"]

_APPLE = "{http://apple.com/ns/ical/}"
_SERVER = "{http://calendarserver.org/ns/}"
_DESCRIBE = propfind(
    "D:resourcetype",
    "D:displayname",
    "D:current-user-privilege-set",
    "D:supported-report-set",
    "D:current-user-principal",
    "D:sync-token",
    "S:getctag",
    "C:supported-calendar-component-set",
    "C:calendar-home-set",
    "A:calendar-color",
)
_PRINCIPAL = propfind("D:resourcetype", "D:current-user-principal", "C:calendar-home-set")
_WRITES = {f"{DAV}{name}" for name in ("all", "write", "write-content", "bind")}
_KINDS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar on a server.

    Attributes:
        path: on its server, in the one spelling of ``hrefs``. ``name``: as the person calls it.
        colour: ``#rrggbb``, or empty. ``components``: kinds that it can keep.
        writable: whether this user may change it. ``sync``, ``multiget``: whether those reports are offered.
        token: sync token of the moment at which it was asked (RFC 6578 section 4), or the collection's tag where no
            changes are told; empty if the server tells none.
    """

    path: str
    name: str
    colour: str = ""
    components: frozenset[str] = _KINDS
    writable: bool = True
    sync: bool = False
    multiget: bool = True
    token: str = ""


def start_of(address: str) -> str:
    """Return where to begin for a web address or an e-mail address (RFC 6764 section 6, without SRV records).

    Raises:
        AddressError: if it is neither.
    """
    text = address.strip()
    if "://" in text:
        return str(parse(text))
    domain = text.rpartition("@")[2] or text
    return str(parse(f"https://{domain}/.well-known/caldav"))


def discover(client: Client, address: str) -> list[Collection]:
    """Return the calendars that can be found from an address; an address that is one itself is the only one.

    Args:
        client: with the credentials for that server. ``address``: see ``start_of``.

    Raises:
        LoginError: if the password is wrong. ``ForeignHrefError``: if the server leads to another one; it names it.
        StorageError: if no calendars are found, or the server cannot be asked.
    """
    session = Session(client, parse(start_of(address)))
    for found in _roots(session):
        if f"{CALDAV}calendar" in _types(found):
            return [_collection(found, session.url)]
        inside = _homes(session, found)
        if inside:
            return [one for home in inside for one in _calendars(session, home)]
    raise StorageError(
        f"{masked(session.url)}: no calendars are found there; give the address of the calendar itself, "
        "or the one that the provider names for CalDAV"
    )


def calendars_in(client: Client, address: str) -> list[Collection]:
    """Return the calendars that lie right in a folder on a server; none if it is no such folder.

    Args:
        client: with the credentials for that server. ``address``: web address of the folder.

    Raises:
        LoginError: if the password is wrong. ``StorageError``: if the server cannot be asked.
    """
    session = Session(client, parse(address))
    try:
        return _calendars(session, session.url.raw_path.decode("ascii").split("?", 1)[0])
    except (MissingError, RefusedError):
        return []


def homes(client: Client, address: str) -> list[str]:
    """Return the paths of the folders in which a person's calendars lie, and new ones can be made; perhaps none.

    Args:
        client: with the credentials for that server. ``address``: see ``start_of``.

    Raises:
        LoginError: if the password is wrong. ``ForeignHrefError``: if the server leads to another one; it names it.
    """
    session = Session(client, parse(start_of(address)))
    return next((inside for found in _roots(session) if (inside := _homes(session, found))), [])


def _roots(session: Session) -> Iterator[Response]:
    """Yield what a server says of the address that was given, and of those where servers begin (RFC 6764 section 6)."""
    given = session.url.raw_path.decode("ascii")
    for path in dict.fromkeys((given, "/.well-known/caldav", "/")):
        found = _answer(session, path, _DESCRIBE)
        if found is not None:
            yield found


def describe(session: Session, path: str) -> Collection:
    """Return what a server says of one calendar.

    Raises:
        StorageError: if there is none.
    """
    found = _own(session.listed(session.propfind(path, _DESCRIBE, 0), path))
    if found is None or f"{CALDAV}calendar" not in _types(found):
        raise MissingError(f"{masked(session.url)} is no calendar; give the address of one")
    return _collection(found, session.url)


def _answer(session: Session, path: str, body: bytes) -> Response | None:
    """Return what a server says of a path; None if there is nothing that helps."""
    try:
        return _own(session.listed(session.propfind(path, body, 0), path))
    except (MissingError, RefusedError):
        return None
    except UnreachableError as error:
        if isinstance(error.__cause__, XmlError):
            return None  # a web page, not an answer to the question
        raise


def _own(found: Multistatus) -> Response | None:
    return found.responses[0] if found.responses else None


def _homes(session: Session, found: Response) -> list[str]:
    """Return the folders that hold a person's calendars, told at once or by way of the principal."""
    homes = found.hrefs(f"{CALDAV}calendar-home-set")
    if not homes:
        principals = found.hrefs(f"{DAV}current-user-principal")
        if not principals:
            return []
        path = resolved(session.url, principals[0])
        principal = _answer(session, path, _PRINCIPAL)
        homes = principal.hrefs(f"{CALDAV}calendar-home-set") if principal else []
    return list(dict.fromkeys(resolved(session.url, home) for home in homes))


def _calendars(session: Session, home: str) -> list[Collection]:
    path = home if home.endswith("/") else home + "/"
    found = session.listed(session.propfind(path, _DESCRIBE, 1), path)
    kept = (one for one in found.responses if f"{CALDAV}calendar" in _types(one))
    return sorted((_collection(one, session.url) for one in kept), key=lambda one: one.path)


def _types(found: Response) -> set[str]:
    kinds = found.props.get(f"{DAV}resourcetype")
    return set() if kinds is None else {kind.tag for kind in kinds}


def _collection(found: Response, base: Url) -> Collection:
    path = resolved(base, found.href)
    path = as_collection(base.copy_with(raw_path=path.encode("ascii"))).raw_path.decode("ascii")
    reports = found.props.get(f"{DAV}supported-report-set")
    offered = set() if reports is None else {part.tag for part in reports.iter()}
    sync = f"{DAV}sync-collection" in offered
    colour = _COLOUR.match(found.text(f"{_APPLE}calendar-color"))
    return Collection(
        path,
        found.text(f"{DAV}displayname") or path.rstrip("/").rpartition("/")[2],
        colour[0].lower() if colour else "",
        _components(found),
        _writable(found),
        sync=sync,
        multiget=reports is None or f"{CALDAV}calendar-multiget" in offered,
        token=found.text(f"{DAV}sync-token") if sync else ctag_token(found.text(f"{_SERVER}getctag")),
    )


def _components(found: Response) -> frozenset[str]:
    """Return the kinds that a calendar keeps; all, if it does not say (RFC 4791 section 5.2.3)."""
    told = found.props.get(f"{CALDAV}supported-calendar-component-set")
    if told is None:
        return _KINDS
    return frozenset(part.get("name", "").upper() for part in told if part.tag == f"{CALDAV}comp") or _KINDS


def _writable(found: Response) -> bool:
    """Return whether the user may write (RFC 3744 section 5.4); True if the server does not say."""
    told = found.props.get(f"{DAV}current-user-privilege-set")
    return told is None or bool(_WRITES & {part.tag for part in told.iter()})
