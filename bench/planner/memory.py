"""Peak memory of one plan, in a process of its own: ``python -m bench.planner.memory TASKS DAYS LOAD``."""

from __future__ import annotations

import gc
import json
import resource
import sys
from pathlib import Path

from bench.planner.common import ENDLESS, request_for, warm_up

from equipoise.planning.engine import solve
from equipoise.planning.search import Effort
from equipoise.testing.weeks import make_week

__all__ = ["begin", "main", "peak"]

SECONDS = 10.0
STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


def _from_system(field: str) -> float | None:
    """Return a field of Linux's report on this process in MB; None where there is none."""
    if not STATUS.exists():
        return None
    line = next(row for row in STATUS.read_text(encoding="ascii").splitlines() if row.startswith(field))
    return int(line.split()[1]) * 1024 / 1e6


def peak() -> float:
    """Return the most memory that this process has held since ``begin``, in MB of 1,000,000 bytes.

    Not ``getrusage`` where Linux tells better: its maximum outlives the start of a new program, so that a child
    reports the size of its parent.
    """
    found = _from_system("VmHWM")
    if found is not None:
        return found
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6


def begin() -> float:
    """Forget the peak so far, where the system can; return the memory held now, in MB."""
    gc.collect()
    if RESET.exists():
        RESET.write_text("5", encoding="ascii")
    return _from_system("VmRSS") or peak()


def main(tasks: int, days: int, share: float) -> None:
    """Plan once; print by how much the peak rose over what the libraries with compiled kernels hold."""
    warm_up()
    made = make_week(0, tasks=tasks, days=days, load=share)
    before = begin()
    solve(request_for(made), Effort(seconds=SECONDS, patience=ENDLESS))
    print(json.dumps({"megabytes": peak() - before, "libraries": before}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
