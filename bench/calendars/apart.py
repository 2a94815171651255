"""A piece of work in a process of its own: its result, wall and CPU seconds, and the memory it took above the start."""

from __future__ import annotations

import multiprocessing
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from bench.calendars.worker import megabytes

__all__ = ["Measured", "apart"]

_CONTEXT: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a piece of work gave and took.

    Attributes:
        result: what it returned. ``error``: name and text of what it raised; empty if nothing.
        seconds: wall time. ``cpu``: CPU time of its process. ``megabytes``: most memory above that before the work.
    """

    result: Any
    error: str
    seconds: float
    cpu: float
    megabytes: float


def _run(
    pipe: Connection,
    prepare: Callable[..., Any],
    work: Callable[[Any], Any],
    tell: Callable[[Any], Any],
    args: tuple[Any, ...],
) -> None:
    warnings.simplefilter("ignore")
    result, error, seconds, cpu, before = None, "", 0.0, 0.0, 0.0
    try:
        prepared = prepare(*args)
        before = megabytes()
        begin, used = time.perf_counter(), time.process_time()
        made = work(prepared)
        seconds, cpu = time.perf_counter() - begin, time.process_time() - used
        after = megabytes()
        result = tell(made)
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises is what is told
        error, after = f"{type(problem).__name__}: {problem}"[:200], before
    pipe.send(Measured(result, error, seconds, cpu, max(0.0, after - before)))


def apart(
    prepare: Callable[..., Any],
    work: Callable[[Any], Any],
    tell: Callable[[Any], Any],
    *args: Any,
    limit: float = 600.0,
) -> Measured:
    """Do a piece of work in a new process.

    Args:
        prepare: called with ``args``; what it returns is given to ``work``. Not measured.
        work: what is measured. ``tell``: makes of its result what is returned. Not measured.
        limit: seconds after which the process is killed.
    """
    pipe, other = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_run, args=(other, prepare, work, tell, args), daemon=True)
    process.start()
    other.close()
    try:
        if pipe.poll(limit):
            measured: Measured = pipe.recv()
            return measured
        return Measured(None, "time", limit, limit, 0.0)
    except EOFError:
        return Measured(None, "death", 0.0, 0.0, 0.0)
    finally:
        process.kill()
        process.join()
        pipe.close()
