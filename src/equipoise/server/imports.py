"""Tasks from other programs: looked at, and added as one change; and all tasks as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.intake import FORMATS, Context, Found, Intake, guess, read, tasks_csv
from equipoise.server import tasks
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life, Revision
from equipoise.server.store import Draft, change

__all__ = ["Sorted", "add", "look", "table"]


@dataclass(frozen=True)
class Sorted:
    """What of a file is new, what is there already, and what is finished and left out."""

    new: list[Found]
    known: list[Found]
    done: list[Found]


def look(
    life: Life, text: str, now: datetime, *, name: str = "", what: str = "", mapping: Sequence[str] = ()
) -> tuple[str, Intake, Sorted]:
    """Read what another program wrote; nothing is added.

    Args:
        life: whose. ``text``: the file's. ``now``: local. ``name``: the file's, from which the format is guessed.
        what: the format, one of ``FORMATS``; "" guesses. ``mapping``: of a table, for each column the field.

    Returns:
        The format, what the file holds, and what of it is new.

    Raises:
        InputError: it is none of these formats.
    """
    what = what if what in FORMATS else guess(text, name)
    intake = read(text, what, Context(now, zone_of(life), tasks.known_of(life)), list(mapping))
    return what, intake, _sorted(life, intake)


def _sorted(life: Life, intake: Intake) -> Sorted:
    there = set(life.tasks.values_list("key", flat=True))
    known = [one for one in intake.found if one.key in there]
    rest = [one for one in intake.found if one.key not in there]
    return Sorted([one for one in rest if not one.done], known, [one for one in rest if one.done])


def add(life: Life, found: list[Found], what: str) -> Revision:
    """Add what a file holds, as one change.

    Raises:
        InputError: there is nothing.
    """
    if not found:
        raise InputError([Finding("nothing in this file is new", "there is nothing to add")])
    new = {one.key for one in found}

    def edit(draft: Draft) -> None:
        for one in found:
            if one.key in draft.tasks:  # sent twice, from two tabs: it is there meanwhile
                continue
            data = dict(one.data)
            if "after" in data:  # what is finished, or was not taken, need not be waited for
                data["after"] = [key for key in data["after"] if key in new or key in draft.tasks]
            draft.put_task(one.key, data)

    many = f"{len(found)} task{'' if len(found) == 1 else 's'}"
    return change(life, f"{many} imported ({FORMATS[what]})", edit)


def table(life: Life) -> str:
    """Return all tasks as CSV, done ones too."""
    rows = [
        {"id": key, **_firm(data), "title": title, "completed": done.date().isoformat() if done else ""}
        for key, title, data, done in life.tasks.values_list("key", "title", "data", "completed")
    ]
    return tasks_csv(rows)


def _firm(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a task with its deadline as such, however the life file says it."""
    if not data.get("hard_due"):
        return dict(data)
    return {**{name: value for name, value in data.items() if name != "due"}, "deadline": data.get("due")}
