"""Answers that several pages give: what is wrong, in words, as a page or for a script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.template.loader import render_to_string

from equipoise.domain.errors import Finding, InputError
from equipoise.server.plain_json import json_of
from equipoise.server.wording import for_pages

__all__ = ["json_body", "plain", "refused", "wants_json"]


def json_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a script sent.

    Raises:
        InputError: it is none.
    """
    try:
        given = json_of(request.body or b"{}")
    except RawPostDataException:  # a form with files: it has been read as one
        given = None
    if not isinstance(given, dict):
        raise InputError([Finding("the request is no JSON object", "load the page again")])
    return given


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script or a program asks."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def refused(request: HttpRequest, problems: Iterable[Any], status: int = 422) -> HttpResponse:
    """Tell what is wrong and what cures it."""
    told = [
        {
            "message": for_pages(getattr(p, "message", str(p))),
            "cure": for_pages(getattr(p, "cure", "")),
            "field": getattr(p, "field", ""),
        }
        for p in problems
    ]
    if wants_json(request):
        return JsonResponse({"problems": told}, status=status)
    context = {"problems": told, "back": _came_from(request)}
    return render(request, "equipoise/problems.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the path of the page of ours that somebody comes from; "" if it is not known."""
    there = urlsplit(request.headers.get("Referer", ""))
    if there.netloc != request.get_host() or there.path == request.path:
        return ""
    return "/" + there.path.lstrip("/") + (f"?{there.query}" if there.query else "")


def plain(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    """Say something on a page that needs neither database nor session: they may be what is broken."""
    if wants_json(request):
        return JsonResponse({"problems": [{"message": words, "cure": "", "field": ""}]}, status=status)
    return HttpResponse(render_to_string("equipoise/plain.html", {"words": words}), status=status)
