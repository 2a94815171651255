"""What all parts of the bench share: options, requests, warm-up, percentiles, tables, and result files."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any, Final

import numba
import numpy as np

from equipoise.domain.commitments import Event
from equipoise.domain.plan import Plan
from equipoise.energy import population_curve
from equipoise.planning.build import Request
from equipoise.planning.engine import solve
from equipoise.planning.search import Effort
from equipoise.rhythms import rulebooks
from equipoise.testing.weeks import PEOPLE, Made, make_week

__all__ = [
    "ENDLESS", "RESULTS", "Json", "Options", "cases", "load", "machine", "mark", "median", "ms", "percent",
    "percentile", "request_for", "save", "table", "warm_up",
]  # fmt: skip

Json = dict[str, Any]

RESULTS: Final = Path(__file__).with_name("results")
ENDLESS: Final = 10**9
"""A patience that never runs out, so that only the gap and the clock stop a search."""


@dataclass(frozen=True, slots=True)
class Options:
    """How much to run.

    Attributes:
        quick: a few seeds and small sizes, to see that all works.
        seeds: instances of each kind, at least 1.
    """

    quick: bool = False
    seeds: int = 30


def request_for(made: Made, previous: Plan | None = None, events: tuple[Event, ...] | None = None) -> Request:
    """Return the request that a made-up week poses; with ``events``, with these in place of its own."""
    life = made.life if events is None else replace(made.life, events=events)
    return Request(
        life,
        life.events,
        rulebooks(life.rhythm, made.grid.dates, life.person, life.energy),
        population_curve(time(7), time(23)),
        made.grid,
        made.now,
        previous=previous,
    )


def cases(count: int, *, tasks: int, days: int, share: float) -> Iterator[tuple[int, str, Made]]:
    """Yield ``count`` weeks with seed and person; the people take turns."""
    names = tuple(PEOPLE)
    for seed in range(count):
        who = names[seed % len(names)]
        yield seed, who, make_week(seed, who=who, tasks=tasks, days=days, load=share)


def warm_up() -> None:
    """Have every kernel compiled, or read from the compiler's cache, before a clock starts."""
    solve(request_for(make_week(987_654, tasks=12, load=0.85)), Effort(seconds=60, gap=0.0, rounds=40))


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile by nearest rank, so that p95 of a few values is one of them; NaN of none."""
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the median, NaN of none."""
    return float(np.median(values)) if values else math.nan


def ms(seconds: float) -> str:
    """Write seconds as milliseconds, with three figures: ``8.31 ms``, ``1 250 ms``."""
    value = 1000 * seconds
    if not math.isfinite(value):
        return "–"  # noqa: RUF001
    return f"{value:.3g} ms" if value < 1000 else f"{value:,.0f} ms".replace(",", " ")


def percent(share: float, digits: int = 2) -> str:
    """Write a share as a percentage."""
    return f"{100 * share:.{digits}f} %" if math.isfinite(share) and share < 1e6 else "none"


def mark(met: bool) -> str:
    """Say whether a target is met."""
    return "met" if met else "**missed**"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is set to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def machine() -> Json:
    """Return the class of the machine, and of the programs that decide its speed."""
    return {
        "cores": os.cpu_count() or 0,
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "numba": str(numba.__version__),
        "numpy": str(np.__version__),
    }


def save(folder: Path, part: str, options: Options, result: Mapping[str, Any], seconds: float) -> Path:
    """Write the result of one part as JSON; replace what stood there only once all is written."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{part}.json"
    body = {
        "part": part,
        "quick": options.quick,
        "seeds": options.seeds,
        "seconds": round(seconds, 1),
        "machine": machine(),
        **result,
    }
    draft = target.with_suffix(".tmp")
    draft.write_text(json.dumps(body, indent=1, allow_nan=True) + "\n", encoding="utf-8")
    draft.replace(target)
    return target


def load(folder: Path, part: str) -> Json | None:
    """Return the saved result of a part, None if there is none."""
    target = folder / f"{part}.json"
    if not target.is_file():
        return None
    found: Json = json.loads(target.read_text(encoding="utf-8"))
    return found
