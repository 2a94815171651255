"""Hearing what a browser on this machine was sent back with: one address, on the loopback interface (RFC 8252)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from equipoise.calendars.fetching.errors import TooSlowError

__all__ = ["Listener"]

_MOST_BYTES = 16_384
_PATIENCE = 5.0
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    "<title>Equipoise</title><h1>{}</h1><p>{}</p></html>"
)
_DONE = _PAGE.format(
    "Thank you", "Equipoise has its answer. You can close this page and go back to the terminal."
)
_OTHER = _PAGE.format("Not this one", "This address belongs to another login, or to none.")


class Listener:
    """A port on 127.0.0.1 that the system chooses, open to this machine alone."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.redirect = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def hear(self, fits: Callable[[str], bool], seconds: float) -> str:
        """Return the first address that fits; others are answered with an error, and it goes on listening.

        Args:
            fits: tells whether an address is the one that is waited for. ``seconds``: for which it is waited.

        Raises:
            TooSlowError: if none came in time.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                line, _peer = self._socket.accept()
            except TimeoutError:
                break
            with line:
                line.settimeout(_PATIENCE)
                try:
                    address = self.redirect.rstrip("/") + _asked(line)
                    good = fits(address)
                    _tell(line, "200 OK" if good else "404 Not Found", _DONE if good else _OTHER)
                except OSError:
                    continue
            if good:
                return address
        raise TooSlowError("no answer came from the browser; begin anew, or use --paste")


def _asked(line: socket.socket) -> str:
    """Return path and query of a GET request; "/" if it is none."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MOST_BYTES:
        piece = line.recv(4096)
        if not piece:
            break
        head += piece
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return words[1] if len(words) == 3 and words[0] == "GET" and words[1].startswith("/") else "/"


def _tell(line: socket.socket, status: str, page: str) -> None:
    body = page.encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    line.sendall(head.encode() + body)
