"""A web server on this machine that publishes calendars, with versions, compression and redirects."""

from __future__ import annotations

import base64
import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def feed(*titles: str) -> bytes:
    """Return a calendar with one event for each title."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{title}@t\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261124T{10 + at:02}0000Z\r\n"
        f"DTEND:20261124T{10 + at:02}3000Z\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        for at, title in enumerate(titles)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{events}END:VCALENDAR\r\n".encode()


@dataclass
class Publisher:
    """What is published, and what was asked.

    Attributes:
        pages: path to content. ``moved``: path to where it redirects. ``login``: user:password that is needed.
        asked: (path, headers in lower case, status answered), in order.
    """

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    versions: bool = True
    login: str = ""
    asked: list[tuple[str, dict[str, str], int]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        wanted = "Basic " + base64.b64encode(self.login.encode()).decode()
        if self.login and headers.get("authorization") != wanted:
            return 401, {}, b"no"
        if path in self.moved:
            return 302, {"Location": self.moved[path]}, b""
        if path not in self.pages:
            return 404, {}, b"nothing here"
        body = self.pages[path]
        told = {"Content-Type": "text/calendar"}
        if self.versions:
            etag = f'"{hash(body)}"'
            told["ETag"] = etag
            if headers.get("if-none-match") == etag:
                return 304, told, b""
        if "gzip" in headers.get("accept-encoding", ""):
            return 200, told | {"Content-Encoding": "gzip"}, gzip.compress(body)
        return 200, told, body


@contextmanager
def published() -> Iterator[Publisher]:
    """Run the server on a free port."""
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told, body = publisher.answer(self.path, headers)
            publisher.asked.append((self.path, headers, status))
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    publisher.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
