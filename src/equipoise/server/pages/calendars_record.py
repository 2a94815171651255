"""The record: what was written to which calendar, and when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from equipoise.server import records
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life, Record
from equipoise.server.pages.access import owned

__all__ = ["record", "table"]

PAGE = 50


def _chosen(request: HttpRequest, life: Life) -> QuerySet[Record]:
    asked = request.GET
    return records.chosen(life, asked.get("what", ""), asked.get("where", ""), asked.get("q", ""))


@require_GET
@owned
def record(request: HttpRequest, life: Life) -> HttpResponse:
    """Show it, page by page."""
    page = Paginator(_chosen(request, life), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "rows": [(records.NAMES.get(row.what, row.what), row) for row in page],
        "kinds": [(kind, records.NAMES.get(kind, kind)) for kind in records.distinct(life, "what")],
        "places": records.distinct(life, "where"),
        "asked": request.GET,
        "query": asked.urlencode(),
        "zone": zone_of(life),
    }
    return render(request, "equipoise/calendars_record.html", context)


@require_GET
@owned
def table(request: HttpRequest, life: Life) -> HttpResponse:
    """Return it as CSV; no cell of it can be a formula."""
    answer = HttpResponse(
        records.table(_chosen(request, life), zone_of(life)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="record.csv"'
    return answer
