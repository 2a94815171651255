"""The planner's loops are compiled once on each machine; this says so when it is about to happen."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Estimate, Goal, Task
from equipoise.domain.life import Life, Person
from equipoise.planning.kernel.cached import cache_folder

if TYPE_CHECKING:
    from equipoise.planning.request import Request

__all__ = ["compiled", "compiling_beside", "kernels_ready", "loaded", "prove_tiny"]

COMPILING = "First use on this machine: compiling the planner once. This takes about a minute."
BEHIND = "import os; os.nice(15); from equipoise.compiling import compiled; compiled()"
"""Compiles it all, and lets others go first."""
BOUND = "from equipoise.compiling import prove_tiny; prove_tiny()"
"""Compiles the loops of the bound, in a process beside this one."""

_log = logging.getLogger("equipoise")


def kernels_ready() -> bool:
    """Tell whether the planner is compiled already."""
    return _mark().exists()


def _mark() -> Path:
    """Return the file that says that every loop is compiled, for this Python and these sources where they lie.

    The compiler keeps compiled code apart for each folder of sources, and throws it away when a source's time or size
    has changed, as after a new installation: the file's name tells the same things apart.
    """
    planning = Path(__file__).parent / "planning"
    digest = hashlib.sha256()
    for source in (*sorted((planning / "kernel").glob("*.py")), planning / "explain" / "paths.py"):
        stat = source.stat()
        digest.update(f"{source} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return (
        cache_folder()
        / f"complete-py{sys.version_info.major}{sys.version_info.minor}-{digest.hexdigest()[:16]}"
    )


def compiled() -> None:
    """Compile the planner if it is not, so that no plan's own time is spent on it.

    The logger ``equipoise`` warns when it begins, so that nobody wonders about the wait.
    """
    if kernels_ready():
        return
    _log.warning(COMPILING)
    with _alone():
        if not kernels_ready():
            with _bound_beside():
                _walk_tiny()
        _tried()
        with contextlib.suppress(OSError):  # a folder that cannot be written is met again next time
            _mark().parent.mkdir(parents=True, exist_ok=True)
            _mark().touch()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process compile; others that need the planner wait, and find it compiled."""
    try:
        import fcntl

        cache_folder().mkdir(parents=True, exist_ok=True)
        door = (cache_folder() / "compiling.lock").open("w", encoding="ascii")
    except (ImportError, OSError):  # then each compiles for itself
        yield
        return
    with door:
        with contextlib.suppress(OSError):
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def compiling_beside() -> Iterator[None]:
    """Have processes beside this one compile the planner, if it is not compiled; they end with the block.

    A server's pages answer meanwhile. Who needs the planner, in this process or another, waits for them.
    """
    if kernels_ready():
        yield
        return
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-c", BEHIND]
    beside = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)  # noqa: S603
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(beside.pid, signal.SIGKILL)
        beside.wait()


def loaded() -> None:
    """Bring the compiled planner into this process, which takes a second or two; compile it first if need be.

    A process that makes plans for people who wait does so before the first of them asks.
    """
    if kernels_ready():
        _tried()
    else:
        compiled()


@contextlib.contextmanager
def _bound_beside() -> Iterator[None]:
    """Have another core compile half of it meanwhile; what is missing for whatever reason is compiled after it."""
    if (os.cpu_count() or 1) < 2:  # it would only be in the way
        yield
        return
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-c", BOUND]
    beside = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)  # noqa: S603 - our own command
    try:
        yield
        beside.wait()
    finally:
        beside.kill()
        beside.wait()


def _tiny() -> Request:
    """Return a tiny week, in which there is something of everything that loops are compiled for."""
    from equipoise.requests import request

    person = Person("Nobody", ZoneInfo("UTC"))
    tasks = tuple(Task(name, name, Estimate.single(60), goal="g") for name in "ab")
    life = Life(person, tasks=tasks, goals=(Goal("g", "Goal", 60),))
    return request(life, now=datetime(2024, 1, 1, tzinfo=UTC))


def prove_tiny() -> None:
    """Use the loops that prove how good a plan of a tiny week can be."""
    from equipoise.planning.build import build
    from equipoise.planning.dual import Dual
    from equipoise.planning.tabulate import tabulate

    dual = Dual(tabulate(build(_tiny()).problem))
    dual.run()
    dual.favourites(0.0, 0)


def _walk_tiny() -> None:
    """Use the loops that look for a plan of a tiny week."""
    from equipoise.planning.build import build
    from equipoise.planning.tabulate import tabulate
    from equipoise.planning.walk import Walk

    walk = Walk(tabulate(build(_tiny()).problem))
    walk.first()
    walk.run(0, 100, float("inf"))


def _tried() -> None:
    """Plan a tiny week, plan it again, and say what its hours are worth: every loop is used."""
    from equipoise.planning.engine import solve
    from equipoise.planning.explain import hour_prices, why_all
    from equipoise.planning.replan import replan
    from equipoise.planning.search import Effort

    wanted = _tiny()
    first = solve(wanted, Effort(rounds=3, gap=-1.0))
    replan(replace(wanted, previous=first.plan), Effort(rounds=3, gap=-1.0))
    why_all(first)
    hour_prices(first)
