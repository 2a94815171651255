"""First tasks as somebody types them, one a line: "write memo 3h by Fri"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.quick_entry import parse

__all__ = ["MOST", "rows_of"]

MOST = 50
"""How many tasks a newcomer may name at once."""
USUAL = "1h"
"""Estimate of a task for which none is given."""
Row = dict[str, Any]


def rows_of(text: str, now: datetime) -> list[Row]:
    """Return a task's table for each line that says something.

    Args:
        text: lines. What is not understood stays in the title.
        now: the person's local time, from which dates are counted.

    Raises:
        InputError: there are too many lines, or one has no words of its own.
    """
    lines = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line.lstrip("-*• ")) for number, line in lines if line.strip("-*• ")]
    if len(lines) > MOST:
        told = f"these are {len(lines)} tasks, and {MOST} are enough to begin with"
        raise InputError([Finding(told, "add the others afterwards", field="tasks")])
    rows = [(number, _row(line, now)) for number, line in lines]
    for number, row in rows:
        if not row["title"]:
            told = f"line {number} has no words"
            raise InputError([Finding(told, "say what is to be done", field="tasks")])
        if len(row["title"]) > 500:
            raise InputError([Finding(f"line {number} is very long", "shorten it", field="tasks")])
    return [row for _, row in rows]


def _row(line: str, now: datetime) -> Row:
    entry = parse(line, now)
    return {"title": entry.title, "estimate": USUAL, **entry.data}
