"""A thousand weeks, planned in a hurry: no hard rule broken, nothing left out without a reason."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from bench.planner.common import Json, Options, request_for, table, warm_up

from equipoise.domain.errors import EquipoiseError
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort
from equipoise.testing.weeks import PEOPLE, make_week

__all__ = ["run", "tables", "week"]

TASKS: Final = (46, 20, 12, 80)
LOADS: Final = (0.6, 0.85, 1.1)
SECONDS: Final = 0.1
FIRST_SEED: Final = 10_000


def week(number: int) -> Json:
    """Plan week ``number`` for 0.1 s and return what the checker says of it."""
    names = tuple(PEOPLE)
    who, share = names[number % 6], LOADS[number // 6 % 3]
    tasks = TASKS[number // 18 % 4]
    made = make_week(FIRST_SEED + number, who=who, tasks=tasks, load=share)
    request = request_for(made)
    about = {"number": number, "who": who, "load": share, "tasks": tasks}
    try:
        solution = solve(request, Effort(seconds=SECONDS), check=False)
    except EquipoiseError as error:
        return {
            **about,
            "violations": [str(error)],
            "mismatches": [],
            "unexplained": [],
            "bound_below": False,
            "misfits": 0,
        }
    verdict = check_plan(request, solution.plan)
    return {
        **about,
        "violations": [str(v) for v in verdict.violations],
        "mismatches": [str(m) for m in verdict.mismatches],
        "unexplained": [u.text for u in verdict.unexplained],
        "bound_below": not verdict.bound_ok,
        "misfits": len(solution.plan.misfits),
        "gap": solution.plan.certificate.gap,
    }


def run(options: Options) -> Json:
    """Plan 1,000 weeks, 24 if quick, on all cores; no time is measured here."""
    count = 24 if options.quick else 1000
    warm_up()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=warm_up) as pool:
        rows = list(pool.map(week, range(count), chunksize=4))
    bad = [r for r in rows if r["violations"] or r["mismatches"] or r["unexplained"] or r["bound_below"]]
    return {
        "weeks": count,
        "violations": sum(len(r["violations"]) for r in rows),
        "mismatches": sum(len(r["mismatches"]) for r in rows),
        "unexplained": sum(len(r["unexplained"]) for r in rows),
        "bounds_below": sum(r["bound_below"] for r in rows),
        "misfits": sum(r["misfits"] for r in rows),
        "with_misfits": sum(r["misfits"] > 0 for r in rows),
        "bad": bad[:20],
    }


def tables(result: Json) -> dict[str, str]:
    """Return the tables of a saved result by marker."""
    head = (
        "weeks planned",
        "hard rules broken",
        "sums that do not add up",
        "bounds below the worth",
        "misfits",
        "of these unexplained",
        "weeks with misfits",
    )
    row = [
        f"{result[k]:,}"
        for k in (
            "weeks",
            "violations",
            "mismatches",
            "bounds_below",
            "misfits",
            "unexplained",
            "with_misfits",
        )
    ]
    return {"thousand": table(head, [row])}
