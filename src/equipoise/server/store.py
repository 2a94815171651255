"""Lives in the database: reading them as the planner wants them, and changing them so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from equipoise.calendars.accounts import Places
from equipoise.calendars.private import write_private
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.handmade import hand_made_of
from equipoise.loading import Loaded, load
from equipoise.server.connecting import PATIENCE, forget_gone, held
from equipoise.server.documents import composed, read_life, split
from equipoise.server.draft import Draft
from equipoise.server.merging import merged_entries, merged_row, merged_text
from equipoise.server.models import Life, Revision, Task
from equipoise.server.signals import announce

__all__ = [
    "Draft",
    "accounts_text",
    "change",
    "create",
    "last_change",
    "open_life",
    "person_of",
    "replace_text",
    "standing",
    "text_of",
    "undo",
]


def _composed(text: str, rows: Mapping[str, Mapping[str, Any]], done: Collection[str] = ()) -> str:
    """Return the whole life file. ``done``: keys of tasks that are done and not among the rows."""
    open_rows = sorted((r for r in rows.items() if not r[1]["completed"]), key=lambda r: r[1]["position"])
    keys = {key for key, _row in open_rows}

    def table(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        out = {"id": key, **data}
        if "after" in out:  # what is done need not be waited for
            out["after"] = [
                one for one in out["after"] if one in keys or (one not in rows and one not in done)
            ]
        return out

    return composed(text, (table(key, row["data"]) for key, row in open_rows))


def _rows(life: Life, **only: Any) -> dict[str, dict[str, Any]]:
    names = ("title", "data", "completed", "position")
    found = life.tasks.filter(**only).values_list("key", *names)
    return {key: dict(zip(names, row, strict=True)) for key, *row in found}


def text_of(life: Life) -> str:
    """Return the whole life file of a life, with its open tasks."""
    done = set(life.tasks.exclude(completed=None).values_list("key", flat=True))
    return _composed(life.text, _rows(life, completed=None), done)


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


def change(life: Life, what: str, edit: Callable[[Draft], None], *, accounts: str | None = None) -> Revision:
    """Change a life, if what comes of it is a life file; note what stood before.

    Args:
        life: whose. Its row is locked meanwhile, and ``life`` is brought up to date.
        what: the change in words.
        edit: changes the draft.
        accounts: what ``calendars.toml`` is to say from then on; None leaves it as it is.

    Raises:
        InputError: the result would be no life file; then nothing is changed.
    """
    with transaction.atomic():
        locked = Life.objects.select_for_update().get(pk=life.pk)
        draft = Draft(locked.text, list(locked.by_hand), _rows(locked), timezone.now())
        edit(draft)
        read_life(_composed(draft.text, draft.tasks))
        before = _before(locked, draft)
        _write_tasks(locked, {key: draft.tasks.get(key) for key in draft.touched})
        _write_life(locked, draft.text, draft.by_hand)
        if accounts is not None:
            before["accounts"] = _accounts_written(locked, accounts)
        revision = Revision.objects.create(
            life=locked, number=locked.revision, what=what[:500], before=before
        )
        _announce_tasks(locked, draft)
    life.refresh_from_db()
    return revision


def _announce_tasks(life: Life, draft: Draft) -> None:
    """Say which tasks are new, and which are done, those of one change together."""
    there = [(key, was, draft.tasks[key]) for key, was in draft.touched.items() if key in draft.tasks]
    added = [(key, row) for key, was, row in there if was is None]
    done = [(key, row) for key, was, row in there if row["completed"] and not (was and was["completed"])]
    for event, rows in (("task.added", added), ("task.completed", done)):
        if rows:
            told = [{"task": key, "title": row["title"]} for key, row in rows[:100]]
            announce(life, event, life.revision, {"count": len(rows), "tasks": told})


def _before(life: Life, draft: Draft) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if draft.text != life.text:
        out["text"] = life.text
    if draft.by_hand != life.by_hand:
        out["by_hand"] = life.by_hand
    if draft.touched:
        out["tasks"] = {key: row and _as_json(row) for key, row in draft.touched.items()}
    if life.plan_id:
        out["plan"] = str(life.plan_id)
    return out


def accounts_text(life: Life) -> str:
    """Return what ``calendars.toml`` says; "" if there is none."""
    path = Places(life.folder).accounts
    return path.read_text("utf-8") if path.exists() else ""


def _accounts_written(life: Life, text: str) -> str:
    """Write what ``calendars.toml`` says; return what stood there."""
    before = accounts_text(life)
    write_private(Places(life.folder).accounts, text.encode())
    return before


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


def last_change(life: Life) -> Revision | None:
    """Return the last change that stands and took nothing back, which is the one to offer for undoing."""
    return life.revisions.filter(undone=None).exclude(what__startswith="Undone").defer("before").first()


def undo(life: Life, number: int) -> Revision:
    """Put back what stood before a change; what was changed since stays.

    The plan that was in force before it comes into force again, unless other changes have followed that it does not
    know: then the plan stays, and another one is to be asked for. An account comes back without its secret.

    Raises:
        InputError: there is no such change, it was undone already, or what it changed was changed again since.
    """
    accounts = life.revisions.filter(number=number, before__has_key="accounts").exists()
    with held(life, PATIENCE) if accounts else nullcontext(), transaction.atomic():
        locked = Life.objects.select_for_update().get(pk=life.pk)
        found = locked.revisions.filter(number=number, undone=None).first()
        if found is None:
            raise InputError([Finding("this was undone already", "load the page again")])
        revision = _undone(locked, found)
        found.undone = timezone.now()
        found.save(update_fields=["undone"])
    if accounts:
        forget_gone(life)
    life.refresh_from_db()
    return revision


def _undone(life: Life, found: Revision) -> Revision:
    rows, now = _rows(life), {"text": life.text, "by_hand": life.by_hand}
    back = _taken_back(life, found, {**now, "accounts": accounts_text(life), "tasks": rows})
    tasks = {key: row and _from_json(row) for key, row in back.get("tasks", {}).items()}
    text, by_hand = back.get("text", life.text), back.get("by_hand", life.by_hand)
    read_life(_composed(text, {key: row for key, row in {**rows, **tasks}.items() if row is not None}))
    was: dict[str, Any] = {**now, "plan": str(life.plan_id) if life.plan_id else None}
    was["tasks"] = {key: (row := rows.get(key)) and _as_json(row) for key in tasks}
    _write_tasks(life, tasks)
    if "plan" in found.before and not standing(life, found.number).exists():
        _put_plan_back(life, found.before["plan"])
    _write_life(life, text, by_hand)
    if "accounts" in back:
        was["accounts"] = _accounts_written(life, back["accounts"])
    words = f"Undone: {found.what}"[:500]
    return Revision.objects.create(life=life, number=life.revision, what=words, before=was)


def standing(life: Life, number: int) -> QuerySet[Revision]:
    """Return the changes after a number that still hold; what was done and undone does not count."""
    taken_back = Q(what__startswith="Undone: ") & ~Q(what__startswith="Undone: Undone: ")
    return life.revisions.filter(number__gt=number, undone=None).exclude(taken_back)


def _put_plan_back(life: Life, plan: str | None) -> None:
    """Put a plan into force that was so once; one that was cleared away since cannot come back."""
    found = life.proposals.filter(pk=plan).first() if plan else None
    if found is not None or plan is None:
        life.plan = found
        life.save(update_fields=["plan"])


def _taken_back(life: Life, found: Revision, now: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a change touched, without that change and with all that came after it."""
    before = found.before
    rows = {key: (row := now["tasks"].get(key)) and _as_json(row) for key in before.get("tasks", {})}
    after, tasks = dict(now), dict(rows)
    later = (
        life.revisions.filter(number__gt=found.number).order_by("-number").values_list("before", flat=True)
    )
    for one in later.iterator():  # back in time: the last one seen is what stood right after the change
        tasks |= {key: row for key, row in one.get("tasks", {}).items() if key in tasks}
        after |= {name: one[name] for name in ("text", "by_hand", "accounts") if name in one}
    out = {
        name: merge(after[name], before[name], now[name]) for name, merge in _MERGES.items() if name in before
    }
    out["tasks"] = {
        key: merged_row(tasks[key], row, rows[key]) for key, row in before.get("tasks", {}).items()
    }
    return out


_MERGES: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "text": merged_text,
    "by_hand": merged_entries,
    "accounts": merged_text,
}


def _from_json(row: Mapping[str, Any]) -> dict[str, Any]:
    done = row["completed"]
    return {**row, "completed": datetime.fromisoformat(done) if done else None}


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
