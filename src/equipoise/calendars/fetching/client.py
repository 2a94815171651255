"""Requests to servers that are not trusted: redirects checked one by one, the password for one origin, limits."""

from __future__ import annotations

import base64
import functools
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

import httpcore
import httpx

from equipoise.calendars.fetching.dialling import Dialler, Resolver, Task, current, resolve
from equipoise.calendars.fetching.errors import (
    AddressError,
    FetchError,
    NoAnswerError,
    StatusError,
    TooSlowError,
)
from equipoise.calendars.fetching.places import masked, origin_of, parse
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.fetching.unpacking import unpack

__all__ = ["Client", "Credentials", "Reply", "Secret"]

AGENT = "Equipoise"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READS = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
_BROKEN = (httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError)


class Secret(Protocol):
    """What is shown to one origin alone, so that it lets somebody in."""

    @property
    def url(self) -> str:
        """The address whose origin may see it."""
        ...

    def header(self) -> str:
        """Return the value of the Authorization header."""
        ...

    def refused(self, header: str) -> bool:
        """Hear that a value was refused (401); returns True if there is another one by now, to be tried once."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """User name and password, and the address whose origin alone may see them (RFC 7617)."""

    url: str
    user: str
    password: str = field(repr=False)

    def header(self) -> str:
        """Return the value of the Authorization header."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    def refused(self, header: str) -> bool:  # noqa: ARG002 - whichever it was
        """Return False: there is no other password."""
        return False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        headers: by name in lower case. ``body``: unpacked. ``url``: from where it came, after redirects.
        not_modified: True if the version that was named is still the one that is there.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: httpx.URL = field(repr=False)
    not_modified: bool = False


@functools.cache
def _trust() -> ssl.SSLContext:
    """Return what certificates are checked against: the list that comes with httpx, and the system's own."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


class Client:
    """Asks servers, within the rules. Proxies named in the environment are not used; cookies are not kept.

    Args:
        rules: what may be reached, brought and taken.
        credentials: for one origin. None: those in an address that is asked, for its origin.
        resolver: tells the addresses of a name. ``certificates``: what servers' certificates are checked against.
    """

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        credentials: Secret | None = None,
        resolver: Resolver = resolve,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self.rules = rules or Rules()
        self._credentials = credentials
        self._owner = origin_of(parse(credentials.url)) if credentials else None
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates or _trust(),
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=Dialler(self.rules, resolver),
        )
        self._keeps: bool | None = None
        """Whether the server keeps connections open: as its first answer says, until one breaks off."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def get(self, url: str, *, etag: str = "", modified: str = "") -> Reply:
        """Return what lies at an address.

        Args:
            url: http, https, webcal or webcals.
            etag, modified: ETag and Last-Modified of the version that is known already (RFC 9110 section 13.1).

        Raises:
            AddressError: if it may not be asked.
            NoAnswerError: if nobody answers in time. ``TooLargeError``: if the answer is too large.
            StatusError: if the server answers with an error.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        reply = self.request("GET", url, headers={name: value for name, value in headers.items() if value})
        if reply.status not in {200, 203, 204, 304}:
            raise StatusError(reply.status, masked(reply.url))
        return reply

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        confidential: bool = False,
    ) -> Reply:
        """Return the answer to a request, whatever its status; only requests that change nothing follow redirects.

        Args:
            method, url, headers, body: of the request.
            confidential: its body is as secret as a password.

        Raises:
            AddressError: if the address, or one that it leads to, may not be asked.
            NoAnswerError: if nobody answers in time. ``TooLargeError``: if the answer is too large.
            LoginRefusedError: if the login holds no more.
        """
        here = parse(url)
        credentials = self._credentials or _from(here)
        owner = self._owner or (origin_of(here) if credentials else None)
        until = time.monotonic() + self.rules.seconds
        for _hop in range(self.rules.redirects + 1):
            here = here.copy_with(username=None, password=None)
            sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
            secret = credentials if owner == origin_of(here) else None
            open_secret = (secret is not None or confidential) and here.scheme == "http"
            task = Task(until, open_secret=open_secret)
            reply = self._shown(secret, method, here, sent, body, task=task)
            target = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or method not in _READS or not target:
                return reply
            if reply.status == 303 and method != "GET":
                return reply
            here = _next(here, target)
        raise AddressError(f"{masked(here)}: the server sends from one address to the next without end")

    def _shown(
        self,
        secret: Secret | None,
        method: str,
        url: httpx.URL,
        sent: dict[str, str],
        body: bytes,
        *,
        task: Task,
    ) -> Reply:
        """Ask with what lets us in; once more if it was refused and there is another by then."""
        if secret is None:
            return self._send(method, url, sent, body, task)
        shown = sent["Authorization"] = secret.header()
        reply = self._send(method, url, sent, body, task)
        if reply.status == 401 and secret.refused(shown):
            shown = sent["Authorization"] = secret.header()
            reply = self._send(method, url, sent, body, task)
            if reply.status == 401:
                secret.refused(shown)
        return reply

    def _send(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes, task: Task
    ) -> Reply:
        """Ask, without following anything; what changes nothing is asked once more if the connection breaks.

        Some servers close a connection after an answer without saying so, just when it is used again
        (RFC 9112 section 9.3.1). A change is never repeated unseen, since it may have been made.
        """
        token = current.set(task)
        try:
            try:
                return self._exchange(method, url, headers, body)
            except _BROKEN:
                self._keeps = False
                if method not in _READS:
                    raise
                return self._exchange(method, url, headers, body)
        except FetchError as error:
            raise type(error)(f"{masked(url)}: {error}") from None
        except httpcore.TimeoutException:
            raise TooSlowError(f"{masked(url)}: the server did not answer in time; try again later") from None
        except (httpcore.ConnectError, ssl.SSLError) as error:
            raise NoAnswerError(f"{masked(url)}: {_why(error)}") from None
        except _BROKEN:
            told = "the server broke off, or what it answered is not understood; try again later"
            raise NoAnswerError(f"{masked(url)}: {told}") from None
        except (ValueError, httpcore.UnsupportedProtocol):
            raise AddressError(f"{masked(url)} cannot be asked") from None
        finally:
            current.reset(token)

    def _exchange(self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> Reply:
        rules = self.rules
        timeout = {
            "connect": rules.connect_seconds,
            "read": rules.silence_seconds,
            "write": rules.silence_seconds,
            "pool": rules.connect_seconds,
        }
        sent = [("Host", url.netloc.decode("ascii")), *headers.items()]
        if body or method in {"PUT", "POST"}:
            sent.append(("Content-Length", str(len(body))))
        if self._keeps is False:
            sent.append(("Connection", "close"))
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        extensions = {"timeout": timeout}
        with self._pool.stream(
            method, target, headers=sent, content=body or None, extensions=extensions
        ) as answer:
            found = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
            }
            content = unpack(answer.iter_stream(), found.get("content-encoding", ""), rules.max_bytes)
        if self._keeps is None:
            self._keeps = found.get("connection", "").lower() != "close"
        return Reply(answer.status, found, content, url, not_modified=answer.status == 304)


def _from(url: httpx.URL) -> Secret | None:
    """Return the user and the password that an address carries."""
    return Credentials(str(url), url.username, url.password) if url.userinfo else None


def _next(here: httpx.URL, target: str) -> httpx.URL:
    """Return where a redirect leads.

    Raises:
        AddressError: if from an encrypted address to one that is not, or to none.
    """
    there = parse(target, here)
    if here.scheme == "https" and there.scheme != "https":
        raise AddressError(
            f"{masked(here)}: the server leads to an address that is not encrypted; it is not followed"
        )
    return there


def _why(error: Exception) -> str:
    """Return why no connection came about, in words."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "the server's certificate is not trusted; check the name, or add its authority to the system's"
    if "SSL" in text.upper() or "TLS" in text.upper():
        return "no encrypted connection came about; check the address"
    return "nobody answers there; check the address, or try again later"
