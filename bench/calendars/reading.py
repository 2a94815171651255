"""How well calendars are read: ours and another reader, case by case, each in a process that can be killed."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bench.calendars.cases import SETS, Case, cases
from bench.calendars.engines import ENGINES
from bench.calendars.worker import Outcome, Worker

__all__ = ["LIMIT", "machine", "run", "tables"]

LIMIT: Final = 10.0
"""Seconds that one case may take before its process is killed."""
HOSTILE_SECONDS: Final = 2.0


@dataclass(slots=True)
class _Score:
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    seconds: float = 0.0
    slowest: float = 0.0
    megabytes: float = 0.0

    def add(self, case: Case, outcome: Outcome) -> None:
        self.seconds += outcome.seconds
        self.slowest = max(self.slowest, outcome.seconds)
        self.megabytes = max(self.megabytes, outcome.megabytes)
        late = case.set == "hostile" and outcome.seconds > HOSTILE_SECONDS
        if outcome.error in {"time", "death"} or late:
            self.hung.append(case.id)
        elif outcome.found is None:
            self.raised.append(f"{case.id}: {outcome.error}")
        elif case.right(outcome.found):
            self.right += 1
        else:
            self.wrong.append(case.id)


def run(corpus: Path) -> dict[str, Any]:
    """Read every case with every reader; return scores by set and reader."""
    every = list(cases(corpus))
    out: dict[str, Any] = {"machine": machine(), "limit": LIMIT, "sets": {}}
    for name in SETS:
        mine = [case for case in every if case.set == name]
        row: dict[str, Any] = {"cases": len(mine)}
        for engine in ENGINES:
            worker, score = Worker(engine, LIMIT), _Score()
            for case in mine:
                score.add(case, worker.run(case.data, case.first, case.last))
            score.megabytes = max(0.0, score.megabytes - worker.rest)
            worker.close()
            row[engine] = {slot: getattr(score, slot) for slot in _Score.__slots__}
        out["sets"][name] = row
        print(
            f"  {name}: " + json.dumps({e: [row[e]["right"], round(row[e]["seconds"], 2)] for e in ENGINES}),
            flush=True,
        )
    return out


def machine() -> dict[str, str]:
    """Return on what was measured: cores, system, and versions."""
    return {
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "icalendar": version("icalendar"),
        "recurring-ical-events": version("recurring-ical-events"),
    }


def tables(result: Mapping[str, Any]) -> str:
    """Return the table for the page: of each set how many each reader got right, and how it failed on the rest."""
    engines = list(ENGINES)
    lines = [
        "| set | cases | " + " | ".join(engines) + " | seconds | most memory above the libraries |",
        "| --- | ---: | " + " | ".join("---" for _ in engines) + " | ---: | ---: |",
    ]
    for name, title in SETS.items():
        row = result["sets"][name]
        cells = [_cell(row[engine]) for engine in engines]
        seconds = " / ".join(f"{row[engine]['seconds']:.1f}" for engine in engines)
        memory = " / ".join(f"{row[engine]['megabytes']:.0f} MB" for engine in engines)
        lines.append(f"| {title} | {row['cases']} | {' | '.join(cells)} | {seconds} | {memory} |")
    it = result["machine"]
    versions = ", ".join(f"{key} {it[key]}" for key in ("icalendar", "recurring-ical-events"))
    limits = f"{result['limit']:.0f} s for one case, {HOSTILE_SECONDS:.0f} s for a hostile one"
    lines += ["", f"{it['cores']} cores, {it['system']}, Python {it['python']}, {versions}; {limits}."]
    return "\n".join(lines)


def _cell(score: Mapping[str, Any]) -> str:
    parts = [f"**{score['right']}**"]
    if score["wrong"]:
        parts.append(f"{len(score['wrong'])} differ")
    if score["raised"]:
        parts.append(f"{len(score['raised'])} raise an error")
    if score["hung"]:
        parts.append(f"{len(score['hung'])} not in time")
    return ", ".join(parts)
