"""Tasks as a table: CSV after RFC 4180, in which no cell begins like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["COLUMNS", "safe_cell", "tasks_csv"]

COLUMNS = (
    *("id", "title", "estimate", "done", "release", "due", "deadline", "priority", "kind", "energy", "area"),
    *("role", "place", "goal", "min_chunk", "max_chunk", "split", "after", "only", "not_on", "preferred"),
    "completed",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection)."""


def safe_cell(value: Any) -> str:
    """Return a value as a cell; an apostrophe stands before what looks like a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def tasks_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return tasks as CSV with a line of headings; ``rows`` hold fields of the life file, ``id`` and ``completed``."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([safe_cell(row.get(name)) for name in COLUMNS])
    return out.getvalue()
