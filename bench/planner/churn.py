"""How much of a plan moves after one new meeting, for methods that start over and for ours."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from bench.planner.adapter import plan_within, previous_of, to_blocks, to_problem
from bench.planner.baselines import METHODS, Instance, PlacedBlock, generate, score
from bench.planner.baselines.grid import parse, show
from bench.planner.baselines.neutral import Busy
from bench.planner.common import ENDLESS, Json, Options, median, percent, table

from equipoise.planning.search import Effort, search

__all__ = ["moved_share", "run", "text", "with_meeting"]

RIVALS: Final = {
    "slot_scorer": "Slot scorer, run again",
    "due_date": "Earliest due date, run again",
    "squeaky_wheel": "Squeaky wheel + annealing, run again",
}
SEED: Final = 101
SECONDS: Final = 0.3
CHANGE: Final = 60.0
"""Price of a block that is not kept, in weighted minutes."""


def with_meeting(instance: Instance, seed: int) -> Instance:
    """Return an instance with one more hour of meeting in its working time, where there was none."""
    rng = random.Random(seed)
    taken = [(parse(b["start"]), parse(b["end"])) for b in instance["busy"]]
    opens, closes = instance["work"]
    for _ in range(1000):
        start = parse(rng.choice(instance["days"])) + timedelta(
            hours=opens, minutes=30 * rng.randrange(2 * (closes - opens) - 1)
        )
        end = start + timedelta(hours=1)
        if not any(start < b and a < end for a, b in taken):
            meeting: Busy = {"start": show(start), "end": show(end), "title": "new meeting"}
            changed = instance.copy()
            changed["busy"] = sorted([*instance["busy"], meeting], key=lambda b: b["start"])
            return changed
    return instance


def moved_share(before: Sequence[PlacedBlock], after: Sequence[PlacedBlock]) -> float:
    """Return the share of the blocks of ``before`` that do not stand at the same place in ``after``."""
    old = {(b["task"], b["start"], b["end"]) for b in before}
    new = {(b["task"], b["start"], b["end"]) for b in after}
    return len(old - new) / max(1, len(old))


def _ours_again(before: Sequence[PlacedBlock], changed: Instance) -> list[PlacedBlock]:
    """Plan again with a price on change, as the planner does for people."""
    plain = to_problem(changed)
    problem = to_problem(changed, previous=previous_of(plain, before), change=CHANGE)
    return to_blocks(problem, search(problem, Effort(seconds=SECONDS, gap=1e-4, patience=ENDLESS)))


def _pair(instance: Instance, changed: Instance, plan: Callable[[Instance], list[PlacedBlock]]) -> Json:
    before, after = plan(instance), plan(changed)
    return {"moved": moved_share(before, after), "U": score(changed, after)["U"]}


def run(options: Options) -> Json:
    """Add one meeting to each instance and plan again."""
    rows: dict[str, list[Json]] = {"ours": [], "ours_free": [], **{name: [] for name in RIVALS}}
    for seed in range(SEED, SEED + (2 if options.quick else 6)):
        for load in (0.85, 1.1):
            instance = generate(46, 5, load, seed)
            changed = with_meeting(instance, seed)
            before = plan_within(instance, SECONDS)[0]
            after = _ours_again(before, changed)
            rows["ours"].append({"moved": moved_share(before, after), "U": score(changed, after)["U"]})
            rows["ours_free"].append(_pair(instance, changed, lambda it: plan_within(it, SECONDS)[0]))
            for name in RIVALS:
                method = METHODS[name].plan
                rows[name].append(_pair(instance, changed, lambda it, m=method: m(it, SECONDS, 1)))  # type: ignore[misc]
    return {"rows": rows}


def text(result: Json, sizes: Sequence[Json]) -> str:
    """Return the table of churn; ``sizes`` are the results of the planner's replan on our own weeks."""
    names = {"ours": "Equipoise, change priced", "ours_free": "Equipoise, started over", **RIVALS}
    rows = []
    for key, name in names.items():
        found = result["rows"][key]
        moved = [row["moved"] for row in found]
        rows.append(
            (
                name,
                percent(median(moved), 0),
                percent(max(moved), 0),
                f"{median([r['U'] for r in found]):.4f}",
            )
        )
    for size in sizes:
        shares = [row["moved"] / max(1, row["blocks"]) for row in size["rows"]]
        label = f"`equipoise replan`, our weeks of {size['tasks']} tasks"
        rows.append((label, percent(median(shares), 0), percent(max(shares), 0), ""))
    return table(("after one new meeting", "blocks moved, median", "most", "neutral U after"), rows)
