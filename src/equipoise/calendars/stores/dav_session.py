"""Questions to one WebDAV server, and what its status numbers mean for a sync."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from equipoise.calendars.fetching.client import Client, Reply
from equipoise.calendars.fetching.errors import AddressError, FetchError, LoginRefusedError, TooLargeError
from equipoise.calendars.fetching.places import Url, masked, origin_of
from equipoise.calendars.stores.base import (
    ANY,
    MissingError,
    PreconditionError,
    RefusedError,
    UidTakenError,
    UnreachableError,
)
from equipoise.calendars.stores.dav_xml import Multistatus, XmlError, conditions, multistatus
from equipoise.calendars.stores.hrefs import ForeignHrefError
from equipoise.domain.errors import StorageError

__all__ = ["LoginError", "Session", "condition", "etag_of", "failure"]

LONGEST_WAIT = 5.0
"""Seconds that a busy server is waited for, once."""
_BUSY = frozenset({429, 503})
_XML = "application/xml; charset=utf-8"

_CAUSES = {
    "no-uid-conflict": "the calendar has this entry already, under another name",
    "valid-calendar-data": "the server does not accept what the entry says",
    "valid-calendar-object-resource": "the server does not accept what the entry says",
    "supported-calendar-data": "the server does not accept this kind of file",
    "supported-calendar-component": "the calendar does not keep entries of this kind",
    "max-resource-size": "the entry is too large for the server",
    "max-instances": "the entry repeats too often for the server",
    "max-attendees-per-instance": "the entry has too many guests for the server",
    "min-date-time": "the entry is too far in the past for the server",
    "max-date-time": "the entry is too far in the future for the server",
    "need-privileges": "this user may not change it",
    "quota-not-exceeded": "the space of this user is used up",
    "sufficient-disk-space": "the server has no space left",
}
_REFUSALS = {
    400: "the server does not accept it",
    403: "this user may not do that",
    405: "it may not be changed there",
    413: "it is too large for the server",
    415: "the server does not accept this kind of file",
    422: "the server does not accept what it says",
    507: "the server has no space left",
}


class LoginError(UnreachableError):
    """User name or password is wrong, or a login holds no more: nothing more is tried, so that no account is locked."""


def etag_of(reply: Reply) -> str:
    """Return the version that an answer tells; ownCloud's own header stands in where a proxy took the other away."""
    return reply.headers.get("etag") or reply.headers.get("oc-etag", "")


def condition(match: str, *, creates: bool) -> dict[str, str]:
    """Return the header that guards a change (RFC 9110 section 13.1).

    A weak ETag never matches there; without its mark it does where only a proxy on the way had weakened it. ``ANY`` is
    no condition, since a server that tells no versions knows none, and some take ``If-Match: *`` for its opposite.
    """
    if match == ANY:
        return {}
    if match:
        return {"If-Match": match.removeprefix("W/")}
    return {"If-None-Match": "*"} if creates else {}


def failure(reply: Reply, href: str) -> StorageError:
    """Return what an error status means, for the person and for the sync; nothing of the body is quoted."""
    status = reply.status
    if status == 401:
        return LoginError(
            f"{masked(reply.url)}: the server does not accept this user name and password; check both"
        )
    named = [_CAUSES[name] for name in sorted(_local(conditions(reply.body))) if name in _CAUSES]
    taken = "no-uid-conflict" in _local(conditions(reply.body)) or (
        status in {400, 403} and _is_trashed(reply)
    )
    if taken:
        return UidTakenError(f"{href}: {_CAUSES['no-uid-conflict']} ({status})")
    if status in {409, 412}:
        return PreconditionError(f"{href} has changed on the server meanwhile")
    if status in {404, 410}:
        return MissingError(f"{href} is not on the server")
    if status == 429 or (status >= 500 and status not in {501, 505, 507}):
        return UnreachableError(
            f"{masked(reply.url)}: the server cannot answer now ({status}); try again later"
        )
    why = named[0] if named else _REFUSALS.get(status, "the server refuses it")
    return RefusedError(f"{href}: {why} ({status})")


def _is_trashed(reply: Reply) -> bool:
    """Tell whether a refusal says in words that the UID is known: Nextcloud's, of what lies in its trash."""
    return b"uid already exists" in reply.body[:10_000].lower()


def _local(names: frozenset[str]) -> set[str]:
    return {name.rpartition("}")[2] for name in names}


class Session:
    """Asks one server, and waits once where it says when to ask again.

    Args:
        client: with the credentials for this server. ``url``: whose origin all questions go to.
        pause: waits for some seconds.
    """

    def __init__(self, client: Client, url: Url, pause: Callable[[float], None] = time.sleep) -> None:
        self.url = url
        self._client = client
        self._pause = pause

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """Return the answer, whatever its status but 401 and those that ask for patience.

        Raises:
            LoginError: if the password is wrong. ``AddressError``: if the server may not be asked.
            UnreachableError: if there is no answer, or the server is busy for longer than is waited.
        """
        reply = self._once(method, path, headers, body)
        wait = _wait(reply) if reply.status in _BUSY else None
        if wait is not None and wait <= LONGEST_WAIT:
            self._pause(wait)
            reply = self._once(method, path, headers, body)
        if reply.status in _BUSY | {401}:
            raise failure(reply, path)
        return reply

    def _once(self, method: str, path: str, headers: Mapping[str, str] | None, body: bytes) -> Reply:
        url = self.url.copy_with(raw_path=path.encode("ascii"))
        try:
            reply = self._client.request(method, str(url), headers=headers, body=body)
        except AddressError:
            raise
        except LoginRefusedError as error:
            raise LoginError(str(error)) from error
        except TooLargeError as error:
            if method in {"PUT", "DELETE"}:
                raise UnreachableError(str(error)) from error  # it may have been done
            raise
        except FetchError as error:
            raise UnreachableError(str(error)) from error
        if origin_of(reply.url) != origin_of(self.url):
            raise ForeignHrefError(reply.url)
        return reply

    def propfind(self, path: str, body: bytes, depth: int) -> Reply:
        """Ask for properties (RFC 4918 section 9.1)."""
        return self.ask("PROPFIND", path, headers={"Depth": str(depth), "Content-Type": _XML}, body=body)

    def report(self, path: str, body: bytes, depth: int) -> Reply:
        """Ask for a report (RFC 3253 section 3.6)."""
        return self.ask("REPORT", path, headers={"Depth": str(depth), "Content-Type": _XML}, body=body)

    def proppatch(self, path: str, body: bytes) -> Reply:
        """Change properties (RFC 4918 section 9.2)."""
        return self.ask("PROPPATCH", path, headers={"Content-Type": _XML}, body=body)

    def listed(self, reply: Reply, path: str) -> Multistatus:
        """Return what a 207 answer lists.

        Raises:
            StorageError: if it is another answer. ``UnreachableError``: if it is cut off or no multistatus.
        """
        if reply.status != 207:
            raise failure(reply, path)
        try:
            return multistatus(reply.body)
        except XmlError as error:
            raise UnreachableError(f"{masked(reply.url)}: {error}") from error


def _wait(reply: Reply) -> float | None:
    """Return the seconds that the server asks to wait (RFC 9110 section 10.2.3), by its clock; None if it does not."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        later = parsedate_to_datetime(text)
        wait = (later - parsedate_to_datetime(reply.headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, wait)
