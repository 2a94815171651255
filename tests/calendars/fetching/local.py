"""Small servers on this machine, each connection answered by a function, and everything that was asked noted."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network

from equipoise.calendars.fetching.rules import Rules

Answer = Callable[[socket.socket, bytes], None]
HOME = (ip_network("127.0.0.0/8"),)


@dataclass
class Local:
    """A server at 127.0.0.1. ``asked``: heads of the requests, in order."""

    port: int
    asked: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode() for head in self.asked]


def head_of(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        part = connection.recv(65536)
        if not part:
            return got
        got += part
    return got


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Local]:
    """Answer one request on each connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    local = Local(int(listener.getsockname()[1]))

    def one(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = head_of(connection)
            if head:
                local.asked.append(head)
                answer(connection, head)

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield local
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(data: bytes) -> Answer:
    return lambda connection, _head: connection.sendall(data)


def rules(**other: object) -> Rules:
    """Return rules for this machine, with short limits."""
    given: dict[str, object] = {"allow_networks": HOME, "seconds": 5.0, "silence_seconds": 3.0, **other}
    return Rules(**given)  # type: ignore[arg-type]
