"""Timefold Solver for Python on its usual model: pieces as planning entities, places as planning values.

The solver needs a Java 17 virtual machine and runs in a process of its own. Starting the machine, translating
the constraints and a discarded warm-up run are not counted; the budget is solving time.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from .grid import UNOWNED, Grid, Job, build, put
from .neutral import Instance, PlacedBlock

NAME: Final = "timefold"
WORKER: Final = Path(__file__).with_name("timefold_worker.py")
STARTUP_LIMIT_SECONDS: Final = 120.0


class TimefoldFailedError(RuntimeError):
    """The worker process ended without a plan."""


def _lengths(job: Job) -> list[int]:
    """Cuts a job beforehand into as many legal pieces as possible, about equally long."""
    count = max(1, job.need // job.chunk)
    base, extra = divmod(job.need, count)
    return [base + (number < extra) for number in range(count)]


def _options(grid: Grid, job: Job, length: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for start in range(job.due - length + 1):
        end = start + length
        if end <= grid.run_end[start]:
            gain = job.weight * sum(grid.units(job.level, slot) for slot in range(start, end))
            found.append((start, end, gain))
    return found


def _run(problem: dict[str, Any], seconds: float) -> list[int | None]:
    finished = subprocess.run(
        [sys.executable, str(WORKER)],
        input=json.dumps(problem),
        capture_output=True,
        text=True,
        timeout=seconds + STARTUP_LIMIT_SECONDS,
        check=False,
    )
    if finished.returncode:
        raise TimefoldFailedError(f"the Timefold worker failed:\n{finished.stderr[-2000:]}")
    starts: list[int | None] = json.loads(finished.stdout.splitlines()[-1])["starts"]
    return starts


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Plans with Timefold's default construction heuristic (weightiest first) and its default local search.

    Args:
        instance: The problem.
        budget_seconds: Solving time in wall-clock seconds, to the millisecond.
        seed: The solver's random seed.

    Returns:
        The best plan found, all on time and legally cut. A piece that still overlaps another is left out.

    Raises:
        TimefoldFailedError: The worker process failed; the message ends with what it wrote.
    """
    grid = build(instance)
    cut: list[tuple[Job, int]] = []
    given: list[dict[str, Any]] = []
    for job in sorted(grid.jobs, key=lambda job: (-job.weight, job.due)):
        for length in _lengths(job):
            options = _options(grid, job, length)
            if options:
                cut.append((job, length))
                given.append(
                    {
                        "job": job.index,
                        "weight": job.weight,
                        "need": job.need,
                        "length": length,
                        "options": options,
                    }
                )
    owner = [UNOWNED] * len(grid.position)
    if given:
        starts = _run({"seconds": budget_seconds, "seed": seed, "pieces": given}, budget_seconds)
        for (job, length), start in zip(cut, starts, strict=True):
            if start is not None and all(other == UNOWNED for other in owner[start : start + length]):
                put(owner, job, [(start, length)])
    return grid.blocks(owner)
