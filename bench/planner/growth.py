"""How cost grows: processor seconds over tasks x slots, on log axes, with a fitted exponent."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from typing import Final

from bench.planner.common import ENDLESS, Json, Options, cases, mark, median, request_for, table, warm_up

from equipoise.planning.build import Request, build
from equipoise.planning.search import Effort, Progress, search

__all__ = ["MEASURES", "fit", "measure", "points", "run", "tables"]

SIZES: Final = ((10, 5), (12, 7), (25, 7), (46, 7), (100, 14), (200, 28), (400, 84), (1000, 84))
QUICK: Final = ((10, 5), (46, 7), (100, 14))
REACH: Final = 0.03
NEAR: Final = 0.01
ROUNDS: Final = 24
MOST_SECONDS: Final = 10.0
LEAST: Final = 12
MOST: Final = 400
"""Numbers of tasks between which the exponent is fitted, as the target says."""
TARGET: Final = 1.2
DRAWS: Final = 2000
MEASURES: Final = {
    "first": "first plan",
    "round": f"{ROUNDS} rounds of search",
    "near": f"within {100 * NEAR:g} % of its best plan",
    "reach": f"within {100 * REACH:g} % of the bound",
}


def _limit(tasks: int) -> float:
    """Return how many seconds the longest run of an instance takes."""
    return min(MOST_SECONDS, 2 + 0.03 * tasks)


def _long(request: Request) -> tuple[float, float | None]:
    """Return the processor seconds until the plan is near the longest run's, and until it is proven good.

    The second is None if the longest run does not prove it.
    """
    seen: list[tuple[float, Progress]] = []
    began = time.process_time()

    def watch(progress: Progress) -> None:
        seen.append((time.process_time() - began, progress))

    effort = Effort(seconds=_limit(len(request.life.tasks)), gap=0.0, patience=ENDLESS)
    found = search(build(request).problem, effort, on_progress=watch)
    wanted = found.objective - NEAR * abs(found.objective)
    near = next(spent for spent, p in seen if p.objective >= wanted)
    reach = next((spent for spent, p in seen if p.bound < 1e299 and p.gap <= REACH), None)
    return near, reach


def measure(request: Request) -> Json:
    """Return processor seconds of all threads, from the request on, for each of ``MEASURES``."""
    began = time.process_time()
    setup = build(request)
    search(setup.problem, Effort(rounds=0))
    first = time.process_time() - began
    began = time.process_time()
    search(setup.problem, Effort(rounds=ROUNDS, gap=0.0, patience=ENDLESS))
    rounds = time.process_time() - began
    near, reach = _long(request)
    return {"first": first, "round": rounds, "near": near, "reach": reach}


def run(options: Options) -> Json:
    """Measure three people of each size, two of the largest, one if quick."""
    warm_up()
    rows = []
    for tasks, days in QUICK if options.quick else SIZES:
        count = 1 if options.quick else 3 if tasks < MOST else 2
        for seed, who, made in cases(count, tasks=tasks, days=days, share=0.85):
            request = request_for(made)
            about = {"tasks": tasks, "days": days, "slots": int(made.grid.size), "seed": seed, "who": who}
            rows.append({**about, **measure(request)})
        print(f"  {tasks} tasks, {days} days", flush=True)
    return {"rows": rows}


def _slope(pairs: Sequence[tuple[float, float]]) -> float:
    mean_x = sum(x for x, _y in pairs) / len(pairs)
    mean_y = sum(y for _x, y in pairs) / len(pairs)
    spread = sum((x - mean_x) ** 2 for x, _y in pairs)
    return sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread if spread else math.nan


def fit(found: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the exponent of a power law through (size, cost) points, with its 95 % interval.

    The interval is a bootstrap over the points, with fixed random numbers. NaN with fewer than three points.
    """
    logs = [(math.log(x), math.log(y)) for x, y in found if x > 0 and y > 0]
    if len(logs) < 3:
        return math.nan, math.nan, math.nan
    rng = random.Random(7)
    draws = [_slope(rng.choices(logs, k=len(logs))) for _ in range(DRAWS)]
    known = sorted(d for d in draws if math.isfinite(d))
    return _slope(logs), known[int(0.025 * len(known))], known[int(0.975 * len(known)) - 1]


def points(result: Json, key: str, *, fitted: bool = False) -> list[tuple[float, float]]:
    """Return (tasks x slots, seconds) of one measure; with ``fitted`` only the sizes of the target."""
    return [
        (float(row["tasks"] * row["slots"]), float(row[key]))
        for row in result["rows"]
        if row[key] is not None and (not fitted or LEAST <= row["tasks"] <= MOST)
    ]


def tables(result: Json) -> dict[str, str]:
    """Return the tables of a saved result by marker."""
    rows = []
    for key, name in MEASURES.items():
        slope, low, high = fit(points(result, key, fitted=True))
        missed = sum(row[key] is None for row in result["rows"])
        label = f"{name} ({missed} of {len(result['rows'])} not reached)" if missed else name
        power = f"{slope:.2f} ({low:.2f} to {high:.2f})" if math.isfinite(slope) else "too few sizes"
        verdict = mark(slope <= TARGET) if math.isfinite(slope) and not missed else "not judged"
        rows.append((label, "exponent (95 %)", f"{TARGET}", power, verdict))
    head = ("processor seconds for", "what", "target", "measured", "verdict")
    sizes = []
    for tasks, days in dict.fromkeys((row["tasks"], row["days"]) for row in result["rows"]):
        mine = [row for row in result["rows"] if (row["tasks"], row["days"]) == (tasks, days)]
        cells = []
        for key in MEASURES:
            known = [float(row[key]) for row in mine if row[key] is not None]
            cells.append(f"{median(known):.3f} s" if known else "not reached")
        sizes.append((f"{tasks} tasks, {days} days", *cells))
    return {"growth": table(head, rows), "sizes": table(("median", *MEASURES.values()), sizes)}
