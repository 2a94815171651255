"""A reader in a process that can be killed: a case that takes too long ends it, and the next case gets a new one."""

from __future__ import annotations

import multiprocessing
import resource
import time
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from bench.calendars.engines import ENGINES, Found

__all__ = ["Outcome", "Worker", "megabytes"]

MOST_BYTES: Final = 3_000_000_000
"""Address space of a worker; past it the reader gets a MemoryError."""
_STATUS: Final = Path("/proc/self/status")
_CONTEXT: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of one case.

    Attributes:
        found: the occurrences, or None. ``error``: name of what was raised; "time" if it was killed.
        seconds: wall time of the reading alone. ``megabytes``: most memory that its process has held so far.
    """

    found: Found | None
    error: str
    seconds: float
    megabytes: float


def megabytes() -> float:
    """Return the most memory that this process has held so far, in MB."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    rows = _STATUS.read_text(encoding="ascii").splitlines()
    return int(next(row for row in rows if row.startswith("VmHWM")).split()[1]) * 1024 / 1e6


def _serve(pipe: Connection, engine: str) -> None:
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    read = ENGINES[engine]
    read(
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
    )
    pipe.send(megabytes())
    while True:
        data, first, last = pipe.recv()
        found, error, begin = None, "", time.perf_counter()
        try:
            found = read(data, first, last)
        except Exception as problem:  # noqa: BLE001 - whatever a reader raises is what is counted
            error = type(problem).__name__
        pipe.send(Outcome(found, error, time.perf_counter() - begin, megabytes()))


class Worker:
    """One reader in its own process.

    Attributes:
        rest: memory in MB that the process holds before the first case.
    """

    def __init__(self, engine: str, limit: float) -> None:
        """Take the engine's name and the most seconds that one case may take."""
        self._engine = engine
        self._limit = limit
        self._process: SpawnProcess | None = None
        self.rest = 0.0
        self._start()

    def _start(self) -> None:
        self._pipe, other = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(other, self._engine), daemon=True)
        self._process.start()
        other.close()
        self.rest = self._pipe.recv()

    def run(self, data: bytes, first: datetime, last: datetime) -> Outcome:
        """Read one case; a reader that needs longer than the limit, or dies, is replaced."""
        if self._process is None:
            self._start()
        self._pipe.send((data, first, last))
        try:
            if self._pipe.poll(self._limit):
                outcome: Outcome = self._pipe.recv()
                return outcome
            error = "time"
        except EOFError:
            error = "death"
        self.close()
        return Outcome(None, error, self._limit, 0.0)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
            self._process = None
