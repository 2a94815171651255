"""Lives in the database: reading them as the planner wants them, and changing them so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from equipoise.calendars.private import write_private
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.handmade import hand_made_of
from equipoise.loading import Loaded, load
from equipoise.server.documents import composed, edited, read_life, split
from equipoise.server.models import Life, Revision, Task

__all__ = ["Draft", "change", "create", "export", "open_life", "person_of", "replace_text", "text_of", "undo"]


@dataclass
class Draft:
    """A life while it is being changed.

    Attributes:
        text: without tasks. ``by_hand``: as in the model.
        tasks: open and done ones, by id: title, data, completed, position.
    """

    text: str
    by_hand: list[Any]
    tasks: dict[str, dict[str, Any]]
    completed_now: datetime
    touched: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def set(self, *path: str | int, value: Any) -> None:
        """Write a value into the text; None takes it away."""
        self.text = edited(self.text, path, value)

    def task(self, key: str) -> dict[str, Any]:
        """Return a task's ``data`` to be changed in place.

        Raises:
            InputError: there is no such task.
        """
        return dict(self._row(key)["data"])

    def put_task(self, key: str, data: Mapping[str, Any], *, completed: datetime | None = None) -> None:
        """Write a task; a new key comes last."""
        old = self.tasks.get(key)
        self.touched.setdefault(key, old and dict(old))
        place = old["position"] if old else 1 + max((r["position"] for r in self.tasks.values()), default=0)
        title = str(data.get("title", ""))
        self.tasks[key] = {"title": title, "data": dict(data), "completed": completed, "position": place}

    def drop_task(self, key: str) -> None:
        """Take a task away."""
        self.touched.setdefault(key, dict(self._row(key)))
        del self.tasks[key]

    def complete(self, key: str, *, done: bool = True) -> None:
        """Mark a task as done, or as open again."""
        row = self._row(key)
        self.put_task(key, row["data"], completed=self.completed_now if done else None)

    def _row(self, key: str) -> dict[str, Any]:
        if key not in self.tasks:
            raise InputError([Finding(f"there is no task {key!r}", "load the page again", field="task")])
        return self.tasks[key]


def _composed(text: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    open_rows = sorted((r for r in rows.items() if not r[1]["completed"]), key=lambda r: r[1]["position"])
    keys = {key for key, _row in open_rows}

    def table(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        out = {"id": key, **data}
        if "after" in out:  # what is done need not be waited for
            out["after"] = [one for one in out["after"] if one in keys or one not in rows]
        return out

    return composed(text, (table(key, row["data"]) for key, row in open_rows))


def _rows(life: Life) -> dict[str, dict[str, Any]]:
    names = ("title", "data", "completed", "position")
    return {key: dict(zip(names, row, strict=True)) for key, *row in life.tasks.values_list("key", *names)}


def text_of(life: Life) -> str:
    """Return the whole life file of a life, with its open tasks."""
    rows = life.tasks.filter(completed=None).values_list("key", "data")
    every = set(life.tasks.values_list("key", flat=True))
    keys = {key for key, _ in rows}

    def table(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        out = {"id": key, **data}
        if "after" in out:
            out["after"] = [one for one in out["after"] if one in keys or one not in every]
        return out

    return composed(life.text, (table(key, data) for key, data in rows))


export = text_of


def create(owner: User, text: str, *, demo: str = "") -> Life:
    """Make a life from a life file.

    Raises:
        InputError: the text is no life file.
    """
    read_life(text)
    rest, tasks = split(text)
    keyed = _keyed(text, tasks)
    with transaction.atomic():
        life = Life.objects.create(owner=owner, text=rest, demo=demo)
        Task.objects.bulk_create(
            Task(life=life, key=key, title=row["title"], data=row, position=i + 1)
            for i, (key, row) in enumerate(keyed.items())
        )
    return life


def _keyed(text: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the tasks by the ids that the life file gives them; the id is not repeated inside."""
    person, _ = read_life(text)
    ids = [task.id for task in person.tasks]
    return {
        key: {name: v for name, v in row.items() if name != "id"} for key, row in zip(ids, rows, strict=True)
    }


def change(life: Life, what: str, edit: Callable[[Draft], None], *, plan: Any = None) -> Revision:
    """Change a life, if what comes of it is a life file; note what stood before.

    Args:
        life: whose. Its row is locked meanwhile, and ``life`` is brought up to date.
        what: the change in words.
        edit: changes the draft.
        plan: a proposal that comes into force with it.

    Raises:
        InputError: the result would be no life file; then nothing is changed.
    """
    with transaction.atomic():
        locked = Life.objects.select_for_update().get(pk=life.pk)
        draft = Draft(locked.text, list(locked.by_hand), _rows(locked), timezone.now())
        edit(draft)
        read_life(_composed(draft.text, draft.tasks))
        before = _before(locked, draft, plan)
        _write_tasks(locked, {key: draft.tasks.get(key) for key in draft.touched})
        _write_life(locked, draft.text, draft.by_hand)
        if plan is not None:
            locked.plan = plan
            locked.save(update_fields=["plan"])
        revision = Revision.objects.create(
            life=locked, number=locked.revision, what=what[:500], before=before
        )
    life.refresh_from_db()
    return revision


def _before(life: Life, draft: Draft, plan: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if draft.text != life.text:
        out["text"] = life.text
    if draft.by_hand != life.by_hand:
        out["by_hand"] = life.by_hand
    if draft.touched:
        out["tasks"] = {key: row and _as_json(row) for key, row in draft.touched.items()}
    if plan is not None or life.plan_id:
        out["plan"] = str(life.plan_id) if life.plan_id else None
    return out


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    done = row["completed"]
    return {**row, "completed": done.isoformat() if done else None}


def _write_tasks(life: Life, rows: Mapping[str, Mapping[str, Any] | None]) -> None:
    gone = [key for key, row in rows.items() if row is None]
    life.tasks.filter(key__in=gone).delete()
    Task.objects.bulk_create(
        [Task(life=life, key=key, **row) for key, row in rows.items() if row is not None],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["life", "key"],
        update_fields=["title", "data", "completed", "position"],
    )


def _write_life(life: Life, text: str, by_hand: list[Any]) -> None:
    life.text, life.by_hand, life.revision = text, by_hand, life.revision + 1
    life.save(update_fields=["text", "by_hand", "revision"])


def undo(life: Life, number: int) -> Revision:
    """Put back what stood before a change. Later changes of other things stay; of the same things they go too.

    Raises:
        InputError: there is no such change, or it was undone already.
    """
    with transaction.atomic():
        locked = Life.objects.select_for_update().get(pk=life.pk)
        found = locked.revisions.filter(number=number, undone=None).first()
        if found is None:
            raise InputError([Finding("this was undone already", "load the page again")])
        rows, before = _rows(locked), dict(found.before)
        back = {
            key: row and {**row, "completed": row["completed"] and datetime.fromisoformat(row["completed"])}
            for key, row in before.get("tasks", {}).items()
        }
        now = {key: rows.get(key) for key in back}
        text, by_hand = before.get("text", locked.text), before.get("by_hand", locked.by_hand)
        left = {key: row for key, row in {**rows, **back}.items() if row is not None}
        read_life(_composed(text, left))
        was: dict[str, Any] = {"text": locked.text, "by_hand": locked.by_hand}
        was["tasks"] = {key: row and _as_json(row) for key, row in now.items()}
        was["plan"] = str(locked.plan_id) if locked.plan_id else None
        _write_tasks(locked, back)
        if "plan" in before:
            plan = before["plan"]
            locked.plan = locked.proposals.filter(pk=plan).first() if plan else None
            locked.save(update_fields=["plan"])
        _write_life(locked, text, by_hand)
        found.undone = timezone.now()
        found.save(update_fields=["undone"])
        words = f"Undone: {found.what}"[:500]
        revision = Revision.objects.create(life=locked, number=locked.revision, what=words, before=was)
    life.refresh_from_db()
    return revision


def replace_text(life: Life, text: str, what: str) -> Revision:
    """Put another life file in the place of the whole life.

    Raises:
        InputError: the text is no life file; then nothing is changed.
    """
    read_life(text)
    rest, tasks = split(text)
    keyed = _keyed(text, tasks)

    def edit(draft: Draft) -> None:
        draft.text = rest
        for key in [key for key, row in draft.tasks.items() if not row["completed"] and key not in keyed]:
            draft.drop_task(key)
        for key, row in keyed.items():
            draft.put_task(key, row)

    return change(life, what, edit)


def open_life(life: Life, *, now: datetime, weeks: int = 1, days: int | None = None, **kwargs: Any) -> Loaded:
    """Return a life with its calendars, as the planner wants it.

    Args:
        life: whose. A copy of its life file is written beside its calendars.
        now: the moment from which is planned. ``weeks``, ``days``, ``first``: as for ``equipoise.load``.

    Raises:
        InputError: with every finding of file and calendars.
    """
    path = life.folder / "life.toml"
    data = text_of(life).encode()
    if not path.is_file() or path.read_bytes() != data:
        write_private(path, data)
    return load(path, now=now, weeks=weeks, days=days, by_hand=hand_made_of(life.by_hand), **kwargs)


def person_of(life: Life) -> Person:
    """Return the life as a value, without its calendars."""
    person, _ = read_life(text_of(life))
    return person
