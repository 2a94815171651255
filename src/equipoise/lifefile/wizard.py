"""The pure part of ``equipoise init``: what to ask, and the life file that the answers make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.composing import STYLES, compose_text, split_list, split_named
from equipoise.lifefile.kinds import Choice, Kind, Text
from equipoise.lifefile.moments import Moment
from equipoise.lifefile.notation import NotationError, duration_text, estimate
from equipoise.lifefile.overrides import WINDOW
from equipoise.lifefile.quantities import Clock
from equipoise.lifefile.shapes import COUNTRY, PATTERN, Zone
from equipoise.lifefile.sink import Sink
from equipoise.lifefile.tables import EMPLOYMENTS, SEASONS, VALUES

__all__ = ["TASKS", "Question", "complete", "compose", "questions"]

TASKS = 3
"""How many first tasks are asked for."""

Check = Callable[[str], str]
"""Returns what is wrong with an answer and how to cure it; "" if nothing is."""


@dataclass(frozen=True)
class Question:
    """One question of the wizard.

    Attributes:
        key: name of the answer in ``compose``.
        text: the question.
        help: one line of explanation; may be empty.
        default: the answer if the person just presses Enter.
        check: the validator.
        choices: the allowed words, where only some are.
        group: "you", "style", "week" or "work": the recommendation is due after "style".
        needs: key of the answer without which the question is not asked; "" if it always is.
    """

    key: str
    text: str
    check: Check
    help: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    group: str = "you"
    needs: str = ""


def questions(*, zone: str = "UTC", dial: str = "", pattern: str = "A") -> tuple[Question, ...]:
    """Return the questions in the order in which they are asked.

    Args:
        zone: default for the time zone, such as that of the machine.
        dial: the recommended dial, the default for its question; "" leaves it to the answer on style.
        pattern: the recommended pattern, likewise. Both may be known only after the group "style" is answered: call
            again then; the questions stay the same.
    """
    return (*_you(zone), *_style(), *_week(dial, pattern), *_work())


def compose(answers: Mapping[str, str], *, reasons: Sequence[str] = ()) -> str:
    """Return the text of a life file made from answers; it reads without findings that are errors.

    Args:
        answers: question's key to answer. What is missing or empty takes the question's default.
        reasons: why this dial and pattern, one sentence each; they become comments of the file.

    Raises:
        InputError: an answer is refused by its question's check; all such are told, by key.
    """
    given = complete(answers)
    return compose_text(given, TASKS, float(given["dial"] or STYLES[given["style"]]), reasons)


def complete(answers: Mapping[str, str]) -> dict[str, str]:
    """Return an answer for every question: its default where none is given.

    Raises:
        InputError: an answer is refused by its question's check; all such are told, by key.
    """
    given = {item.key: answers.get(item.key, "").strip() or item.default for item in questions()}
    findings = [
        Finding(trouble, "answer again", field=item.key)
        for item in questions()
        if (not item.needs or given[item.needs]) and (trouble := item.check(given[item.key]))
    ]
    if findings:
        raise InputError(findings)
    return given


def _by(kind: Kind, *, optional: bool = False) -> Check:
    """Return a check that reads the answer as a field of that kind."""

    def check(answer: str) -> str:
        if not answer.strip():
            return "" if optional else "an answer is needed"
        return _told(kind, answer.strip())

    return check


def _told(kind: Kind, answer: Any) -> str:
    sink = Sink()
    kind.read(answer, (), sink)
    return "; ".join(f"{item.message}: {item.cure}" for item in sink.problems[:1])


def _all_of(kind: Kind) -> Check:
    """Return a check of a list with commas, which may be empty."""
    return lambda answer: next((told for item in split_list(answer) if (told := _told(kind, item))), "")


def _check_named(answer: str) -> str:
    """Check names with windows, such as ``Dinner: daily 18:30-20:00; Choir: Wed 20:15-21:30``."""
    for name, windows in split_named(answer):
        if not name or not windows:
            return 'write a name, a colon and hours, such as "Dinner: daily 18:30-20:00"'
        told = _told(Text(most=500), name) or next(
            (told for item in windows if (told := _told(WINDOW, item))), ""
        )
        if told:
            return told
    return ""


def _check_windows(answer: str) -> str:
    parts = [part.strip() for part in answer.split(";") if part.strip()]
    return (
        next((told for part in parts if (told := _told(WINDOW, part))), "")
        if parts
        else "an answer is needed"
    )


def _check_estimate(answer: str) -> str:
    try:
        value = estimate(answer)
    except NotationError as error:
        return f"{error.message}: {error.cure}"
    return (
        ""
        if 0 < value.low <= value.high <= 60_000
        else f"write a length from 1 min to {duration_text(60_000)}"
    )


def _you(zone: str) -> list[Question]:
    return [
        Question("name", "What is your name?", _by(Text(most=200)), "It stands on plans and documents."),
        Question("zone", "Which time zone do you live in?", _by(Zone()), "Such as Europe/Berlin.", zone),
        Question(
            "country",
            "Which country's public holidays do you keep?",
            _by(COUNTRY, optional=True),
            "Such as DE; empty for none.",
        ),
        Question(
            "employment",
            "How do you work?",
            _by(Choice(EMPLOYMENTS)),
            "Legal rest is a hard rule for employees, advice for others.",
            "employee",
            EMPLOYMENTS,
        ),
        Question("role", "What is your job, in a few words?", _by(Text(most=200), optional=True)),
    ]


def _style() -> list[Question]:
    return [
        Question(
            "style",
            "Firm boundaries, woven days, or something between?",
            _by(Choice(tuple(STYLES))),
            "balance: set hours, protected evenings. integration: roles woven through the day.",
            "between",
            tuple(STYLES),
            "style",
        ),
        Question(
            "season",
            "Which season are you in?",
            _by(Choice(SEASONS)),
            "ramp: building something. plateau: steady. harvest: using what was built. recovery: resting.",
            "plateau",
            SEASONS,
            "style",
        ),
        Question(
            "values",
            "What counts most to you now?",
            _all_of(Choice(VALUES)),
            "One or more of health, family, acceleration, first things first.",
            "health",
            VALUES,
            "style",
        ),
    ]


def _check_dial(answer: str) -> str:
    try:
        good = not answer or 0 <= float(answer) <= 1
    except ValueError:
        good = False
    return "" if good else f"{answer!r} is not a dial: write a number from 0 to 1"


def _week(dial: str, pattern: str) -> list[Question]:
    help_pattern = (
        "A Boundary Fortress, B Deep Work, C Recovery First, D Time-Weave, E Portfolio, F Caregiver-Pro."
    )
    return [
        Question(
            "dial",
            "Where between balance and integration do you start?",
            _check_dial,
            "From 0, full balance, to 1, full integration; empty follows your answer on boundaries.",
            dial,
            group="week",
        ),
        Question(
            "pattern",
            "Which pattern shall your week follow?",
            _by(PATTERN),
            help_pattern,
            pattern,
            group="week",
        ),
        Question(
            "hours",
            "Which are your own working hours?",
            _check_windows,
            "Such as Mon-Thu 09:00-17:00; Fri 09:00-14:00.",
            "Mon-Fri 09:00-17:00",
            group="week",
        ),
        Question("wake", "When do you usually wake?", _by(Clock()), "", "07:00", group="week"),
        Question("sleep", "When do you usually fall asleep?", _by(Clock()), "", "23:00", group="week"),
        Question(
            "non_negotiables",
            "What may no plan ever break?",
            _check_named,
            "Such as Dinner: daily 18:30-20:00; Choir: Wed 20:15-21:30. Empty for nothing yet.",
            group="week",
        ),
    ]


def _work() -> list[Question]:
    tasks = [question for number in range(1, TASKS + 1) for question in _task(number)]
    about = "Files or folders, with commas; empty for none."
    check = _all_of(Text(most=1000))
    return [*tasks, Question("calendars", "Which calendar files do you have?", check, about, group="work")]


def _task(number: int) -> list[Question]:
    title = f"task_{number}_title"
    return [
        Question(
            title,
            "What is the first thing that you have to do?" if number == 1 else "And the next?",
            _by(Text(most=500), optional=True),
            "Empty for none.",
            group="work",
            needs=f"task_{number - 1}_title" if number > 1 else "",
        ),
        Question(
            f"task_{number}_estimate",
            "How long will it take?",
            _check_estimate,
            "Such as 3h, or 2h-3h-5h: at least, likely, at most.",
            "2h",
            group="work",
            needs=title,
        ),
        Question(
            f"task_{number}_due",
            "When is it wanted?",
            _by(Moment(), optional=True),
            "A date such as 2026-11-27; empty for no date.",
            group="work",
            needs=title,
        ),
    ]
