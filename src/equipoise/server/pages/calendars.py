"""Calendars: what is connected, how old the copies are, what they belong to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server import keeping
from equipoise.server.acting import replan
from equipoise.server.linking import AREAS, belonging, change_password, refresh_copies, set_belonging
from equipoise.server.models import Errand, Life
from equipoise.server.offers import offers
from equipoise.server.pages.access import local_now, owned
from equipoise.server.store import person_of
from equipoise.server.wording import for_pages

__all__ = ["calendars", "password", "refresh", "remove", "remove_file", "source", "upload"]


@require_GET
@owned
def calendars(request: HttpRequest, life: Life) -> HttpResponse:
    """List accounts and files. No server is asked."""
    try:
        accounts, files, trouble = *keeping.listing(life), ""
    except EquipoiseError as error:
        accounts, files, trouble = [], [], for_pages(str(error))
    last = life.errands.exclude(kind__in=[Errand.Kind.LOOK, Errand.Kind.WRITE, Errand.Kind.UNDO]).first()
    person = person_of(life)
    roles = sorted({"work", *(task.role for task in person.tasks if task.role)})
    plan = next((f"{a['name']}/{c['name']}" for a in accounts for c in a["calendars"] if c["plan"]), "")
    context = {
        "accounts": accounts,
        "files": files,
        "trouble": trouble,
        "last": last,
        "waiting": last if last and not last.over else None,
        "told": last if last and last.problems else None,
        "plan": plan,
        "areas": AREAS,
        "roles": roles,
        "offers": offers(),
    }
    return render(request, "equipoise/calendars.html", context)


@require_POST
@owned
def upload(request: HttpRequest, life: Life) -> HttpResponse:
    """Keep a file that was sent, and tell at once what is in it."""
    file = request.FILES.get("file")
    if file is None:
        raise InputError([Finding("no file was sent", "choose an .ics file", field="file")])
    name, found = keeping.upload(life, file, *belonging(request.POST))
    what = "1 event" if found.events == 1 else f"{found.events} events"
    messages.success(request, f"{name}: {what} in the next four weeks.")
    for problem in found.problems[:5]:
        messages.warning(request, f"{name}: {problem}.")
    replan(life, f"{name} uploaded", local_now(life))
    return redirect("calendars")


@require_POST
@owned
def refresh(request: HttpRequest, life: Life) -> HttpResponse:
    """Ask the servers for what is new."""
    refresh_copies(life, request.POST.getlist("name"), allow=request.POST.get("allow") == "yes")
    return redirect("calendars")


@require_POST
@owned
def remove(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Disconnect an account."""
    keeping.remove_account(life, name)
    messages.success(request, f"{name} is disconnected; its password and its copies are gone.")
    replan(life, f"{name} disconnected", local_now(life))
    return redirect("calendars")


@require_POST
@owned
def remove_file(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Take a file out of the life."""
    del request
    keeping.remove_file(life, number)
    replan(life, "a calendar taken away", local_now(life))
    return redirect("calendars")


@require_POST
@owned
def source(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Say what a calendar's events belong to, which may be moved, and whether its tasks are planned."""
    given = request.POST
    set_belonging(
        life, number, given, given.get("flexible", "").split(","), tasks=given.get("tasks") == "yes"
    )
    replan(life, "a calendar belongs elsewhere", local_now(life))
    return redirect("calendars")


@require_POST
@owned
def password(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Change an account's password, or a subscription's address; it is tried out first."""
    change_password(life, name, request.POST.get("password", ""))
    return redirect("calendars")
