"""Routines and goals: tables of the life file, listed, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipoise.domain.errors import InputError
from equipoise.lifefile.commitments import GOAL, ROUTINE
from equipoise.lifefile.notation import duration_text
from equipoise.lifefile.records import Table
from equipoise.server import tasks
from equipoise.server.documents import read_life, table_of
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.tasks import bar
from equipoise.server.store import Draft, change
from equipoise.server.table_forms import fields_of, read_form, told

__all__ = ["delete_item", "edit_item", "goals", "routines"]


@dataclass(frozen=True)
class _Kind:
    """A table whose entries are edited here: its name in the file, and in words."""

    table: Table
    name: str
    page: str
    word: str


_KINDS = {
    "routines": _Kind(ROUTINE, "routine", "tasks-routines", "routine"),
    "goals": _Kind(GOAL, "goal", "tasks-goals", "goal"),
}


def _ids(text: str, kind: _Kind) -> list[str]:
    """Return the ids of the entries, in the order of the file."""
    person, _ = read_life(text)
    return [item.id for item in (person.routines if kind.name == "routine" else person.goals)]


@require_GET
@owned
def routines(request: HttpRequest, life: Life) -> HttpResponse:
    """List routines."""
    person, _ = read_life(life.text)
    titles = {goal.id: goal.title for goal in person.goals}
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "words": _often(one.minutes, one.per_week),
            "goal": titles.get(one.goal),
        }
        for one in person.routines
    ]
    return render(request, "equipoise/tasks_routines.html", {"rows": rows, **bar(life)})


def _often(minutes: int, times: int) -> str:
    return f"{duration_text(minutes)}, {'once' if times == 1 else f'{times} times'} a week"


@require_GET
@owned
def goals(request: HttpRequest, life: Life) -> HttpResponse:
    """List goals, with how much serves each."""
    person, _ = read_life(life.text)
    serving: dict[str, int] = {}
    for data in life.tasks.filter(completed=None).values_list("data", flat=True):
        serving[data.get("goal", "")] = serving.get(data.get("goal", ""), 0) + 1
    rows = [
        {
            "id": goal.id,
            "title": goal.title,
            "time": duration_text(goal.minutes_per_week) if goal.minutes_per_week else "",
            "tasks": serving.get(goal.id, 0),
            "routines": sum(one.goal == goal.id for one in person.routines),
        }
        for goal in person.goals
    ]
    return render(request, "equipoise/tasks_goals.html", {"rows": rows, **bar(life)})


@require_http_methods(["GET", "POST"])
@owned
def edit_item(request: HttpRequest, life: Life, kind: str, key: str = "") -> HttpResponse:
    """Show and change a routine or a goal; without a key, add one."""
    what = _KINDS[kind]
    ids = _ids(life.text, what)
    if key and key not in ids:
        raise Http404
    old = dict(table_of(life.text, (what.name, ids.index(key))) or {}) if key else {}
    values: Mapping[str, Any] = old
    heading = str(old.get("title", "")) or f"A new {what.word}"
    context: dict[str, Any] = {"what": what, "key": key, "heading": heading, "kind": kind, **bar(life)}
    goals_offered = tasks.known_of(life).goals.items()
    status, rest, fields = 200, [], []
    if request.method == "POST":
        values = {name: str(value) for name, value in request.POST.items()}
        try:
            _save(life, what, key, read_form(what.table, values, local_now(life)))
        except InputError as error:
            status, findings = 422, error.findings
            fields = fields_of(what.table, values, leave_out={"id"}, choices={"goal": goals_offered})
            rest = told(fields, findings)
        else:
            return redirect(what.page)
    fields = fields or fields_of(what.table, values, leave_out={"id"}, choices={"goal": goals_offered})
    context |= {"fields": fields, "rest": rest, "wrong": status != 200}
    return render(request, "equipoise/tasks_item.html", context, status=status)


def _save(life: Life, what: _Kind, key: str, data: Mapping[str, Any]) -> None:
    """Write an entry, key by key, so that comments between its lines stay."""
    if not key:
        new = {"title": data.get("title", ""), "id": tasks.free_key(str(data.get("title", "")), life)}

        def add(draft: Draft) -> None:
            draft.set(what.name, len(_ids(draft.text, what)), value={**new, **data})

        change(life, f"{what.word} “{data.get('title', '')}” added", add)
        return

    def edit(draft: Draft) -> None:
        number = _ids(draft.text, what).index(key)
        old = table_of(draft.text, (what.name, number)) or {}
        if "id" not in old:  # a new title must not make it another one
            draft.set(what.name, number, "id", value=key)
        for row in what.table.fields:
            if row.name != "id" and old.get(row.name) != data.get(row.name):
                draft.set(what.name, number, row.name, value=data.get(row.name))

    change(life, f"{what.word} “{data.get('title', key)}” changed", edit)


@require_POST
@owned
def delete_item(request: HttpRequest, life: Life, kind: str, key: str) -> HttpResponse:
    """Delete a routine or a goal; what served the goal goes on without it."""
    del request
    what = _KINDS[kind]
    if key not in _ids(life.text, what):
        raise Http404

    def edit(draft: Draft) -> None:
        number = _ids(draft.text, what).index(key)
        draft.set(what.name, number, value=None)
        if what.name == "goal":
            _without_goal(draft, key)

    change(life, f"{what.word} “{key}” deleted", edit)
    return redirect(what.page)


def _without_goal(draft: Draft, goal: str) -> None:
    for key, row in list(draft.tasks.items()):
        if row["data"].get("goal") == goal:
            data = {name: value for name, value in row["data"].items() if name != "goal"}
            draft.put_task(key, data, completed=row["completed"])
    for number, routine in enumerate(table_of(draft.text, ("routine",)) or ()):
        if routine.get("goal") == goal:
            draft.set("routine", number, "goal", value=None)
