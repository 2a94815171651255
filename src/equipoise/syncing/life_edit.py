"""Adding to a life file as text: the person's own words and comments stay, and the result is read before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Task
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import CalendarSource

__all__ = ["with_calendars", "with_tasks"]

Pairs = Sequence[tuple[str, str]]


def with_calendars(text: str, name: str, sources: Iterable[CalendarSource]) -> str:
    """Return a life file with more ``[[calendar]]`` tables at its end; a path that stands there already is left out.

    Raises:
        InputError: if the result is no life file.
    """
    from equipoise.lifefile import parse
    from equipoise.lifefile.entries import calendar_pairs

    there = {source.path for source in parse(text, name).calendars}
    tables = [calendar_pairs(source) for source in sources if source.path not in there]
    return _with(text, name, "calendar", tables)


def with_tasks(text: str, name: str, tasks: Iterable[Task], zone: ZoneInfo) -> str:
    """Return a life file with more ``[[task]]`` tables at its end.

    Raises:
        InputError: if the result is no life file.
    """
    from equipoise.lifefile.entries import task_pairs
    from equipoise.lifefile.text import quoted

    rows = [[("id", quoted(t.id)), ("title", quoted(t.title)), *task_pairs(t, zone)] for t in tasks]
    return _with(text, name, "task", rows)


def _with(text: str, name: str, table: str, rows: Iterable[Pairs]) -> str:
    from equipoise.lifefile import check

    out = text.rstrip("\n") + "\n"
    for pairs in rows:
        out += f"\n[[{table}]]\n" + "".join(f"{key} = {value}\n" for key, value in pairs)
    life, findings = check(out, name)
    if life is None:
        cure = f"write the [[{table}]] yourself"
        told = f"nothing can be added at the end of the file: {findings[0].message}"
        raise InputError([Finding(told, cure, name)])
    return out
