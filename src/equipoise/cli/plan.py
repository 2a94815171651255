"""``equipoise plan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS, MISFITS
from equipoise.cli.options import (
    as_json_option,
    colour_option,
    effort_options,
    horizon_options,
    life_argument,
    output_options,
    rhythm_options,
)

if TYPE_CHECKING:
    from pathlib import Path

    from equipoise.showing import Shown

__all__ = ["command", "present"]


@click.command()
@life_argument
@horizon_options
@rhythm_options
@effort_options
@output_options
@as_json_option
@colour_option
def command(life: str, **options: Any) -> int:
    """Plan your week, with a proof of how good the plan is.

    LIFE is a life file; the calendars that it names are read too. Nothing is written but what you ask for
    with --out and -o. Ctrl-C gives the best plan so far. What cannot fit is listed with the reason, and the
    exit code is then 3.

    \b
    Examples:
      equipoise plan life.toml
      equipoise plan life.toml --out out           all files into a folder
      equipoise plan life.toml -o plan.ics         for your calendar program
      equipoise plan life.toml --pattern D --dial 0.8
    """
    from equipoise.cli.session import plan_life
    from equipoise.cli.writing import targets
    from equipoise.showing import ENDINGS, FOLDER

    paths = targets(options["files"], options["folder"], FOLDER, ENDINGS)
    return present(plan_life(life, **options), paths, **options)


def present(shown: Shown, paths: tuple[Path, ...], **options: Any) -> int:
    """Write the files, print the week, and return the exit code."""
    from equipoise.cli.screen import print_json, show, text_style
    from equipoise.cli.writing import write_all
    from equipoise.lifefile import plan_to_json
    from equipoise.views import week_text

    write_all({path: shown.bytes_for(path) for path in paths})
    if options["as_json"]:
        print_json(plan_to_json(shown.plan))
    else:
        show(week_text(shown.view, text_style(options["colour"])))
    for path in paths:
        click.echo(f"wrote {path}", err=True)
    return MISFITS if shown.plan.misfits else FITS
