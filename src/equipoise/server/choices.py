"""A rhythm that somebody is thinking of: read from a form, kept as JSON, laid over their own, and taken for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from equipoise.api import choose_rhythm
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import Rhythm
from equipoise.rhythms import builtin_patterns
from equipoise.server.store import Draft

__all__ = ["DAYS", "KEPT", "chosen_rhythm", "read_choice", "take_choice"]

KEPT = "own"
"""Says of a weekday that it keeps the pattern that it has, which is none of the list."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Choice = dict[str, Any]
"""``dial``, ``pattern``, ``by_weekday`` (day to letter) and the sliders, as far as they were said."""


def read_choice(given: Mapping[str, Any]) -> Choice:
    """Return a choice from a form's fields.

    Args:
        given: ``dial``, ``protect_home``, ``protect_work``, ``say`` (0 to 1), ``pattern``, and ``on-Mon`` to
            ``on-Sun``.

    Raises:
        InputError: a number is none or out of range, or there is no such pattern.
    """
    problems = []
    out: Choice = {}
    for name in ("dial", "protect_home", "protect_work", "say"):
        if str(given.get(name, "")).strip() == "":
            continue
        try:
            value = float(given[name])
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            problems.append(Finding(f"{given[name]!r} is not from 0 to 1", "move the slider", field=name))
        out[name] = round(value, 3)
    letters = {"pattern": str(given.get("pattern", ""))}
    letters |= {day: str(given.get(f"on-{day}", "")) for day in DAYS}
    for name, letter in letters.items():
        if letter and letter not in builtin_patterns() and (name == "pattern" or letter != KEPT):
            problems.append(Finding(f"there is no pattern {letter!r}", "choose one of A to F", field=name))
    if problems:
        raise InputError(problems)
    if letters["pattern"]:
        out["pattern"] = letters["pattern"]
    if any(f"on-{day}" in given for day in DAYS):
        out["by_weekday"] = {day: letters[day] for day in DAYS if letters[day]}
    return out


def chosen_rhythm(own: Rhythm, choice: Mapping[str, Any]) -> Rhythm:
    """Return a person's rhythm with a choice laid over it; another pattern brings its own hours and days off."""
    rhythm = choose_rhythm(own, pattern=choice.get("pattern", ""), dial=choice.get("dial"))
    sliders = {name: choice[name] for name in ("protect_home", "protect_work", "say") if name in choice}
    if "by_weekday" in choice:
        given = {DAYS.index(day): letter for day, letter in choice["by_weekday"].items()}
        kept = {
            day: own.by_weekday.get(day, "") if letter == KEPT else letter for day, letter in given.items()
        }
        mixed = {day: letter for day, letter in kept.items() if letter}
        rhythm = replace(rhythm, by_weekday=mixed)
    return replace(rhythm, **sliders)


def take_choice(draft: Draft, own: Rhythm, choice: Mapping[str, Any]) -> None:
    """Write a choice into a life. What another pattern would overrule of the person's own rules is taken away."""
    rhythm = chosen_rhythm(own, choice)
    for name in ("dial", "pattern", "protect_home", "protect_work", "say"):
        if name in choice:
            draft.set("rhythm", name, value=choice[name])
    if rhythm.by_weekday != own.by_weekday:
        mixed = {DAYS[day]: letter for day, letter in sorted(rhythm.by_weekday.items())}
        draft.set("rhythm", "by_weekday", value=mixed or None)
    gone = {change.rule_id for change in own.overrides} - {change.rule_id for change in rhythm.overrides}
    for rule in sorted(gone - {"rituals"}):
        draft.set("rhythm", "rules", rule, value=None)
    if "rituals" in gone:
        draft.set("ritual", value=None)
