"""Which format a file has, and the reader for each; what comes out is always a set of tasks that a life file takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from equipoise.intake.calendar_file import read_calendar
from equipoise.intake.found import Context, Found, Intake
from equipoise.intake.table import read_table
from equipoise.intake.taskwarrior import read_taskwarrior
from equipoise.intake.todo_txt import read_todo_txt
from equipoise.lifefile import check
from equipoise.lifefile.text import array, inline, key, number, quoted, truth

__all__ = ["FORMATS", "guess", "read"]

FORMATS = {
    "ics": "Calendar file with tasks (.ics)",
    "todo.txt": "todo.txt",
    "taskwarrior": "Taskwarrior (task export)",
    "csv": "Table (CSV)",
}
"""Names of formats, and what people call them."""


def guess(text: str, name: str = "") -> str:
    """Return the format of a file by its name, or else by how it begins."""
    low, head = name.lower(), text.lstrip("\ufeff \r\n\t")
    if low.endswith((".ics", ".ical")) or head[:15].upper() == "BEGIN:VCALENDAR":
        return "ics"
    if low.endswith(".json") or head[:1] in {"[", "{"}:
        return "taskwarrior"
    if low.endswith((".csv", ".tsv")):
        return "csv"
    if low.endswith(".txt"):
        return "todo.txt"
    first = head.split("\n", 1)[0]
    columns = max(first.count(mark) for mark in ",;\t")
    return "csv" if columns and "title" in read_table(first, _NOBODY).mapping else "todo.txt"


_NOBODY = Context(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
"""Who guesses a format."""


def read(text: str, what: str, context: Context, mapping: Sequence[str] = ()) -> Intake:
    """Return the tasks of a file. Bad data never raises; it is told.

    Args:
        text: of the file. ``what``: one of ``FORMATS``. ``context``: who reads.
        mapping: of a table: the field of each column.
    """
    text = text.removeprefix("\ufeff")
    if what == "csv":
        got = read_table(text, context, mapping)
    else:
        readers = {"ics": read_calendar, "todo.txt": read_todo_txt, "taskwarrior": read_taskwarrior}
        got = readers[what](text, context)
    return _checked(got, context)


def _checked(got: Intake, context: Context) -> Intake:
    """Return it without what no life file takes: such a field is left out, or the task, and told."""
    found, problems = list(got.found), list(got.problems)
    for _try in range(4):
        bad = _findings(found, context)
        if not bad:
            break
        found = [one if one.key not in bad else _mended(one, bad[one.key]) for one in found]
    else:
        bad = _findings(found, context)
        problems += [
            f"“{one.data['title']}” was left out: {bad[one.key][0][1]}." for one in found if one.key in bad
        ]
        found = [one for one in found if one.key not in bad]
    return replace(got, found=tuple(found), problems=tuple(problems))


def _mended(one: Found, problems: Sequence[tuple[str, str]]) -> Found:
    data, notes = dict(one.data), list(one.notes)
    for name, message in problems:
        if name in data and name not in {"title", "estimate"}:
            del data[name]
            notes.append(f"{name} was left out: {message}.")
        elif name == "estimate":
            data["estimate"] = "1h"
            notes.append(f"1 hour was taken: {message}.")
    return Found(one.key, data, one.done, tuple(notes))


def _findings(found: Sequence[Found], context: Context) -> dict[str, list[tuple[str, str]]]:
    """Return what a life file would say of the tasks, by key: field and message."""
    names = {one.key for one in found}
    lines = ["[person]", 'name = "A"', f"zone = {quoted(context.zone.key)}"]
    for goal, title in context.known.goals.items():
        lines += ["[[goal]]", f"id = {quoted(goal)}", f"title = {quoted(title)}"]
    for other, title in context.known.tasks.items():
        if other not in names:
            lines += ["[[task]]", f"id = {quoted(other)}", f"title = {quoted(title)}", 'estimate = "1h"']
    for one in found:
        lines += ["[[task]]", f"id = {quoted(one.key)}"]
        lines += [f"{key(name)} = {_toml(value)}" for name, value in one.data.items()]
    _life, findings = check("\n".join(lines) + "\n", "tasks")
    out: dict[str, list[tuple[str, str]]] = {}
    for finding in findings:
        rest = finding.field.removeprefix("task.")
        owner = max((k for k in names if rest == k or rest.startswith(f"{k}.")), key=len, default=None)
        if owner is not None and not finding.warning:
            out.setdefault(owner, []).append((rest[len(owner) + 1 :].split(".")[0], finding.message))
    return out


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        return array(_toml(item) for item in value)
    if isinstance(value, dict):
        return inline({name: _toml(item) for name, item in value.items()})
    return quoted(str(value))
