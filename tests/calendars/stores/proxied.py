"""A server behind a proxy, in a process of its own, that spoils answers when it is told to."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.calendars.stores.servers import Server, free_port, process


@dataclass(frozen=True)
class Proxy:
    """A running proxy before a server."""

    url: str
    control: int

    def plan(
        self, mode: str = "pass", *, methods: tuple[str, ...] = (), times: int = 0, skip: int = 0
    ) -> list[str]:
        """Set what is spoiled; returns the methods of the requests since the last plan."""
        told = {"mode": mode, "methods": list(methods), "times": times, "skip": skip}
        return list(self._ask(told))

    def holding(self) -> bool:
        """Return whether a request or an answer is being held, as the modes "hold" and "keep" do."""
        return bool(self._ask({"holding": True}))

    def _ask(self, told: dict[str, object]) -> list[str]:
        with socket.create_connection(("127.0.0.1", self.control), 5) as connection:
            connection.sendall(json.dumps(told).encode() + b"\n")
            with connection.makefile("rb") as answer:
                return list(json.loads(answer.readline()))


@contextlib.contextmanager
def proxied(server: Server, folder: Path) -> Iterator[Proxy]:
    """Run a proxy before a server of this machine."""
    port, control = free_port(), free_port()
    script = Path(__file__).with_name("proxy.py")
    arguments = [str(script), str(port), str(control), server.url.rpartition(":")[2]]
    with process(arguments, port, folder / "log"):
        yield Proxy(f"http://127.0.0.1:{port}", control)
