"""Pictures: quality over time for every method, and how cost grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.planner import growth
from bench.planner.baselines import METHODS
from bench.planner.common import Json, median
from bench.planner.neutral import BUDGETS, LABELS, OURS, shares

from equipoise.views import ChartAxis, Series, line_chart, svg_to_png

__all__ = ["draw", "growth_picture", "quality_picture", "quality_series"]

CP_SAT: Final = ("cpsat_interval", "cpsat_indexed")
ORDER: Final = (OURS, "timefold", "squeaky_wheel", "cpsat", "taskcheck", "greedy", "due_date", "slot_scorer")
"""The order decides the colours: neighbours in quality get colours that are easy to tell apart."""
LEAST: Final = 0.05
"""Smallest missing share that is drawn, in per cent: the measure itself is rounded to 0.01."""


END: Final = 20.0
"""Right end of the axis, in seconds."""


def _missing(share: float) -> float:
    """Return what is missing to the bound, in per cent."""
    return max(LEAST, 100 * (1 - share))


def _anytime(found: dict[tuple[str, float], Json], names: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return the points of an anytime method, the best of ``names``; empty plans are left out."""
    points: list[tuple[float, float]] = []
    for budget in sorted({b for name, b in found if name in names}):
        here = [found[name, budget] for name in names if (name, budget) in found]
        best = max(here, key=lambda it: float(it["share"]))
        if best["share"] > 0:
            points.append((max(budget, float(best["seconds"])), _missing(float(best["share"]))))
    return tuple(points)


def quality_series(instances: Sequence[Json]) -> list[Series]:
    """Return one line for each method; those that plan once are level from the moment they are done."""
    found = shares(instances)
    out = []
    for key in ORDER:
        names = CP_SAT if key == "cpsat" else (key,)
        if key == OURS or METHODS[names[0]].anytime:
            points = _anytime(found, names)
        else:
            one = [it for (name, _budget), it in found.items() if name == key]
            start = max(BUDGETS[0], float(one[0]["seconds"])) if one else 0.0
            level = _missing(float(one[0]["share"])) if one else 0.0
            points = ((start, level), (max(END, start), level)) if one else ()
        if points:
            out.append(Series("CP-SAT, plain model" if key == "cpsat" else LABELS[key], points))
    return out


def quality_picture(instances: Sequence[Json]) -> str:
    """Return the picture of quality over time for instances of one size and load."""
    first = instances[0]
    load = f"{100 * first['load']:.0f} %"
    title = (
        f"{first['tasks']} tasks in {first['days']} days, load {load}: how far from the best possible plan"
    )
    many = "one instance" if len(instances) == 1 else f"median of {len(instances)} instances"
    note = f"Neutral measure, {many} that no method was tuned on. No plan of any method can pass the bound."
    return line_chart(
        quality_series(instances),
        x=ChartAxis("planning time", "s", log=True, low=BUDGETS[0], high=END),
        y=ChartAxis("worth missing to the proven bound, lower is better", "%", log=True),
        title=title,
        note=note,
        size=(860, 480),
        ids="quality",
    )


def growth_picture(result: Json) -> str:
    """Return the picture of processor seconds over tasks x slots, medians of each size."""
    lines = []
    for key, name in growth.MEASURES.items():
        found = growth.points(result, key)
        sizes = sorted({x for x, _y in found})
        slope, _low, _high = growth.fit(growth.points(result, key, fitted=True))
        points = tuple((x, median([y for size, y in found if size == x])) for x in sizes)
        power = f" ~ n^{slope:.2f}" if math.isfinite(slope) else ""
        lines.append(Series(f"{name}{power}", points))
    return line_chart(
        lines,
        x=ChartAxis("n = tasks x slots of five minutes", log=True),
        y=ChartAxis("processor time", "s", log=True),
        title="How the cost of a plan grows",
        note=_sizes(result),
        size=(860, 460),
        ids="growth",
    )


def _sizes(result: Json) -> str:
    rows = result["rows"]
    small, large = (pick(rows, key=lambda row: row["tasks"] * row["slots"]) for pick in (min, max))
    ends = [f"{row['tasks']:,} tasks in {row['days']} days" for row in (small, large)]
    return f"From {ends[0]} to {ends[1]}, load 85 %; medians of each size. Exponents: 12 to 400 tasks."


def _write(folder: Path, name: str, svg: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{name}.png").write_bytes(svg_to_png(svg))
    print(f"  {name}.svg, {name}.png")


def _is_long(entry: Json) -> bool:
    """Tell whether an instance was planned at every budget: a line over time is of the same instances throughout."""
    return any(row["method"] == OURS and row["budget"] == BUDGETS[-1] for row in entry["rows"])


def draw(folder: Path, neutral: Json | None, grown: Json | None) -> None:
    """Write all pictures for which there are results."""
    if neutral:
        weeks = [entry for entry in neutral["instances"] if entry["tasks"] == 46]
        for load in sorted({entry["load"] for entry in weeks}):
            mine = [entry for entry in weeks if entry["load"] == load and _is_long(entry)]
            tail = "" if load == 1.1 else f"-{100 * load:.0f}"
            _write(folder, f"quality-over-time{tail}", quality_picture(mine))
    if grown:
        _write(folder, "growth", growth_picture(grown))
