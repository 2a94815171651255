"""``equipoise forecast``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import (
    as_json_option,
    effort_options,
    horizon_options,
    life_argument,
    rhythm_options,
)
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.planning.forecast import Outcome

__all__ = ["command"]


@click.command()
@life_argument
@click.option(
    "--history", metavar="FILE", help="Your own estimates and actual times, one pair a line: 90m, 2h."
)
@click.option("--samples", type=click.IntRange(100, 100_000), default=2000, help="Futures to draw.")
@horizon_options
@rhythm_options
@effort_options
@as_json_option
def command(life: str, **options: Any) -> int:
    """How likely each due date and the week will hold.

    The plan is lived through in many futures, in each of which every task takes as long as tasks do: longer
    than estimated, as a rule. Without your own history a published prior stands in, and says so.

    \b
    Examples:
      equipoise forecast life.toml
      equipoise forecast life.toml --history actuals.csv
    """
    from equipoise import api
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json
    from equipoise.cli.session import load_life, request_for, solve_watched

    history = _history(options["history"]) if options["history"] else []
    loaded = load_life(life, **options)
    solution = solve_watched(request_for(loaded, **options), **options)
    found = api.forecast(solution, samples=options["samples"], seed=options["seed"], history=history)
    if options["as_json"]:
        print_json(plain(found, loaded.grid.zone))
        return FITS
    for line in found.sentences:
        click.echo(line)
    rows = [task for task in found.tasks if task.chance is not None and task.due is not None]
    if rows:
        click.echo("\nChance of each due date")
    for task in sorted(rows, key=lambda task: task.chance or 0.0):
        click.echo(f"  {task.chance or 0.0:4.0%}  {task.title}")
    return FITS


def _history(file: str) -> list[Outcome]:
    """Return the pairs of estimate and actual time in a file.

    Raises:
        InputError: lines that are no pair; all of them.
    """
    from equipoise.lifefile import read_text
    from equipoise.lifefile.notation import NotationError, duration, estimate
    from equipoise.planning.forecast import Outcome

    out, findings = [], []
    for number, line in enumerate(read_text(file).splitlines(), 1):
        text = line.partition("#")[0].strip()
        if not text or (number == 1 and text.lower().startswith("estimate")):
            continue
        first, comma, second = text.replace(";", ",").partition(",")
        if not comma:
            cure = "write estimate and actual time: 90m, 2h"
            findings.append(Finding(f"{text!r} is no pair", cure, file, number))
            continue
        try:
            out.append(Outcome(estimate(_minutes(first.strip())), duration(_minutes(second.strip()))))
        except NotationError as error:
            findings.append(Finding(error.message, error.cure, file, number))
        except ValueError as error:
            findings.append(Finding(str(error), "write minutes above 0", file, number))
    if findings:
        raise InputError(findings)
    return out


def _minutes(text: str) -> str:
    return f"{text} min" if text.isdigit() else text
