"""Why here, why not, what an hour costs: asked when somebody looks, answered from the plan as it stands."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from equipoise import api
from equipoise.domain.errors import Finding, InputError
from equipoise.planning.explain import WhyNot
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.answers import json_body
from equipoise.server.repairs import can_take, take
from equipoise.server.solutions import ready_of, recalled, solution_of

__all__ = ["meeting", "prices", "take_repair", "why", "why_not"]


@require_GET
@owned
def why(request: HttpRequest, life: Life, block: str) -> HttpResponse:
    """Say why a block stands where it stands, and what its next-best places would cost."""
    solution = solution_of(life)
    if not any(b.id == block for b in solution.plan.blocks):
        raise InputError([Finding("this block is not in the plan any more", "load the page again")])
    return render(request, "equipoise/why.html", {"why": api.explain(solution, block)})


@require_GET
@owned
def why_not(request: HttpRequest, life: Life, commitment: str) -> HttpResponse:
    """Say why something did not fit, with repairs that were checked to work."""
    solution = solution_of(life)
    if not any(m.commitment == commitment for m in solution.plan.misfits):
        raise InputError([Finding("this has found its place meanwhile", "load the page again")])
    found = _unfit(str(life.plan_id), ready_of(life), life.revision, commitment)
    repairs = [(number, repair, can_take(repair.changes)) for number, repair in enumerate(found.repairs)]
    return render(request, "equipoise/why_not.html", {"why": found, "repairs": repairs})


@functools.lru_cache(maxsize=32)
def _unfit(proposal: str, ready: datetime, revision: int, commitment: str) -> WhyNot:
    """Return why something did not fit; what makes room is tried out, which takes a second or two."""
    return api.why_not(recalled(proposal, ready, revision), commitment)


@require_POST
@owned
def take_repair(request: HttpRequest, life: Life, commitment: str) -> HttpResponse:
    """Take one of the repairs that were shown, and plan anew. The body is JSON: ``number``."""
    solution = solution_of(life)
    if not any(m.commitment == commitment for m in solution.plan.misfits):
        raise InputError([Finding("this has found its place meanwhile", "load the page again")])
    repairs = _unfit(str(life.plan_id), ready_of(life), life.revision, commitment).repairs
    number = json_body(request).get("number")
    if not isinstance(number, int) or not 0 <= number < len(repairs):
        raise InputError([Finding("there is no such repair", "load the page again", field="number")])
    chosen, now = repairs[number], local_now(life)
    revision = take(life, chosen.what, chosen.changes, now.tzinfo)
    found = ask(life, Proposal.Kind.REPLAN, why=revision.what, now=now, accept=True, change=revision.number)
    told = {"proposal": str(found.pk), "revision": revision.number, "what": revision.what}
    return JsonResponse(told, status=202)


@require_GET
@owned
def prices(request: HttpRequest, life: Life) -> HttpResponse:
    """Return what each hour of the week is worth, by date and clock."""
    del request
    solution = solution_of(life)
    found = api.hour_prices(solution)
    table = found.by_day(solution.setup.request.grid)
    days = {day.isoformat(): {hour: round(v, 1) for hour, v in row.items()} for day, row in table.items()}
    return JsonResponse({"hours": days, "sentence": found.sentence})


@require_GET
@owned
def meeting(request: HttpRequest, life: Life) -> HttpResponse:
    """Say what a meeting would cost that begins at a local time."""
    solution, now = solution_of(life), local_now(life)
    try:
        start = datetime.fromisoformat(request.GET["start"]).replace(tzinfo=now.tzinfo)
        minutes = int(request.GET.get("minutes", "60"))
    except (KeyError, ValueError):
        raise InputError(
            [Finding("this is no time", "write it like 2026-11-23T09:30", field="start")]
        ) from None
    if not 5 <= minutes <= 480:
        raise InputError([Finding("a meeting takes 5 minutes to 8 hours", field="minutes")])
    start = start.astimezone(UTC)
    cost = api.meeting_cost(solution, start, start + timedelta(minutes=minutes))
    worth = cost.quick if cost.cost is None else cost.cost
    return JsonResponse({"cost": round(worth, 1), "clash": cost.clash, "sentence": cost.sentence})
