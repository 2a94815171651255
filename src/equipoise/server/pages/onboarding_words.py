"""What the steps of a newcomer's way show: questions, choices with their meaning, and what was answered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import User
from django.utils import timezone

from equipoise.lifefile.tables import EMPLOYMENTS
from equipoise.rhythms import builtin_patterns
from equipoise.rhythms.reasons import advice_sentences
from equipoise.rhythms.recommend import SLIDERS
from equipoise.rhythms.windows import WindowSpec
from equipoise.server.beginning import EXAMPLES, advice, firm_rows
from equipoise.server.first_tasks import rows_of
from equipoise.server.uploads import LARGEST, MOST

__all__ = ["SEASON_WORDS", "STEPS", "VALUE_WORDS", "Step", "countries", "own_hours", "shown", "zones"]


@dataclass(frozen=True)
class Step:
    """One step: its name in addresses, and what people call it."""

    key: str
    title: str


STEPS = (
    Step("you", "You"),
    Step("rhythm", "Rhythm"),
    Step("firm", "Firm times"),
    Step("calendars", "Calendars"),
    Step("tasks", "First tasks"),
    Step("plan", "First plan"),
)
SEASON_WORDS = (
    ("plateau", "Plateau", "Steady weeks."),
    ("ramp", "Ramp", "Building something: a new role, a launch, a reinvention."),
    ("harvest", "Harvest", "Finishing and using what was built."),
    ("recovery", "Recovery", "Resting, getting well, finding the ground again."),
)
VALUE_WORDS = (("health", "Health"), ("family", "Family"), ("acceleration", "Acceleration"))
EMPLOYMENT_WORDS = {
    "employee": "Employed",
    "self-employed": "Self-employed",
    "executive": "Executive who sets their own hours",
}


@functools.cache
def zones() -> tuple[str, ...]:
    """Return the zones that people choose from."""
    names = sorted(name for name in available_timezones() if "/" in name and "Etc/" not in name)
    return (*names, "UTC")


@functools.cache
def countries() -> tuple[str, ...]:
    """Return the countries whose public holidays are known, by their codes."""
    import holidays  # noqa: PLC0415 - it lists many modules, once

    codes = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(code for code in codes if len(code) == 2))


def own_hours(letter: str) -> str:
    """Return a pattern's own working hours, as one would write them; "" if it leaves them as they are."""
    for rule in builtin_patterns()[letter].rules:
        if rule.id == "hours.own" and isinstance(rule.value, tuple):
            return "; ".join(str(window) for window in rule.value if isinstance(window, WindowSpec))
    return ""


def shown(step: str, answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    """Return what the template of a step needs."""
    return _SHOWN[step](answers, user)


def _you(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    return {
        "name": answers.get("name", user.get_full_name() or user.get_username().capitalize()),
        "zones": zones(),
        "countries": countries(),
        "employments": [(word, EMPLOYMENT_WORDS[word]) for word in EMPLOYMENTS],
        "seasons": SEASON_WORDS,
        "season": answers.get("season") or "plateau",
        "values": [(key, words, key in answers.get("values", ())) for key, words in VALUE_WORDS],
        "sliders": [
            (name, sentence, low, high, answers.get(name) or "0.5")
            for name, (sentence, low, high) in SLIDERS.items()
        ],
    }


def _rhythm(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    del user
    told = advice(answers)
    return {
        "told": told,
        "told_dial": f"{told.dial:.2f}",
        "told_name": builtin_patterns()[told.pattern].name,
        "reasons": advice_sentences(told),
        "dial": answers.get("dial") or f"{told.dial:.2f}",
        "pattern": answers.get("pattern") or told.pattern,
        "patterns": [
            (letter, pattern, round(told.scores[letter], 2), own_hours(letter))
            for letter, pattern in builtin_patterns().items()
        ],
    }


def _firm(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    del user
    seen = answers.get("firm_seen")
    rows = [
        {
            "key": e.key,
            "about": e.about,
            "on": bool(answers.get(f"{e.key}_on")) if seen else e.on,
            "title": answers.get(f"{e.key}_title", e.title) if seen else e.title,
            "hours": answers.get(f"{e.key}_hours", e.hours) if seen else e.hours,
        }
        for e in EXAMPLES
    ]
    return {
        "rows": rows,
        "wake": answers.get("wake") or "07:00",
        "sleep": answers.get("sleep") or "23:00",
    }


def _calendars(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    del user
    return {"calendars": answers.get("calendars", []), "most": MOST, "largest": LARGEST // 1_000_000}


def _tasks(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    del user
    return {"tasks": answers.get("tasks", "")}


def _plan(answers: Mapping[str, Any], user: User) -> dict[str, Any]:
    del user
    now: datetime = timezone.now()
    local = now.astimezone(ZoneInfo(answers["zone"]))
    pattern = answers["pattern"]
    return {
        "pattern_name": f"{pattern} {builtin_patterns()[pattern].name}" if len(pattern) == 1 else pattern,
        "hours": answers.get("hours") or own_hours(pattern) or "Mon-Fri 09:00-17:00",
        "firm": firm_rows(answers),
        "calendars": answers.get("calendars", []),
        "rows": rows_of(answers.get("tasks", ""), local),
    }


_SHOWN: Mapping[str, Callable[[Mapping[str, Any], User], dict[str, Any]]] = {
    "you": _you,
    "rhythm": _rhythm,
    "firm": _firm,
    "calendars": _calendars,
    "tasks": _tasks,
    "plan": _plan,
}
