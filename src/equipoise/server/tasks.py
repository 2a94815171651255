"""What a person does to tasks, one or many at once: every act is one change that can be undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.suggest import slug
from equipoise.quick_entry import Entry, Known
from equipoise.server.documents import read_life
from equipoise.server.models import Life, Revision, Task
from equipoise.server.store import Draft, change, standing

__all__ = [
    "add",
    "bulk",
    "complete",
    "create",
    "delete",
    "digest",
    "free_key",
    "known_of",
    "reorder",
    "save",
    "unplanned",
]

BULK = {
    "priority": "priority",
    "goal": "goal",
    "kind": "kind",
    "due": "due date",
}
"""Fields that several tasks may get at once, and what people call them."""


def known_of(life: Life) -> Known:
    """Return what a line of quick entry may refer to: open tasks, goals, places."""
    person, _ = read_life(life.text)
    rows = life.tasks.filter(completed=None).values_list("key", "title", "data")
    places = {row["place"] for _key, _title, row in rows if row.get("place")}
    for pair in person.travel.minutes:
        places |= set(pair)
    return Known(
        {key: title for key, title, _row in rows},
        {goal.id: goal.title for goal in person.goals},
        tuple(sorted(places)),
    )


def unplanned(life: Life) -> int:
    """Return how many changes the plan in force does not know yet."""
    if life.plan is None:
        return 0
    return standing(life, life.plan.revision).count()


def free_key(title: str, of: Life | Draft) -> str:
    """Return an id for something new that nothing else has.

    Args:
        title: from which it is made. ``of``: whose; in a draft nobody else can take it meanwhile.
    """
    person, _ = read_life(of.text)
    parts: tuple[tuple[Any, ...], ...] = (
        person.goals,
        person.routines,
        person.non_negotiables,
        person.events,
    )
    tasks = of.tasks if isinstance(of, Draft) else of.tasks.values_list("key", flat=True)
    taken = {item.id for part in parts for item in part} | set(tasks)
    stem = slug(title)[:100] or "task"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def add(life: Life, entry: Entry) -> tuple[str, Revision]:
    """Add what a line of quick entry says; return its id and the change.

    Raises:
        InputError: the line has no title.
    """
    if not entry.title:
        raise InputError([Finding("the task has no title", "say in a few words what it is", field="text")])
    return create(life, {"title": entry.title, **entry.data})


def create(life: Life, data: Mapping[str, Any]) -> tuple[str, Revision]:
    """Add a task; return its id and the change."""
    title, made = str(data.get("title", "")), []

    def edit(draft: Draft) -> None:
        made.append(free_key(title, draft))
        draft.put_task(made[0], data)

    revision = change(life, f"“{title}” added", edit)
    return made[0], revision


def digest(task: Task) -> str:
    """Return by what a form knows that its task is still as it was shown."""
    said = json.dumps([task.title, task.data], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def save(life: Life, key: str, data: Mapping[str, Any]) -> Revision:
    """Write all fields of a task anew, whether it is open or done; one that is not there is added."""

    def edit(draft: Draft) -> None:
        draft.put_task(key, data, completed=draft.tasks.get(key, {}).get("completed"))

    return change(life, f"“{data.get('title', key)}” changed", edit)


def complete(life: Life, keys: Collection[str], *, done: bool = True) -> Revision:
    """Mark tasks as done, or as open again."""

    def edit(draft: Draft) -> None:
        for key in keys:
            draft.complete(key, done=done)

    return change(life, f"{_named(life, keys)} {'done' if done else 'open again'}", edit)


def delete(life: Life, keys: Collection[str]) -> Revision:
    """Delete tasks; others do not wait for them any more."""
    gone = set(keys)

    def edit(draft: Draft) -> None:
        for key in keys:
            draft.drop_task(key)
        for key, row in list(draft.tasks.items()):
            after = _listed(row["data"].get("after"))
            if gone & set(after):
                left = [one for one in after if one not in gone]
                _put(draft, key, {"after": left or None})

    return change(life, f"{_named(life, keys)} deleted", edit)


def bulk(life: Life, keys: Collection[str], name: str, value: str) -> Revision:
    """Give several tasks the same value of a field; "" takes the field away.

    Raises:
        InputError: the field may not be set for several, or the value is none for it.
    """
    if name not in BULK:
        raise InputError([Finding("this cannot be changed for several tasks", "choose something else")])

    def edit(draft: Draft) -> None:
        for key in keys:
            firm = name == "due" and "deadline" in draft.task(key)
            new: dict[str, Any] = {name: value or None}
            if firm:  # a firm date stays firm
                new = {"deadline": value or None}
            _put(draft, key, new)

    words = f"{BULK[name]} {value}" if value else f"no {BULK[name]}"
    return change(life, f"{_named(life, keys)}: {words}", edit)


def reorder(life: Life, key: str, before: str | None) -> Revision:
    """Put an open task before another, or last if ``before`` is None.

    Raises:
        InputError: either is not there.
    """

    def edit(draft: Draft) -> None:
        title = draft.task(key).get("title", key)
        rows = sorted(
            (one for one in draft.tasks.items() if not one[1]["completed"]),
            key=lambda one: one[1]["position"],
        )
        order = [one for one, _row in rows if one != key]
        if before is not None and before not in order:
            told = f"there is no task to put “{title}” before"
            raise InputError([Finding(told, "load the page again", field="task")])
        order.insert(order.index(before) if before is not None else len(order), key)
        places = _places([row["position"] for _one, row in rows])
        for one, place in zip(order, places, strict=True):
            if draft.tasks[one]["position"] != place:
                draft.touched.setdefault(one, dict(draft.tasks[one]))
                draft.tasks[one] = {**draft.tasks[one], "position": place}

    return change(life, f"{_named(life, [key])} moved in the list", edit)


def _places(old: Sequence[int]) -> list[int]:
    """Return ascending places, the old ones as far as they differ."""
    out: list[int] = []
    for place in old:
        out.append(max(place, out[-1] + 1) if out else place)
    return out


def _put(draft: Draft, key: str, fields: Mapping[str, Any]) -> None:
    """Change some fields of a task; None takes one away."""
    row = draft.tasks.get(key, {})
    data = {**draft.task(key), **fields}
    kept = {name: value for name, value in data.items() if value is not None}
    draft.put_task(key, kept, completed=row.get("completed"))


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _named(life: Life, keys: Iterable[str]) -> str:
    keys = list(keys)
    if len(keys) != 1:
        return f"{len(keys)} tasks"
    title = life.tasks.filter(key=keys[0]).values_list("title", flat=True).first()
    return f"“{title or keys[0]}”"
