"""Today: one calm screen for now."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server import days
from equipoise.server.day_shown import shown
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, on_grid, owned
from equipoise.server.pages.answers import wants_json
from equipoise.server.plain_json import json_of

__all__ = ["check_in", "close", "do", "today"]


@require_GET
@owned
def today(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the day."""
    context = shown(life, local_now(life))
    return render(request, "equipoise/today.html", context)


@require_POST
@owned
def check_in(request: HttpRequest, life: Life) -> HttpResponse:
    """Note energy, said with one tap."""
    given, now = _given(request), local_now(life)
    try:
        energy = int(str(given.get("energy", "")))
    except ValueError:
        energy = 0
    found = days.check_in(life, _key(given), energy, days.said_at(str(given.get("at", "")), now))
    if not wants_json(request):
        return redirect("today")
    return JsonResponse({"id": str(found.pk), "energy": found.energy, "at": found.at.isoformat()})


@require_POST
@owned
def do(request: HttpRequest, life: Life, what: str) -> HttpResponse:
    """Do something to the current block: done, 30 more minutes, not today."""
    if what not in days.ACTS:
        raise Http404
    given, now = _given(request), local_now(life)
    at = days.said_at(str(given.get("at", "")), now)
    block, plan = str(given.get("block", "")), str(given.get("plan", ""))
    told = days.act(life, what, block, _key(given), at=at, now=now, plan=plan)
    return JsonResponse(told, status=202) if wants_json(request) else redirect("today")


@require_POST
@owned
def close(request: HttpRequest, life: Life) -> HttpResponse:
    """Close the day."""
    sent = request.POST
    big = sent.get("own", "").strip() or sent.get("big", "")
    days.close_day(life, on_grid(life, local_now(life)), sent.getlist("step"), big)
    return redirect("today")


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent, as JSON or by a form."""
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    given = json_of(request.body)
    if not isinstance(given, dict):
        raise InputError([Finding("the request is no JSON object")])
    return given


def _key(given: dict[str, Any]) -> uuid.UUID:
    """Return the key that the page made; a form without script has none and gets one."""
    if not given.get("id"):
        return uuid.uuid4()
    try:
        return uuid.UUID(str(given["id"]))
    except ValueError:
        raise InputError([Finding("the id is no UUID", "load the page again", field="id")]) from None
