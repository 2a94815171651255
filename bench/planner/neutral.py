"""Side by side on the neutral measure: every method at every budget, on instances that none was tuned on."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.planner.adapter import EQUAL, HUMANE, Terms, full_worth, plan_within, to_problem, worth_of
from bench.planner.baselines import METHODS, Instance, PlacedBlock, generate, score
from bench.planner.common import ENDLESS, Json, Options, mark, median, table, warm_up

from equipoise.planning.search import Effort, search

__all__ = ["BUDGETS", "LABELS", "OURS", "OURS_HUMANE", "Size", "run", "shares", "tables"]

BUDGETS: Final = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
FIRST_SEED: Final = 101
"""The baselines were tuned on seeds 1 to 3."""
OURS: Final = "equipoise"
OURS_HUMANE: Final = "equipoise_humane"
LATE: Final = 1.2
"""Share of its budget beyond which a plan counts as late, with ``GRACE`` seconds on top."""
GRACE: Final = 0.02
LABELS: Final = {
    OURS: "Equipoise",
    OURS_HUMANE: "Equipoise, buffers and margin on",
    "squeaky_wheel": "Squeaky wheel + annealing",
    "cpsat_interval": "CP-SAT, plain intervals",
    "cpsat_indexed": "CP-SAT, plain time-indexed",
    "timefold": "Timefold",
    "taskcheck": "taskcheck",
    "greedy": "Greedy",
    "due_date": "Earliest due date",
    "slot_scorer": "Slot scorer",
}
SOURED: Final = ("conflict_busy", "conflict_hours", "conflict_overlap", "illegal_splits", "tiny_chunks")


@dataclass(frozen=True, slots=True)
class Size:
    """Instances of one size, and what the slow methods are spared.

    Attributes:
        seeds: how many instances of each load. ``long``: how many of them are planned at budgets above a second too.
        least: smallest budget at which heavy methods are asked. ``without``: methods not asked at all.
    """

    tasks: int
    days: int
    loads: tuple[float, ...]
    seeds: int
    long: int
    least: float = 0.0
    without: tuple[str, ...] = ()
    budgets: tuple[float, ...] = BUDGETS

    def within(self, number: int) -> tuple[float, ...]:
        """Return the budgets of the instance with this number."""
        return tuple(budget for budget in self.budgets if number < self.long or budget <= SHORT)


SIZES: Final = (
    Size(46, 5, (0.6, 0.85, 1.1), 10, 2),
    Size(200, 20, (0.85,), 8, 2, 1.0),
    Size(400, 60, (0.85,), 5, 2, 3.0, ("timefold", "taskcheck", "cpsat_indexed")),
)
SHORT: Final = 1.0
"""Longest budget, in seconds, of the instances that are not planned for long."""
QUICK: Final = (Size(46, 5, (0.85, 1.1), 1, 1, 0.3, ("timefold", "taskcheck"), (0.05, 0.3)),)
HEAVY: Final = {"cpsat_interval", "cpsat_indexed", "timefold", "taskcheck"}
"""Methods that are run on the first seed of each load only."""
TIMEFOLD_LEAST: Final = 1.0
"""Its machine takes seconds to start for each run, so that it is run at few budgets."""


def _row(instance: Instance, plan: Sequence[PlacedBlock], terms: Terms, seconds: float) -> Json:
    """Return the neutral scores and ours."""
    found = score(instance, plan)
    own = worth_of(to_problem(instance, HUMANE), plan, HUMANE)
    return {
        "U": found["U"],
        "seconds": round(seconds, 4),
        "blocks": found["chunks"],
        "soured": sum(found[key] for key in SOURED),
        "late": found["late_min"],
        "nobuf": found["switch_nobuf"],
        "margin": found["min_day_margin"],
        "own": own.worth,
        "tight": own.tight,
        "overfull": own.overfull,
        "terms": terms == HUMANE,
    }


def _ours(instance: Instance, budgets: Sequence[float]) -> Iterator[Json]:
    for name, terms in ((OURS, EQUAL), (OURS_HUMANE, HUMANE)):
        for budget in budgets:
            if terms is HUMANE and budget > 1.0:
                continue
            began = time.perf_counter()
            plan, found, _problem = plan_within(instance, budget, terms=terms)
            took = time.perf_counter() - began
            row = _row(instance, plan, terms, took)
            yield {"method": name, "budget": budget, "bound": found.bound, **row}


def _theirs(instance: Instance, size: Size, budgets: Sequence[float], *, heavy: bool) -> Iterator[Json]:
    for name, method in METHODS.items():
        if name in size.without or not method.available or (name in HEAVY and not heavy):
            continue
        for budget in budgets if method.anytime else size.budgets[-1:]:
            least = max(size.least, TIMEFOLD_LEAST) if name == "timefold" else size.least
            if method.anytime and name in HEAVY and budget < least:
                continue
            began = time.perf_counter()
            try:
                plan = method.plan(instance, budget, 1)
            except (RuntimeError, OSError, TimeoutError) as error:
                yield {"method": name, "budget": budget, "failed": str(error)[:200]}
                continue
            took = time.perf_counter() - began
            seconds = min(took, budget) if name == "timefold" else took  # its start-up is not counted
            yield {"method": name, "budget": budget, **_row(instance, plan, EQUAL, seconds)}


def _warm(size: Size) -> None:
    """Plan one throw-away instance with everything that compiles."""
    warm_up()
    instance = generate(12, 5, 0.85, FIRST_SEED - 1)
    plan_within(instance, 0.1)
    for name in ("squeaky_wheel", "due_date", "greedy", "slot_scorer"):
        METHODS[name].plan(instance, 0.05, 1)
    if METHODS["cpsat_interval"].available and "cpsat_interval" not in size.without:
        METHODS["cpsat_interval"].plan(instance, 0.1, 1)


def _bounds(instance: Instance, rows: Sequence[Json]) -> tuple[float, float]:
    """Return the best proven limits of U and of our objective, as a share and in weighted minutes."""
    equal = min(row["bound"] for row in rows if row["method"] == OURS) / full_worth(instance)
    humane = min(row["bound"] for row in rows if row["method"] == OURS_HUMANE)
    long = search(to_problem(instance, HUMANE), Effort(seconds=2.0, gap=1e-4, patience=ENDLESS))
    return min(1.0, equal), min(humane, long.bound)


def run(options: Options) -> Json:
    """Run every method on every instance."""
    sizes = QUICK if options.quick else SIZES
    _warm(sizes[0])
    out = []
    for size in sizes:
        for share in size.loads:
            for seed in range(FIRST_SEED, FIRST_SEED + size.seeds):
                instance = generate(size.tasks, size.days, share, seed)
                budgets = size.within(seed - FIRST_SEED)
                theirs = _theirs(instance, size, budgets, heavy=seed == FIRST_SEED)
                rows = [*_ours(instance, budgets), *theirs]
                bound, own = _bounds(instance, rows)
                about = {"tasks": size.tasks, "days": size.days, "load": share, "seed": seed}
                out.append({**about, "bound": bound, "own_bound": own, "rows": rows})
                print(f"  {instance['name']}: {len(rows)} plans", flush=True)
    missing = {name: why for name, method in METHODS.items() if (why := method.missing())}
    return {"instances": out, "missing": missing}


def shares(instances: Sequence[Json], key: str = "U", bound: str = "bound") -> dict[tuple[str, float], Json]:
    """Return by method and budget the median share of the bound and seconds, and what the tables show."""
    groups: dict[tuple[str, float], list[tuple[float, Json]]] = defaultdict(list)
    for entry in instances:
        for row in entry["rows"]:
            if "failed" not in row:
                share = row[key] / entry[bound]
                groups[row["method"], row["budget"]].append((share, row))
    return {
        where: {
            "share": median([share for share, _row in found]),
            "seconds": median([row["seconds"] for _share, row in found]),
            **{name: sum(row[name] for _s, row in found) for name in ("soured", "late", "nobuf", "overfull")},
            "blocks": sum(row["blocks"] for _s, row in found) / len(found),
            "margin": min(row["margin"] for _s, row in found),
        }
        for where, found in groups.items()
    }


def _cell(found: Json | None, budget: float, *, single: bool) -> str:
    if found is None:
        return ""
    late = not single and found["seconds"] > budget * LATE + GRACE
    return f"{100 * found['share']:.1f}{'†' if late else ''}"


def _quality(instances: Sequence[Json]) -> str:
    """Return share of the bound by method and budget."""
    found = shares(instances)
    budgets = sorted({budget for _name, budget in found})
    rows = []
    for name, label in LABELS.items():
        mine = {budget: found[name, budget] for budget in budgets if (name, budget) in found}
        if not mine:
            continue
        if name not in (OURS, OURS_HUMANE) and not METHODS[name].anytime:
            only = next(iter(mine.values()))
            cells = [
                _cell(only, budget, single=True) if only["seconds"] <= budget else "" for budget in budgets
            ]
            rows.append([label, *cells, f"{only['seconds']:.3g} s"])
        else:
            rows.append([label, *(_cell(mine.get(b), b, single=False) for b in budgets), "budget"])
    return table(("% of the proven bound", *(f"{b:g} s" for b in budgets), "takes"), rows)


def _manners(instances: Sequence[Json]) -> str:
    """Return what each method's last plans do to a person's day, and their worth by our objective."""
    found, own = shares(instances), shares(instances, "own", "own_bound")
    rows = []
    for name, label in LABELS.items():
        budgets = [budget for method, budget in found if method == name]
        if not budgets:
            continue
        at = min((b for b in budgets if b >= 1.0), default=max(budgets))
        it: Any = found[name, at]
        counts = [f"{it['blocks']:.0f}", str(it["soured"]), f"{it['late']}", str(it["nobuf"])]
        rows.append([label, f"{100 * own[name, at]['share']:.1f}", *counts, str(it["overfull"])])
    head = (
        "about 1 s",
        "% of our objective's bound",
        "blocks",
        "conflicts, bad splits",
        "late minutes",
        "changes without a buffer",
        "days without margin",
    )
    return table(head, rows)


def ahead(instances: Sequence[Json]) -> list[tuple[float, float, str, float]]:
    """Return for each budget our share, the nearest or best rival, and its share on the same instances.

    A method that plans once counts at every budget in which it is done.
    """
    out = []
    names = [name for name in LABELS if name in METHODS]
    for budget in sorted({b for name, b in shares(instances) if name == OURS}):
        found = []
        for name in names:
            mine = [e for e in instances if any(row["method"] == name and "U" in row for row in e["rows"])]
            both = shares(mine)
            theirs = [
                it["share"]
                for (method, at), it in both.items()
                if method == name and (at == budget if METHODS[name].anytime else it["seconds"] <= budget)
            ]
            if theirs:
                found.append((both[OURS, budget]["share"] - theirs[0], name, theirs[0]))
        lead, rival, share = min(found, default=(0.0, "", 0.0))
        out.append((budget, share + lead, rival, share))
    return out


def tables(result: Json) -> dict[str, str]:
    """Return the tables of a saved result by marker."""
    groups: dict[tuple[int, int, float], list[Json]] = defaultdict(list)
    for entry in result["instances"]:
        groups[entry["tasks"], entry["days"], entry["load"]].append(entry)
    quality, manners, lead = [], [], []
    for (tasks, days, share), entries in groups.items():
        long = sum(any(row["budget"] > SHORT for row in e["rows"] if row["method"] == OURS) for e in entries)
        many = f"{len(entries)} instances, {long} of them beyond {SHORT:g} s"
        title = f"**{tasks} tasks, {days} days, load {100 * share:.0f} %** ({many})"
        quality.append(f"{title}\n\n{_quality(entries)}")
        manners.append(f"{title}\n\n{_manners(entries)}")
        for budget, ours, name, theirs in ahead(entries):
            said = f"{LABELS[name]}, {100 * theirs:.2f}" if name else "none"
            where = f"{tasks} tasks, {100 * share:.0f} %"
            verdict = mark(ours >= theirs - 5e-5)
            lead.append((where, f"{budget:g} s", said, f"{100 * ours:.2f}", verdict))
    note = "† took longer than its budget."
    return {
        "neutral": "\n\n".join([*quality, note]),
        "ahead": table(
            ("instances", "budget", "nearest or best other, %", "Equipoise, %", "ahead or equal"), lead
        ),
        "manners": "\n\n".join(manners),
    }
