"""Pages for what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from equipoise.server.pages.answers import refused

__all__ = ["csrf_failure", "missing"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell that a form was not ours, or too old."""
    del reason
    problem = (
        "This form was too old, or did not come from this page. Load the page again, and send it once more."
    )
    return refused(request, [problem], status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Tell that there is no such page."""
    del exception
    return render(request, "equipoise/missing.html", status=404)
