"""Earliest-due-date list scheduling, the textbook rule and the floor of the comparison."""

from typing import Final

from .grid import UNOWNED, Grid, Job, build, pieces, put
from .neutral import Instance, PlacedBlock

NAME: Final = "due_date"


def _place(grid: Grid, owner: list[int], job: Job, limit: int, *, whole: bool) -> bool:
    gaps = grid.gaps(owner, limit)
    placed = pieces(job, gaps, job.need)
    complete = sum(length for _, length in placed) == job.need
    if complete or not whole:
        put(owner, job, placed)
    return complete


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Fills free time in the order of the deadlines, earliest free time first.

    A task that no longer fits before its deadline waits until all others have had their turn and is then
    placed in what is left, late if need be, so that it makes nothing else late.

    Args:
        instance: The problem.
        budget_seconds: Not used; the rule needs about a millisecond.
        seed: Not used; nothing is random.

    Returns:
        The plan; pieces respect `splittable` and `min_chunk`.
    """
    del budget_seconds, seed
    grid = build(instance)
    owner = [UNOWNED] * len(grid.position)
    order = sorted(grid.jobs, key=lambda job: (job.due, -job.weight, job.index))
    waiting = [job for job in order if not _place(grid, owner, job, job.due, whole=True)]
    for job in waiting:
        _place(grid, owner, job, len(owner), whole=False)
    return grid.blocks(owner)
