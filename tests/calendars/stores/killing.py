"""A folder, a real server and a memory on the disk, brought together by processes that may be killed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.calendars.stores.proxied import Proxy
from tests.calendars.stores.servers import Server
from tests.calendars.sync.ledger import Ledger, integrity

from equipoise.calendars.stores.base import Storage
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import State

ROOT = Path(__file__).parents[3]
LIMIT_S = 60.0


@dataclass
class Workers:
    """A process whose forks do what they are told."""

    process: subprocess.Popen[str]

    def start(self, job: dict[str, Any]) -> int:
        """Begin a job; returns the id of its process, which stays until ``wait``."""
        return int(self._ask(json.dumps(job)))

    def wait(self, *, last: bool = False) -> int:
        """Wait for the end of the job that was begun first, or last; returns its exit status."""
        return int(self._ask("wait last" if last else "wait"))

    def _ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextlib.contextmanager
def working() -> Iterator[Workers]:
    command = [sys.executable, "-m", "tests.calendars.stores.worker"]
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with subprocess.Popen(
        command, cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Workers(process)
        finally:
            process.kill()


@dataclass
class Victim:
    """A pair of places and what their people did there.

    Attributes:
        path: of the calendar. ``server``: it, as other clients reach it. ``last``: what the last sync told.
    """

    workers: Workers
    place: Server
    proxy: Proxy
    folder: Path
    path: str
    server: CalDavStore
    ledger: Ledger = field(default_factory=Ledger)
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    runs: int = 0

    @property
    def memory(self) -> Path:
        return self.folder / "memory"

    @property
    def local(self) -> FolderStore:
        return FolderStore(self.folder / "here")

    def start(self, **more: Any) -> int:
        """Begin a sync in a process of its own."""
        self.runs += 1
        job = {
            "server": asdict(self.place), "url": self.proxy.url, "path": self.path, "run": str(self.runs),
            "here": str(self.folder / "here"), "memory": str(self.memory), "patience": 10.0,
            "now": "2026-11-22T09:00:00+00:00", "told": str(self.folder / f"told{self.runs}"),
        }  # fmt: skip
        return self.workers.start({**job, **more})

    def told(self, run: int = 0) -> dict[str, Any]:
        """Return what a sync told that has ended; by default the last one."""
        found = json.loads((self.folder / f"told{run or self.runs}").read_text("utf-8"))
        assert isinstance(found, dict)
        return found

    def sync(self, **more: Any) -> dict[str, Any]:
        """Sync in a process of its own to the end."""
        self.start(**more)
        assert self.workers.wait() == 0, "a traceback"
        return self.told()

    def sync_beside(self, **more: Any) -> dict[str, Any]:
        """Sync to the end while another sync is under way."""
        self.start(**more)
        assert self.workers.wait(last=True) == 0, "a traceback"
        return self.told()

    def edits(self, count: int) -> None:
        """Let people edit and delete on both sides."""
        for _edit in range(count):
            sides: list[Storage] = [self.local, self.server]
            side = self.chance.choice(sides)
            uid = f"u{self.chance.randrange(12)}"
            if self.chance.random() < 0.2:
                self.ledger.delete(side, uid)
            else:
                self.ledger.edit(side, uid, "T", f"2026120{self.chance.randrange(1, 9)}T090000")

    def kill_after(self, seconds: float) -> None:
        """Begin a sync and kill it after some time."""
        pid = self.start()
        time.sleep(seconds)
        self.kill(pid)

    def kill_at(self, mode: str, methods: tuple[str, ...], skip: int, **more: Any) -> bool:
        """Kill a sync at a request; False if it ends before.

        Args:
            mode: "hold" before the server has it, "keep" after the server has done it, before the answer is known.
        """
        self.proxy.plan(mode, methods=methods, times=1, skip=skip)
        pid = self.start(**more)
        told, until = self.folder / f"told{self.runs}", time.monotonic() + LIMIT_S
        while not (held := self.proxy.holding()) and not told.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        self.kill(pid)
        while self.proxy.holding():
            assert time.monotonic() < until
            time.sleep(0.01)
        self.proxy.plan()
        return held

    def kill(self, pid: int) -> None:
        """End the sync that was begun first, at once."""
        os.kill(pid, signal.SIGKILL)
        assert self.workers.wait() in {0, -signal.SIGKILL}
        self.whole()

    def whole(self) -> None:
        """Hold the files to it: none is torn, and the memory is one."""
        for path in (self.folder / "here").glob("*.ics"):
            uid_of(parse(path.read_bytes()))
        if self.memory.exists():
            assert integrity(self.memory) == "ok"

    def converge(self) -> None:
        """Without a hand, two syncs bring both sides together, and the third writes nothing."""
        assert not self.sync()["error"]
        assert not self.sync()["error"]
        last = self.sync()
        assert (last["error"], last["writes"], last["complete"]) == ("", 0, True)
        with State(self.memory, "pair") as state:
            self.ledger.audit(self.local, self.server, state, alike=True)
        self.whole()
