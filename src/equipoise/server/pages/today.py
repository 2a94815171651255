"""Today: one calm screen for now."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.loading import own_patterns
from equipoise.rhythms import compile_rulebook
from equipoise.server import daily, days
from equipoise.server.documents import read_life
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.answers import wants_json
from equipoise.views.words import date_words

__all__ = ["check_in", "close", "do", "today"]

USUAL = "Note where each unfinished thing stands, choose tomorrow's one big task, close mail and chat."
"""The closing of a day where no rule says another."""


@require_GET
@owned
def today(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the day."""
    now = local_now(life)
    view = (life.plan.view if life.plan else None) or {}
    entries = daily.trimmed(view, now)
    last = life.check_ins.filter(at__gt=now - days.AGAIN).first()
    context = {
        "now": now,
        "day_words": date_words(now.date(), weekday=True),
        "planned": bool(view),
        "over": bool(view) and _over(view, now),
        "day": daily.day_of(entries, now),
        "mail": daily.messages(entries, now),
        "levels": days.LEVELS.items(),
        "felt": last,
        "felt_words": days.LEVELS.get(last.energy, "") if last else "",
        "data": {
            "life": str(life.pk),
            "plan": str(life.plan_id or ""),
            "zone": view.get("zone", str(now.tzinfo)),
            "entries": entries,
            "levels": list(days.LEVELS.values()),
        },
        **_evening(life, entries, now),
    }
    return render(request, "equipoise/today.html", context)


def _evening(life: Life, entries: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Return what the closing of the day shows, and what yesterday's named for today."""
    yesterday = now.date() - timedelta(days=1)
    closings = {one.day: one for one in life.shutdowns.filter(day__gte=yesterday)}
    closed, before = closings.get(now.date()), closings.get(yesterday)
    proposals = daily.big_of(entries, now)
    titles = [entry["title"] for entry in proposals]
    named = closed.big if closed else ""
    return {
        "steps": _steps(life, now),
        "closed": closed,
        "ticked": closed.steps if closed else [],
        "todays_big": before.big if before else "",
        "proposals": proposals,
        "own_big": named if named not in titles else "",
        "big": named or (titles[0] if titles else ""),
        "closing_time": _closing_time(entries, now),
    }


def _over(view: dict[str, Any], now: datetime) -> bool:
    first = datetime.fromisoformat(view["first"]).date()
    return not first <= now.date() < first + timedelta(days=int(view["days"]))


def _steps(life: Life, now: datetime) -> list[str]:
    """Return the checklist of the rhythm's shutdown."""
    person, _ = read_life(life.text)
    try:
        book = compile_rulebook(
            person.rhythm, now.date(), person.person, person.energy, _patterns(person, life)
        )
    except InputError:  # told on the page of rules; the day can be closed all the same
        return daily.steps_of(USUAL)
    rule = book.by_id.get("advice.shutdown")
    return daily.steps_of(rule.value if rule is not None and isinstance(rule.value, str) else USUAL)


def _patterns(person: Person, life: Life) -> Any:
    names = [person.rhythm.pattern, *person.rhythm.by_weekday.values()]
    return own_patterns(names, life.folder)


def _closing_time(entries: list[dict[str, Any]], now: datetime) -> bool:
    """Tell whether the day's shutdown has come; without one in the plan, whether work is over."""
    day, at = now.date().isoformat(), now.strftime("%Y-%m-%dT%H:%M:%S")
    mine = [entry for entry in entries if entry["start"][:10] == day]
    shut = [entry["start"] for entry in mine if "shutdown" in entry["id"]]
    work = [entry["end"] for entry in mine if entry["area"] == "work"]
    return bool(shut and min(shut) <= at) or bool(not shut and work and max(work) <= at)


@require_POST
@owned
def check_in(request: HttpRequest, life: Life) -> HttpResponse:
    """Note energy, said with one tap."""
    given, now = _given(request), local_now(life)
    try:
        energy = int(str(given.get("energy", "")))
    except ValueError:
        energy = 0
    found = days.check_in(life, _key(given), energy, days.said_at(str(given.get("at", "")), now))
    if not wants_json(request):
        return redirect("today")
    return JsonResponse({"id": str(found.pk), "energy": found.energy, "at": found.at.isoformat()})


@require_POST
@owned
def do(request: HttpRequest, life: Life, what: str) -> HttpResponse:
    """Do something to the current block: done, 30 more minutes, not today."""
    if what not in days.ACTS:
        raise Http404
    given, now = _given(request), local_now(life)
    at = days.said_at(str(given.get("at", "")), now)
    block, plan = str(given.get("block", "")), str(given.get("plan", ""))
    told = days.act(life, what, block, _key(given), at=at, now=now, plan=plan)
    return JsonResponse(told, status=202) if wants_json(request) else redirect("today")


@require_POST
@owned
def close(request: HttpRequest, life: Life) -> HttpResponse:
    """Close the day."""
    sent = request.POST
    big = sent.get("own", "").strip() or sent.get("big", "")
    days.close_day(life, local_now(life), sent.getlist("step"), big)
    return redirect("today")


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return what was sent, as JSON or by a form."""
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise InputError([Finding("the request is no JSON object")])
    return given


def _key(given: dict[str, Any]) -> uuid.UUID:
    """Return the key that the page made; a form without script has none and gets one."""
    if not given.get("id"):
        return uuid.uuid4()
    try:
        return uuid.UUID(str(given["id"]))
    except ValueError:
        raise InputError([Finding("the id is no UUID", "load the page again", field="id")]) from None
