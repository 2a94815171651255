"""``equipoise replan``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from equipoise.cli.failures import FITS, MISFITS
from equipoise.cli.options import (
    as_json_option,
    colour_option,
    effort_options,
    life_argument,
    output_options,
    rhythm_options,
)
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from equipoise.planning.replan import Replanned
    from equipoise.showing import Shown

__all__ = ["command"]

PROOF = 2.0
"""Most seconds of a replan, unless told otherwise: it is found in a tenth of one, the rest goes into its proof."""


@click.command()
@life_argument
@click.option("--previous", required=True, metavar="PLAN", help="The plan.json in force.")
@click.option("--now", metavar="MOMENT", help="The moment: 14:20 for today, or 2026-11-23T14:20.")
@click.option(
    "--done",
    multiple=True,
    metavar="TASK=TIME",
    help="What you worked since: memo=90m. May be repeated; counts instead of what the plan says.",
)
@click.option("--missed", is_flag=True, help="Nothing of today's plan was done.")
@click.option("--max-moves", type=click.IntRange(0), metavar="K", help="Move or drop at most K blocks.")
@rhythm_options
@effort_options
@output_options
@as_json_option
@colour_option
def command(life: str, **options: Any) -> int:
    """Mend the plan after a change, moving as little as possible.

    The life file and its calendars are read as they are now. Blocks of the previous plan that are over count
    as done, unless --missed or --done says otherwise. What is on now, or begins within the frozen zone,
    stays. What changes is told in words; nothing is written but what you ask for.

    \b
    Examples:
      equipoise replan life.toml --previous out/plan.json
      equipoise replan life.toml --previous out/plan.json --missed --now 14:20
      equipoise replan life.toml --previous out/plan.json --done memo=45m --max-moves 3 --out out
    """
    from equipoise import api
    from equipoise.cli.plans import read_plan
    from equipoise.cli.screen import watching
    from equipoise.cli.session import load_life
    from equipoise.cli.writing import targets
    from equipoise.planning.search import Effort
    from equipoise.showing import ENDINGS, FOLDER, Shown

    paths = targets(options["files"], options["folder"], FOLDER, ENDINGS)
    previous = read_plan(options["previous"])
    now, days = api.rest_of(previous, options["now"])
    loaded = load_life(life, now=now.isoformat(), days=days)
    rhythm = api.choose_rhythm(loaded.life.rhythm, pattern=options["pattern"], dial=options["dial"])
    given = click.get_current_context().get_parameter_source
    chosen = any(given(name) is not ParameterSource.DEFAULT for name in ("seconds", "seed"))
    effort = Effort(seconds=options["seconds"] if chosen else PROOF, seed=options["seed"], gap=0.005)
    with watching() as watch:
        found = api.replan(
            loaded,
            previous,
            now=now,
            done=_done(options["done"]),
            missed=options["missed"],
            max_moves=options["max_moves"],
            rhythm=rhythm,
            effort=effort,
            on_progress=watch.progress,
            stop=watch.stop,
        )
    if watch.stop.is_set():
        click.echo("Stopped by you: this is the best plan found so far.", err=True)
    return _present(found, Shown(found.solution, found.solution.plan), paths, **options)


def _done(given: Sequence[str]) -> dict[str, int]:
    """Return minutes by task from ``memo=90m``."""
    from equipoise.lifefile.notation import NotationError, duration

    out: dict[str, int] = {}
    findings = []
    for text in given:
        name, equals, length = text.rpartition("=")
        if not equals:
            findings.append(Finding(f"{text!r} names no time", "write it like memo=90m", field="--done"))
            continue
        try:
            out[name.strip()] = duration(length)
        except NotationError as error:
            findings.append(Finding(error.message, error.cure, field="--done"))
    if findings:
        raise InputError(findings)
    return out


def _present(found: Replanned, shown: Shown, paths: Sequence[Path], **options: Any) -> int:
    """Write the files, tell what changed, print the week, and return the exit code."""
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json, show, text_style
    from equipoise.cli.writing import write_all
    from equipoise.lifefile import plan_to_json
    from equipoise.views import week_text

    write_all({path: shown.bytes_for(path) for path in paths})
    zone = shown.solution.setup.request.grid.zone
    if options["as_json"]:
        print_json({"diff": plain(found.diff, zone), "plan": plan_to_json(shown.plan)})
    else:
        sentences = list(found.diff.sentences) or ["Nothing changes."]
        click.echo("\n".join(["What changes", *(f"  - {line}" for line in sentences), ""]))
        show(week_text(shown.view, text_style(options["colour"])))
    for path in paths:
        click.echo(f"wrote {path}", err=True)
    return MISFITS if shown.plan.misfits else FITS
