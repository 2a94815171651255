"""Replanning: a changed calendar or a day gone wrong gives a new plan that moves as little as possible."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.plan import Plan
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.build import Request, Setup
from equipoise.planning.diff import PlanDiff, diff_plans
from equipoise.planning.engine import Solution, solve
from equipoise.planning.search import Effort, Progress
from equipoise.planning.walk import Start

__all__ = ["EXTRA_MOVES", "Replanned", "replan"]

EXTRA_MOVES, MOST_MOVED = 2, 0.08
"""Blocks that may move on top of those that are hit, and the share of all blocks that this may not exceed."""
QUICK = Effort(seconds=2.0, rounds=4, patience=4, gap=0.002)


@dataclass(frozen=True)
class Replanned:
    """A new plan and what it changes.

    Attributes:
        solution: the new plan with its problem. ``diff``: from the previous plan to the new one.
    """

    solution: Solution
    diff: PlanDiff

    @property
    def plan(self) -> Plan:
        """The new plan."""
        return self.solution.plan


def _wanted(setup: Setup) -> np.ndarray:
    """Return the movable blocks of the previous plan as (activity, start, end), in time order."""
    index = {a.id: i for i, a in enumerate(setup.problem.activities)}
    rows = [(index[p.activity], p.start, p.end) for p in setup.problem.previous]
    return np.asarray(sorted(rows, key=lambda row: row[1]), np.int32).reshape(-1, 3)


def _same_inputs(setup: Setup, previous: Plan) -> bool:
    """Tell whether every movable block still has its place and nothing new wants one."""
    problem = setup.problem
    if len(problem.previous) != len(setup.kept):
        return False
    before = {m.commitment: m.missing for m in previous.misfits}
    placed: dict[str, int] = {}
    index = {a.id: a for a in problem.activities}
    for item in problem.previous:
        key = index[item.activity].commitment
        placed[key] = placed.get(key, 0) + item.end - item.start
    needs: dict[str, int] = {}
    for activity in problem.activities:
        needs[activity.commitment] = needs.get(activity.commitment, 0) + activity.need
    return all(
        (need - placed.get(key, 0)) * SLOT_MINUTES <= before.get(key, 0) for key, need in needs.items()
    )


def replan(
    request: Request,
    effort: Effort | None = None,
    *,
    max_moves: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    rhythm: str = "",
) -> Replanned:
    """Make a new plan from the previous one with as few changes as possible.

    Blocks in the frozen zone stand. Every other block of the previous plan costs ``price.change`` if it moves, and no
    more than ``max_moves`` may move beyond those that an event hits. If every block still has its place and
    nothing new wants one, nothing changes.

    Args:
        request: as for ``solve``, with ``previous``.
        effort: when to stop; the default aims at a tenth of a second for a week.
        max_moves: most blocks that move without need; None means ``EXTRA_MOVES``.
        on_progress, stop, rhythm: as for ``solve``.

    Raises:
        InputError: the request has no previous plan.
        ConflictError: hard rules contradict each other.
    """
    previous = request.previous
    if previous is None:
        raise InputError(
            [Finding("there is no previous plan to start from", "make one with `equipoise plan`")]
        )
    effort = effort or QUICK
    unchanged = False

    def start(setup: Setup) -> Start:
        nonlocal unchanged
        unchanged = _same_inputs(setup, previous)
        hit = sum(any(b.when.overlaps(e.when) for e in request.events if e.immovable) for b in setup.kept)
        extra = min(EXTRA_MOVES, int(MOST_MOVED * len(setup.kept)) - hit) if max_moves is None else max_moves
        # what is hit is not among the problem's previous blocks any more: only the others count
        gone = len(setup.kept) - len(setup.problem.previous)
        most = 0 if unchanged else max(0, hit + max(0, extra) - gone)
        return Start(_wanted(setup), most, previous.certificate.multipliers)

    solution = solve(
        request, effort, on_progress=on_progress, stop=stop, rhythm=rhythm or previous.rhythm, start=start
    )
    return Replanned(solution, diff_plans(previous, solution.plan))
