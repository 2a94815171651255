"""Tasks from other programs: looked at first, then added as one change; and all tasks as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from equipoise.domain.errors import Finding, InputError
from equipoise.intake import FORMATS, Found
from equipoise.intake.table import FIELDS
from equipoise.server import imports
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.tasks import bar

__all__ = ["export_tasks", "import_tasks"]

MOST_BYTES = 512 * 1024
SHOWN = 200
"""Rows of the preview."""


@require_http_methods(["GET", "POST"])
@owned
def import_tasks(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a file or pasted text, show what it holds, and add it when it was looked at."""
    context: dict[str, Any] = {"formats": FORMATS.items(), **bar(life)}
    if request.method == "GET":
        return render(request, "equipoise/tasks_import.html", context)
    text, name = _sent(request)
    what = request.POST.get("format", "")
    what, intake, parts = imports.look(
        life, text, local_now(life), name=name, what=what, mapping=request.POST.getlist("column")
    )
    if request.POST.get("do") == "add":
        imports.add(life, parts.new, what)
        return redirect("tasks")
    columns = zip(intake.columns, intake.mapping, strict=True)
    context |= {
        "text": text,
        "chosen": what,
        "intake": intake,
        "columns": list(columns),
        "fields": FIELDS.items(),
        "parts": parts,
        "rows": [_shown(one) for one in parts.new[:SHOWN]],
        "more": max(0, len(parts.new) - SHOWN),
        "notes": sum(bool(one.notes) for one in parts.new),
    }
    return render(request, "equipoise/tasks_import.html", context)


def _shown(one: Found) -> dict[str, Any]:
    """Return a task as a row of the preview."""
    due = one.data.get("deadline") or one.data.get("due") or ""
    names = ("title", "estimate", "priority", "goal")
    return {**{name: one.data.get(name, "") for name in names}, "due": due, "notes": one.notes}


def _sent(request: HttpRequest) -> tuple[str, str]:
    """Return the text and the name of what was sent.

    Raises:
        InputError: nothing was sent, or too much.
    """
    given = request.FILES.get("file")
    if given is not None:
        if (given.size or 0) > MOST_BYTES:
            raise InputError([Finding("the file is larger than 512 kB", "cut it into parts", field="file")])
        data = given.read()
        try:
            return data.decode("utf-8-sig"), given.name or ""
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace"), given.name or ""
    text = request.POST.get("text", "")
    if not text.strip():
        raise InputError(
            [Finding("there is no file and no text", "choose a file, or paste its text", field="file")]
        )
    if len(text) > MOST_BYTES:
        raise InputError([Finding("the text is longer than 512 kB", "cut it into parts", field="text")])
    return text, ""


@require_GET
@owned
def export_tasks(request: HttpRequest, life: Life) -> HttpResponse:
    """Give all tasks as a table, done ones too."""
    del request
    answer = HttpResponse(imports.table(life), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tasks.csv"'
    return answer
