"""Where between balance and integration to live: told, tried on the coming week, taken for a while or for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life as Person
from equipoise.domain.rhythm import Rhythm
from equipoise.loading import own_patterns
from equipoise.rhythms import compile_rulebook
from equipoise.rhythms.diff import RuleChange, diff
from equipoise.rhythms.recommend import Recommendation, Situation, recommend
from equipoise.server.choices import chosen_rhythm, take_choice
from equipoise.server.clock import local_now, moment_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal, Revision
from equipoise.server.planned_seasons import read_season
from equipoise.server.store import change, person_of

__all__ = [
    "WORDS",
    "advice_of",
    "dial_words",
    "rule_changes",
    "score_changes",
    "take_rhythm",
    "take_until",
    "try_rhythm",
]

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


def advice_of(person: Person) -> Recommendation:
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


def rule_changes(life: Life, choice: Mapping[str, Any]) -> list[tuple[str, RuleChange]]:
    """Return what a choice changes in the rules of the coming week, with the days on which it does ("": all)."""
    person = person_of(life)
    return _changes(life, person, chosen_rhythm(person.rhythm, choice), local_now(life).date())


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


def try_rhythm(life: Life, choice: Mapping[str, Any]) -> Proposal:
    """Ask for the coming week under a choice; the newest wish counts, older ones that still wait are dropped."""
    waiting = life.proposals.filter(kind=Proposal.Kind.TRIAL, state=Proposal.State.WAITING)
    waiting.update(
        state=Proposal.State.FAILED, problems=[{"message": "a newer wish took its place", "cure": ""}]
    )
    return ask(life, Proposal.Kind.TRIAL, why="a trial", now=moment_of(life), rhythm=choice, seconds=1.0)


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


def take_until(life: Life, given: Mapping[str, Any]) -> tuple[Revision, Proposal]:
    """Take a dial for a while: a season from today on, with a dial of its own.

    Args:
        life: whose. ``given``: ``kind``, ``end`` (last day) and ``dial``, as a form sends them.

    Raises:
        InputError: something is missing or wrong, or the season overlaps with another.
    """
    wanted = {**given, "start": local_now(life).date().isoformat(), "number": ""}
    missing = [
        Finding(f"the {words} is missing", cure, field=name)
        for name, words, cure in (
            ("end", "last day", "choose until when"),
            ("dial", "dial", "turn the dial first"),
        )
        if not wanted.get(name)
    ]
    if missing:
        raise InputError(missing)
    wish = read_season(wanted, person_of(life).rhythm.seasons)
    return _planned(life, change(life, f"Season: {wish.words}", wish.write()))


def take_rhythm(life: Life, choice: Mapping[str, Any], words: str = "") -> tuple[Revision, Proposal]:
    """Take a choice for good, and ask for the week under it.

    Args:
        life: whose. ``choice``: see ``choices``. ``words``: its name; without one, dial and pattern.
    """
    own = person_of(life).rhythm
    rhythm = chosen_rhythm(own, choice)
    words = words or f"dial {rhythm.dial:.2f}, pattern {rhythm.pattern}"
    return _planned(life, change(life, f"Rhythm: {words}", lambda draft: take_choice(draft, own, choice)))


def _planned(life: Life, revision: Revision) -> tuple[Revision, Proposal]:
    found = ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
    return revision, found
