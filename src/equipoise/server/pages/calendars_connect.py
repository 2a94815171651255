"""Connecting: an address is tried out, then its calendars are chosen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.models import Errand, Life
from equipoise.server.pages.access import owned
from equipoise.server.pages.calendars import AREAS, belonging
from equipoise.syncing.trial import Asked, check_asked

__all__ = ["choose", "connect", "elsewhere", "subscribe", "tried"]


def _checked(life: Life, asked: Asked) -> None:
    with connections_of(life) as config:
        check_asked(config, asked)


@require_POST
@owned
def subscribe(request: HttpRequest, life: Life) -> HttpResponse:
    """Subscribe to an address; it is kept like a password."""
    given = request.POST
    name, address = given.get("name", "").strip(), given.get("address", "").strip()
    area, role = belonging(given)
    _checked(life, Asked(name, address, kind="ics"))
    ask_errand(life, Errand.Kind.FEED, secret=address, name=name, area=area, role=role)
    return redirect("calendars")


@require_POST
@owned
def connect(request: HttpRequest, life: Life) -> HttpResponse:
    """Try an account out."""
    given = request.POST
    asked = Asked(
        given.get("name", "").strip(),
        given.get("address", "").strip(),
        given.get("user", "").strip(),
        "caldav",
    )
    _checked(life, asked)
    secret = given.get("password", "")
    if asked.user and not secret:
        raise InputError([Finding("no password was given", "type it", field="password")])
    options = {"name": asked.name, "address": asked.address, "user": asked.user, "origins": []}
    found = ask_errand(life, Errand.Kind.TRY, secret=secret, **options)
    return redirect("calendars-tried", pk=found.pk)


def _found(life: Life, pk: Any) -> Errand:
    found = life.errands.filter(pk=pk, kind=Errand.Kind.TRY).first()
    if found is None:
        raise Http404
    return found


@require_GET
@owned
def tried(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Show what was found, to choose from."""
    found = _found(life, pk)
    with connections_of(life) as config:
        taken = config.accounts.plan()
    titles = found.result.get("titles", [])
    rows = [
        {"name": one["name"], "title": title}
        for one, title in zip(found.result.get("found", []), titles, strict=False)
    ]
    context = {
        "errand": found,
        "rows": rows,
        "areas": AREAS,
        "plan_taken": taken and f"{taken[0].name}/{taken[1].name}",
    }
    return render(request, "equipoise/calendars_tried.html", context)


@require_POST
@owned
def choose(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Keep the account with the calendars that were chosen."""
    found = _found(life, pk)
    given = request.POST
    names = [one["name"] for one in found.result.get("found", [])]
    collections = [name for name in given.getlist("collection") if name in names]
    plan = given.get("plan", "") if given.get("plan", "") in names else ""
    if plan and plan not in collections:
        collections.append(plan)
    if not collections:
        raise InputError([Finding("no calendar is chosen", "choose one at least", field="collection")])
    _checked(
        life,
        Asked(found.options["name"], found.options["address"], found.options["user"], "caldav", plan=plan),
    )
    area, role = belonging(given)
    ask_errand(
        life, Errand.Kind.ADD, tried=str(found.pk), collections=collections, plan=plan, area=area, role=role
    )
    return redirect("calendars")


@require_POST
@owned
def elsewhere(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Let the other server that was named have user name and password, which are typed once more."""
    found = _found(life, pk)
    origin = found.result.get("elsewhere", "")
    secret = request.POST.get("password", "")
    if not origin or not secret:
        raise InputError([Finding("no password was given", "type it", field="password")])
    options = {**found.options, "origins": [*found.options["origins"], origin]}
    again = ask_errand(life, Errand.Kind.TRY, secret=secret, **options)
    return redirect("calendars-tried", pk=again.pk)
