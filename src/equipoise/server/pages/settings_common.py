"""What all pages of the settings share: their tabs, and the way to a new plan after a change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned

__all__ = ["TABS", "page", "plan_again", "said"]

TABS = (
    ("/settings", "Rules"),
    ("/settings/you", "You"),
    ("/settings/file", "Life file"),
    ("/settings/history", "History"),
    ("/settings/people", "People"),
    ("/settings/notices", "Notices"),
    ("/settings/webhooks", "Webhooks"),
    ("/settings/access", "Access"),
    ("/settings/account", "Account"),
)
"""Address and words; those that this server does not have are left out."""


def page(
    request: HttpRequest, life: Life | None, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a page of the settings."""
    tabs = [(path, words, path == f"/settings{_tab(request)}") for path, words in TABS if _there(path)]
    stale = life is not None and life.plan is not None and life.plan.revision != life.revision
    every = {"life": life, "tabs": tabs, "stale": stale, **context}
    return render(request, f"equipoise/settings/{template}.html", every, status=status)


def _tab(request: HttpRequest) -> str:
    first = request.path.removeprefix("/settings").strip("/").split("/")[0]
    return f"/{first}" if first and first != "rules" else ""


def _there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def said(request: HttpRequest, words: str) -> None:
    """Tell on the next page that something was done."""
    messages.success(request, words, extra_tags="good")


@require_POST
@owned
def plan_again(request: HttpRequest, life: Life) -> HttpResponse:
    """Plan with what was changed."""
    del request
    ask(life, Proposal.Kind.REPLAN, why="settings were changed", now=local_now(life), accept=True)
    return redirect("week")
