"""Answers that several pages give: what is wrong, in words, as a page or for a script."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from equipoise.domain.errors import Finding, InputError

__all__ = ["json_body", "plain", "refused", "wants_json"]


def json_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a script sent.

    Raises:
        InputError: it is none.
    """
    try:
        given = json.loads(request.body or b"{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise InputError([Finding("the request is no JSON object", "load the page again")])
    return given


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def refused(request: HttpRequest, problems: Iterable[Any], status: int = 422) -> HttpResponse:
    """Tell what is wrong and what cures it."""
    told = [
        {
            "message": getattr(p, "message", str(p)),
            "cure": getattr(p, "cure", ""),
            "field": getattr(p, "field", ""),
        }
        for p in problems
    ]
    if wants_json(request):
        return JsonResponse({"problems": told}, status=status)
    return render(request, "equipoise/problems.html", {"problems": told}, status=status)


def plain(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    """Say something on a page that needs neither database nor session: they may be what is broken."""
    if wants_json(request):
        return JsonResponse({"problems": [{"message": words, "cure": "", "field": ""}]}, status=status)
    return HttpResponse(render_to_string("equipoise/plain.html", {"words": words}), status=status)
