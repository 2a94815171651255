"""``equipoise check``."""

from __future__ import annotations

from typing import Any

import click

from equipoise.cli.failures import FITS, as_plain
from equipoise.cli.options import as_json_option, horizon_options, life_argument

__all__ = ["command"]


@click.command()
@life_argument
@horizon_options
@as_json_option
def command(life: str, *, as_json: bool, **horizon: Any) -> int:
    """Read a life file and its calendars; tell all mistakes at once.

    Each mistake comes with file, line, field and cure. Notes are odd but do no harm. The exit code is 2 if
    anything has to be cured before planning.

    \b
    Examples:
      equipoise check life.toml
      equipoise check life.toml --weeks 4        calendars four weeks ahead
    """
    from equipoise import api
    from equipoise.cli.screen import print_json
    from equipoise.rhythms import rest_problems

    loaded = api.load(life, **horizon)
    wanted = api.request(loaded)
    rest = [f"{item.sentence} {item.mend}" for item in rest_problems(wanted.books, wanted.grid.zone)]
    person = loaded.life
    counts = {
        "tasks": len(person.tasks),
        "routines": len(person.routines),
        "non_negotiables": len(person.non_negotiables),
        "calendars": len(person.calendars),
        "events": len(wanted.events),
    }
    if as_json:
        findings = [as_plain(finding) for finding in loaded.findings]
        print_json({"ok": True, "findings": findings, "rest": rest, **counts})
        return FITS
    for finding in loaded.findings:
        click.echo(f"note: {finding}", err=True)
    for line in rest:
        click.echo(f"rest: {line}")
    told = ", ".join(_counted(number, name) for name, number in counts.items())
    click.echo(
        f"{life} can be planned from: {told} in the horizon. Rhythm: {api.rhythm_name(person.rhythm)}."
    )
    return FITS


def _counted(number: int, name: str) -> str:
    """Return a number of things by their plural name: 1 task, 2 non-negotiables."""
    words = name.replace("_", "-")
    return f"{number} {words.removesuffix('s') if number == 1 else words}"
