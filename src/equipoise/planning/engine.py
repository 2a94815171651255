"""The planner's front door: a request in, a checked plan out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from equipoise.domain.errors import ConflictError, SolverError
from equipoise.domain.plan import Plan
from equipoise.planning.assemble import assemble
from equipoise.planning.build import Request, Setup, build
from equipoise.planning.search import Effort, Found, Progress, search
from equipoise.planning.verify import Verdict, verify
from equipoise.planning.walk import Start

__all__ = ["Solution", "check_plan", "make_plan", "solve"]


@dataclass(frozen=True)
class Solution:
    """A plan with what it was made from, for explaining and replanning.

    Attributes:
        plan: the plan. ``setup``: its problem, with the way back to words. ``found``: the search's result: timetable,
            multipliers, progress.
    """

    plan: Plan
    setup: Setup
    found: Found


def check_plan(request: Request, plan: Plan) -> Verdict:
    """Judge a plan with the independent checker, from the request's domain objects alone."""
    return verify(
        request.life,
        request.events,
        request.books,
        plan,
        request.curve,
        holidays=request.holidays,
        previous=request.previous,
    )


def solve(
    request: Request,
    effort: Effort | None = None,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    rhythm: str = "",
    check: bool = True,
    start: Callable[[Setup], Start] | None = None,
) -> Solution:
    """Plan a request.

    Args:
        request: life, events, rulebooks, horizon and now.
        effort: when to stop; the default stops at a proven gap of 0.1 %, when nothing improves any more, or after 10 s.
        on_progress: called with each better plan or bound.
        stop: set it from another thread (Ctrl-C does) to get the best plan so far.
        rhythm: name of the rhythm, kept in the plan.
        check: let the independent checker judge the plan before it is given out.
        start: gives what a previous plan leaves to start from.

    Raises:
        ConflictError: hard rules contradict each other; names the smallest set that does.
        SolverError: the checker refuses the plan. Always a defect.
    """
    effort = effort or Effort()
    setup = build(request)
    begin = start(setup) if start else None
    found = search(setup.problem, effort, on_progress=on_progress, stop=stop, start=begin)
    if not found.legal:
        found = _try_harder(setup, effort)
    plan = assemble(setup, found, rhythm=rhythm, seed=effort.seed)
    if check:
        verdict = check_plan(request, plan)
        if not verdict.ok:
            raise SolverError(_complaint(verdict))
    return Solution(plan, setup, found)


def make_plan(request: Request, effort: Effort | None = None, *, rhythm: str = "") -> Plan:
    """Plan a request and return the plan alone; see ``solve``."""
    return solve(request, effort, rhythm=rhythm).plan


def _complaint(verdict: Verdict) -> str:
    parts = [str(v) for v in (*verdict.violations, *verdict.mismatches, *verdict.unexplained)]
    if not verdict.bound_ok:
        parts.insert(0, "its worth is above the bound that is stated for it")
    return "the checker refuses the plan: " + "; ".join(parts[:5])


def _try_harder(setup: Setup, effort: Effort) -> Found:
    """Give what must be placed a second chance; then say which rules contradict each other.

    Raises:
        ConflictError: even alone, what must be placed finds no room.
    """
    from equipoise.planning.conflict import smallest_conflict  # noqa: PLC0415 - only needed here

    again = search(setup.problem, replace(effort, seed=effort.seed + 1, seconds=max(2.0, effort.seconds)))
    if again.legal:
        return again
    raise ConflictError(smallest_conflict(setup))
