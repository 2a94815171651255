"""Greedy by value: the most valuable hour first, each task in the free time where it is worth most."""

from typing import Final

from .grid import UNOWNED, Grid, Job, build, pieces, put
from .neutral import Instance, PlacedBlock

NAME: Final = "greedy"


def _worth(grid: Grid, job: Job, start: int, length: int) -> int:
    return sum(grid.units(job.level, slot) for slot in range(start, start + length))


def _best_whole(grid: Grid, owner: list[int], job: Job) -> list[tuple[int, int]]:
    """The stretch of full length worth most; ties go to the tightest gap, then to the earliest start."""
    best: tuple[int, int, int] | None = None
    for start, end in grid.gaps(owner, job.due):
        for first in range(start, end - job.need + 1):
            key = (_worth(grid, job, first, job.need), start - end, -first)
            if best is None or key > best:
                best = key
    return [] if best is None else [(-best[2], job.need)]


def _best_pieces(grid: Grid, owner: list[int], job: Job) -> list[tuple[int, int]]:
    gaps = grid.gaps(owner, job.due)
    gaps.sort(key=lambda gap: (-_worth(grid, job, gap[0], gap[1] - gap[0]) / (gap[1] - gap[0]), gap))
    return pieces(job, gaps, job.need)


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Places tasks by utility per hour (the priority weight), earlier deadline first among equals.

    Args:
        instance: The problem.
        budget_seconds: Not used; the rule needs a few milliseconds.
        seed: Not used; nothing is random.

    Returns:
        The plan; all of it on time, pieces respect `splittable` and `min_chunk`. Splittable tasks that cannot
        be finished on time come last and use what is left.
    """
    del budget_seconds, seed
    grid = build(instance)
    owner = [UNOWNED] * len(grid.position)
    waiting: list[Job] = []
    for job in sorted(grid.jobs, key=lambda job: (-job.weight, job.due, -job.need, job.index)):
        placed = _best_whole(grid, owner, job) or _best_pieces(grid, owner, job)
        if sum(length for _, length in placed) == job.need:
            put(owner, job, placed)
        else:
            waiting.append(job)
    for job in waiting:
        put(owner, job, _best_pieces(grid, owner, job))
    return grid.blocks(owner)
