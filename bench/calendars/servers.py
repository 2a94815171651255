"""What both sides of the bench talk to: a Radicale of its own behind the counting proxy, each ended by its process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["PASSWORD", "USER", "Place", "opened"]

USER: Final = "ann"
PASSWORD: Final = "correct horse"
_ROOT: Final = Path(__file__).resolve().parents[2]
_MAKE: Final = (
    '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
    '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
    "</D:prop></D:set></C:mkcalendar>"
)
_CHANGES: Final = (
    '<?xml version="1.0"?><D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level>'
    "<D:prop><D:getetag/></D:prop></D:sync-collection>"
)


@dataclass(frozen=True)
class Place:
    """A running server.

    Attributes:
        url: of the proxy before it. ``direct``: of the server itself.
        control: port on which the proxy tells counts.
        data: the server's folder.
    """

    url: str
    direct: str
    control: int
    data: Path

    def counts(self) -> dict[str, Any]:
        """Return what the proxy has counted since it was last asked."""
        with socket.create_connection(("127.0.0.1", self.control), 5) as line:
            found: dict[str, Any] = json.loads(line.makefile().readline())
        return found

    def new_calendar(self, name: str, entries: dict[str, bytes]) -> str:
        """Return the path of a new calendar; its entries are laid into the server's folder, as an import does."""
        path = f"/{USER}/{name}/"
        self._ask("MKCALENDAR", path, _MAKE.encode())
        folder = self.data / "collection-root" / USER / name
        for uid, body in entries.items():
            (folder / f"{uid}.ics").write_bytes(body)
        if entries:  # once, so that the server has read and noted what lies there, as it does at uploads
            self._ask("PROPFIND", path, b"", Depth="1")
            self._ask("REPORT", path, _CHANGES.encode())
        return path

    def _ask(self, method: str, path: str, body: bytes, **headers: str) -> None:
        known = urllib.request.HTTPPasswordMgrWithPriorAuth()
        known.add_password(None, self.direct, USER, PASSWORD, is_authenticated=True)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(known)
        )
        asked = urllib.request.Request(self.direct + path, body, headers, method=method)
        with opener.open(asked, timeout=300) as answer:
            answer.read()


@contextlib.contextmanager
def opened(folder: Path, *, most: int = 1_000_000, away: int = 0) -> Iterator[Place]:
    """Run Radicale and the proxy.

    Args:
        folder: for everything. ``most``: entries that Radicale sends in one answer; its own default is 10,000.
        away: milliseconds that each question takes besides, there and back, as over the internet.
    """
    server, port, control = _free_port(), _free_port(), _free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{server}\ntimeout = 600\n[auth]\ntype = htpasswd\n"
        f"htpasswd_filename = {folder / 'users'}\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[rights]\ntype = owner_only\n[storage]\nfilesystem_folder = {folder / 'data'}\n"
        f"[reporting]\nmax_expand_occurrence = {most}\n[logging]\nlevel = error\n",
        encoding="utf-8",
    )
    with (
        _running(["-m", "radicale", "--config", str(config)], server, folder / "server.log"),
        _running(
            ["-m", "bench.calendars.counting", str(port), str(control), str(server), str(away)],
            port,
            folder / "proxy.log",
        ),
    ):
        yield Place(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{server}", control, folder / "data")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(arguments: list[str], port: int, log: Path) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with log.open("wb") as out:
        running = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=out, env=kept, cwd=_ROOT)
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
    raise RuntimeError(f"the server does not answer: {log.read_text(errors='replace')[-800:]}")
