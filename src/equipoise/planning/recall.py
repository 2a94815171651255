"""From a plan on paper back to a solution: its timetable and its prices, without solving anything again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from equipoise.domain.plan import Plan
from equipoise.planning.assemble import assemble, items_of, placed_blocks
from equipoise.planning.build import Request, build, match_blocks
from equipoise.planning.engine import Solution
from equipoise.planning.kernel.search import restore
from equipoise.planning.kernel.timetable import empty_state
from equipoise.planning.search import Found
from equipoise.planning.tabulate import tabulate
from equipoise.planning.walk import Start, is_legal, worth_of
from equipoise.planning.worth import plan_terms

__all__ = ["recall"]


def recall(request: Request, plan: Plan) -> Solution:
    """Return the solution that a plan stands for, with the prices of its certificate.

    Args:
        request: what the plan was made from, with the plan that it replaced if it is a replan.
        plan: of this program or of another one.

    Returns:
        The solution. Blocks that cannot stand any more, because the life or its calendars have changed since, are
        left out of its plan.
    """
    setup = build(request)
    problem = setup.problem
    tables = tabulate(problem)
    index = {a.id: i for i, a in enumerate(problem.activities)}
    movable = [block for block in plan.blocks if block.commitment and not block.pinned]
    rows = [
        (index[b.activity], b.start, b.end) for b in match_blocks(problem.activities, request.grid, movable)
    ]
    wanted = np.asarray(sorted(rows, key=lambda row: row[1]), np.int32).reshape(-1, 3)
    state = empty_state(tables.search)
    restore(tables.search, state, wanted)
    proof = plan.certificate
    mu, nu, gamma = Start(wanted, 0, proof.multipliers).prices(problem)
    found = Found(
        state=state,
        tables=tables,
        objective=worth_of(tables.search, state),
        bound=0.0,
        legal=is_legal(tables.search, state),
        seconds=proof.seconds,
        first_seconds=proof.first_seconds,
        rounds=proof.rounds,
        mu=mu,
        nu=nu,
        gamma=gamma,
    )
    stated = sum(plan_terms(setup, placed_blocks(setup, found), items_of(setup)).values())
    # a search counts without what is the same in every plan
    found.bound = proof.bound - (stated - found.objective)
    again = assemble(setup, found, rhythm=plan.rhythm, seed=proof.seed)
    told = replace(again.certificate, versions=proof.versions)
    return Solution(replace(again, certificate=told, notes=plan.notes), setup, found)
