"""The way in: home, the demonstration, and the signs of life."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.server.accounts import is_new
from equipoise.server.demo import DEMOS
from equipoise.server.first_life import begin_demo
from equipoise.server.pages.access import own_life

__all__ = ["demo", "health", "home", "welcome"]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the week, to the welcome, or to the door."""
    if not request.user.is_authenticated:
        return redirect("account_signup" if is_new() else "account_login")
    return redirect("week" if own_life(request) else "welcome")


@require_GET
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Greet somebody who has no life here yet."""
    if own_life(request):
        return redirect("week")
    return render(request, "equipoise/welcome.html", {"demos": DEMOS.items()})


@require_POST
@login_required
def demo(request: HttpRequest) -> HttpResponse:
    """Load a shipped example, and plan it."""
    name = request.POST.get("name", "")
    if name not in DEMOS:
        raise Http404
    if own_life(request):
        return redirect("week")
    begin_demo(cast("User", request.user), name)
    return redirect("week")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Tell whether server and database answer."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
