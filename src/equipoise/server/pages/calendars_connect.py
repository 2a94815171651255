"""Connecting: an address is tried out, then its calendars are chosen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.server.connecting import connections_of
from equipoise.server.linking import AREAS, keep_chosen, subscribe_to, try_account, try_elsewhere
from equipoise.server.models import Errand, Life
from equipoise.server.pages.access import owned

__all__ = ["choose", "connect", "elsewhere", "subscribe", "tried"]


@require_POST
@owned
def subscribe(request: HttpRequest, life: Life) -> HttpResponse:
    """Subscribe to an address; it is kept like a password."""
    subscribe_to(life, request.POST)
    return redirect("calendars")


@require_POST
@owned
def connect(request: HttpRequest, life: Life) -> HttpResponse:
    """Try an account out."""
    found = try_account(life, request.POST)
    return redirect("calendars-tried", pk=found.pk)


def _found(life: Life, pk: Any) -> Errand:
    found = life.errands.filter(pk=pk, kind=Errand.Kind.TRY).first()
    if found is None:
        raise Http404
    return found


@require_GET
@owned
def tried(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Show what was found, to choose from."""
    found = _found(life, pk)
    with connections_of(life) as config:
        taken = config.accounts.plan()
    titles = found.result.get("titles", [])
    rows = [
        {"name": one["name"], "title": title}
        for one, title in zip(found.result.get("found", []), titles, strict=False)
    ]
    context = {
        "errand": found,
        "rows": rows,
        "areas": AREAS,
        "plan_taken": taken and f"{taken[0].name}/{taken[1].name}",
    }
    return render(request, "equipoise/calendars_tried.html", context)


@require_POST
@owned
def choose(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Keep the account with the calendars that were chosen."""
    found = _found(life, pk)
    given = request.POST
    keep_chosen(life, found, given.getlist("collection"), given.get("plan", ""), given)
    return redirect("calendars")


@require_POST
@owned
def elsewhere(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Let the other server that was named have user name and password, which are typed once more."""
    found = _found(life, pk)
    again = try_elsewhere(life, found, request.POST.get("password", ""))
    return redirect("calendars-tried", pk=again.pk)
