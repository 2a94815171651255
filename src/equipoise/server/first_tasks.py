"""First tasks as somebody types them, one a line: "write memo 3h by Fri"."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.notation import NotationError, estimate, weekday

__all__ = ["MOST", "plain_row", "rows_of"]

MOST = 50
"""How many tasks a newcomer may name at once."""
USUAL = "1h"
"""Estimate of a task for which none is given."""
_LENGTH = r"\d+(?:[.,]\d+)?\s?(?:h|min|m)(?:\d+)?"
_ESTIMATE = re.compile(rf"(?:^|\s)({_LENGTH}(?:-{_LENGTH}){{0,2}})(?=\s|$)", re.IGNORECASE)
_DUE = re.compile(r"\s(?:by|due)\s+(\d{4}-\d{2}-\d{2}|today|tomorrow|[a-z]{2,9})\s*$", re.IGNORECASE)

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
    read = _reader()
    rows = [(number, read(line, now)) for number, line in lines]
    for number, row in rows:
        if not row["title"]:
            told = f"line {number} has no words"
            raise InputError([Finding(told, "say what is to be done", field="tasks")])
        if len(row["title"]) > 500:
            raise InputError([Finding(f"line {number} is very long", "shorten it", field="tasks")])
    return [row for _, row in rows]


def _reader() -> Callable[[str, datetime], Row]:
    """Return what reads a line: quick entry where it is installed, else ``plain_row``."""
    name = "equipoise.quick_entry"
    if importlib.util.find_spec(name) is None:
        return plain_row
    parse = importlib.import_module(name).parse

    def read(line: str, now: datetime) -> Row:
        entry = parse(line, now)
        return {"title": entry.title, **entry.data}

    return read


def plain_row(line: str, now: datetime) -> Row:
    """Return the task of a line: a length anywhere in it, and a date or a weekday after "by" or "due" at its end."""
    found = _ESTIMATE.search(line)
    row: Row = {"estimate": USUAL}
    if found and _readable(found[1]):
        line = f"{line[: found.start()]} {line[found.end() :]}"
        row["estimate"] = found[1]
    rest, due = _due(line, now.date())
    title = " ".join(rest.split())
    return {"title": title, **row} | ({"due": due.isoformat()} if due else {})


def _readable(text: str) -> bool:
    try:
        return 0 < estimate(text).low <= 60_000
    except NotationError:
        return False


def _due(line: str, today: date) -> tuple[str, date | None]:
    """Return a line without its due date, and that date; a weekday means the next such day, today included."""
    found = _DUE.search(line)
    day = _day(found[1].lower(), today) if found else None
    return (line[: found.start()], day) if found and day else (line, None)


def _day(word: str, today: date) -> date | None:
    if word in {"today", "tomorrow"}:
        return today + timedelta(days=word == "tomorrow")
    try:
        if word[0].isdigit():
            return date.fromisoformat(word)
        return today + timedelta(days=(weekday(word) - today.weekday()) % 7)
    except (ValueError, NotationError):
        return None
