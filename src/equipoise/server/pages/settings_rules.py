"""The rules of the coming week: each with its value, its origin, and the way to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.settings_common import page
from equipoise.server.rules import GROUPS, put_back, rows_of, set_rule

__all__ = ["rule", "rules"]

TOLD = "rule-changed"
"""Where the session keeps what a change did, until it is shown beside the rule."""


@require_GET
@owned
def rules(request: HttpRequest, life: Life) -> HttpResponse:
    """Show every rule."""
    return _page(request, life)


@require_POST
@owned
def rule(request: HttpRequest, life: Life, rule_id: str) -> HttpResponse:
    """Change a rule, or put it back."""
    today = local_now(life).date()
    text, strength = request.POST.get("value", ""), request.POST.get("strength", "")
    try:
        if request.POST.get("way") == "back":
            told = put_back(life, rule_id, today)
            done = "Put back."
        else:
            told = set_rule(life, rule_id, text, strength, today)
            done = "Changed." if told else "Nothing changes by that."
    except InputError as error:
        refused = {"id": rule_id, "text": text, "strength": strength, "problem": _words(error.findings)}
        return _page(request, life, refused, status=422)
    request.session[TOLD] = {"id": rule_id, "words": [done, *told[:4]]}
    return redirect(f"/settings#{rule_id.replace('.', '-')}")


def _page(
    request: HttpRequest, life: Life, refused: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    try:
        rows = rows_of(life, local_now(life).date())
    except InputError as error:  # as with a pattern that is not known any more
        return page(request, life, "rules", {"problems": error.findings}, status)
    context = {
        "groups": [(name, [row for row in rows if row.group == name]) for name, _ in GROUPS],
        "refused": refused,
        "told": request.session.pop(TOLD, None) if refused is None else None,
        "own": sum(row.own for row in rows),
    }
    return page(request, life, "rules", context, status)


def _words(findings: tuple[Finding, ...]) -> str:
    return " ".join(f"{f.message}: {f.cure}." if f.cure else f"{f.message}." for f in findings)
