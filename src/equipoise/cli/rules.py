"""``equipoise rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, rhythm_options
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from datetime import date

    from equipoise.domain.life import Life
    from equipoise.domain.rules import Rule, Rulebook

__all__ = ["command"]


@click.command()
@click.argument("life", metavar="[LIFE]", required=False, type=click.Path())
@click.option("--on", "day", metavar="DATE", help="The date whose rules to show; today if left out.")
@click.option(
    "--diff",
    nargs=2,
    metavar="A B",
    help="What changes from A to B: each a life file, a pattern, a dial from 0 to 1, or 'mine'.",
)
@rhythm_options
@as_json_option
def command(life: str | None, *, as_json: bool, **options: Any) -> int:
    """Show every rule your rhythm comes to, and where each is from.

    Each rule is hard (no plan breaks it), priced (breaking it costs value-minutes) or advice. Without LIFE a
    person with ordinary sleep and no country stands in.

    \b
    Examples:
      equipoise rules life.toml
      equipoise rules life.toml --on 2026-12-24
      equipoise rules --diff A D
      equipoise rules life.toml --diff mine 0.8
    """
    from equipoise.cli.screen import print_json
    from equipoise.rhythms.diff import describe

    own = _life(life)
    day = _day(options["day"], own)
    if options["diff"]:
        return _diff(own, day, options["diff"], file=life or "", as_json=as_json)
    book = _book(own, day, file=life or "", pattern=options["pattern"], dial=options["dial"])
    if as_json:
        print_json({"date": day.isoformat(), "rules": [_plain(rule) for rule in book.rules]})
    else:
        click.echo(f"{day:%A %d %B %Y}: {len(book.rules)} rules")
        click.echo("\n".join(describe(book)))
    return FITS


def _diff(own: Life, day: date, names: tuple[str, str], *, file: str, as_json: bool) -> int:
    from equipoise.cli.screen import print_json
    from equipoise.rhythms.diff import diff

    changes = diff(*(_named(own, day, name, file) for name in names))
    if as_json:
        plain = [
            {"rule": c.rule_id, "before": _plain(c.before), "after": _plain(c.after), "sentence": c.sentence}
            for c in changes
        ]
        print_json({"date": day.isoformat(), "from": names[0], "to": names[1], "changes": plain})
        return FITS
    click.echo(f"From {names[0]} to {names[1]}, {day:%A %d %B %Y}: {_counted(len(changes))}")
    for change in changes:
        click.echo(f"  {change.rule_id:<24} {change.sentence}")
    return FITS


def _counted(changes: int) -> str:
    return "1 rule changes" if changes == 1 else f"{changes or 'no'} rules change"


def _plain(rule: Rule | None) -> dict[str, Any] | None:
    from equipoise.cli.plain import plain

    if rule is None:
        return None
    return {
        "id": rule.id,
        "strength": rule.strength.value,
        "value": plain(rule.value),
        "detail": rule.detail,
        "origin": str(rule.origin),
    }


def _life(path: str | None) -> Life:
    from zoneinfo import ZoneInfo

    from equipoise.domain.life import Life, Person
    from equipoise.lifefile import read

    return read(path) if path else Life(Person("Somebody", ZoneInfo("UTC"), employment="self-employed"))


def _day(text: str | None, life: Life) -> date:
    """Return the date that a text names, or today where the person lives."""
    from datetime import date, datetime

    try:
        return date.fromisoformat(text) if text else datetime.now(life.person.zone).date()
    except ValueError:
        found = Finding(f"{text!r} is not a date", "write it like 2026-11-23", field="--on")
        raise InputError([found]) from None


def _book(life: Life, day: date, *, file: str, pattern: str = "", dial: float | None = None) -> Rulebook:
    """Return the rulebook of a date; patterns that are files lie beside the life file, as for planning."""
    from pathlib import Path

    from equipoise import api
    from equipoise.loading import own_patterns
    from equipoise.rhythms import compile_rulebook

    rhythm = api.choose_rhythm(life.rhythm, pattern=pattern, dial=dial)
    names = [rhythm.pattern, *rhythm.by_weekday.values()]
    patterns = own_patterns(names, Path(file).parent if file else Path())
    return compile_rulebook(rhythm, day, life.person, life.energy, patterns)


def _named(own: Life, day: date, name: str, file: str) -> Rulebook:
    """Return the rulebook that a word of ``--diff`` means.

    Args:
        own: the person's own life.
        day: the date.
        name: "mine", a dial, a life file, or a pattern: its letter, its name, or a file here or beside the life file.
        file: the person's own life file.
    """
    from pathlib import Path

    from equipoise.lifefile import read, read_text
    from equipoise.rhythms import builtin_patterns

    if name == "mine":
        return _book(own, day, file=file)
    try:
        dial = float(name)
    except ValueError:
        here = Path(name).is_file()
        if here and name.lower().endswith(".toml") and "[person]" in read_text(name):
            return _book(read(name), day, file=name)
        known = (
            name.upper()
            if name.upper() in builtin_patterns()
            else str(Path(name).resolve())
            if here
            else name
        )
        return _book(own, day, file=file, pattern=known)
    if not 0 <= dial <= 1:
        raise InputError([Finding(f"the dial {name} is not between 0 and 1", "write 0.2", field="--diff")])
    return _book(own, day, file=file, dial=dial)
