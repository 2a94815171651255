"""Routines and goals: tables of the life file, listed, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.lifefile.commitments import GOAL, ROUTINE
from equipoise.lifefile.notation import duration_text
from equipoise.lifefile.records import Table
from equipoise.server import tasks
from equipoise.server.documents import read_life, table_of
from equipoise.server.models import Life, Revision
from equipoise.server.store import Draft, change

__all__ = ["KINDS", "Kind", "delete", "goal_rows", "ids", "item", "routine_rows", "save"]


@dataclass(frozen=True)
class Kind:
    """A table whose entries are edited here: its name in the file, and in words."""

    table: Table
    name: str
    page: str
    word: str


KINDS = {
    "routines": Kind(ROUTINE, "routine", "tasks-routines", "routine"),
    "goals": Kind(GOAL, "goal", "tasks-goals", "goal"),
}


def ids(text: str, kind: Kind) -> list[str]:
    """Return the ids of the entries, in the order of the file."""
    person, _ = read_life(text)
    return [item.id for item in (person.routines if kind.name == "routine" else person.goals)]


def item(life: Life, what: Kind, key: str) -> dict[str, Any] | None:
    """Return an entry's table as JSON; None if there is none of this id."""
    there = ids(life.text, what)
    return dict(table_of(life.text, (what.name, there.index(key))) or {}) if key in there else None


def routine_rows(life: Life) -> list[dict[str, Any]]:
    """Return the routines, with how often and for which goal."""
    person, _ = read_life(life.text)
    titles = {goal.id: goal.title for goal in person.goals}
    return [
        {
            "id": one.id,
            "title": one.title,
            "words": _often(one.minutes, one.per_week),
            "goal": titles.get(one.goal),
        }
        for one in person.routines
    ]


def _often(minutes: int, times: int) -> str:
    return f"{duration_text(minutes)}, {'once' if times == 1 else f'{times} times'} a week"


def goal_rows(life: Life) -> list[dict[str, Any]]:
    """Return the goals, with how much serves each."""
    person, _ = read_life(life.text)
    serving: dict[str, int] = {}
    for data in life.tasks.filter(completed=None).values_list("data", flat=True):
        serving[data.get("goal", "")] = serving.get(data.get("goal", ""), 0) + 1
    return [
        {
            "id": goal.id,
            "title": goal.title,
            "time": duration_text(goal.minutes_per_week) if goal.minutes_per_week else "",
            "tasks": serving.get(goal.id, 0),
            "routines": sum(one.goal == goal.id for one in person.routines),
        }
        for goal in person.goals
    ]


def save(life: Life, what: Kind, key: str, data: Mapping[str, Any]) -> tuple[str, Revision]:
    """Write an entry, key by key, so that comments between its lines stay; without a key, add one.

    Raises:
        InputError: it would be none.
    """
    if not key:
        title = str(data.get("title", ""))
        made = ""

        def add(draft: Draft) -> None:
            nonlocal made
            made = tasks.free_key(title, draft)
            draft.set(what.name, len(ids(draft.text, what)), value={"title": title, "id": made, **data})

        revision = change(life, f"{what.word} “{title}” added", add)
        return made, revision

    def edit(draft: Draft) -> None:
        number = ids(draft.text, what).index(key)
        old = table_of(draft.text, (what.name, number)) or {}
        if "id" not in old:  # a new title must not make it another one
            draft.set(what.name, number, "id", value=key)
        for row in what.table.fields:
            if row.name != "id" and old.get(row.name) != data.get(row.name):
                draft.set(what.name, number, row.name, value=data.get(row.name))

    return key, change(life, f"{what.word} “{data.get('title', key)}” changed", edit)


def delete(life: Life, what: Kind, key: str) -> Revision:
    """Delete a routine or a goal; what served the goal goes on without it."""

    def edit(draft: Draft) -> None:
        number = ids(draft.text, what).index(key)
        draft.set(what.name, number, value=None)
        if what.name == "goal":
            _without_goal(draft, key)

    return change(life, f"{what.word} “{key}” deleted", edit)


def _without_goal(draft: Draft, goal: str) -> None:
    for key, row in list(draft.tasks.items()):
        if row["data"].get("goal") == goal:
            data = {name: value for name, value in row["data"].items() if name != "goal"}
            draft.put_task(key, data, completed=row["completed"])
    for number, routine in enumerate(table_of(draft.text, ("routine",)) or ()):
        if routine.get("goal") == goal:
            draft.set("routine", number, "goal", value=None)
