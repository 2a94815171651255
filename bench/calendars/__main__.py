"""Run the bench of calendars: ``python -m bench.calendars reading``, or ``tables`` for the page alone."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Final

from bench.calendars.reading import run, tables

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "calendars.md"
RESULT: Final = Path(__file__).resolve().parent / "results" / "reading.json"
_MARKS: Final = ("<!-- bench:reading -->\n", "<!-- /bench:reading -->")


def _corpus() -> Path:
    found = Path(os.environ.get("EQUIPOISE_SHARED") or ROOT.parent / "shared") / "corpus"
    if not found.is_dir():
        sys.exit(
            "the corpus of real calendar files is absent: set EQUIPOISE_SHARED to the folder that holds it"
        )
    return found


def main() -> None:
    """Measure, save the result, and put its table into the page."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.calendars", description="Measure how calendars are read."
    )
    parser.add_argument("part", choices=["reading", "tables"], help="measure, or only fill the page anew")
    if parser.parse_args().part == "reading":
        result = run(_corpus())
        RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(_MARKS[0], 1)
    tail = rest.split(_MARKS[1], 1)[1]
    table = tables(json.loads(RESULT.read_text(encoding="utf-8")))
    PAGE.write_text(f"{head}{_MARKS[0]}\n{table}\n\n{_MARKS[1]}{tail}", encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
