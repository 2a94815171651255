"""Hours for others: taken as files, or told to the server of the plan's calendar; and which calendar that is."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.server import hours
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned

__all__ = ["file", "page", "plan", "publish"]


@require_GET
@owned
def page(request: HttpRequest, life: Life) -> HttpResponse:
    """Show what others may know, and what they are told."""
    told = hours.told_of(life)
    context = {
        **told,
        "files": [(name, *words) for name, words in hours.FILES.items()],
        "published": [(name, words, name in told["published"]) for name, words in hours.PUBLISHED.items()],
        "planned": life.plan is not None,
    }
    return render(request, "equipoise/calendars_hours.html", context)


@require_GET
@owned
def file(request: HttpRequest, life: Life, what: str) -> HttpResponse:
    """Give hours as a file."""
    del request
    if what not in hours.FILES:
        raise Http404
    answer = HttpResponse(
        hours.file_of(life, what, local_now(life)), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{what}.ics"'
    return answer


@require_POST
@owned
def publish(request: HttpRequest, life: Life) -> HttpResponse:
    """Say what the server of the plan's calendar is told."""
    hours.publish(life, request.POST.getlist("what"))
    messages.success(request, "Kept. The server is told when the plan is written next.", extra_tags="good")
    return redirect("calendars-hours")


@require_POST
@owned
def plan(request: HttpRequest, life: Life) -> HttpResponse:
    """Choose the calendar into which the plan is written."""
    where = request.POST.get("plan", "")
    hours.choose_plan(life, where)
    told = f"The plan is written into {where} from now on." if where else "The plan is written nowhere."
    messages.success(request, told, extra_tags="good")
    return redirect("calendars-hours")
