"""Tasks: found, made, changed one by one or many at once, and taken over from other programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from equipoise.domain.errors import Finding, InputError
from equipoise.quick_entry import parse
from equipoise.server import clock, imports, listing, many, tasks
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.api.once import KEY, once
from equipoise.server.documents import read_life
from equipoise.server.models import Life

__all__ = ["router"]

router = Router(tags=["tasks"])


class TaskIn(shapes.Strict):
    """A ``[[task]]`` of the life file: ``data`` holds its fields (title, estimate, due, ...) as JSON."""

    data: shapes.Table


class Task(Schema):
    """A task. ``key``: its id in the life file. ``completed``: when it was done."""

    key: str
    title: str
    data: shapes.Table
    completed: datetime | None = None


class Tasks(shapes.Paged):
    """Tasks in their order; done ones by when they were done, the last one first."""

    items: list[Task]


class Filter(Schema):
    """Which tasks. ``words``: in title, goal, place or key. ``goal``: its id, ``-`` for none."""

    done: bool = False
    words: str = Field("", max_length=200)
    goal: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    priority: str = Field("", max_length=40)
    group: Literal["order", "due", "goal"] = "order"
    offset: shapes.Offset = 0
    limit: shapes.Limit = 100


class Line(shapes.Strict):
    """A task as one types it: "draft memo 3h by Fri !high #leadership after research"."""

    text: str = Field(max_length=2000)


class Understood(Schema):
    """What is understood of a line. ``notes``: what was taken for granted or not found."""

    title: str
    data: shapes.Table
    notes: list[str]


class Many(shapes.Strict):
    """One act for several tasks.

    ``value``: of a field ("" takes it away); of ``before`` the key of the task to stand before ("" is the end).
    """

    do: Literal[many.ACTS]  # type: ignore[valid-type]
    keys: list[str] = Field(min_length=1, max_length=1000)
    value: str = Field("", max_length=500)


class File(shapes.Strict):
    """Tasks of another program. ``format``: "" guesses. ``columns``: of a table, for each column the field it is."""

    text: str = Field(max_length=512 * 1024)
    name: str = Field("", max_length=200)
    format: str = Field("", max_length=40)
    columns: list[str] = Field([], max_length=100)


class Found(Schema):
    """A task of a file. ``notes``: what was not understood."""

    key: str
    data: shapes.Table
    notes: list[str]


class Intake(Schema):
    """What a file holds: what is new, and how many are there already or done."""

    format: str
    new: list[Found]
    known: int
    done: int
    problems: list[str]
    columns: list[str]
    mapping: list[str]


@router.get("/tasks", **needs("read", answers={200: Tasks}))
def list_tasks(request: HttpRequest, asked: Query[Filter]) -> Any:
    """Return tasks, page by page."""
    life = life_of(request)
    if asked.done:
        done = life.tasks.exclude(completed=None).order_by("-completed", "pk")
        return shapes.paged(done, asked.offset, asked.limit)
    if asked.group == "order" and not (asked.words or asked.goal or asked.kind or asked.priority):
        return shapes.paged(life.tasks.filter(completed=None), asked.offset, asked.limit)
    goals = {goal.id: goal.title for goal in read_life(life.text)[0].goals}
    wanted = listing.Wanted(asked.words, asked.goal, asked.kind, asked.priority, asked.group)
    keys = [row.key for row in listing.found(life, wanted, clock.local_now(life).date(), goals)[0]]
    page = shapes.paged(keys, asked.offset, asked.limit)
    rows = {row.key: row for row in life.tasks.filter(key__in=page["items"])}
    return {**page, "items": [rows[key] for key in page["items"]]}


@router.post("/tasks", **needs("write", answers={201: Task}, changes=True))
def add_task(request: HttpRequest, given: TaskIn, key: str = KEY) -> Any:
    """Add a task; its key is made from its title."""

    def make() -> dict[str, Any]:
        title = str(given.data.get("title", ""))
        if not title.strip():
            raise InputError([Finding("the task has no title", "say what it is", field="title")])
        name, _revision = tasks.create(life, _fields(given))
        return _json(life, name)

    with writing(request) as life:
        return Status(201, once(request, life, key, given.data, make))


def _fields(given: TaskIn) -> dict[str, Any]:
    return {name: value for name, value in given.data.items() if name != "id"}


def _json(life: Life, key: str) -> dict[str, Any]:
    return Task.from_orm(_task(life, key)).model_dump(mode="json")


@router.get("/tasks/{path:key}", **needs("read", answers={200: Task}))
def get_task(request: HttpRequest, key: str) -> Any:
    """Return a task."""
    return _task(life_of(request), key)


@router.put("/tasks/{path:key}", **needs("write", answers={200: Task}, changes=True))
def put_task(request: HttpRequest, key: str, given: TaskIn) -> Any:
    """Write all fields of a task anew."""
    with writing(request) as life:
        _task(life, key)
        tasks.save(life, key, _fields(given))
        return _task(life, key)


@router.delete("/tasks/{path:key}", **needs("write", answers={204: None}, changes=True))
def delete_task(request: HttpRequest, key: str) -> Any:
    """Delete a task; others do not wait for it any more."""
    with writing(request) as life:
        _task(life, key)
        tasks.delete(life, [key])
    return Status(204, None)


@router.post("/done/{path:key}", **needs("write", answers={200: Task}, changes=True))
def complete_task(request: HttpRequest, key: str, *, done: bool = True) -> Any:
    """Mark a task as done, or as open again."""
    with writing(request) as life:
        _task(life, key)
        tasks.complete(life, [key], done=done)
        return _task(life, key)


def _task(life: Life, key: str) -> Any:
    found = life.tasks.filter(key=key).first()
    if found is None:
        raise Http404
    return found


@router.get("/task-lines", **needs("read", answers={200: Understood}))
def read_line(request: HttpRequest, asked: Query[Line]) -> Any:
    """Tell what would be understood of a line; nothing is added."""
    life = life_of(request)
    entry = parse(asked.text, clock.local_now(life), tasks.known_of(life))
    return {"title": entry.title, "data": dict(entry.data), "notes": list(entry.notes)}


@router.post("/task-lines", **needs("write", answers={201: Task}, changes=True))
def add_line(request: HttpRequest, given: Line, key: str = KEY) -> Any:
    """Add what a line says."""

    def make() -> dict[str, Any]:
        entry = parse(given.text, clock.local_now(life), tasks.known_of(life))
        return _json(life, tasks.add(life, entry)[0])

    with writing(request) as life:
        return Status(201, once(request, life, key, given.text, make))


@router.post("/task-changes", **needs("write", answers={200: shapes.Changed}, changes=True))
def change_tasks(request: HttpRequest, given: Many) -> Any:
    """Do something to several tasks, as one change."""
    with writing(request) as life:
        keys = list(dict.fromkeys(given.keys))
        revision = many.change(life, keys, given.do, given.value, clock.local_now(life))
    what = revision.what if revision else "Nothing changes by that"
    return {"revision": life.revision, "what": what}


@router.post("/task-imports/look", **needs("read", answers={200: Intake}))
def look_at_file(request: HttpRequest, given: File) -> Any:
    """Tell what a file of another program holds (VTODO, todo.txt, Taskwarrior, CSV); nothing is added."""
    life = life_of(request)
    what, intake, parts = _looked(life, given)
    new = [{"key": one.key, "data": one.data, "notes": list(one.notes)} for one in parts.new]
    return {
        "format": what,
        "new": new,
        "known": len(parts.known),
        "done": len(parts.done),
        "problems": list(intake.problems),
        "columns": list(intake.columns),
        "mapping": list(intake.mapping),
    }


@router.post("/task-imports", **needs("write", answers={200: shapes.Changed}, changes=True))
def import_file(request: HttpRequest, given: File) -> Any:
    """Add what is new in a file of another program, as one change."""
    with writing(request) as life:
        what, _, parts = _looked(life, given)
        revision = imports.add(life, parts.new, what)
    return {"revision": revision.number, "what": revision.what}


def _looked(life: Life, given: File) -> Any:
    return imports.look(
        life, given.text, clock.local_now(life), name=given.name, what=given.format, mapping=given.columns
    )


@router.get("/tasks.csv", **needs("read", answers={200: None}, gives="text/csv"))
def export_tasks(request: HttpRequest) -> HttpResponse:
    """Return all tasks as a table, done ones too."""
    return HttpResponse(imports.table(life_of(request)), content_type="text/csv; charset=utf-8")
