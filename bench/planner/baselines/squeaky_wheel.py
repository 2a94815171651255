"""Squeaky-wheel optimisation, then simulated annealing: the strongest published method for this problem.

After Alexiadis and Refanidis, "Optimizing individual activity personal plans through local search" (AI
Communications 29, 2016): a greedy construction in priority order; the activities that came off badly squeak
and move up; the best plan found this way is then improved by simulated annealing over shifts, exchanges,
splits and merges. This one optimises the neutral U itself, in compiled code.
"""

import time
from typing import Final

import numpy as np

from . import squeaky_kernel as kernel
from .grid import Grid, build
from .neutral import Instance, PlacedBlock

NAME: Final = "squeaky_wheel"
SQUEAKY_SHARE: Final = 0.1
SQUEAKY_ROUNDS: Final = 200
PENALTY: Final = 0.5
HOT: Final = 6.0
COLD: Final = 0.4
BATCH_SECONDS: Final = 0.004


def _tables(grid: Grid) -> tuple[kernel.Ints, kernel.Ints, kernel.Ints]:
    """Run ends, job rows and prefix sums of the units, as `squeaky_kernel` wants them."""
    rows = [[job.need, job.due, job.weight, job.level, job.chunk] for job in grid.jobs]
    prefix = np.zeros((3, len(grid.position) + 1), np.int64)
    for level in range(3):
        prefix[level, 1:] = np.cumsum([grid.units(level, slot) for slot in range(len(grid.position))])
    return np.array(grid.run_end, np.int64), np.array(rows, np.int64), prefix


def _warm_up() -> None:
    """Has everything compiled (or read from the compiler's cache) before the clock starts."""
    owner = np.full(4, kernel.FREE, np.int64)
    run_end = np.full(4, 4, np.int64)
    jobs = np.array([[2, 4, 1, 0, 1]], np.int64)
    prefix = np.tile(np.arange(5, dtype=np.int64), (3, 1))
    random = np.array([1], np.uint64)
    placed = np.zeros(1, np.int64)
    kernel.construct(np.zeros(1, np.int64), owner, run_end, jobs, prefix, random)
    kernel.utility(owner, jobs, prefix, placed)
    kernel.anneal(owner, owner.copy(), run_end, jobs, prefix, 1, 1.0, random)


def _squeak(
    best: kernel.Ints,
    tables: tuple[kernel.Ints, kernel.Ints, kernel.Ints],
    random: kernel.State,
    stop: float,
) -> None:
    """Squeaky-wheel rounds until the clock reads `stop` (seconds); the best plan ends up in `best`."""
    run_end, jobs, prefix = tables
    due = jobs[:, kernel.DUE].astype(float)
    full = 10.0 * jobs[:, kernel.WEIGHT] * jobs[:, kernel.NEED]
    priority = jobs[:, kernel.WEIGHT] - due / (due.max() + 1.0)
    owner = best.copy()
    placed = np.zeros(len(jobs), np.int64)
    best_value = -1
    for _ in range(SQUEAKY_ROUNDS):
        kernel.construct(np.argsort(-priority, kind="stable"), owner, run_end, jobs, prefix, random)
        value = kernel.utility(owner, jobs, prefix, placed)
        if value > best_value:
            best_value = value
            best[:] = owner
        if time.perf_counter() >= stop:
            break
        blame = np.where(placed >= jobs[:, kernel.NEED], 0.0, full)
        priority += PENALTY * blame / full.mean()


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Searches for the plan of the highest neutral U.

    Args:
        instance: The problem.
        budget_seconds: Wall-clock seconds for reading the instance and searching; compilation is not counted.
        seed: Any integer; on an equally fast machine the same seed gives about the same plan.

    Returns:
        The best plan found, all of it on time, pieces respecting `splittable` and `min_chunk`.
    """
    _warm_up()
    begin = time.perf_counter()
    grid = build(instance)
    if not grid.position:
        return []
    run_end, jobs, prefix = tables = _tables(grid)
    random = np.array([(seed * 2654435761 + 88172645463325252) % 2**64 or 1], np.uint64)
    best = np.full(len(grid.position), kernel.FREE, np.int64)
    end = begin + 0.97 * budget_seconds
    _squeak(best, tables, random, begin + SQUEAKY_SHARE * budget_seconds)
    owner = best.copy()
    start = time.perf_counter()
    steps = 20
    now = start
    while now < end:
        share = (now - start) / (end - start)
        temperature = HOT * (COLD / HOT) ** share
        kernel.anneal(owner, best, run_end, jobs, prefix, steps, temperature, random)
        after = time.perf_counter()
        steps = max(1, min(4 * steps, round(steps * BATCH_SECONDS / max(1e-6, after - now))))
        now = after
    return grid.blocks(best.tolist())
