"""Ten years of 2,000 real recurring events, by every engine at hand; and their rules alone. Each in its own process."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.calendars import expanders
from bench.calendars.apart import Measured, apart
from bench.calendars.series import FIRST, LAST, file_of, real_series, rules_of

__all__ = ["run", "tables"]

OURS: Final = "Equipoise"
_WHOLE: Final = "whole"
_RULES: Final = "rules"


def run(corpus: Path, *, quick: bool = False) -> dict[str, Any]:
    """Measure every engine that is installed, in turn.

    Args:
        corpus: of real calendars. ``quick``: few events and one round, to see that all works.
    """
    number, rounds = (60, 1) if quick else (2_000, 2)
    real = real_series(corpus)
    data = file_of(real, number)
    rules = [rule for _ in range(number // len(real) + 1) for rule in rules_of(real)][:number]
    out: dict[str, Any] = {"events": number, "distinct": min(number, len(real)), "bytes": len(data)}
    for part, engines, given in (
        (_WHOLE, expanders.WHOLE, data),
        (_RULES, expanders.RULES, rules),
    ):
        rows: dict[str, list[Measured]] = {name: [] for name in engines}
        for _ in range(rounds):
            for name, (prepare, work, tell) in engines.items():
                rows[name].append(apart(partial(_prepared, prepare), work, tell, given))
        reference = set(rows[OURS][0].result or ())
        out[part] = {name: _row(found, reference, rows[OURS]) for name, found in rows.items()}
        print(f"  {part}: { ({name: row['seconds'] for name, row in out[part].items()}) }", flush=True)
    return {**out, "rounds": rounds, "absent": dict(expanders.ABSENT)}


def _prepared(prepare: Callable[..., Any], given: Any) -> Any:
    return prepare(given, FIRST, LAST)


def _row(found: list[Measured], reference: set[Any], ours: list[Measured]) -> dict[str, Any]:
    """Return the figures of one engine; its ratio is to what Equipoise took in the same round."""
    good = [(one, own) for one, own in zip(found, ours, strict=True) if not one.error]
    if not good:
        return {"error": found[0].error, "seconds": None}
    result = good[0][0].result
    return {
        "error": "",
        "seconds": round(statistics.median(one.seconds for one, _ in good), 3),
        "cpu": round(statistics.median(one.cpu for one, _ in good), 3),
        "megabytes": round(statistics.median(one.megabytes for one, _ in good), 1),
        "ratio": round(statistics.median(one.seconds / own.seconds for one, own in good), 2),
        "found": len(result),
        "agreed": len(set(result) & reference),
    }


def tables(result: Mapping[str, Any]) -> str:
    """Return the tables for the page: whole files, then rules alone."""
    told = (
        f"{result['events']:,} series, {result['distinct']} of them distinct, {result['bytes'] / 1e6:.1f} MB; "
        f"{FIRST.year} to {LAST.year - 1}; medians of {result['rounds']} rounds in turn"
    )
    absent = "; ".join(f"{name}: {why}" for name, why in result["absent"].items())
    parts = [
        "| bytes to occurrences | seconds | times ours | CPU seconds | MB above the start | occurrences | agreed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *_lines(result[_WHOLE]),
        "",
        "| rules alone | seconds | times ours | CPU seconds | MB above the start | instances | agreed |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *_lines(result[_RULES]),
        "",
        f"{told}." + (f" Not measured: {absent}." if absent else ""),
    ]
    return "\n".join(parts)


def _lines(rows: Mapping[str, Any]) -> list[str]:
    return [
        f"| {name} | {row['error']} | | | | | |"
        if row["error"]
        else f"| {name} | {row['seconds']:.2f} | **{row['ratio']:.2f}** | {row['cpu']:.2f} | {row['megabytes']:.0f} "
        f"| {row['found']:,} | {row['agreed']:,} |"
        for name, row in rows.items()
    ]
