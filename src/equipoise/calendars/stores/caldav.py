"""A calendar on a CalDAV server (RFC 4791), read with as few questions as the server allows."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

from equipoise.calendars.fetching.client import Client, Reply
from equipoise.calendars.fetching.errors import AddressError, TooLargeError
from equipoise.calendars.fetching.places import masked, parse
from equipoise.calendars.stores.base import (
    Fetched,
    Listing,
    MissingError,
    RefusedError,
    TokenError,
    UnreachableError,
)
from equipoise.calendars.stores.ctag import kept
from equipoise.calendars.stores.dav_session import LoginError, Session, condition, etag_of, failure
from equipoise.calendars.stores.dav_xml import (
    DAV,
    Multistatus,
    Response,
    calendar_data,
    multiget,
    propfind,
    sync_collection,
)
from equipoise.calendars.stores.discovery import describe
from equipoise.calendars.stores.hrefs import ForeignHrefError, as_collection, resolved
from equipoise.domain.errors import StorageError

__all__ = ["CalDavStore"]

BATCH = 60
"""Resources that are asked for at once."""
ABREAST = 4
"""Entries that are put at the same time, each on a connection of its own."""
ROUNDS = 200
"""Parts in which a server may tell its changes (RFC 6578 section 3.6)."""

_SAFE = re.compile(r"[A-Za-z0-9_.@+-]{1,120}")
_LIST = propfind("D:getetag", "D:resourcetype", "D:getcontenttype")
_OTHER_TYPES = ("text/vcard", "text/html", "httpd/")
_CALENDAR = "text/calendar; charset=utf-8"


@dataclass
class CalDavStore:
    """Resources of a calendar collection. Their hrefs are absolute paths in one spelling.

    Attributes:
        session: asks the server. ``path``: of the collection, with a slash at its end.
        name, stores, writable, abreast: see ``Storage``.
        sync, multiget: whether the server offers those reports.
        fresh: sync token, or tag of the collection, told when the calendar was opened. If the first listing asks from
            it, nothing has changed, and nothing more is asked. Empty once it may be out of date.
    """

    session: Session
    path: str
    name: str = ""
    stores: frozenset[str] = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
    writable: bool = True
    sync: bool = True
    multiget: bool = True
    fresh: str = ""
    abreast: int = ABREAST
    _tag: str = ""

    @classmethod
    def open(
        cls, client: Client, url: str, name: str = "", pause: Callable[[float], None] = time.sleep
    ) -> Self:
        """Return the calendar at an address, after asking the server what it can keep.

        Args:
            client: with the credentials for that server. ``url``: of the collection. ``name``: how the person calls it.
            pause: waits for some seconds, where the server asks for it.

        Raises:
            StorageError: if there is no calendar there, or it cannot be asked.
        """
        place = as_collection(parse(url))
        session = Session(client, place, pause)
        found = describe(session, place.raw_path.decode("ascii"))
        return cls(
            session,
            found.path,
            name or found.name,
            found.components,
            found.writable,
            found.sync,
            found.multiget,
            found.token,
        )

    def listing(self, token: str = "", *, bodies: bool = False) -> Listing:
        """Return what lies there, or what has changed since a token.

        Raises:
            TokenError: if the server does not answer for this token.
        """
        fresh, self.fresh = self.fresh, ""
        if token and token == fresh:
            return Listing({}, whole=False, token=token)
        if token and self.sync:
            return self._changes(token)
        if token:
            self._tag = kept(token, fresh, time.time())
            raise TokenError("the server tells no changes")
        if self.sync:
            try:
                return self._everything(bodies=bodies)
            except TokenError:
                self.sync = False
        tag, self._tag = self._tag or kept("", fresh, time.time()), ""
        return self._whole(tag)

    def _everything(self, *, bodies: bool) -> Listing:
        """Return everything with a token; where it is wanted and can be had, in one answer with the entries."""
        if bodies and self.multiget:
            try:
                return self._changes("", bodies=True)
            except (LoginError, AddressError):
                raise
            except (TokenError, TooLargeError, UnreachableError):
                pass  # too much at once for this server: first the list, then the entries in batches
        return self._changes("")

    def _whole(self, tag: str) -> Listing:
        """Return everything, by PROPFIND; ``tag``: of the collection, as a token to keep, told before that."""
        found = self.session.listed(self.session.propfind(self.path, _LIST, 1), self.path)
        etags = {href: one.text(f"{DAV}getetag") for href, one in self._members(found)}
        return Listing(etags, token=tag)

    def _changes(self, token: str, *, bodies: bool = False) -> Listing:
        """Return what has changed, by sync-collection; a server may tell it in parts."""
        etags: dict[str, str] = {}
        along: dict[str, Fetched] = {}
        gone: set[str] = set()
        at = token
        for _round in range(ROUNDS):
            found = self._report(at, bodies=bodies)
            more = False
            for href, one in self._members(found, itself=True):
                if href == self.path:
                    more = more or one.status == 507
                elif one.status in {404, 410}:
                    gone.add(href)
                    etags.pop(href, None)
                elif one.status < 400:
                    gone.discard(href)
                    etags[href] = one.text(f"{DAV}getetag")
                    along[href] = Fetched(calendar_data(one), etags[href])
                else:
                    raise TokenError("the server's list of changes is not complete")
            if not more:
                along = {href: sent for href, sent in along.items() if sent.body and href in etags}
                return Listing(etags, frozenset(gone), whole=not token, token=found.token, bodies=along)
            if found.token == at:
                break
            at = found.token
        raise TokenError("the server's list of changes does not end")

    def _report(self, token: str, *, bodies: bool) -> Multistatus:
        """Ask for changes once; whatever is wrong with the answer, the cure is to ask for everything."""
        reply = self.session.report(self.path, sync_collection(token, bodies=bodies), 0)
        if reply.status >= 500 and reply.status not in {501, 505, 507}:
            raise failure(reply, self.path)
        if reply.status != 207:
            raise TokenError("the server does not know this sync token")
        found = self.session.listed(reply, self.path)
        if not found.token:
            raise TokenError("the server tells no sync token")
        return found

    def _members(self, found: Multistatus, *, itself: bool = False) -> Iterable[tuple[str, Response]]:
        """Yield the resources of an answer with their hrefs; folders and what is no calendar entry are left out."""
        for one in found.responses:
            href = resolved(self.session.url, one.href)
            if href.rstrip("/") == self.path.rstrip("/"):
                if itself:
                    yield self.path, one
                continue
            kinds = one.props.get(f"{DAV}resourcetype")
            folder = kinds is not None and any(kind.tag == f"{DAV}collection" for kind in kinds)
            other = one.text(f"{DAV}getcontenttype").lower().startswith(_OTHER_TYPES)
            if not folder and not other:
                yield href, one

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Fetched | StorageError]:
        """Read resources: one as its bytes are, more of them in batches, where the server sends them as XML text."""
        wanted = list(dict.fromkeys(hrefs))
        out: dict[str, Fetched | StorageError] = {}
        for start in range(0, len(wanted), BATCH):
            self._read_batch(wanted[start : start + BATCH], out)
        return out

    def _read_batch(self, hrefs: list[str], out: dict[str, Fetched | StorageError]) -> None:
        if len(hrefs) > 1 and self.multiget:
            try:
                found = self._multiget(hrefs)
            except TooLargeError:
                half = len(hrefs) // 2
                self._read_batch(hrefs[:half], out)
                self._read_batch(hrefs[half:], out)
                return
        else:
            found = None
        told = found or {}
        out.update({href: one for href, one in told.items() if one is not None})
        rest = [href for href in hrefs if href not in told]
        errors = 0
        for href in rest:
            one = self._get(href)
            if one is not None:
                out[href] = one
            if isinstance(one, UnreachableError):
                errors += 1
                if errors == len(rest) or errors >= 5:
                    raise one

    def _multiget(self, hrefs: list[str]) -> dict[str, Fetched | StorageError | None] | None:
        """Return what a calendar-multiget tells, None for what is gone; None in all if the server cannot do it."""
        reply = self.session.report(self.path, multiget(hrefs), 1)
        if reply.status != 207:
            self.multiget = self.multiget and reply.status >= 500 and reply.status != 501
            return None
        try:
            told = self.session.listed(reply, self.path).responses
        except UnreachableError:
            return None  # one entry with a forbidden character breaks the XML of all
        out: dict[str, Fetched | StorageError | None] = {}
        wanted = set(hrefs)
        for one in told:
            try:
                href = resolved(self.session.url, one.href)
            except AddressError:
                continue
            if href not in wanted:
                continue
            body = calendar_data(one)
            if body:
                out[href] = Fetched(body, one.text(f"{DAV}getetag"))
            elif one.status in {404, 410}:
                out[href] = None
            # what was told otherwise is asked for alone, and has its own error then
        return out

    def _get(self, href: str) -> Fetched | StorageError | None:
        """Return one resource, or why it cannot be read; None if it is gone."""
        try:
            reply = self.session.ask("GET", href)
        except (LoginError, ForeignHrefError):
            raise
        except StorageError as error:
            return error
        if reply.status == 200:
            return Fetched(reply.body, etag_of(reply))
        problem = failure(reply, href)
        return None if isinstance(problem, MissingError) else problem

    def href_for(self, uid: str) -> str:
        """Return where a new resource would be put: named by its UID where that is a safe name, or by a hash of it."""
        safe = _SAFE.fullmatch(uid) and not uid.startswith(".")
        stem = uid if safe else hashlib.sha256(uid.encode()).hexdigest()[:40]
        return f"{self.path}{quote(stem, safe='-._~@')}.ics"

    def write(self, href: str, body: bytes, *, match: str) -> str:
        """Put a resource, on condition that it is the version that was seen (RFC 4791 section 5.3.2)."""
        headers = {"Content-Type": _CALENDAR, **condition(match, creates=True)}
        reply = self._change("PUT", href, headers, body)
        return etag_of(reply)

    def together(self) -> AbstractContextManager[None]:
        """Return a context in which all is as it is outside: the server sees to it that a change lasts."""
        return nullcontext()

    def remove(self, href: str, *, match: str) -> None:
        """Delete a resource, on condition that it is the version that was seen."""
        self._change("DELETE", href, condition(match, creates=False))

    def _change(self, method: str, href: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        if not href.startswith(self.path) or href == self.path:
            raise MissingError(f"{href} is not in {masked(self.session.url)}")
        self.fresh = self._tag = ""
        reply = self.session.ask(method, href, headers=headers, body=body)
        if reply.status == 207 or 300 <= reply.status < 400:
            raise RefusedError(f"{href}: the server keeps it in another place ({reply.status})")
        if reply.status >= 400:
            raise failure(reply, href)
        return reply
