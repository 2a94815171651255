"""The dial: where between balance and integration to live, tried on the coming week before it is taken."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.rhythms import builtin_patterns
from equipoise.rhythms.dial import effective_dial, season_on
from equipoise.rhythms.library import seasons
from equipoise.rhythms.recommend import SLIDERS
from equipoise.server.choices import DAYS, KEPT, read_choice
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pictures import mini_week
from equipoise.server.planned_seasons import last_day
from equipoise.server.store import person_of
from equipoise.server.turning import (
    WORDS,
    advice_of,
    dial_words,
    rule_changes,
    score_changes,
    take_rhythm,
    take_until,
    try_rhythm,
)

__all__ = ["dial", "live", "outcome", "rules", "try_out", "until"]


@require_GET
@owned
def dial(request: HttpRequest, life: Life) -> HttpResponse:
    """Show dial, pattern and sliders as they are."""
    person, today = person_of(life), local_now(life).date()
    advice = advice_of(person)
    season = season_on(person.rhythm, today)
    words, note = dial_words(person.rhythm.dial)
    context = {
        "season": season,
        "season_last": season and last_day(season),
        "season_dial": effective_dial(person.rhythm, season)[0],
        "kinds": [(str(kind), spec.summary) for kind, spec in seasons().items()],
        "today": today,
        "letters": set(builtin_patterns()),
        "kept": KEPT,
        "person": person.person,
        "rhythm": person.rhythm,
        "words": words,
        "note": note,
        "wordings": WORDS,
        "patterns": builtin_patterns().values(),
        "sliders": [(name, *texts, getattr(person.rhythm, name)) for name, texts in SLIDERS.items()],
        "days": [(day, person.rhythm.by_weekday.get(i, "")) for i, day in enumerate(DAYS)],
        "advice": advice,
        "reasons": [r for r in advice.reasons if r.about in {"dial", "pattern"}],
    }
    return render(request, "equipoise/dial.html", context)


@require_GET
@owned
def rules(request: HttpRequest, life: Life) -> HttpResponse:
    """Say in words what a choice changes in the rules; nothing is planned for it."""
    changes = rule_changes(life, read_choice(request.GET))
    return render(request, "equipoise/dial_rules.html", {"changes": changes})


@require_POST
@owned
def try_out(request: HttpRequest, life: Life) -> HttpResponse:
    """Plan the coming week under a choice; the newest wish counts, older ones that still wait are dropped."""
    found = try_rhythm(life, read_choice(request.POST))
    return JsonResponse({"proposal": str(found.pk)}, status=202)


@require_GET
@owned
def outcome(request: HttpRequest, life: Life, pk: Any) -> HttpResponse:
    """Show a trial beside the week as it is: pictures first, then what changes in the figures."""
    found = life.proposals.filter(pk=pk, kind=Proposal.Kind.TRIAL).first()
    if found is None:
        raise Http404
    if found.state == Proposal.State.FAILED or found.view is None:
        return render(request, "equipoise/dial_failed.html", {"trial": found}, status=200)
    now = life.plan.view if life.plan else None
    pictures = [mini_week(view) if view else "" for view in (now, found.view)]
    context = {
        "trial": found.view,
        "now": now,
        "pictures": pictures,
        "rows": score_changes(now, found.view),
        "final": found.over,
    }
    return render(request, "equipoise/dial_outcome.html", context)


@require_POST
@owned
def until(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a dial for a while: a season from today on, with a dial of its own."""
    take_until(life, request.POST.dict())
    return redirect("week")


@require_POST
@owned
def live(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a choice for good, and plan the week anew."""
    take_rhythm(life, read_choice(request.POST))
    return redirect("week")
