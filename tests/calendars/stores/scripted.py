"""A server that answers as it is told, for what real servers do only on bad days."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.calendars.fetching.local import Local, reply, rules, serving

from equipoise.calendars.fetching.client import Client, Credentials
from equipoise.calendars.fetching.places import parse
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.dav_session import Session

Script = Callable[[str, str, bytes], bytes]
"""Method, path and the whole request to the bytes of an answer."""
PATH = "/cal/"


def multi(*responses: str, token: str = "") -> str:
    told = f"<D:sync-token>{token}</D:sync-token>" if token else ""
    return f'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{"".join(responses)}{told}</D:multistatus>'


def one(href: str, props: str = "", *, status: str = "") -> str:
    if status:
        return f"<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>"
    stat = "<D:status>HTTP/1.1 200 OK</D:status>"
    return f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>{stat}</D:propstat></D:response>"


def etag(value: str) -> str:
    return f"<D:getetag>{value}</D:getetag>"


def data(body: bytes, version: str) -> str:
    return f"{etag(version)}<C:calendar-data>{body.decode()}</C:calendar-data>"


def listed(*responses: str, token: str = "") -> bytes:
    return reply(multi(*responses, token=token).encode(), "207 Multi-Status")


@dataclass
class Scripted:
    """The store on a scripted server. ``waits``: seconds that it paused."""

    local: Local
    store: CalDavStore
    waits: list[float] = field(default_factory=list)

    def methods(self) -> list[str]:
        return [head.split(b" ", 1)[0].decode() for head in self.local.asked]


@contextlib.contextmanager
def scripted(script: Script, **store: bool) -> Iterator[Scripted]:
    def answer(connection: socket.socket, head: bytes) -> None:
        method, path, _rest = head.decode("latin-1").split(" ", 2)
        connection.sendall(script(method, path, head))

    waits: list[float] = []
    with serving(answer) as local:
        secret = Credentials(local.url, "ann", "s3cret")
        with Client(rules(seconds=10.0), credentials=secret) as client:
            session = Session(client, parse(local.url + PATH), waits.append)
            yield Scripted(local, CalDavStore(session, PATH, **store), waits)  # type: ignore[arg-type]


def always(*answers: bytes) -> Script:
    """Give these answers in turn, the last one for ever."""
    left = list(answers)
    return lambda _method, _path, _head: left.pop(0) if len(left) > 1 else left[0]
