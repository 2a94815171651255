"""todo.txt: a task a line, as its format description at github.com/todotxt/todo.txt has it.

``due:`` and ``t:`` (not before) are read as the widely used additions they are, ``est:`` as an estimate.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from equipoise.intake.found import DEFAULT, MOST, Context, Found, Intake, clean, key_of, numbered, priority_of
from equipoise.lifefile.notation import NotationError, estimate, estimate_text
from equipoise.quick_entry import moment_of
from equipoise.quick_entry.references import find_goal

__all__ = ["read_todo_txt"]

_DATE = r"\d{4}-\d{2}-\d{2}"
_HEAD = re.compile(
    rf"(?P<done>x\s+)?(?:\((?P<priority>[A-Z])\)\s+)?(?P<first>{_DATE}\s+)?(?P<second>{_DATE}\s+)?(?P<rest>.*)",
    re.DOTALL,
)
_PAIR = re.compile(r"([^\s:+@]+):([^\s:/][^\s]*)")


def read_todo_txt(text: str, context: Context) -> Intake:
    """Return the tasks of a todo.txt; blank lines count for nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    problems = () if len(lines) <= MOST else (f"Only the first {MOST} lines were read.",)
    read = [_line(line, context) for line in lines[:MOST]]
    keys = numbered(found.key for found in read)
    found = tuple(
        Found(key, one.data, one.done, one.notes)
        for key, one in zip(keys, read, strict=True)
        if one.data["title"]
    )
    return Intake(found, problems)


def _line(line: str, context: Context) -> Found:
    head = _HEAD.match(line)
    assert head is not None  # every part of the pattern may be empty
    data: dict[str, Any] = {"title": "", "estimate": DEFAULT}
    notes: list[str] = []
    if head["priority"]:
        data["priority"] = priority_of(head["priority"]) or "normal"
    words = [word for word in head["rest"].split() if not _took(word, data, notes, context)]
    data["title"] = clean(" ".join(words))
    data = {name: value for name, value in data.items() if value != "normal" or name != "priority"}
    if str(data.get("release", ""))[:10] > str(data.get("due", "9999"))[:10]:
        del data["release"]
        notes.append("It may not start before it is due, so the start was left out.")
    own = str(data.pop("id", ""))
    mark = hashlib.sha256(f"{head['second'] or head['first'] or ''}{data['title']}".encode()).hexdigest()[:12]
    return Found(key_of("todo", own) if own else f"todo-{mark}", data, bool(head["done"]), tuple(notes))


def _took(word: str, data: dict[str, Any], notes: list[str], context: Context) -> bool:
    """Take a word for a field if it is one; tell whether it was."""
    if word[0] == "+" and len(word) > 1:
        goal = find_goal(word[1:], context.known)
        if goal and "goal" not in data:
            data["goal"] = goal
            return True
        if not goal:
            notes.append(f"{word} is no goal here; it stays in the title.")
        return False
    if word[0] == "@" and len(word) > 1:
        place = next((p for p in context.known.places if p.lower() == word[1:].lower()), None)
        if place and "place" not in data:
            data["place"] = place
            return True
        return False
    pair = _PAIR.fullmatch(word)
    return _pair(pair[1], pair[2], data, notes, context) if pair else False


def _pair(name: str, value: str, data: dict[str, Any], notes: list[str], context: Context) -> bool:
    low = name.lower()
    if low in {"due", "t"}:
        found = moment_of(value, context.now)
        if found is None:
            notes.append(f"{name}:{value} is no date; it stays in the title.")
            return False
        data["due" if low == "due" else "release"] = found
    elif low in {"est", "estimate", "dur", "duration"}:
        try:
            data["estimate"] = estimate_text(estimate(value))
        except NotationError:
            notes.append(f"{name}:{value} is no length; it stays in the title.")
            return False
    elif low in {"id", "uuid"}:
        data["id"] = value
    elif low == "rec":
        notes.append(f"It repeats ({name}:{value}); only this one is taken. A routine may suit it better.")
    elif low == "pri":
        data["priority"] = priority_of(value) or "normal"
    else:
        return False
    return True
