"""Radicale with a scheduling inbox in front of it that keeps bookable hours, as Nextcloud's and Apple's servers do.

Run as a program: the port, and the file of Radicale's settings.
"""

from __future__ import annotations

import io
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from xml.sax.saxutils import escape

from radicale import config
from radicale.app import Application

CALDAV = "{urn:ietf:params:xml:ns:caldav}"
PRINCIPAL, INBOX = "/ann/", "/ann/inbox/"
ANSWER = (
    '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response>'
    "<D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop><D:status>HTTP/1.1 {status}</D:status></D:propstat>"
    "</D:response></D:multistatus>"
)


class Quiet(WSGIRequestHandler):
    """Says nothing of its requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives
        """Say nothing."""


class Scheduling:
    """The inbox's property in memory; all else goes to Radicale."""

    def __init__(self, behind: Application) -> None:
        self.behind = behind
        self.hours: str | None = None

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if path == INBOX and method in {"PROPFIND", "PROPPATCH"}:
            return _multistatus(start, path, *self._inbox(method, body))
        if path == PRINCIPAL and method == "PROPFIND" and b"schedule-inbox-URL" in body:
            inside = f"<C:schedule-inbox-URL><D:href>{INBOX}</D:href></C:schedule-inbox-URL>"
            return _multistatus(start, path, inside, "200 OK")
        environ["wsgi.input"] = io.BytesIO(body)
        found: Iterable[bytes] = self.behind(environ, start)
        return found

    def _inbox(self, method: str, body: bytes) -> tuple[str, str]:
        asked = ET.fromstring(body)
        if method == "PROPPATCH":
            value = asked.find(f"{{DAV:}}set/{{DAV:}}prop/{CALDAV}calendar-availability")
            self.hours = None if value is None else value.text
            return "<C:calendar-availability/>", "200 OK"
        if self.hours is None:
            return "<C:calendar-availability/>", "404 Not Found"
        return f"<C:calendar-availability>{escape(self.hours)}</C:calendar-availability>", "200 OK"


def _multistatus(start: Any, href: str, prop: str, status: str) -> list[bytes]:
    start("207 Multi-Status", [("Content-Type", "application/xml; charset=utf-8")])
    return [ANSWER.format(href=href, prop=prop, status=status).encode()]


if __name__ == "__main__":
    settings = config.load([(sys.argv[2], False)])
    with make_server(
        "127.0.0.1", int(sys.argv[1]), Scheduling(Application(settings)), handler_class=Quiet
    ) as server:
        server.serve_forever()
