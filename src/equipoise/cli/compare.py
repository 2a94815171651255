"""``equipoise compare``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import (
    as_json_option,
    colour_option,
    effort_options,
    horizon_options,
    life_argument,
)
from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from equipoise.domain.rhythm import Rhythm
    from equipoise.planning.compare import Comparison
    from equipoise.views import CompareColumn, ScoreRow

__all__ = ["command"]

ENDINGS = (".svg", ".png", ".json", ".txt")


@click.command()
@life_argument
@click.option("--mine", is_flag=True, help="Your own rhythm as a column.")
@click.option("--patterns", default="", metavar="A,D:0.8", help="Patterns, each on your dial or on its own.")
@click.option("--dial", "dials", default="", metavar="0.2,0.8", help="Your own pattern on other dials.")
@click.option("--values", default=None, metavar="V,V", help="What counts most: health, family, acceleration.")
@horizon_options
@effort_options
@click.option(
    "-o", "--output", "files", metavar="FILE", multiple=True, help="Write .svg, .png, .json or .txt."
)
@as_json_option
@colour_option
def command(life: str, **options: Any) -> int:
    """The same weeks under several rhythms, side by side.

    Everything that you have to do is planned once under each rhythm, and the plans are measured alike: what
    gets done, when it ends, what is left of the evening. The advice counts the measures that stand for your
    values; all figures are shown. Without a choice, yours stands beside balance (A, dial 0.2) and integration
    (D, dial 0.8).

    \b
    Examples:
      equipoise compare life.toml
      equipoise compare life.toml --mine --patterns A,B,D:0.8,F -o compare.svg
      equipoise compare life.toml --dial 0.2,0.5,0.8 --values family
    """
    from equipoise import api
    from equipoise.cli.screen import watching
    from equipoise.cli.session import load_life
    from equipoise.cli.writing import targets

    paths = targets(options["files"], None, (), ENDINGS)
    loaded = load_life(life, **options)
    values = None if options["values"] is None else _split(options["values"])
    with watching() as watch:
        found = api.compare(
            loaded,
            _rhythms(loaded.life.rhythm, **options),
            values=values,
            seconds=options["seconds"],
            seed=options["seed"],
            on_progress=watch.step,
            stop=watch.stop,
        )
    if watch.stop.is_set():
        click.echo("Stopped by you: these are the best plans found so far.", err=True)
    return _present(found, paths, **options)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _dial(text: str, field: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError([Finding(f"{text!r} is not a dial", "write a number from 0 to 1", field=field)])
    return value


def _rhythms(own: Rhythm, *, mine: bool, patterns: str, dials: str, **_rest: Any) -> dict[str, Rhythm]:
    """Return the columns that the options ask for, by name."""
    from equipoise import api
    from equipoise.rhythms import builtin_patterns

    out = {"Yours": own} if mine else {}
    for part in _split(patterns):
        name, _, dial = part.rpartition(":") if ":" in part else (part, "", "")
        letter = name.upper() if name.upper() in builtin_patterns() else name
        rhythm = api.choose_rhythm(own, pattern=letter, dial=_dial(dial, "--patterns") if dial else None)
        out[api.rhythm_name(replace(rhythm, overrides=()))] = rhythm
    for dial in _split(dials):
        rhythm = api.choose_rhythm(own, dial=_dial(dial, "--dial"))
        out[f"Yours, dial {rhythm.dial:.2f}"] = rhythm
    return out or api.contrast(own)


def _columns(found: Comparison) -> tuple[list[CompareColumn], tuple[ScoreRow, ...]]:
    from equipoise.domain.discretion import discreet
    from equipoise.views import CompareColumn, ScoreRow, hints_from_rulebooks, week_view

    columns = []
    for one in found.contenders:
        dates = set(one.request.grid.dates)
        books = {day: book for day, book in one.request.books.items() if day in dates}
        plan = discreet(one.plan, one.request.life.tasks)
        view = week_view(plan, hints_from_rulebooks(plan, books))
        columns.append(CompareColumn(one.name, view, one.scores, one.highlights, one.advised))
    rows = tuple(ScoreRow(r.key, r.label, r.unit, r.better, r.values) for r in found.common)
    return columns, rows


def _same(rows: Sequence[ScoreRow], columns: int) -> str:
    """Return what is the same under every rhythm, in one sentence."""
    from equipoise.views.scores import alike, score_words

    same = [row for row in rows if alike(row)]
    if columns < 2 or not 0 < len(same) < len(rows):
        return ""
    told = "; ".join(f"{row.label} {score_words(row.values[0], row.unit)}" for row in same)
    return f"The same for all: {told}."


def _differing(rows: Sequence[ScoreRow]) -> tuple[ScoreRow, ...]:
    """Return the rows in which the rhythms differ; all of them if they differ in none."""
    from equipoise.views.scores import alike

    return tuple(row for row in rows if not alike(row)) or tuple(rows)


def _advice(found: Comparison) -> list[str]:
    """Return what the stated values speak for, reason by reason."""
    advice = found.advice
    if advice.recommended:
        head = f"Advised for {' and '.join(advice.values)}: {advice.recommended}."
    elif advice.tied:
        head = f"For {' and '.join(advice.values)} these are level: {', '.join(advice.tied)}."
    else:
        head = "No advice without values: name what counts with --values, or in the life file."
    told = [f"{value}: {', '.join(names)}" for value, names in advice.by_value.items() if names]
    return [head, *(f"  - {line}" for line in advice.sentences), f"Leading by value: {'; '.join(told)}."]


def _plain(found: Comparison) -> dict[str, Any]:
    from equipoise.cli.plain import plain
    from equipoise.lifefile import plan_to_json

    return {
        "recommended": found.recommended,
        "advice": plain(found.advice),
        "rows": plain(found.rows),
        "common": [row.key for row in found.common],
        "impossible": dict(found.impossible),
        "notes": list(found.notes),
        "contenders": [
            {
                "name": one.name,
                "advised": one.advised,
                "highlights": list(one.highlights),
                "scorecard": plain(one.card.measures),
                "plan": plan_to_json(one.plan),
            }
            for one in found.contenders
        ],
    }


def _present(found: Comparison, paths: Sequence[Path], **options: Any) -> int:
    """Write the files, print the table, and return the exit code."""
    import json

    from equipoise.cli.failures import CONFLICT
    from equipoise.cli.screen import print_json, show, text_style
    from equipoise.cli.writing import write_all
    from equipoise.views import compare_svg, compare_text, svg_to_png

    columns, every = _columns(found)
    rows = _differing(every)

    def content(path: Path) -> bytes:
        match path.suffix.lower():
            case ".svg":
                return compare_svg(columns, rows, theme="auto").encode()
            case ".png":
                return svg_to_png(compare_svg(columns, rows))
            case ".json":
                return (json.dumps(_plain(found), ensure_ascii=False, indent=2) + "\n").encode()
            case _:
                return compare_text(columns, rows).encode()

    if columns:
        write_all({path: content(path) for path in paths})
    if options["as_json"]:
        print_json(_plain(found))
    else:
        click.echo("\n".join([*found.notes, ""]))
        if columns:
            show(compare_text(columns, rows, text_style(options["colour"])) + "\n")
        click.echo("\n".join(line for line in (*_advice(found), _same(every, len(columns))) if line))
    for path in paths if columns else ():
        click.echo(f"wrote {path}", err=True)
    return FITS if columns else CONFLICT
