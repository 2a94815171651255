"""Run the bench of calendars: ``python -m bench.calendars reading|memory|expansion|sync [--quick]``.

``tables`` only fills the page anew.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from bench.calendars import expansion, memory, reading, sync

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "calendars.md"
RESULTS: Final = Path(__file__).resolve().parent / "results"
TABLES: Final = {
    "reading": reading.tables,
    "memory": memory.tables,
    "expansion": expansion.tables,
    "sync": sync.tables,
}


def _corpus() -> Path:
    found = Path(os.environ.get("EQUIPOISE_SHARED") or ROOT.parent / "shared") / "corpus"
    if not found.is_dir():
        sys.exit(
            "the corpus of real calendar files is absent: set EQUIPOISE_SHARED to the folder that holds it"
        )
    return found


def _measure(part: str, *, quick: bool) -> dict[str, Any]:
    if part == "reading":
        return reading.run(_corpus())
    if part == "memory":
        return memory.run(quick=quick)
    if part == "expansion":
        return expansion.run(_corpus(), quick=quick)
    return sync.run(quick=quick)


def fill(page: str, part: str, table: str) -> str:
    """Return the page with another table between the marks of a part."""
    begin, end = f"<!-- bench:{part} -->\n", f"<!-- /bench:{part} -->"
    head, rest = page.split(begin, 1)
    return f"{head}{begin}\n{table}\n\n{end}{rest.split(end, 1)[1]}"


def main(arguments: list[str] | None = None) -> None:
    """Measure, save the result, and put its table into the page; a quick run saves nothing."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.calendars", description="Measure how calendars are read, expanded and synced."
    )
    parser.add_argument("part", choices=[*TABLES, "tables"], help="measure, or only fill the page anew")
    parser.add_argument(
        "--quick", action="store_true", help="a few events, to see that all works; saves nothing"
    )
    asked = parser.parse_args(arguments)
    if asked.part != "tables":
        result = _measure(asked.part, quick=asked.quick)
        print(TABLES[asked.part](result))
        if asked.quick:
            return
        text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        (RESULTS / f"{asked.part}.json").write_text(text, encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    for part, tables in TABLES.items():
        saved = RESULTS / f"{part}.json"
        if saved.exists():
            page = fill(page, part, tables(json.loads(saved.read_text(encoding="utf-8"))))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
