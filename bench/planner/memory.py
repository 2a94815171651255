"""Peak memory of one plan, in a process of its own: ``python -m bench.planner.memory TASKS DAYS LOAD``."""

from __future__ import annotations

import json
import resource
import sys

from bench.planner.common import ENDLESS, request_for, warm_up

from equipoise.planning.engine import solve
from equipoise.planning.search import Effort
from equipoise.testing.weeks import make_week

__all__ = ["main", "peak"]

SECONDS = 4.0


def peak() -> float:
    """Return the most memory that this process has held so far, in MB of 1,000,000 bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6


def main(tasks: int, days: int, share: float) -> None:
    """Plan once; print by how much the peak rose over that of the libraries with compiled kernels."""
    warm_up()
    made = make_week(0, tasks=tasks, days=days, load=share)
    before = peak()
    solve(request_for(made), Effort(seconds=SECONDS, patience=ENDLESS))
    print(json.dumps({"megabytes": peak() - before, "libraries": before}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
