"""Connections to checked addresses: a name is resolved once, and what was checked is what is dialled.

A second look-up, which could be answered differently (DNS rebinding), never happens: the socket is given the address.
TLS still asks for the name, as httpcore passes it on.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from equipoise.calendars.fetching.addresses import is_allowed
from equipoise.calendars.fetching.errors import AddressError, NoAnswerError, PrivateAddressError, TooSlowError
from equipoise.calendars.fetching.rules import Rules

__all__ = ["Dialler", "Resolver", "Task", "current", "resolve"]

Resolver = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a name."""

PIECE = 65536


@dataclass(frozen=True, slots=True)
class Task:
    """What is under way: until when (``time.monotonic``), and whether a password would cross the net unencrypted."""

    until: float
    open_secret: bool = False

    def left(self, at_most: float | None) -> float:
        """Return the seconds that may still be waited.

        Raises:
            TooSlowError: if there are none.
        """
        rest = self.until - time.monotonic()
        if rest <= 0:
            raise TooSlowError("the server takes longer than allowed; try again later")
        return rest if at_most is None else min(rest, at_most)


current: ContextVar[Task] = ContextVar("current")
"""The request that this thread is working on."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, as the system tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Dialler(httpcore.NetworkBackend):
    """Opens connections, to allowed addresses only."""

    def __init__(self, rules: Rules, resolver: Resolver = resolve) -> None:
        self._rules = rules
        self._resolver = resolver
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve a name, check every address, and dial the first that answers.

        Raises:
            AddressError: if one of its addresses may not be asked.
            NoAnswerError: if the name has none.
        """
        task = current.get()
        addresses = self._checked(host, port, task)
        last: Exception = NoAnswerError(f"{host} has no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, task.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Timed(stream)
        raise last

    def _checked(self, host: str, port: int, task: Task) -> Sequence[str]:
        """Return the addresses of a name, all of which may be asked."""
        addresses = self._resolved(host, port, task)
        named = host.lower() in self._rules.allow_hosts
        for address in addresses:
            allowed, private = is_allowed(address, self._rules.allow_networks)
            if not (allowed or named):
                raise PrivateAddressError(
                    f"{host} lies in a private or reserved network, which may not be asked; "
                    "if it is yours, allow its network"
                )
            if task.open_secret and not (private or named):
                raise AddressError(
                    f"the password for {host} would cross the internet unencrypted; use https, or allow its network"
                )
        return addresses

    def _resolved(self, host: str, port: int, task: Task) -> Sequence[str]:
        """Ask the resolver, which has no limit of its own, for as long as there is time."""
        answers: queue.Queue[Sequence[str] | Exception] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=task.left(self._rules.connect_seconds))
        except queue.Empty:
            raise TooSlowError(f"the name {host} could not be looked up in time") from None
        if isinstance(answer, Exception):
            raise NoAnswerError(f"the name {host} is not known; check it") from answer
        return answer


class _Timed(httpcore.NetworkStream):
    """A connection that ends with the time of its request, however slowly bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._inner.read(max_bytes, current.get().left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, piece by piece."""
        for start in range(0, len(buffer), PIECE):
            self._inner.write(buffer[start : start + PIECE], current.get().left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt; the certificate must be for the name, not for the address."""
        left = current.get().left(timeout)
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a connection."""
        return self._inner.get_extra_info(info)
