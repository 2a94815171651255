"""Writing the plan into the calendar: looked at first, approved, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.linking import set_autopilot, write_looked
from equipoise.server.models import Errand, Life
from equipoise.server.pages.access import owned

__all__ = ["autopilot", "errand", "look", "sync", "undo", "write"]

SYNC = (Errand.Kind.LOOK, Errand.Kind.WRITE, Errand.Kind.UNDO)


@require_GET
@owned
def errand(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Tell how far work with a calendar is; the page asks until it is over."""
    del request
    found = life.errands.filter(pk=pk).first()
    if found is None:
        raise Http404
    told = {"state": found.state, "over": found.over, "progress": found.progress, "kind": found.kind}
    return JsonResponse(told)


@require_GET
@owned
def sync(request: HttpRequest, life: Life) -> HttpResponse:
    """Show what was looked at or written last."""
    with connections_of(life) as config:
        plan = config.accounts.plan()
    last = life.errands.filter(kind__in=SYNC).first()
    result = last.result if last else {}
    fresh = bool(last and last.kind == Errand.Kind.LOOK and last.state == Errand.State.DONE)
    days = [
        {"date": date.fromisoformat(day["date"]) if day["date"] else None, "lines": day["lines"]}
        for day in result.get("days", [])
    ]
    context = {
        "life": life,
        "where": f"{plan[0].name}/{plan[1].name}" if plan else "",
        "last": last,
        "result": result,
        "days": days,
        "waiting": last if last and not last.over else None,
        "stale": fresh and result.get("plan") != str(life.plan_id),
        "approvable": fresh and result.get("plan") == str(life.plan_id),
        "can_undo": life.records.filter(what__startswith="calendar.")
        .exclude(what="calendar.undone")
        .exists(),
    }
    return render(request, "equipoise/calendars_sync.html", context)


@require_POST
@owned
def look(request: HttpRequest, life: Life) -> HttpResponse:
    """Ask what writing would change."""
    said: dict[str, Any] = {
        word: request.POST.get(word) == "yes" for word in ("allow", "restore", "take_over")
    }
    ask_errand(life, Errand.Kind.LOOK, **said)
    return redirect("calendars-sync")


@require_POST
@owned
def write(request: HttpRequest, life: Life) -> HttpResponse:
    """Write what was looked at."""
    write_looked(life, request.POST.get("look", ""))
    return redirect("calendars-sync")


@require_POST
@owned
def undo(request: HttpRequest, life: Life) -> HttpResponse:
    """Take the last sync back."""
    del request
    ask_errand(life, Errand.Kind.UNDO)
    return redirect("calendars-sync")


@require_POST
@owned
def autopilot(request: HttpRequest, life: Life) -> HttpResponse:
    """Say whether plans are written without asking."""
    set_autopilot(life, on=request.POST.get("autopilot") == "yes")
    return redirect("calendars-sync")
