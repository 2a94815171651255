"""Real processes of the server, in a folder of their own; killed as people's machines kill them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

__all__ = ["Processes", "until"]

ROOT = Path(__file__).parents[2]


def until(true: Callable[[], object], seconds: float = 240) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it is not.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(0.05)


class Processes:
    """Commands of Equipoise on one database."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.log: IO[bytes] = (folder / "log").open("ab")
        self.env = {
            **{
                key: value
                for key, value in os.environ.items()
                if not key.startswith(("DJANGO", "EQUIPOISE_DATA"))
            },
            "EQUIPOISE_DATA": str(folder / "data"),
            "DATABASE_URL": database,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *args: str, module: str = "equipoise.cli") -> subprocess.Popen[bytes]:
        """Start a command."""
        command = [sys.executable, "-m", module, *args]
        process = subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        self.running.append(process)
        return process

    def run(self, *args: str, module: str = "equipoise.cli", given: str = "") -> str:
        """Run a command to its end and return what it says; without a module, lines of Python."""
        command = [sys.executable, *(["-m", module] if module else ["-c"]), *args]
        done = subprocess.run(
            command, env=self.env, input=given, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self, port: int) -> subprocess.Popen[bytes]:
        """Start a server, and return when it answers."""
        process = self.start("serve", "--port", str(port))

        def answers() -> bool:
            assert process.poll() is None, (self.folder / "log").read_text()[-2000:]
            with socket.socket() as to:
                return to.connect_ex(("127.0.0.1", port)) == 0

        until(answers)
        return process

    def end(self) -> None:
        """Kill all that still runs."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.log.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
