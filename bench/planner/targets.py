"""Latency, gap and memory against the targets, on our own generator's weeks, months and quarters."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bench.planner.common import (
    ENDLESS,
    Json,
    Options,
    cases,
    mark,
    median,
    ms,
    percent,
    percentile,
    request_for,
    table,
    warm_up,
)  # fmt: skip

from equipoise.planning.assemble import assemble
from equipoise.planning.build import Request, build
from equipoise.planning.engine import check_plan
from equipoise.planning.search import Effort, Found, search
from equipoise.planning.tabulate import tabulate

__all__ = ["CASES", "Case", "gap_at", "measure", "run", "tables"]

TIMES: Final = (0.3, 1.0, 3.0, 10.0)
STEPS: Final = ("build", "tabulate", "construct", "assemble", "check")
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Case:
    """An instance class with its targets.

    Attributes:
        first: most seconds to the first legal plan, 95th percentile.
        gaps: (seconds, largest gap as a share, median) pairs.
        megabytes: most peak memory above the libraries; 0 for no target.
    """

    name: str
    tasks: int
    days: int
    load: float
    first: float
    gaps: tuple[tuple[float, float], ...]
    megabytes: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it may search: as long as its last target says."""
        return max(at for at, _gap in self.gaps)


CASES: Final = (
    Case("week, 60 %", 46, 7, 0.6, 0.05, ((0.3, 0.01), (1.0, 0.005))),
    Case("week, 85 %", 46, 7, 0.85, 0.05, ((0.3, 0.01), (1.0, 0.005))),
    Case("week, 110 %", 46, 7, 1.1, 0.05, ((1.0, 0.03), (10.0, 0.01))),
    Case("month, 85 %", 200, 28, 0.85, 0.25, ((3.0, 0.01),)),
    Case("quarter, 85 %", 400, 84, 0.85, 1.0, ((10.0, 0.015),), megabytes=300.0),
)
QUICK: Final = (
    Case("week, 85 %", 46, 7, 0.85, 0.05, ((0.3, 0.01),)),
    Case("week, 110 %", 46, 7, 1.1, 0.05, ((1.0, 0.03),)),
    Case("month, 85 %", 200, 28, 0.85, 0.25, ((1.0, 0.01),)),
)


def gap_at(found: Found, seconds: float, before: float) -> float:
    """Return the gap proven by ``seconds`` on a clock begun ``before`` the search; infinite if none."""
    known = [p.gap for p in found.curve if p.seconds + before <= seconds and p.bound < 1e299]
    return known[-1] if known else float("inf")


def _first(request: Request) -> dict[str, float]:
    """Return the seconds that each step to the first plan takes, and ``total`` without the check."""
    clock = time.perf_counter
    t0 = clock()
    setup = build(request)
    t1 = clock()
    found = search(setup.problem, Effort(rounds=0))
    t2 = clock()
    plan = assemble(setup, found)
    t3 = clock()
    ok = found.legal and check_plan(request, plan).ok
    t4 = clock()
    tabulate(setup.problem)
    arrays = clock() - t4
    return {
        "total": t3 - t0,
        "build": t1 - t0,
        "tabulate": arrays,
        "construct": max(0.0, t2 - t1 - arrays),
        "assemble": t3 - t2,
        "check": t4 - t3,
        "ok": float(ok),
    }


def measure(request: Request, seconds: float) -> Json:
    """Return the steps to the first plan, the gaps over time, and whether both plans pass the checker."""
    first = _first(request)
    setup = build(request)
    found = search(setup.problem, Effort(seconds=seconds, gap=0.001, patience=ENDLESS))
    plan = assemble(setup, found)
    verdict = check_plan(request, plan)
    gaps = {str(t): gap_at(found, t, first["build"]) for t in TIMES if t <= seconds}
    complaints = [str(v) for v in (*verdict.violations, *verdict.mismatches, *verdict.unexplained)][:3]
    return {
        "first": first,
        "gaps": gaps,
        "final": plan.certificate.gap,
        "ok": bool(verdict.ok and found.legal and first["ok"]),
        "rounds": found.rounds,
        "complaints": complaints,
    }


def _memory(case: Case) -> float:
    """Return the megabytes that a fresh process needs beyond what the libraries take."""
    order = [sys.executable, "-m", "bench.planner.memory", str(case.tasks), str(case.days), str(case.load)]
    done = subprocess.run(order, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(json.loads(done.stdout.splitlines()[-1])["megabytes"])


def _case(case: Case, options: Options) -> Json:
    count = max(1, options.seeds)
    rows = []
    for seed, who, made in cases(count, tasks=case.tasks, days=case.days, share=case.load):
        rows.append({"seed": seed, "who": who, **measure(request_for(made), case.seconds)})
        print(f"  {case.name} {seed + 1}/{count} {who}: gap {percent(rows[-1]['final'])}", flush=True)
    memory = _memory(case) if case.megabytes else None
    return {"case": asdict(case), "rows": rows, "megabytes": memory}


def run(options: Options) -> Json:
    """Measure every case."""
    warm_up()
    chosen = QUICK if options.quick else CASES
    return {"cases": [_case(case, options) for case in chosen]}


def _judged(entry: Json) -> list[tuple[str, str, str, str, str]]:
    """Return the rows of the table of targets for one case."""
    case, rows = entry["case"], entry["rows"]
    name = f"{case['name']} ({len(rows)})"
    firsts = [row["first"]["total"] for row in rows]
    p95 = percentile(firsts, 0.95)
    out = [
        (
            name,
            "first legal plan, p95",
            ms(case["first"]),
            f"{ms(p95)} (p50 {ms(median(firsts))})",
            mark(p95 <= case["first"]),
        )
    ]
    for at, limit in case["gaps"]:
        gaps = [_number(row["gaps"].get(str(at))) for row in rows]
        middle = median(gaps)
        worst = percentile(gaps, 0.95)
        said = f"{percent(middle)} (p95 {percent(worst)})"
        out.append((name, f"gap at {at:g} s, median", percent(limit, 1), said, mark(middle <= limit)))
    if case["megabytes"]:
        found = entry["megabytes"]
        out.append(
            (
                name,
                "peak memory above the libraries",
                f"{case['megabytes']:.0f} MB",
                f"{found:.0f} MB",
                mark(found <= case["megabytes"]),
            )
        )
    broken = sum(not row["ok"] for row in rows)
    out.append((name, "plans that the checker refuses", "0", str(broken), mark(broken == 0)))
    return out


def _number(value: Any) -> float:
    return float("inf") if value is None else float(value)


def _steps(entries: Sequence[Json]) -> str:
    rows = []
    for entry in entries:
        cells = [entry["case"]["name"]]
        for step in STEPS:
            values = [row["first"][step] for row in entry["rows"]]
            cells.append(f"{ms(median(values))} / {ms(percentile(values, 0.95))}")
        rows.append(cells)
    return table(("p50 / p95", *STEPS), rows)


def _over_time(entries: Sequence[Json]) -> str:
    rows = []
    for entry in entries:
        cells = [entry["case"]["name"]]
        for at in TIMES:
            gaps = [_number(row["gaps"][str(at)]) for row in entry["rows"] if str(at) in row["gaps"]]
            cells.append(f"{percent(median(gaps))} / {percent(percentile(gaps, 0.95))}" if gaps else "")
        rows.append(cells)
    return table(("gap, median / p95", *(f"{t:g} s" for t in TIMES)), rows)


def tables(result: Json) -> dict[str, str]:
    """Return the tables of a saved result by marker."""
    entries = result["cases"]
    judged = [row for entry in entries for row in _judged(entry)]
    return {
        "targets": table(("instances (how many)", "what", "target", "measured", "verdict"), judged),
        "steps": _steps(entries),
        "gaps": _over_time(entries),
    }
