"""The way in: home, the demonstration, and the signs of life."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from equipoise.server.accounts import is_new
from equipoise.server.demo import DEMOS, load_demo, monday_of
from equipoise.server.jobs.planning import ask
from equipoise.server.pages.access import own_life
from equipoise.server.store import person_of

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
    today = timezone.localdate()
    life = load_demo(request.user, name, today)  # type: ignore[arg-type]
    zone = person_of(life).person.zone
    monday = monday_of(today)
    now = datetime.combine(monday, time(7, 30), zone)
    ask(life, why="the first plan", now=now, accept=True)
    return redirect("week")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Tell whether server and database answer."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
