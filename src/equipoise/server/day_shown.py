"""What the screen of today shows: the day around now, the last check-in, and the closing of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from equipoise.domain.errors import InputError
from equipoise.domain.life import Life as Person
from equipoise.loading import own_patterns
from equipoise.rhythms import compile_rulebook
from equipoise.server import daily, days
from equipoise.server.documents import read_life
from equipoise.server.models import Life
from equipoise.views.words import date_words

__all__ = ["shown"]

USUAL = "Note where each unfinished thing stands, choose tomorrow's one big task, close mail and chat."
"""The closing of a day where no rule says another."""


def shown(life: Life, now: datetime) -> dict[str, Any]:
    """Return all that is shown of the day around a local moment."""
    view = (life.plan.view if life.plan else None) or {}
    entries = daily.trimmed(view, now)
    last = life.check_ins.filter(at__gt=now - days.AGAIN).first()
    return {
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
