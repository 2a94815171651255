"""Small servers on this machine, each connection answered by a function, and everything that was asked noted."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network

from equipoise.calendars.fetching.rules import Rules

Answer = Callable[[socket.socket, bytes], None]
"""Given the connection and the request, head and body."""
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


def request_of(connection: socket.socket) -> bytes:
    got = b""
    size = None
    while size is None or len(got) < size:
        part = connection.recv(65536)
        if not part:
            return got
        got += part
        head, end, _ = got.partition(b"\r\n\r\n")
        if end and size is None:
            announced = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            size = len(head) + 4 + (int(announced[1]) if announced else 0)
    return got


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Local]:
    """Answer one request on each connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    local = Local(int(listener.getsockname()[1]))

    def one(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            request = request_of(connection)
            if request:
                local.asked.append(request.partition(b"\r\n\r\n")[0])
                answer(connection, request)

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
