"""The dial: where between balance and integration to live, tried on the coming week before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.domain.rhythm import Rhythm
from equipoise.loading import own_patterns
from equipoise.rhythms import builtin_patterns, compile_rulebook
from equipoise.rhythms.dial import effective_dial, season_on
from equipoise.rhythms.diff import RuleChange, diff
from equipoise.rhythms.library import seasons
from equipoise.rhythms.recommend import SLIDERS, Recommendation, Situation, recommend
from equipoise.server.choices import DAYS, KEPT, chosen_rhythm, read_choice, take_choice
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pictures import mini_week
from equipoise.server.planned_seasons import last_day, read_season
from equipoise.server.store import change, person_of

__all__ = ["dial", "live", "moment_of", "outcome", "rules", "try_out", "until"]

WORDS = (
    (
        0.2,
        "Firm balance: work and the rest of life are kept apart",
        "This is not laziness: the same work is planned, inside firm hours. What does not fit is said openly.",
    ),
    (
        0.4,
        "Leaning to balance: firm hours, with a door ajar",
        "Work outside your hours still happens, but it has to be worth a lot.",
    ),
    (
        0.6,
        "In between: some hours firm, some woven",
        "Nobody has to choose once: this place is as good as the ends.",
    ),
    (
        0.8,
        "Leaning to integration: woven days, with hours that stay free",
        "Woven is not always on: sleep, rest and your non-negotiables stay as firm as ever.",
    ),
    (
        1.01,
        "Woven days: roles change through the day, judged by what gets done",
        "This is not being reachable round the clock: sleep, rest and your non-negotiables stay as firm as ever.",
    ),
)
"""Where one stands, up to a dial, and what people often get wrong about it. Ours."""


def dial_words(value: float) -> tuple[str, str]:
    """Return where between balance and integration a dial stands, and what it does not mean."""
    return next((words, note) for most, words, note in WORDS if value <= most)


@require_GET
@owned
def dial(request: HttpRequest, life: Life) -> HttpResponse:
    """Show dial, pattern and sliders as they are."""
    person, today = person_of(life), local_now(life).date()
    advice = _advice(person)
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


def _advice(person: Person) -> Recommendation:
    """Return what the person's situation speaks for, as their life file tells it."""
    who, rhythm = person.person, person.rhythm
    situation = Situation(
        values=who.values,
        synchronous=who.synchronous,
        deep=who.deep,
        protect_home=rhythm.protect_home,
        protect_work=rhythm.protect_work,
        say=rhythm.say,
    )
    return recommend(situation)


@require_GET
@owned
def rules(request: HttpRequest, life: Life) -> HttpResponse:
    """Say in words what a choice changes in the rules; nothing is planned for it."""
    choice = read_choice(request.GET)
    person = person_of(life)
    day = local_now(life).date()
    changes = _changes(life, person, chosen_rhythm(person.rhythm, choice), day)
    return render(request, "equipoise/dial_rules.html", {"changes": changes})


def _changes(life: Life, person: Person, rhythm: Rhythm, day: date) -> list[tuple[str, RuleChange]]:
    """Return the rules that differ over the coming week, each once, with the days on which it does."""
    every = (person.rhythm, rhythm)
    names = [name for one in every for name in (one.pattern, *one.by_weekday.values())]
    own = own_patterns(names, life.folder)
    found: dict[str, tuple[list[str], RuleChange]] = {}
    for i in range(7):
        on = day + timedelta(days=i)
        books = (compile_rulebook(one, on, person.person, person.energy, own) for one in every)
        for one in diff(*books):
            found.setdefault(one.sentence, ([], one))[0].append(f"{on:%a}")
    return [("" if len(days) == 7 else ", ".join(days), one) for days, one in found.values()]


@require_POST
@owned
def try_out(request: HttpRequest, life: Life) -> HttpResponse:
    """Plan the coming week under a choice; the newest wish counts, older ones that still wait are dropped."""
    choice = read_choice(request.POST)
    waiting = life.proposals.filter(kind=Proposal.Kind.TRIAL, state=Proposal.State.WAITING)
    waiting.update(
        state=Proposal.State.FAILED, problems=[{"message": "a newer wish took its place", "cure": ""}]
    )
    found = ask(life, Proposal.Kind.TRIAL, why="a trial", now=moment_of(life), rhythm=choice, seconds=1.0)
    return JsonResponse({"proposal": str(found.pk)}, status=202)


def moment_of(life: Life) -> datetime:
    """Return the moment from which a trial is planned: now, or the start of a week that was planned ahead."""
    now = local_now(life)
    ahead = datetime.fromisoformat(life.plan.plan["now"]) if life.plan and life.plan.plan else now
    return max(now, ahead)


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


def score_changes(now: Mapping[str, Any] | None, then: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures that differ, each with the words before and after, and whether it got better or worse."""
    before = {row["key"]: row for row in (now or {}).get("scores", [])}
    return [
        {
            "label": row["label"],
            "before": before[row["key"]]["words"] if row["key"] in before else "\u2013",
            "after": row["words"],
            "turn": _turn(before.get(row["key"], {}).get("value"), row.get("value"), row["better"]),
        }
        for row in then["scores"]
        if row["key"] not in before or before[row["key"]]["words"] != row["words"]
    ]


def _turn(before: float | None, after: float | None, better: str) -> str:
    if before is None or after is None or better == "neutral":
        return ""
    return "better" if (after > before) == (better == "more") else "worse"


@require_POST
@owned
def until(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a dial for a while: a season from today on, with a dial of its own."""
    today = local_now(life).date()
    given = request.POST.dict() | {"start": today.isoformat(), "number": ""}
    missing = [
        Finding(f"the {words} is missing", cure, field=name)
        for name, words, cure in (
            ("end", "last day", "choose until when"),
            ("dial", "dial", "turn the dial first"),
        )
        if not given.get(name)
    ]
    if missing:
        raise InputError(missing)
    wish = read_season(given, person_of(life).rhythm.seasons)
    revision = change(life, f"Season: {wish.words}", wish.write())
    ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
    return redirect("week")


@require_POST
@owned
def live(request: HttpRequest, life: Life) -> HttpResponse:
    """Take a choice for good, and plan the week anew."""
    choice = read_choice(request.POST)
    own = person_of(life).rhythm
    rhythm = chosen_rhythm(own, choice)
    words = f"dial {rhythm.dial:.2f}, pattern {rhythm.pattern}"
    revision = change(life, f"Rhythm: {words}", lambda draft: take_choice(draft, own, choice))
    ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
    return redirect("week")
