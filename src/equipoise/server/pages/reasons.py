"""Why here, why not, what an hour costs: asked when somebody looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipoise.server import reasoning
from equipoise.server.jobs.explaining import ask_why_not
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.answers import json_body

__all__ = ["meeting", "prices", "take_repair", "why", "why_not"]


@require_GET
@owned
def why(request: HttpRequest, life: Life, block: str) -> HttpResponse:
    """Say why a block stands where it stands, and what its next-best places would cost."""
    return render(request, "equipoise/why.html", {"why": reasoning.why_here(life, block)})


@require_http_methods(["GET", "POST"])
@owned
def why_not(request: HttpRequest, life: Life, commitment: str) -> HttpResponse:
    """Say why something did not fit, with repairs that were checked to work; POST asks a worker to find that out."""
    if request.method == "POST":
        return JsonResponse({"proposal": str(ask_why_not(life, commitment).pk)}, status=202)
    context = {"why": reasoning.why_not(life, commitment), "id": commitment}
    return render(request, "equipoise/why_not.html", context)


@require_POST
@owned
def take_repair(request: HttpRequest, life: Life, commitment: str) -> HttpResponse:
    """Take one of the repairs that were shown, and plan anew. The body is JSON: ``number``."""
    number = json_body(request).get("number")
    return JsonResponse(reasoning.take_repair(life, commitment, number, local_now(life)), status=202)


@require_GET
@owned
def prices(request: HttpRequest, life: Life) -> HttpResponse:
    """Return what each hour of the week is worth, by date and clock."""
    del request
    return JsonResponse(reasoning.prices(life))


@require_GET
@owned
def meeting(request: HttpRequest, life: Life) -> HttpResponse:
    """Say what a meeting would cost that begins at a local time."""
    asked, now = request.GET, local_now(life)
    return JsonResponse(reasoning.meeting(life, asked.get("start", ""), asked.get("minutes", "60"), now))
