"""A newcomer's answers: what they recommend, and the life file that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import SeasonKind
from equipoise.lifefile.overrides import WINDOWS
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.wizard import compose, questions
from equipoise.rhythms import builtin_patterns
from equipoise.rhythms.reasons import advice_sentences
from equipoise.rhythms.recommend import Recommendation, Situation, recommend
from equipoise.server.documents import composed, edited

__all__ = ["EXAMPLES", "FIELDS", "SLIDERS", "Answers", "Example", "advice", "checked", "firm_rows", "text_of"]

Answers = Mapping[str, Any]
"""Field to answer as the form sent it; ``values`` is a list, all else text."""
SLIDERS = ("protect_home", "protect_work", "say")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "you": ("name", "zone", "country", "employment", "role", "season"),
    "rhythm": ("dial", "pattern", "hours"),
    "firm": ("wake", "sleep"),
}
"""Answers of each step that the questions of ``equipoise init`` check."""


@dataclass(frozen=True)
class Example:
    """A non-negotiable that many people have.

    Attributes:
        key: name of its fields. ``title``, ``hours``: what stands in the form at first.
        about: what it is for, in a few words. ``on``: True if it is ticked at first.
    """

    key: str
    title: str
    hours: str
    about: str
    on: bool = False


EXAMPLES = (
    Example(
        "family", "Family time", "daily 18:30-20:00", "Dinner, children, a talk without a phone.", on=True
    ),
    Example("sport", "Sport", "Tue 18:00-19:00; Sat 10:00-11:30", "A class, a run, a team."),
    Example("school", "School run", "Mon-Fri 08:00-08:30", "There in the morning; add the way back."),
    Example("own", "", "", "Choir, prayer, a call with your mother: yours to name."),
)


def checked(step: str, answers: Answers) -> tuple[Finding, ...]:
    """Return what is wrong with the answers of a step, by field."""
    if step == "firm":
        return (*_asked(step, answers), *_firm_problems(answers))
    found = _asked(step, answers)
    if step == "you":
        found += [
            Finding("move the slider", "it goes from 0 to 1", field=name)
            for name in SLIDERS
            if _share(answers.get(name, "0.5")) is None
        ]
        known = {question.key: question for question in questions()}["values"].check
        trouble = known(", ".join(answers.get("values", [])))
        found += [Finding(trouble, field="values")] if trouble else []
    return tuple(found)


def _asked(step: str, answers: Answers) -> list[Finding]:
    by_key = {question.key: question for question in questions()}
    found = []
    for key in FIELDS.get(step, ()):
        answer = str(answers.get(key, "")).strip()
        check: Callable[[str], str] = by_key[key].check
        trouble = "" if key == "hours" and not answer else check(answer)
        if key == "pattern" and answer and answer not in builtin_patterns():
            trouble = "there is no such pattern: choose one of the six"
        if trouble:
            message, _, cure = trouble.partition(": ")
            found.append(Finding(message, cure, field=key))
    return found


def _share(text: Any) -> float | None:
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if 0 <= value <= 1 else None


def _middle(text: Any) -> float:
    value = _share(text)
    return 0.5 if value is None else value


def _firm_problems(answers: Answers) -> Iterable[Finding]:
    for example in EXAMPLES:
        if not answers.get(f"{example.key}_on"):
            continue
        title = str(answers.get(f"{example.key}_title", "")).strip()
        if not title or len(title) > 500:
            yield Finding("say what it is", "a few words", field=f"{example.key}_title")
        hours = _hours(answers.get(f"{example.key}_hours", ""))
        sink = Sink()
        WINDOWS.read(hours, (), sink)
        trouble = sink.problems[0] if sink.problems else None
        if not hours:
            yield Finding("say when", 'such as "daily 18:30-20:00"', field=f"{example.key}_hours")
        elif trouble:
            yield Finding(trouble.message, trouble.cure, field=f"{example.key}_hours")


def _hours(text: Any) -> list[str]:
    return [part.strip() for part in str(text).split(";") if part.strip()]


def firm_rows(answers: Answers) -> list[dict[str, Any]]:
    """Return a ``[[non_negotiable]]`` table for each example that was ticked."""
    return [
        {
            "title": str(answers[f"{example.key}_title"]).strip(),
            "windows": _hours(answers[f"{example.key}_hours"]),
        }
        for example in EXAMPLES
        if answers.get(f"{example.key}_on")
    ]


def advice(answers: Answers) -> Recommendation:
    """Return the rhythm that the answers of the first step, which were checked, speak for."""
    home, work, say = (_middle(answers.get(name)) for name in SLIDERS)
    return recommend(
        Situation(
            season=SeasonKind(answers.get("season", "plateau")),
            values=tuple(answers.get("values", ())),
            protect_home=home,
            protect_work=work,
            say=say,
        )
    )


def text_of(
    answers: Answers, calendars: Iterable[Mapping[str, Any]] = (), tasks: Iterable[Mapping[str, Any]] = ()
) -> str:
    """Return the life file that answers make; without an answer, the default of its question.

    Args:
        answers: of all steps. ``calendars``, ``tasks``: tables of the life file.

    Raises:
        InputError: an answer is refused; all such are told, by field.
    """
    problems = [finding for step in FIELDS for finding in checked(step, {**_usual(), **answers})]
    if problems:
        raise InputError(problems)
    told = advice(answers)
    taken = {"dial": f"{told.dial:.2f}", "pattern": told.pattern}
    given = {name: str(answers.get(name, "")) for names in FIELDS.values() for name in names}
    given |= {name: given[name] or value for name, value in taken.items()}
    given["values"] = ", ".join(answers.get("values", ()))
    same = float(given["dial"]) == told.dial and given["pattern"] == told.pattern
    text = compose(given, reasons=advice_sentences(told) if same else ())
    if not answers.get("values"):
        text = edited(text, ("person", "values"), None)
    for name in SLIDERS:
        text = edited(text, ("rhythm", name), _share(answers.get(name, "0.5")))
    if not given["hours"]:  # the pattern's own
        text = edited(text, ("rhythm", "rules", "hours.own"), None)
    for table, rows in (("non_negotiable", firm_rows(answers)), ("calendar", calendars)):
        for number, row in enumerate(rows):
            text = edited(text, (table, number), dict(row))
    return composed(text, tasks)


def _usual() -> dict[str, str]:
    return {question.key: question.default for question in questions()}
