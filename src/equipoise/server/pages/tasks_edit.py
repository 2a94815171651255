"""One task with all its fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.commitments import TASK
from equipoise.quick_entry import Known, moment_of
from equipoise.quick_entry.references import find_task
from equipoise.server import tasks
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.tasks import bar
from equipoise.server.table_forms import FormField, fields_of, read_form, told

__all__ = ["edit_task", "new_task"]

FIRST = ("title", "estimate", "due", "deadline", "priority", "goal")
"""Fields that are always open; the others wait below."""


@require_http_methods(["GET", "POST"])
@owned
def edit_task(request: HttpRequest, life: Life, key: str) -> HttpResponse:
    """Show and change a task."""
    row = life.tasks.filter(key=key).first()
    if row is None:
        raise Http404
    seen = tasks.digest(row)
    context = {"task": row, "seen": request.POST.get("seen", seen), "heading": row.title, **bar(life)}
    if request.method == "POST":

        def save(data: dict[str, Any]) -> None:
            if request.POST.get("seen", seen) != seen:
                told = "this task has changed since the form was opened"
                raise InputError([Finding(told, "load the page again; what you typed is still below")])
            tasks.save(life, key, data | _unshown(row.data, data))

        return _sent(request, life, context, save)
    return _form(request, context, _fields(life, {**row.data, "title": row.title}, key))


def _unshown(old: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return what the form has no input for and what stays: a due date that was firm is firm."""
    return {"hard_due": old["hard_due"]} if "hard_due" in old and "due" in data else {}


@require_http_methods(["GET", "POST"])
@owned
def new_task(request: HttpRequest, life: Life) -> HttpResponse:
    """Add a task field by field."""
    context = {"heading": "A new task", **bar(life)}
    if request.method == "POST":
        return _sent(request, life, context, lambda data: tasks.create(life, data))
    return _form(request, context, _fields(life, {}))


def _sent(
    request: HttpRequest, life: Life, context: dict[str, Any], save: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Save a form, or show it again with what is wrong beside its inputs."""
    now, known = local_now(life), tasks.known_of(life)
    sent = {name: str(value) for name, value in request.POST.items()}
    given = dict(request.POST.lists())
    data = read_form(TASK, given, now, pins=_pin(now), after=_waits(known), not_on=_day(now))
    try:
        save(data)
    except InputError as error:
        fields = _fields(life, sent)
        rest = told(fields, error.findings)
        return _form(request, {**context, "rest": rest, "wrong": True}, fields, status=422)
    return redirect("tasks")


def _pin(now: datetime) -> Callable[[str], dict[str, str]]:
    """Return what reads "Fri 14:00, 1h": a start, and a length or an end."""

    def read(text: str) -> dict[str, str]:
        start, _, last = (part.strip() for part in text.partition(","))
        end = moment_of(last, now)
        pin = {"start": moment_of(start, now) or start}
        return {**pin, "end": end} if end else {**pin, "length": last or "1h"}

    return read


def _day(now: datetime) -> Callable[[str], str]:
    """Return what reads "Sat" or "2026-11-28" as a date."""
    return lambda text: moment_of(text, now) or text


def _waits(known: Known) -> Callable[[str], str]:
    """Return what reads an id, or a title, as the id of a task."""

    def read(text: str) -> str:
        found = find_task(text.split(), known)
        return found[1] if found and found[0] == len(text.split()) else text

    return read


def _fields(life: Life, values: dict[str, Any], key: str = "") -> list[FormField]:
    known = tasks.known_of(life)
    others = [(one, title) for one, title in known.tasks.items() if one != key]
    choices = {"goal": known.goals.items(), "after": others}
    return fields_of(TASK, values, leave_out={"id", "hard_due"}, choices=choices)


def _form(
    request: HttpRequest, context: dict[str, Any], fields: list[FormField], status: int = 200
) -> HttpResponse:
    shown = [field for field in fields if field.name in FIRST]
    more = [field for field in fields if field.name not in FIRST]
    opened = any(field.value or field.problems for field in more)
    context = {**context, "shown": shown, "more": more, "opened": opened}
    return render(request, "equipoise/tasks_edit.html", context, status=status)
