"""The week: the plan over the real calendar, and what a person does to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server.acting import ACTS, take_back, take_plan
from equipoise.server.acting import act as do_act
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal, Worker
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.answers import json_body
from equipoise.server.store import last_change
from equipoise.server.viewing import for_page
from equipoise.views.words import KIND_NAMES, LETTERS

__all__ = ["accept_proposal", "act", "new_plan", "proposal", "undo_change", "view", "week"]

COMPILED = "First use on this machine: the planner is compiled once, which takes about a minute."


@require_GET
@owned
def week(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the week."""
    waiting = life.proposals.exclude(kind__in=Proposal.ASIDE).only("state", "kind").first()
    shown = life.plan or (waiting if waiting and waiting.view else None)
    data = for_page(shown.view if shown else None)
    context = {
        "life": life,
        "shown": shown,
        "data": data,
        "data_json": {"view": data, "proposal": str(waiting.pk) if waiting and not waiting.over else ""},
        "preview": bool(shown and life.plan_id != shown.pk),
        "last": last_change(life),
        "legend": [(kind.value, LETTERS[kind], KIND_NAMES[kind]) for kind in KIND_NAMES],
        "waiting": waiting,
    }
    return render(request, "equipoise/week.html", context)


@require_GET
@owned
def view(request: HttpRequest, life: Life) -> HttpResponse:
    """Return what the grid shows, for the plan in force."""
    del request
    return JsonResponse(for_page(life.plan.view if life.plan else None))


@require_GET
@owned
def proposal(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Tell how far a plan is; the page asks until it is over.

    ``seen`` in the query is the ``stamp`` of the version that the page has: that one is not sent again.
    """
    found = life.proposals.defer("plan", "view").filter(pk=pk).first()
    if found is None:
        raise Http404
    return JsonResponse(_told(found, life, request.GET.get("seen", "")))


def _told(found: Proposal, life: Life, seen: str) -> dict[str, Any]:
    stamp = found.ready.isoformat() if found.ready else ""
    return {
        "stamp": stamp,
        "id": str(found.pk),
        "state": found.state,
        "kind": found.kind,
        "over": found.over,
        "in_force": life.plan_id == found.pk,
        "progress": found.progress,
        "waits_for": _waits_for(found),
        "diff": found.diff,
        "problems": found.problems,
        "view": found.view if not stamp or stamp != seen else None,
    }


def _waits_for(found: Proposal) -> str:
    """Return what a plan waits for that takes longer than other plans, in words; "" if nothing is known."""
    waits = found.state == Proposal.State.WAITING and Worker.objects.filter(preparing=True).exists()
    return COMPILED if waits else ""


@require_POST
@owned
def accept_proposal(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Put a plan that was looked at into force."""
    del request
    if take_plan(life, pk) is None:
        raise Http404
    return redirect("week")


@require_POST
@owned
def new_plan(request: HttpRequest, life: Life) -> HttpResponse:
    """Plan anew, or the rest of the week if a day went wrong."""
    missed = request.POST.get("missed") == "yes"
    fresh = request.POST.get("fresh") == "yes"
    kind = Proposal.Kind.PLAN if fresh else Proposal.Kind.REPLAN
    why = "none of today was done" if missed else "planned anew"
    weeks = request.POST.get("weeks", "1")
    if weeks not in {"1", "2", "3", "4", "6", "8", "12"}:
        raise InputError([Finding(f"{weeks} weeks cannot be planned", "choose 1 to 12", field="weeks")])
    found = ask(life, kind, why=why, now=local_now(life), accept=True, missed=missed, weeks=int(weeks))
    return JsonResponse({"proposal": str(found.pk)}, status=202)


@require_POST
@owned
def act(request: HttpRequest, life: Life, what: str) -> HttpResponse:
    """Do something to a block, and ask for the plan that follows from it.

    The body is JSON: ``block``, and ``start`` and ``end`` (local) or ``minutes`` where they belong.
    """
    if what not in ACTS:
        raise Http404
    given = json_body(request)
    told = do_act(life, what, str(given.get("block", "")), given, local_now(life))
    return JsonResponse(told, status=202)


@require_POST
@owned
def undo_change(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Put back what stood before a change, and the plan; if other changes have followed, another plan is made."""
    del request
    return JsonResponse(take_back(life, number, local_now(life)))
