"""Calendars: what is connected, how old the copies are, what they belong to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server import keeping
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Errand, Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.store import person_of

__all__ = [
    "AREAS",
    "belonging",
    "calendars",
    "password",
    "refresh",
    "remove",
    "remove_file",
    "source",
    "upload",
]

AREAS = (("work", "Work"), ("life", "Life"))


@require_GET
@owned
def calendars(request: HttpRequest, life: Life) -> HttpResponse:
    """List accounts and files. No server is asked."""
    try:
        accounts, files, trouble = *keeping.listing(life), ""
    except EquipoiseError as error:
        accounts, files, trouble = [], [], str(error)
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
    }
    return render(request, "equipoise/calendars.html", context)


def belonging(given: Any) -> tuple[str, str]:
    """Return area and role as a form says them.

    Raises:
        InputError: the area is none.
    """
    area = given.get("area", "work")
    if area not in dict(AREAS):
        raise InputError([Finding(f"there is no area {area!r}", "choose work or life", field="area")])
    return area, str(given.get("role", "")).strip()[:60]


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
    _replan(life, f"{name} uploaded")
    return redirect("calendars")


def _replan(life: Life, why: str) -> None:
    if life.plan is not None:
        ask(life, Proposal.Kind.REPLAN, why=why, now=local_now(life), accept=True)


@require_POST
@owned
def refresh(request: HttpRequest, life: Life) -> HttpResponse:
    """Ask the servers for what is new."""
    names = request.POST.getlist("name")
    with connections_of(life) as config:
        for name in names:
            config.accounts.named(name)
    ask_errand(life, Errand.Kind.REFRESH, names=names, allow=request.POST.get("allow") == "yes")
    return redirect("calendars")


@require_POST
@owned
def remove(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Disconnect an account."""
    keeping.remove_account(life, name)
    messages.success(request, f"{name} is disconnected; its password and its copies are gone.")
    _replan(life, f"{name} disconnected")
    return redirect("calendars")


@require_POST
@owned
def remove_file(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Take a file out of the life."""
    del request
    keeping.remove_file(life, number)
    _replan(life, "a calendar taken away")
    return redirect("calendars")


@require_POST
@owned
def source(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Say what a calendar's events belong to, which may be moved, and whether its tasks are planned."""
    given = request.POST
    area, role = belonging(given)
    words = [part.strip()[:60] for part in given.get("flexible", "").split(",") if part.strip()][:20]
    wanted = {"area": area, "role": role, "flexible": words, "tasks": given.get("tasks") == "yes"}
    keeping.set_source(life, number, wanted)
    _replan(life, "a calendar belongs elsewhere")
    return redirect("calendars")


@require_POST
@owned
def password(request: HttpRequest, life: Life, name: str) -> HttpResponse:
    """Change an account's password, or a subscription's address; it is tried out first."""
    secret = request.POST.get("password", "")
    if not secret.strip():
        raise InputError([Finding("no password was given", "type the new one", field="password")])
    with connections_of(life) as config:
        config.accounts.named(name)
    ask_errand(life, Errand.Kind.PASSWORD, secret=secret, name=name)
    return redirect("calendars")
