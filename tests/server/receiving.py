"""Receivers on this machine: a web server that answers as it is told, and a mail server."""

from __future__ import annotations

import contextlib
import email
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from tests.server.processes import free_port

__all__ = ["Got", "Receiver", "mailbox", "receiver"]


@dataclass(frozen=True)
class Got:
    """A request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server. ``answers``: status, headers and seconds for one request after another, then 204."""

    port: int = 0
    host: str = "127.0.0.1"
    answers: list[tuple[int, dict[str, str], float]] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    body: bytes = b"{}"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/hooks/in"


@contextlib.contextmanager
def receiver(host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Run a web server."""
    there = Receiver(host=host)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            heads = {name.lower(): value for name, value in self.headers.items()}
            there.got.append(Got(self.path, heads, self.rfile.read(size)))
            status, headers, seconds = there.answers.pop(0) if there.answers else (200, {}, 0.0)
            time.sleep(seconds)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(there.body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(there.body)

        def log_message(self, *args: Any) -> None:
            del args

    server = ThreadingHTTPServer((host, 0), Handler)
    there.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextlib.contextmanager
def mailbox() -> Iterator[tuple[int, list[Message]]]:
    """Run a mail server; return its port and the mails that it takes."""
    mails: list[Message] = []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
            del server, session
            mails.append(email.message_from_bytes(envelope.content))
            return "250 taken"

    control = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    control.start()
    try:
        yield control.port, mails
    finally:
        control.stop()
