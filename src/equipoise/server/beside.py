"""Workers in processes of their own beside the web server: pages do not wait for the thinking of a plan."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time

__all__ = ["PARENT", "Beside", "ends_with_parent"]

PARENT = "EQUIPOISE_WORKER_OF"
"""Names the process that a worker belongs to: it ends when that one is gone, however it went."""
AGAIN = 1.0
"""Seconds before a worker that ended by itself is started anew."""
GRACE = 20.0
"""Seconds that a worker may take to end."""


class Beside:
    """Worker processes; one that ends by itself is started anew."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.ending = threading.Event()
        self.running: list[subprocess.Popen[bytes]] = []
        self.watch = threading.Thread(target=self._watch, name="beside", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self.running = [self._new() for _ in range(self.many)]
        self.watch.start()

    def stop(self) -> None:
        """End: each may finish the job under way, or gives it back."""
        self.ending.set()
        if self.watch.ident is not None:  # it was started
            self.watch.join()
        for process in self.running:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in self.running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _new(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, PARENT: str(os.getpid())}
        command = [sys.executable, "-m", "equipoise.cli", "worker"]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command

    def _watch(self) -> None:
        while not self.ending.wait(AGAIN):
            self.running = [p if p.poll() is None else self._new() for p in self.running]


def ends_with_parent(end: threading.Event) -> None:
    """Set ``end`` when the process that started this worker is gone. Does nothing for a worker that runs by itself."""
    parent = os.environ.get(PARENT, "")
    if not parent.isdigit():
        return

    def watch() -> None:
        while os.getppid() == int(parent) and not end.wait(0.5):
            pass
        end.set()

    threading.Thread(target=watch, name="parent", daemon=True).start()
    with contextlib.suppress(OSError):
        os.nice(5)  # pages go first
