"""Routines and goals: tables of the life file, listed, added, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipoise.domain.errors import InputError
from equipoise.server import lists, tasks
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.tasks import bar
from equipoise.server.table_forms import fields_of, read_form, told

__all__ = ["delete_item", "edit_item", "goals", "routines"]


@require_GET
@owned
def routines(request: HttpRequest, life: Life) -> HttpResponse:
    """List routines."""
    return render(request, "equipoise/tasks_routines.html", {"rows": lists.routine_rows(life), **bar(life)})


@require_GET
@owned
def goals(request: HttpRequest, life: Life) -> HttpResponse:
    """List goals, with how much serves each."""
    return render(request, "equipoise/tasks_goals.html", {"rows": lists.goal_rows(life), **bar(life)})


@require_http_methods(["GET", "POST"])
@owned
def edit_item(request: HttpRequest, life: Life, kind: str, key: str = "") -> HttpResponse:
    """Show and change a routine or a goal; without a key, add one."""
    what = lists.KINDS[kind]
    found = lists.item(life, what, key) if key else {}
    if found is None:
        raise Http404
    old = found
    values: Mapping[str, Any] = old
    heading = str(old.get("title", "")) or f"A new {what.word}"
    context: dict[str, Any] = {"what": what, "key": key, "heading": heading, "kind": kind, **bar(life)}
    goals_offered = tasks.known_of(life).goals.items()
    status, rest, fields = 200, [], []
    if request.method == "POST":
        values = {name: str(value) for name, value in request.POST.items()}
        try:
            lists.save(life, what, key, read_form(what.table, dict(request.POST.lists()), local_now(life)))
        except InputError as error:
            status, findings = 422, error.findings
            fields = fields_of(what.table, values, leave_out={"id"}, choices={"goal": goals_offered})
            rest = told(fields, findings)
        else:
            return redirect(what.page)
    fields = fields or fields_of(what.table, values, leave_out={"id"}, choices={"goal": goals_offered})
    context |= {"fields": fields, "rest": rest, "wrong": status != 200}
    return render(request, "equipoise/tasks_item.html", context, status=status)


@require_POST
@owned
def delete_item(request: HttpRequest, life: Life, kind: str, key: str) -> HttpResponse:
    """Delete a routine or a goal; what served the goal goes on without it."""
    del request
    what = lists.KINDS[kind]
    if key not in lists.ids(life.text, what):
        raise Http404
    lists.delete(life, what, key)
    return redirect(what.page)
