"""Tasks from other programs: looked at first, then added as one change; and all tasks as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from equipoise.domain.errors import Finding, InputError
from equipoise.intake import FORMATS, Context, Found, Intake, guess, read, tasks_csv
from equipoise.intake.table import FIELDS
from equipoise.server import tasks
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.tasks import bar
from equipoise.server.store import Draft, change

__all__ = ["export_tasks", "import_tasks"]

MOST_BYTES = 512 * 1024
SHOWN = 200
"""Rows of the preview."""


@dataclass(frozen=True)
class _Sorted:
    """What of a file is new, what is there already, and what is finished and left out."""

    new: list[Found]
    known: list[Found]
    done: list[Found]


@require_http_methods(["GET", "POST"])
@owned
def import_tasks(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a file or pasted text, show what it holds, and add it when it was looked at."""
    context: dict[str, Any] = {"formats": FORMATS.items(), **bar(life)}
    if request.method == "GET":
        return render(request, "equipoise/tasks_import.html", context)
    text, name = _sent(request)
    what = request.POST.get("format", "")
    what = what if what in FORMATS else guess(text, name)
    now, known = local_now(life), tasks.known_of(life)
    mapping = request.POST.getlist("column")
    intake = read(text, what, Context(now, zone_of(life), known), mapping)
    parts = _sorted(life, intake)
    if request.POST.get("do") == "add":
        if not parts.new:
            raise InputError([Finding("nothing in this file is new", "there is nothing to add")])
        _add(life, parts.new, what)
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


def _sorted(life: Life, intake: Intake) -> _Sorted:
    there = set(life.tasks.values_list("key", flat=True))
    known = [one for one in intake.found if one.key in there]
    rest = [one for one in intake.found if one.key not in there]
    return _Sorted([one for one in rest if not one.done], known, [one for one in rest if one.done])


def _add(life: Life, found: list[Found], what: str) -> None:
    new = {one.key for one in found}

    def edit(draft: Draft) -> None:
        for one in found:
            data = dict(one.data)
            if "after" in data:  # what is finished, or was not taken, need not be waited for
                data["after"] = [key for key in data["after"] if key in new or key in draft.tasks]
            draft.put_task(one.key, data)

    many = f"{len(found)} task{'' if len(found) == 1 else 's'}"
    change(life, f"{many} imported ({FORMATS[what]})", edit)


@require_GET
@owned
def export_tasks(request: HttpRequest, life: Life) -> HttpResponse:
    """Give all tasks as a table, done ones too."""
    del request
    rows = [
        {"id": key, **data, "title": title, "completed": done.date().isoformat() if done else ""}
        for key, title, data, done in life.tasks.values_list("key", "title", "data", "completed")
    ]
    answer = HttpResponse(tasks_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tasks.csv"'
    return answer
