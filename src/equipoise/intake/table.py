"""Tasks of a table (CSV, RFC 4180): which column is what is guessed from the headings, and may be said instead."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from equipoise.intake.found import DEFAULT, MOST, Context, Found, Intake, clean, key_of, numbered, priority_of
from equipoise.lifefile.notation import NotationError, estimate, estimate_text
from equipoise.lifefile.suggest import slug
from equipoise.quick_entry import moment_of
from equipoise.quick_entry.references import find_goal, find_task

__all__ = ["FIELDS", "plain_cell", "read_table"]

FIELDS = {
    "": "leave out",
    "title": "title",
    "estimate": "estimate",
    "hours": "estimate in hours",
    "minutes": "estimate in minutes",
    "due": "due date",
    "deadline": "deadline",
    "release": "not before",
    "priority": "priority",
    "goal": "goal",
    "place": "place",
    "kind": "kind",
    "energy": "energy",
    "after": "after",
    "completed": "finished",
    "done": "done so far",
    "area": "area",
    "role": "hat",
    "min_chunk": "shortest piece",
    "max_chunk": "longest piece",
    "split": "in pieces",
    "only": "only in these hours",
    "not_on": "not on these dates",
    "preferred": "preferred hours",
    "id": "id",
}
"""What a column may be read as, and what people call it."""
_NAMES = {
    "title": "title task task-name task-title name summary subject content description todo what",
    "estimate": "estimate duration length time effort takes",
    "hours": "hours estimate-hours estimated-hours hrs h",
    "minutes": "minutes estimate-minutes estimated-minutes mins min",
    "due": "due due-date date end end-date finish",
    "deadline": "deadline",
    "release": "release start start-date not-before defer defer-date from",
    "priority": "priority importance prio",
    "goal": "goal project list section",
    "place": "place location where context",
    "kind": "kind",
    "energy": "energy",
    "after": "after depends depends-on blocked-by predecessors",
    "completed": "completed complete finished status state done",
    "done": "done-so-far worked spent actual done",
    "area": "area",
    "role": "role hat",
    "min_chunk": "min-chunk",
    "max_chunk": "max-chunk",
    "split": "split",
    "only": "only",
    "not_on": "not-on except",
    "preferred": "preferred",
    "id": "id uid uuid key",
}
_DONE = {"done", "completed", "complete", "yes", "true", "x", "1", "finished", "closed", "100", "100%"}
_NO = {"no", "false", "0"}
_DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}.*")
_LISTED = re.compile(r"[;\n]")
_KINDS = {"focus", "admin", "meeting", "comms", "life", "recovery"}
_ENERGIES = {"cognitive", "social", "physical"}
_GUARDED = re.compile(r"'\s*[=+\-@\t\r]")
Reader = Callable[[str, Context], Any]


def plain_cell(text: str) -> str:
    """Return a cell without the apostrophe that stops a spreadsheet from taking it for a formula."""
    return text[1:] if _GUARDED.match(text) else text


def read_table(text: str, context: Context, mapping: Sequence[str] = ()) -> Intake:
    """Return the tasks of a table whose first line names its columns.

    Args:
        text: comma, semicolon or tab separated. ``context``: who reads.
        mapping: for each column one of ``FIELDS``; guessed if left out.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        return Intake(problems=(f"This is no table: {error}.",))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return Intake(problems=("The table is empty.",))
    columns = tuple(clean(cell) for cell in rows[0])
    given = tuple(name if name in FIELDS else "" for name in mapping)
    chosen = given if len(given) == len(columns) else _guessed(columns)
    if "title" not in chosen:
        told = "No column is the title. Say which one is, below."
        return Intake(problems=(told,), columns=columns, mapping=chosen)
    problems: tuple[str, ...] = () if len(rows) <= MOST + 1 else (f"Only the first {MOST} rows were read.",)
    read = [_row(row, chosen, context) for row in rows[1 : MOST + 1]]
    named = [one for one in read if one.data["title"]]
    if len(named) < len(read):
        problems += (f"{len(read) - len(named)} rows have no title and were left out.",)
    keys = numbered(one.key for one in named)
    found = [Found(key, one.data, one.done, one.notes) for key, one in zip(keys, named, strict=True)]
    return Intake(tuple(_linked(found, context)), problems, columns, chosen)


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _guessed(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the field of each column; each field once, the better name first."""
    wanted = [slug(column.replace("_", " ")) for column in columns]
    out = [""] * len(columns)
    for name, words in _NAMES.items():
        for word in words.split():
            if word in wanted and not out[wanted.index(word)]:
                out[wanted.index(word)] = name
                break
    return tuple(out)


def _row(cells: Sequence[str], mapping: Sequence[str], context: Context) -> Found:
    said = {name: plain_cell(cell).strip() for name, cell in zip(mapping, cells, strict=False) if name}
    data: dict[str, Any] = {"title": clean(said.get("title", "")), "estimate": DEFAULT}
    notes: list[str] = []
    for name, read in _READERS.items():
        if not said.get(name):
            continue
        value = read(said[name], context)
        if value is None:
            notes.append(f"{FIELDS[name]} “{clean(said[name])[:40]}” is not understood.")
        else:
            data["estimate" if name in {"hours", "minutes"} else name] = value
    if "deadline" in data:
        data.pop("due", None)
    if str(data.get("release", ""))[:10] > str(data.get("deadline") or data.get("due") or "9999")[:10]:
        del data["release"]
        notes.append("It may not start before it is due, so the start was left out.")
    if said.get("after"):
        data["after"] = [one.strip() for one in re.split(r"[,;\n]", said["after"]) if one.strip()]
    own = said.get("id", "")
    mark = hashlib.sha256(data["title"].encode()).hexdigest()[:12]
    key = key_of("csv", own) if own else f"csv-{mark}"
    return Found(key, _usual_left_out(data), _finished(said.get("completed", "")), tuple(notes))


def _finished(said: str) -> bool:
    """Tell whether a cell says that a task is finished: in a word, or by the date on which it was."""
    return said.lower() in _DONE or _DATE.fullmatch(said) is not None


def _usual_left_out(data: Mapping[str, Any]) -> dict[str, Any]:
    usual = {"priority": "normal", "kind": "focus", "energy": "cognitive", "split": True}
    return {name: value for name, value in data.items() if usual.get(name) != value}


def _linked(found: Sequence[Found], context: Context) -> list[Found]:
    """Return the tasks with what they wait for, as ids: of the table, or of tasks that are there."""
    ids = {one.key for one in found if not one.done}
    titles = {one.data["title"]: one.key for one in found if not one.done}
    out = []
    for one in found:
        after, notes = [], list(one.notes)
        for name in one.data.get("after", []):
            other = find_task(name.split(), context.known)
            same = next((one for one in (name, key_of("csv", name)) if one in ids), None)
            key = same or titles.get(name) or (other[1] if other else None)
            if key and key != one.key:
                after.append(key)
            else:
                notes.append(f"after “{clean(name)[:40]}”: there is no such open task.")
        data = {name: value for name, value in one.data.items() if name != "after"}
        out.append(Found(one.key, {**data, **({"after": after} if after else {})}, one.done, tuple(notes)))
    return out


def _length(unit: str) -> Reader:
    def read(text: str, context: Context) -> str | None:
        del context
        bare = re.fullmatch(r"[0-9]+([.,][0-9]+)?", text)
        try:
            found = estimate(f"{text.replace(',', '.')}{unit}" if bare and unit else text)
        except NotationError:
            return None
        return estimate_text(found) if found.low > 0 else None

    return read


def _when(text: str, context: Context) -> str | None:
    spaced = text.replace("T", " ", 1) if _DATE.match(text) else text
    return moment_of(text, context.now) or moment_of(spaced, context.now)


def _several(text: str, context: Context) -> list[str] | None:
    """Read what the export sets apart by semicolons; the life file's own check judges each."""
    del context
    return [clean(one) for one in _LISTED.split(text) if one.strip()] or None


def _dates(text: str, context: Context) -> list[str] | None:
    days = [_when(one.strip(), context) for one in _LISTED.split(text) if one.strip()]
    return [day[:10] for day in days if day] if all(days) else None


def _parted(text: str, context: Context) -> bool | None:
    del context
    said = text.lower()
    return False if said in _NO else True if said in _DONE else None


def _one_of(words: set[str]) -> Reader:
    return lambda text, _context: text.lower() if text.lower() in words else None


_READERS: dict[str, Reader] = {
    "estimate": _length("h"),
    "hours": _length("h"),
    "minutes": _length(" min"),
    "due": _when,
    "deadline": _when,
    "release": _when,
    "priority": lambda text, _context: priority_of(text),
    "goal": lambda text, context: find_goal(text, context.known),
    "place": lambda text, _context: clean(text)[:200] or None,
    "kind": _one_of(_KINDS),
    "energy": _one_of(_ENERGIES),
    "done": _length("h"),
    "area": lambda text, _context: clean(text).lower() or None,
    "role": lambda text, _context: clean(text) or None,
    "min_chunk": _length(" min"),
    "max_chunk": _length(" min"),
    "split": _parted,
    "only": _several,
    "not_on": _dates,
    "preferred": _several,
}
