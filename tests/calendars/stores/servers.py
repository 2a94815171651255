"""Real CalDAV servers, each a process of its own on this machine, with a folder of its own."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from equipoise.calendars.fetching.client import Client, Credentials
from equipoise.calendars.fetching.places import parse
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.stores.base import ANY
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.discovery import discover, homes
from equipoise.calendars.stores.hrefs import normalised

HOME = (ip_network("127.0.0.0/8"),)
ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
COLLECTION = """<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"
 xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop><D:displayname>{name}</D:displayname>
<A:calendar-color>#336699</A:calendar-color><C:supported-calendar-component-set><C:comp name="VEVENT"/><C:comp name="VTODO"/>
</C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>"""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        home: the folder in which calendars are made. ``calendar``: the only one that may be used; empty if any.
    """

    kind: str
    url: str
    home: str
    user: str = ""
    password: str = ""
    calendar: str = ""

    def client(self, url: str = "", *, seconds: float = 20, password: str = "") -> Client:
        """Return a client; with another address where the server is reached through a proxy."""
        here = url or self.url
        secret = Credentials(here, self.user, password or self.password) if self.user else None
        own = ANYWHERE if self.kind == "given" else HOME
        rules = Rules(allow_networks=own, seconds=seconds, connect_seconds=5, silence_seconds=seconds)
        return Client(rules, credentials=secret)

    def new_calendar(self) -> str:
        """Return the path of an empty calendar: a new one, or the only one that may be used."""
        with self.client() as client:
            if self.calendar:
                there = CalDavStore.open(client, self.url + self.calendar).listing().etags
                assert not there, (
                    "the calendar that is tested with must be empty: the tests delete what is in it"
                )
                return self.calendar
            path = f"{self.home}{uuid.uuid4().hex[:12]}/"
            headers = {"Content-Type": "application/xml"}
            url = self.url + path
            reply = client.request(
                "MKCALENDAR", url, headers=headers, body=COLLECTION.format(name="Test").encode()
            )
            if reply.status >= 400:
                reply = client.request("MKCALENDAR", url)
        told = f"no calendar can be made there ({reply.status}): give the address of an empty one"
        assert reply.status in {200, 201, 207}, told
        return path

    def drop(self, path: str) -> None:
        """Remove a calendar that was made, or what was put into the only one."""
        with self.client() as client:
            if self.calendar:
                store = CalDavStore.open(client, self.url + path)
                for href in store.listing().etags:
                    store.remove(href, match=ANY)
            else:
                client.request("DELETE", self.url + path)


@contextlib.contextmanager
def opened(server: Server) -> Iterator[CalDavStore]:
    """Make a calendar for one test and open it."""
    path = server.new_calendar()
    try:
        with server.client() as client:
            yield CalDavStore.open(client, server.url + path)
    finally:
        server.drop(path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(arguments: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a program that listens on a port, and end it afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with log.open("wb") as out:
        running = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=out, env=kept)
        try:
            _wait(running, port, log)
            yield
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


def _wait(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _attempt in range(300):
        if running.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(errors='replace')[-800:]}")


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[Server]:
    """Run Radicale with one user."""
    port = free_port()
    config = _settings(folder, port)
    with process(["-m", "radicale", "--config", str(config)], port, folder / "log"):
        yield Server("radicale", f"http://127.0.0.1:{port}", "/ann/", "ann", "correct horse")


@contextlib.contextmanager
def scheduling(folder: Path) -> Iterator[Server]:
    """Run Radicale behind a scheduling inbox that keeps bookable hours."""
    port = free_port()
    program = Path(__file__).with_name("scheduling.py")
    with process([str(program), str(port), str(_settings(folder, port))], port, folder / "log"):
        yield Server("scheduling", f"http://127.0.0.1:{port}", "/ann/", "ann", "correct horse")


def _settings(folder: Path, port: int) -> Path:
    """Write the users and settings of a Radicale and return the file of the latter."""
    users = folder / "users"
    users.write_text("ann:correct horse\n", encoding="utf-8")
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {users}\n"
        "htpasswd_encryption = plain\ndelay = 0\n[rights]\ntype = owner_only\n"
        f"[storage]\nfilesystem_folder = {folder / 'data'}\n[logging]\nlevel = warning\n",
        encoding="utf-8",
    )
    return config


@contextlib.contextmanager
def xandikos(folder: Path) -> Iterator[Server]:
    """Run Xandikos, which has no users of its own on plain HTTP."""
    port = free_port()
    arguments = [
        "-m",
        "xandikos.web",
        "--directory",
        str(folder / "data"),
        "--defaults",
        "--no-detect-systemd",
    ]
    arguments += ["--state-dir", str(folder / "state"), "--current-user-principal", "/ann/"]
    arguments += ["--listen-address", "127.0.0.1", "--port", str(port)]
    with process(arguments, port, folder / "log"):
        yield Server("xandikos", f"http://127.0.0.1:{port}", "/ann/calendars/")


@functools.cache
def given() -> Server | None:
    """Return the server that the environment names, if it names one: by its address, or by that of an empty calendar."""
    url = os.environ.get("EQUIPOISE_CALDAV_URL", "")
    if not url:
        return None
    user, password = (
        os.environ.get("EQUIPOISE_CALDAV_USER", ""),
        os.environ.get("EQUIPOISE_CALDAV_PASSWORD", ""),
    )
    origin = str(parse(url).copy_with(raw_path=b"/", username=None, password=None)).rstrip("/")
    asking = Server("given", origin, "", user, password)
    with asking.client() as client:
        found = discover(client, url)
        if len(found) == 1 and found[0].path.rstrip("/") == normalised(parse(url).path).rstrip("/"):
            return Server("given", origin, "", user, password, found[0].path)
        return Server("given", origin, homes(client, url)[0], user, password)
