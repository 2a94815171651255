"""What reading a large file costs in memory: ours and the libraries, one kind of file at a time, a process for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bench.calendars.engines import ENGINES
from bench.calendars.large import LARGE
from bench.calendars.reading import machine
from bench.calendars.worker import Worker

__all__ = ["run", "tables"]

SIZE: Final = 1_000_000
LIMIT: Final = 120.0
FIRST: Final = datetime(2026, 11, 1, tzinfo=UTC)
WEEKS: Final = timedelta(weeks=4)
KINDS: Final = tuple(kind for kind in LARGE if kind not in {"the smallest tasks", "the smallest hours"})
"""Files of events: other components are read by readers of their own here, and not expanded by the libraries."""


def run(*, quick: bool = False) -> dict[str, Any]:
    """Read each kind of file with each reader; return megabytes and seconds by kind and reader."""
    out: dict[str, Any] = {"machine": machine(), "size": SIZE // 20 if quick else SIZE, "kinds": {}}
    for kind in KINDS:
        data = LARGE[kind](out["size"])
        row: dict[str, Any] = {"bytes": len(data)}
        for engine in ENGINES:
            worker = Worker(engine, LIMIT)
            outcome = worker.run(data, FIRST, FIRST + WEEKS)
            worker.close()
            growth = max(0.0, outcome.megabytes - worker.rest)
            row[engine] = {"megabytes": growth, "seconds": outcome.seconds, "error": outcome.error}
        out["kinds"][kind] = row
        print(
            f"  {kind}: " + ", ".join(f"{row[engine]['megabytes']:.1f} MB" for engine in ENGINES), flush=True
        )
    return out


def tables(result: Mapping[str, Any]) -> str:
    """Return the table for the page: how many times a file's size each reader takes, and in which time."""
    engines = list(ENGINES)
    titles = " | ".join(f"{engine}: times the file | seconds" for engine in engines)
    lines = [f"| a file of 1 MB full of | {titles} |", "| --- |" + " ---: | ---: |" * len(engines)]
    lines += [
        f"| {kind} | " + " | ".join(_cell(row[engine], row["bytes"]) for engine in engines) + " |"
        for kind, row in result["kinds"].items()
    ]
    return "\n".join(lines)


def _cell(one: Mapping[str, Any], size: int) -> str:
    if one["error"]:
        return f"{one['error']} | "
    return f"**{one['megabytes'] * 1e6 / size:.0f}** | {one['seconds']:.1f}"
