"""The record: what was written to which calendar, and when."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life, Record
from equipoise.server.pages.access import owned

__all__ = ["record", "table"]

PAGE = 50
NAMES = {
    "calendar.created": "Added",
    "calendar.changed": "Changed",
    "calendar.moved": "Moved",
    "calendar.deleted": "Taken out",
    "calendar.undone": "Taken back",
}
"""What people call the kinds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Signs with which a spreadsheet takes a cell for a formula (OWASP, CSV Injection)."""


def _chosen(request: HttpRequest, life: Life) -> QuerySet[Record]:
    found = life.records.all()
    if what := request.GET.get("what", ""):
        found = found.filter(what=what)
    if where := request.GET.get("where", ""):
        found = found.filter(where=where)
    if words := request.GET.get("q", "").strip()[:100]:
        found = found.filter(words__icontains=words)
    return found


@require_GET
@owned
def record(request: HttpRequest, life: Life) -> HttpResponse:
    """Show it, page by page."""
    page = Paginator(_chosen(request, life), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "rows": [(NAMES.get(row.what, row.what), row) for row in page],
        "kinds": [(kind, NAMES.get(kind, kind)) for kind in _distinct(life, "what")],
        "places": _distinct(life, "where"),
        "asked": request.GET,
        "query": asked.urlencode(),
        "zone": zone_of(life),
    }
    return render(request, "equipoise/calendars_record.html", context)


def _distinct(life: Life, name: str) -> list[str]:
    return sorted(filter(None, life.records.order_by().values_list(name, flat=True).distinct()))


@require_GET
@owned
def table(request: HttpRequest, life: Life) -> HttpResponse:
    """Return it as CSV; no cell of it can be a formula."""
    zone = zone_of(life)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="record.csv"'
    out = csv.writer(answer)
    out.writerow(["at", "what", "where", "words"])
    for row in _chosen(request, life).iterator():
        cells = (row.at.astimezone(zone).isoformat(timespec="seconds"), row.what, row.where, row.words)
        out.writerow([_harmless(cell) for cell in cells])
    return answer


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
