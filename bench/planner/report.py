"""Tables into the documentation, between markers, so that nobody edits a number by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.planner import growth, neutral, replan, targets, thousand
from bench.planner.common import Json, load

__all__ = ["PARTS", "all_tables", "fill"]

PARTS: Final = {
    "targets": targets,
    "neutral": neutral,
    "growth": growth,
    "replan": replan,
    "thousand": thousand,
}
VERDICTS: Final = ("targets", "ahead", "growth", "replan")
"""Tables whose last column says met or missed, after what, where, wanted and measured."""
_BLOCK: Final = re.compile(
    r"(<!-- bench:(?P<name>[a-z]+) -->\n)(?P<old>.*?)(<!-- /bench:(?P=name) -->)", re.DOTALL
)


def _machine(result: Json) -> str:
    it = result["machine"]
    return (
        f"{it['cores']} cores, {it['architecture']}, {it['system']}, Python {it['python']}, "
        f"numba {it['numba']}, numpy {it['numpy']}"
    )


def all_tables(folder: Path) -> dict[str, str]:
    """Return every table for which a folder holds results, by marker."""
    out: dict[str, str] = {}
    spent: list[str] = []
    for name, part in PARTS.items():
        result = load(folder, name)
        if result is None:
            continue
        out.update(part.tables(result))
        spent.append(f"{name} {result['seconds']:.0f} s")
        out["machine"] = f"Machine class: {_machine(result)}. Time of the run: {', '.join(spent)}."
    if out:
        out["missed"] = _missed(out)
    return out


def _missed(tables: Mapping[str, str]) -> str:
    """Return what is missed, as a list, from the tables that hold verdicts."""
    lines = [line for name in VERDICTS for line in tables.get(name, "").splitlines()]
    verdicts = [line.strip("| ").split(" | ") for line in lines if line.endswith(("met |", "missed** |"))]
    missed = [cells for cells in verdicts if "missed" in cells[-1]]
    head = f"Of {len(verdicts)} comparisons, {len(missed)} are missed."
    return "\n".join([head, "", *(_sentence(cells) for cells in missed)]) if missed else head


def _sentence(cells: Sequence[str]) -> str:
    return f"* {cells[0]}, {cells[1]}: {cells[3]}; wanted {cells[2]}"


def fill(text: str, tables: Mapping[str, str]) -> str:
    """Return a page with the tables between their markers; markers without a table keep what they have.

    Raises:
        ValueError: the page has no marker for a table.
    """
    lacking = set(tables) - {match["name"] for match in _BLOCK.finditer(text)}
    if lacking:
        raise ValueError(f"the page has no marker for {', '.join(sorted(lacking))}")

    def put(match: re.Match[str]) -> str:
        found = tables.get(match["name"])
        middle = match["old"] if found is None else f"\n{found}\n\n"
        return f"{match[1]}{middle}{match[4]}"

    return _BLOCK.sub(put, text)
