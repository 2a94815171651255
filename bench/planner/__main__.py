"""Run the bench: ``python -m bench.planner [--quick] [PART ...]``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Final

from bench.planner import curve
from bench.planner.common import RESULTS, Options, load, save
from bench.planner.report import PARTS, all_tables, fill

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "bench.md"
PICTURES: Final = ROOT / "docs" / "pictures"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.planner",
        description="Measure the planner against its targets and against other planners.",
        epilog="Quick results and pictures stay in the quick folder of the results; the page is not touched.",
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help=f"{', '.join(PARTS)}, curve (pictures), tables (page); default: all",
    )
    parser.add_argument("--quick", action="store_true", help="a few seeds, to see that all works")
    parser.add_argument("--seeds", type=int, default=0, help="instances of each kind; default 30, 3 if quick")
    parser.add_argument("--out", type=Path, help="folder of the results")
    found = parser.parse_args()
    unknown = set(found.parts) - {*PARTS, "curve", "tables"}
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return found


def main() -> None:
    """Run the parts asked for, save their results, then draw the pictures and fill the page."""
    asked = _arguments()
    options = Options(asked.quick, asked.seeds or (3 if asked.quick else 30))
    parts = asked.parts or [*PARTS, "curve", "tables"]
    folder: Path = asked.out or (RESULTS / "quick" if asked.quick else RESULTS)
    for name in [part for part in parts if part in PARTS]:
        print(f"{name} ...", flush=True)
        began = time.perf_counter()
        result = PARTS[name].run(options)
        seconds = time.perf_counter() - began
        path = save(folder, name, options, result, seconds)
        print(f"{name}: {seconds:.0f} s, saved as {path.name}\n", flush=True)
        for text in PARTS[name].tables(result).values():
            print(text, end="\n\n", flush=True)
    if "curve" in parts:
        curve.draw(folder if asked.quick else PICTURES, load(folder, "neutral"), load(folder, "growth"))
    if "tables" in parts and not asked.quick:
        PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), all_tables(folder)), encoding="utf-8")
        print(f"  {PAGE.name}")


if __name__ == "__main__":
    main()
