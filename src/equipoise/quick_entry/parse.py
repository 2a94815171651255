"""A line read word by word: each place of it is tried by every reader, and the first that understands takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from equipoise.quick_entry.dates import date_words, read_moment
from equipoise.quick_entry.entry import Entry, Known, Taken
from equipoise.quick_entry.lengths import chunk_fields, read_chunks, read_estimate
from equipoise.quick_entry.references import find_goal, find_place, find_task

__all__ = ["DEFAULT", "parse"]

DEFAULT = "1h"
"""Estimate of a line that says none."""
LONGEST = 2000
MOST_TITLE = 500
_PRIORITIES = ("low", "normal", "high", "urgent")
_KINDS = ("focus", "admin", "meeting", "comms", "life", "recovery")
_ENERGIES = ("cognitive", "social", "physical")
_BY = {"by": "due", "due": "due", "until": "due", "deadline": "deadline"}
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reader understood: so many words, and the fields that they say."""

    used: int
    fields: dict[str, Any]
    words: str


@dataclass(slots=True)
class _Line:
    """A line being read.

    Attributes:
        words: of the line. ``data``: fields so far. ``close``: the word before was understood.
    """

    words: list[str]
    now: datetime
    known: Known
    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    close: bool = False

    def first(self, at: int, readers: Sequence[_Reader]) -> _Found | None:
        """Return what the first reader that fits says of the words from a place on; none says a field twice."""
        for read in readers:
            found = read(self, at)
            if found is not None and not self._twice(found.fields):
                return found
        return None

    def _twice(self, fields: dict[str, Any]) -> bool:
        dues = {"due", "deadline"}
        if dues & fields.keys() and dues & self.data.keys():
            return True
        return any(name in self.data for name in fields if name != "after")


_Reader = Callable[[_Line, int], _Found | None]


def parse(text: str, now: datetime, known: Known | None = None) -> Entry:
    """Return the task that a line says. Never raises; what is not understood stays in the title.

    Args:
        text: such as "draft memo 3h by Fri !high #leadership after research @office 45m chunks".
        now: local moment from which dates are counted.
        known: goals, tasks and places that it may refer to.
    """
    words = _UNFIT.sub(" ", text[:LONGEST]).split()
    line = _Line(words, now, known or Known())
    title, taken, at = [], [], 0
    while at < len(words):
        found = line.first(at, _READERS)
        if found is None:
            title.append(words[at])
            _unknown(words[at], line)
            line.close, at = False, at + 1
            continue
        for name, value in found.fields.items():
            line.data[name] = [*line.data.get(name, []), *value] if name == "after" else value
        taken.append(Taken(next(iter(found.fields)), " ".join(words[at : at + found.used]), found.words))
        line.close, at = True, at + found.used
    return _entry(line, " ".join(title), taken)


def _entry(line: _Line, title: str, taken: list[Taken]) -> Entry:
    data, notes = line.data, line.notes
    if not title:
        notes.append("Say in a few words what it is.")
    elif len(title) > MOST_TITLE:
        notes.append(f"The title was cut after {MOST_TITLE} characters.")
    if "estimate" not in data:
        data["estimate"] = DEFAULT
        notes.append("No length is said, so 1 hour is taken. Write 45m, 3h or 2h-3h-5h.")
    if data.get("split") is False and data.keys() & {"min_chunk", "max_chunk"}:
        del data["split"]
        notes.append("It cannot be in one piece and in chunks; the chunks count.")
    if "after" in data:
        data["after"] = list(dict.fromkeys(data["after"]))
    due = str(data.get("deadline") or data.get("due") or "")
    if due and str(data.get("release", ""))[:10] > due[:10]:
        notes.append("It starts after it is due, so the start was left out.")
        del data["release"]
    return Entry(title[:MOST_TITLE].strip(), data, tuple(taken), tuple(notes))


def _unknown(word: str, line: _Line) -> None:
    if re.fullmatch(r"#[^\W\d][\w-]*", word):
        line.notes.append(f"There is no goal “{word[1:]}”, so it stays in the title.")
    elif re.fullmatch(r"![a-z]+", word, re.IGNORECASE):
        line.notes.append(f"“{word}” is no priority: write !low, !normal, !high or !urgent.")


def _marked(line: _Line, at: int) -> _Found | None:
    """Read ``!high``, ``#goal`` and ``@place``."""
    word = line.words[at].rstrip(",;")
    mark, rest = word[:1], word[1:]
    if mark == "!" and rest.lower() in _PRIORITIES:
        return _Found(1, {"priority": rest.lower()}, f"{rest.lower()} priority")
    if mark == "#" and rest:
        goal = find_goal(rest, line.known)
        return _Found(1, {"goal": goal}, line.known.goals[goal]) if goal else None
    if mark == "@" and rest and rest[0].isalnum() and len(rest) <= 200:
        place = find_place(rest, line.known)
        return _Found(1, {"place": place}, f"at {place}")
    return None


def _date(line: _Line, at: int) -> _Found | None:
    """Read "by Fri", "due: tomorrow", "deadline next Mon 14:00" and "from Mon"."""
    word = line.words[at].lower()
    head, colon, rest = word.partition(":")
    name = _BY.get(head) or ("release" if head in {"from", "starting"} and not colon else None)
    if name is None or (not colon and word not in _BY and name != "release"):
        return None
    following = ([line.words[at][len(head) + 1 :]] if rest else []) + line.words[at + 1 : at + 8]
    skip = 0 if rest else 1
    if following and following[0].lower() in {"by", "on"}:
        following, skip = following[1:], skip + 1
    found = read_moment(following, line.now)
    if found is None:
        return None
    return _Found(skip + found[0], {name: found[1].isoformat()}, f"{_SAID[name]} {date_words(found[1])}")


_SAID = {"due": "due", "deadline": "deadline", "release": "not before"}


def _bare_date(line: _Line, at: int) -> _Found | None:
    """Read a date without "by", where the title has ended: at the end of the line or before what is understood."""
    found = read_moment(line.words[at : at + 8], line.now)
    if found is None or re.fullmatch(r"[0-9.]+", line.words[at]):
        return None
    if not _ends(line, at + found[0]):
        return None
    return _Found(found[0], {"due": found[1].isoformat()}, f"due {date_words(found[1])}")


def _ends(line: _Line, at: int) -> bool:
    """Tell whether nothing of the title follows right there."""
    return at >= len(line.words) or line.first(at, _SURE) is not None


def _after(line: _Line, at: int) -> _Found | None:
    if line.words[at].lower() not in {"after", "after:"}:
        return None
    found = find_task(line.words[at + 1 :], line.known)
    if found is None:
        return None
    used, key = found
    return _Found(used + 1, {"after": [key]}, f"after “{line.known.tasks[key]}”")


def _estimate(line: _Line, at: int) -> _Found | None:
    found = read_estimate(line.words[at:])
    return _Found(found[0], {"estimate": found[1]}, found[1]) if found else None


def _chunks(line: _Line, at: int) -> _Found | None:
    found = read_chunks(line.words[at:])
    if found is None:
        return None
    fields = chunk_fields(found[1])
    return _Found(found[0], fields, f"in blocks of {fields['max_chunk']} at most")


def _whole(line: _Line, at: int) -> _Found | None:
    said = " ".join(line.words[at : at + 3]).lower()
    if said in {"in one go", "in one piece"}:
        return _Found(3, {"split": False}, "in one piece")
    return None


def _nature(line: _Line, at: int) -> _Found | None:
    """Read ``kind:admin``, ``energy:social``, and the words alone where the title has ended."""
    word = line.words[at].rstrip(",;").lower()
    head, colon, rest = word.partition(":")
    said = rest if colon and head in {"kind", "energy"} else word if not colon else ""
    if not colon and not (line.close and (_ends(line, at + 1) or _bare_date(line, at + 1))):
        return None
    if said in _KINDS and head != "energy":
        return _Found(1, {"kind": said}, f"{said} work" if said != "life" else "life, not work")
    if said in _ENERGIES and head != "kind":
        return _Found(1, {"energy": said}, f"{said} energy")
    return None


_SURE: tuple[_Reader, ...] = (_marked, _chunks, _estimate, _date, _after, _whole)
_READERS: tuple[_Reader, ...] = (*_SURE, _nature, _bare_date)
