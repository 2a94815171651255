"""The two programs that are measured, each with the same three acts: to connect, to sync first, to sync again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from bench.calendars.servers import PASSWORD, USER, Place

__all__ = ["SYNCERS", "Syncer", "command", "take"]

_ROOT: Final = Path(__file__).resolve().parents[2]


class Syncer(Protocol):
    """A program that keeps a folder and a calendar the same.

    Attributes:
        name: as the tables call it.
    """

    name: str

    def connect(self, url: str, folder: Path) -> list[list[str]]:
        """Lay down what it wants to know, and return the commands that connect it, if it needs any."""
        ...

    def sync(self, url: str, folder: Path) -> list[str]:
        """Return the command of a sync."""
        ...

    def entries(self, folder: Path) -> Path:
        """Return the folder of its .ics files."""
        ...


class Equipoise:
    """This project, by ``bench.calendars.syncing``."""

    name = "Equipoise"

    def connect(self, url: str, folder: Path) -> list[list[str]]:  # noqa: ARG002 - a sync does all of it
        """Make its folder; it asks the server what it can do at each sync."""
        self.entries(folder).mkdir(parents=True)
        return []

    def sync(self, url: str, folder: Path) -> list[str]:
        """Return the command of a sync."""
        return [sys.executable, "-m", "bench.calendars.syncing", url, str(folder)]

    def entries(self, folder: Path) -> Path:
        """Return the folder of its .ics files."""
        return folder / "entries"


class Vdirsyncer:
    """vdirsyncer, with a pair of one folder and one calendar."""

    name = "vdirsyncer"

    def connect(self, url: str, folder: Path) -> list[list[str]]:
        """Write its configuration; ``discover`` has to come before the first sync."""
        self.entries(folder).mkdir(parents=True)
        (folder / "config").write_text(
            f'[general]\nstatus_path = "{folder / "status"}"\n'
            '[pair events]\na = "here"\nb = "there"\ncollections = null\n'
            f'[storage here]\ntype = "filesystem"\npath = "{self.entries(folder)}"\nfileext = ".ics"\n'
            f'[storage there]\ntype = "caldav"\nurl = "{url}"\nusername = "{USER}"\npassword = "{PASSWORD}"\n',
            encoding="utf-8",
        )
        return [[*self._program(folder), "discover"]]

    def sync(self, url: str, folder: Path) -> list[str]:  # noqa: ARG002 - the configuration has the address
        """Return the command of a sync."""
        return [*self._program(folder), "sync"]

    def entries(self, folder: Path) -> Path:
        """Return the folder of its .ics files."""
        return folder / "entries"

    @staticmethod
    def _program(folder: Path) -> list[str]:
        return [command(), "-v", "ERROR", "-c", str(folder / "config")]


SYNCERS: Final[tuple[Syncer, ...]] = (Equipoise(), Vdirsyncer())


def command() -> str:
    """Return the vdirsyncer that is run: EQUIPOISE_VDIRSYNCER, or the one beside this Python, or on the path."""
    beside = Path(sys.executable).with_name("vdirsyncer")
    found = os.environ.get("EQUIPOISE_VDIRSYNCER") or (
        str(beside) if beside.exists() else shutil.which("vdirsyncer")
    )
    if not found:
        sys.exit("vdirsyncer is not installed: install the bench group of pyproject.toml")
    return found


def take(place: Place, what: list[str]) -> Mapping[str, Any]:
    """Run a command and return what it cost: requests, bytes each way, wall and CPU seconds, most memory in MB.

    Raises:
        RuntimeError: if it fails; its last words are in it.
    """
    place.counts()
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept["PYTHONPATH"] = os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])
    begin = time.perf_counter()
    running = subprocess.Popen(
        what, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=kept, cwd=_ROOT
    )
    assert running.stderr is not None
    words = running.stderr.read()
    _, status, used = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - begin
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(
            f"{what[0]} failed ({running.returncode}): {words.decode(errors='replace')[-400:]}"
        )
    counts = place.counts()
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return {
        "requests": sum(counts["methods"].values()),
        "methods": counts["methods"],
        "sent": counts["sent"],
        "received": counts["received"],
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / unit,
    }
