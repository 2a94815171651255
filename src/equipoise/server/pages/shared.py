"""Weeks of others, shown to those whom they let in: to look at, without any control."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.server import sharing
from equipoise.server.models import Life
from equipoise.server.shared_weeks import days_of
from equipoise.views.words import KIND_NAMES, LETTERS

__all__ = ["answer", "leave", "shared", "week"]


@require_GET
@login_required
def shared(request: HttpRequest) -> HttpResponse:
    """List the weeks that others share, and their invitations."""
    user = cast("User", request.user)
    context = {
        "lives": Life.objects.visible_to(user).exclude(owner=user).select_related("owner", "plan"),
        "invitations": sharing.open_invitations(user),
    }
    return render(request, "equipoise/shared/list.html", context)


@require_GET
@login_required
def week(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show somebody's week."""
    life = _visible(request, pk)
    data = (life.plan.view if life.plan else None) or {}
    context = {
        "life": life,
        "mine": life.owner_id == request.user.pk,
        "data": data,
        "days": days_of(data),
        "legend": [(kind.value, LETTERS[kind], KIND_NAMES[kind]) for kind in KIND_NAMES],
    }
    return render(request, "equipoise/shared/week.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Take or decline an invitation."""
    act = {"take": sharing.take, "decline": sharing.decline}.get(what)
    if act is None or not act(cast("User", request.user), pk):
        raise Http404
    return redirect("shared")


@require_POST
@login_required
def leave(request: HttpRequest, pk: Any) -> HttpResponse:
    """Stop looking at somebody's week."""
    sharing.leave(cast("User", request.user), _visible(request, pk))
    return redirect("shared")


def _visible(request: HttpRequest, pk: Any) -> Life:
    found = Life.objects.visible_to(request.user).filter(pk=pk).select_related("owner", "plan").first()
    if found is None:
        raise Http404
    return found
