"""``equipoise init``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.lifefile.wizard import Question
    from equipoise.rhythms.recommend import Recommendation

__all__ = ["command"]


@click.command()
@click.argument("path", default="life.toml", type=click.Path(path_type=Path))
@click.option("--answers", metavar="FILE", help="Take the answers from a TOML or JSON file: key = answer.")
@click.option("--yes", is_flag=True, help="Take the default of every question that is not answered.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON and write nothing.")
def command(path: Path, *, answers: str | None, yes: bool, force: bool, as_json: bool) -> int:
    """Answer a few questions, get a life file.

    PATH is the file to write, life.toml if left out. It is made to be read and edited by you afterwards. A
    rhythm is recommended on the way, with its reasons; you choose.

    \b
    Examples:
      equipoise init
      equipoise init me.toml --yes                   defaults, to edit by hand
      equipoise init me.toml --answers answers.toml
      equipoise init --json                          the questions and their keys
    """
    from equipoise.cli.screen import print_json
    from equipoise.cli.writing import write_all
    from equipoise.lifefile import parse
    from equipoise.lifefile.wizard import complete, compose, questions
    from equipoise.rhythms.reasons import advice_sentences

    if as_json:
        print_json({"questions": [_plain(question) for question in questions(zone=machine_zone())]})
        return FITS
    if path.exists() and not force:
        cure = "name another file, or write over it with --force"
        raise InputError([Finding("the file is there already", cure, str(path))])
    if answers or yes:
        told = {"name": "Me", "zone": machine_zone()} | (_read(answers) if answers else {})
        advice = recommended(complete(told))
        given = _recommended_answers(advice) | {key: answer for key, answer in told.items() if answer.strip()}
        if given | _recommended_answers(advice) == given:
            _tell(advice)
    else:
        given, advice = _ask()
    taken = all(given[key] == answer for key, answer in _recommended_answers(advice).items())
    text = compose(given, reasons=advice_sentences(advice) if taken else ())
    parse(text, str(path))
    write_all({path: text.encode()})
    click.echo(f"wrote {path}", err=True)
    click.echo(f"Next: open {path} and add what you have to do, then: equipoise plan {path}")
    return FITS


def _plain(question: Question) -> dict[str, Any]:
    names = ("key", "text", "help", "default", "choices", "group", "needs")
    return {name: getattr(question, name) for name in names}


def machine_zone() -> str:
    """Return the machine's time zone by its IANA name, or UTC if it does not say."""
    from zoneinfo import ZoneInfo

    link = Path("/etc/localtime")
    name = os.environ.get("TZ", "").lstrip(":") or (str(link.resolve()) if link.is_symlink() else "")
    name = name.rpartition("zoneinfo/")[2]
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (ValueError, OSError):
        return "UTC"


def _read(file: str) -> dict[str, str]:
    """Return the answers in a file.

    Raises:
        InputError: it cannot be read, or holds what is no answer.
    """
    import json
    import tomllib

    from equipoise.lifefile import read_text
    from equipoise.lifefile.wizard import questions

    text = read_text(file)
    try:
        data = json.loads(text) if file.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            [Finding(f"it cannot be read: {error}", 'write lines like name = "Ada"', file)]
        ) from None
    keys = [question.key for question in questions()]
    if not isinstance(data, dict):
        raise InputError([Finding("it holds no answers by name", 'write lines like name = "Ada"', file)])
    unknown = [key for key in data if key not in keys]
    if unknown:
        cure = "equipoise init --json lists the questions"
        raise InputError([Finding(f"{key!r} is no question", cure, file, field=key) for key in unknown])
    return {key: _answer(key, value) for key, value in data.items()}


_WITH_SEMICOLONS = {"hours", "non_negotiables"}
"""Questions whose several answers stand apart by semicolons; windows hold commas of their own."""


def _answer(key: str, value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    return ("; " if key in _WITH_SEMICOLONS else ", ").join(str(item) for item in value)


def _ask() -> tuple[dict[str, str], Recommendation]:
    """Ask everything, recommending a rhythm once the style is known."""
    from equipoise.lifefile.wizard import questions

    given: dict[str, str] = {}
    asked = questions(zone=machine_zone())
    for question in asked:
        if question.group not in {"you", "style"}:
            break
        given[question.key] = _one(question)
    advice = recommended(given)
    _tell(advice)
    for question in questions(zone=machine_zone(), **_recommended_answers(advice))[len(given) :]:
        if not question.needs or given.get(question.needs):
            given[question.key] = _one(question)
    return given, advice


def _one(question: Question) -> str:
    hint = f"\n  {question.help}" if question.help else ""
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    while True:
        answer: str = click.prompt(
            f"{question.text}{choices}{hint}\n ",
            default=question.default,
            show_default=bool(question.default),
        )
        trouble = question.check(answer.strip())
        if not trouble:
            return answer.strip()
        click.echo(f"  {trouble}")


def recommended(given: Mapping[str, str]) -> Recommendation:
    """Return the rhythm that the answers on style, which were checked, speak for."""
    from equipoise.domain.rhythm import SeasonKind
    from equipoise.lifefile.composing import split_list
    from equipoise.rhythms.recommend import Situation, recommend

    home, work = {"balance": (0.95, 0.8), "between": (0.5, 0.5), "integration": (0.1, 0.2)}[given["style"]]
    season = SeasonKind(given["season"])
    values = tuple(split_list(given["values"]))
    return recommend(Situation(season=season, values=values, protect_home=home, protect_work=work))


def _recommended_answers(advice: Recommendation) -> dict[str, str]:
    """Return the answers that take the advice."""
    return {"dial": f"{advice.dial:.2f}", "pattern": advice.pattern}


def _tell(advice: Recommendation) -> None:
    from equipoise.rhythms import builtin_patterns
    from equipoise.rhythms.reasons import advice_sentences

    name = builtin_patterns()[advice.pattern].name
    click.echo(
        f"\nFor what you said, dial {advice.dial:.2f} and pattern {advice.pattern} {name} are a good start:"
    )
    for sentence in advice_sentences(advice):
        click.echo(f"  - {sentence}")
    click.echo(
        "The weights are ours, no validated test. Equipoise compares it with other rhythms on your own weeks:"
    )
    click.echo("equipoise compare.\n")
