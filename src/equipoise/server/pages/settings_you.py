"""Who is planned for: person, energy, places, non-negotiables and rituals, edited by the life file's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.commitments import NON_NEGOTIABLE, ON_CALL, RITUAL
from equipoise.lifefile.records import Table
from equipoise.lifefile.tables import ENERGY, PERSON, PLACES, TRAVEL
from equipoise.server.documents import tables_of
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.settings_common import page, said
from equipoise.server.rules import ritual_table
from equipoise.server.store import Draft, change
from equipoise.server.tableforms import given, inputs, problems_by_name

__all__ = ["item", "record", "you"]

RECORDS: Mapping[str, tuple[str, Table]] = {
    "person": ("You", PERSON),
    "energy": ("Energy and sleep", ENERGY),
    "places": ("Places", PLACES),
}
LISTS: Mapping[str, tuple[str, Table, str]] = {
    "non_negotiable": ("Non-negotiables", NON_NEGOTIABLE, "a non-negotiable"),
    "ritual": ("Rituals of your own", RITUAL, "a ritual"),
    "travel": ("Ways between places", TRAVEL, "a way"),
    "on_call": ("On-call duty", ON_CALL, "on-call duty"),
}
SKIP: Mapping[str, tuple[str, ...]] = {"non_negotiable": ("done",)}
"""Fields that other pages care for."""


@require_GET
@owned
def you(request: HttpRequest, life: Life) -> HttpResponse:
    """Show all of it; ``?ritual=lunch`` opens a ritual of the pattern to be changed."""
    wanted = request.GET.get("ritual", "")
    table = ritual_table(life, local_now(life).date(), wanted) if wanted else {}
    own = tables_of(life.text).get("ritual", [])
    if not table or any(row.get("id") == wanted for row in own):
        return _page(request, life)
    return _page(request, life, ("ritual", len(own)), (table, {}, []))


@require_POST
@owned
def record(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Change a table that stands once."""
    if name not in RECORDS:
        raise Http404
    title, table = RECORDS[name]
    values = given(table, request.POST)
    old = tables_of(life.text).get(name, {})

    def edit(draft: Draft) -> None:
        for field, value in values.items():
            if value != old.get(field):
                draft.set(name, field, value=value)

    try:
        change(life, f"{title} changed", edit)
    except InputError as error:
        return _refused(request, life, (name, 0), table, error)
    said(request, f"{title}: kept.")
    return redirect(f"/settings/you#{name}")


@require_POST
@owned
def item(request: HttpRequest, life: Life, name: str, number: int) -> HttpResponse:
    """Change, add or take away one table of a list."""
    if name not in LISTS:
        raise Http404
    title, table, _ = LISTS[name]
    rows = tables_of(life.text).get(name, [])
    if number > len(rows) or request.POST.get("was", "") != _name(rows[number] if number < len(rows) else {}):
        raise InputError([Finding("this has changed meanwhile", "load the page again", field=title)])
    skip = SKIP.get(name, ())
    values = given(table, request.POST, skip)

    def edit(draft: Draft) -> None:
        if request.POST.get("way") == "drop":
            draft.set(name, number, value=None)
        elif number == len(rows):
            draft.set(name, number, value={field: v for field, v in values.items() if v is not None})
        else:
            for field, value in values.items():
                if value != rows[number].get(field):
                    draft.set(name, number, field, value=value)

    try:
        change(life, f"{title} changed", edit)
    except InputError as error:
        return _refused(request, life, (name, number), table, error)
    said(request, f"{title}: kept.")
    return redirect(f"/settings/you#{name}")


def _refused(
    request: HttpRequest, life: Life, where: tuple[str, int], table: Table, error: InputError
) -> HttpResponse:
    """Show the page again with what was typed, and what is wrong with it beside each field."""
    skip = SKIP.get(where[0], ())
    by_name, rest = problems_by_name(table, error.findings, skip)
    typed: dict[str, Any] = {**request.POST.dict(), "values": request.POST.getlist("values")}
    return _page(request, life, where, (typed, by_name, rest), status=422)


def _page(
    request: HttpRequest,
    life: Life,
    where: tuple[str, int] | None = None,
    refused: tuple[dict[str, Any], dict[str, str], list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    tables = tables_of(life.text)

    def form(name: str, number: int, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        wrong = refused if where == (name, number) else None
        shown, problems, rest = wrong or (values, {}, [])
        return {
            "inputs": inputs(table, shown, problems, SKIP.get(name, ())),
            "number": number,
            "name": _name(values),
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


def _name(row: Mapping[str, Any]) -> str:
    """Return what to call a table of a list."""
    if "from" in row:
        return f"{row['from']} to {row.get('to', '')}"
    return str(row.get("title") or row.get("start") or "")


def _about(row: Mapping[str, Any]) -> str:
    """Return a table's hours or length in a few words."""
    for field in ("windows", "window", "takes", "end"):
        if field in row:
            value = row[field]
            return "; ".join(value) if isinstance(value, list) else str(value)
    return ""
