"""Who is planned for: person, energy, places, non-negotiables and rituals, edited by the life file's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.records import Table
from equipoise.server.documents import tables_of
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.settings_common import page, said
from equipoise.server.personal import LISTS, RECORDS, SKIP, called, current, set_item, set_record
from equipoise.server.rules import ritual_table
from equipoise.server.table_forms import fields_of, read_form, told

__all__ = ["item", "record", "you"]


@require_GET
@owned
def you(request: HttpRequest, life: Life) -> HttpResponse:
    """Show all of it; ``?ritual=lunch`` opens a ritual of the pattern to be changed."""
    wanted = request.GET.get("ritual", "")
    table = ritual_table(life, local_now(life).date(), wanted) if wanted else {}
    own = tables_of(life.text).get("ritual", [])
    if not table or any(row.get("id") == wanted for row in own):
        return _page(request, life)
    return _page(request, life, ("ritual", len(own)), (table, ()))


@require_POST
@owned
def record(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Change a table that stands once."""
    if name not in RECORDS:
        raise Http404
    title, table = RECORDS[name]
    try:
        set_record(life, name, _given(request, life, name, table))
    except InputError as error:
        return _refused(request, life, (name, 0), error)
    said(request, f"{title}: kept.")
    return redirect(f"/settings/you#{name}")


@require_POST
@owned
def item(request: HttpRequest, life: Life, name: str, number: int) -> HttpResponse:
    """Change, add or take away one table of a list."""
    if name not in LISTS:
        raise Http404
    title, table, _ = LISTS[name]
    current(life, name, number, request.POST.get("was", ""))
    drop = request.POST.get("way") == "drop"
    try:
        set_item(life, name, number, None if drop else _given(request, life, name, table))
    except InputError as error:
        return _refused(request, life, (name, number), error)
    said(request, f"{title}: kept.")
    return redirect(f"/settings/you#{name}")


def _given(request: HttpRequest, life: Life, name: str, table: Table) -> dict[str, Any]:
    """Return what the form says of each of its fields; None takes one away."""
    shown = (row.name for row in table.fields if row.name not in SKIP.get(name, ()))
    said = read_form(table, dict(request.POST.lists()), local_now(life))
    return {field: said.get(field) for field in shown}


def _refused(request: HttpRequest, life: Life, where: tuple[str, int], error: InputError) -> HttpResponse:
    """Show the page again with what was typed, and what is wrong with it beside each field."""
    typed = {name: values if name == "values" else "\n".join(values) for name, values in request.POST.lists()}
    return _page(request, life, where, (typed, error.findings), status=422)


def _page(
    request: HttpRequest,
    life: Life,
    where: tuple[str, int] | None = None,
    refused: tuple[Mapping[str, Any], Iterable[Finding]] | None = None,
    status: int = 200,
) -> HttpResponse:
    tables = tables_of(life.text)

    def form(name: str, number: int, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        wrong = refused if where == (name, number) else None
        shown, findings = wrong or (values, ())
        fields = fields_of(table, shown, leave_out=SKIP.get(name, ()))
        rest = told(fields, findings)
        return {
            "fields": fields,
            "number": number,
            "name": called(values),
            "rest": rest,
            "open": wrong is not None,
            "about": _about(values),
        }

    context = {
        "records": [
            (name, title, form(name, 0, table, tables.get(name, {})))
            for name, (title, table) in RECORDS.items()
        ],
        "lists": [
            (
                name,
                title,
                table.title,
                one,
                [form(name, i, table, row) for i, row in enumerate(tables.get(name, []))],
                form(name, len(tables.get(name, [])), table, {}),
            )
            for name, (title, table, one) in LISTS.items()
        ],
    }
    return page(request, life, "you", context, status)


def _about(row: Mapping[str, Any]) -> str:
    """Return a table's hours or length in a few words."""
    for field in ("windows", "window", "takes", "end"):
        if field in row:
            value = row[field]
            return "; ".join(value) if isinstance(value, list) else str(value)
    return ""
