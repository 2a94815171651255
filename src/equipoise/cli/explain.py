"""``equipoise explain``."""

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
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from equipoise.domain.plan import Plan
    from equipoise.domain.time import Interval
    from equipoise.planning.engine import Solution

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("block", required=False, default="")
@click.option(
    "--not", "missing", metavar="COMMITMENT", help="Why this did not fit, and what would make room."
)
@click.option("--hours", is_flag=True, help="What each hour is worth.")
@click.option("--meeting", metavar="WHEN", help='What a meeting would cost: "2026-11-25 14:00/15:00".')
@click.option("--plan", "plan", metavar="PLAN", help="Explain this plan.json, of Equipoise or anybody else.")
@click.option("--previous", metavar="PLAN", help="The plan that it replaced, if it is a replan.")
@horizon_options
@rhythm_options
@effort_options
@as_json_option
def command(life: str, block: str, **options: Any) -> int:
    """Why here, why not, what an hour or a meeting costs.

    BLOCK is a block's id (memo/1), a task's id (memo) or part of a title. Without anything, one line for each
    block.

    \b
    Examples:
      equipoise explain life.toml
      equipoise explain life.toml memo
      equipoise explain life.toml --not thesis
      equipoise explain life.toml --hours
      equipoise explain life.toml --meeting "2026-11-25 14:00/15:00"
    """
    solution = _solution(life, **options)
    as_json = options["as_json"]
    if options["missing"]:
        return _not(solution, options["missing"], as_json=as_json)
    if options["hours"]:
        return _hours(solution, as_json=as_json)
    if options["meeting"]:
        return _meeting(solution, options["meeting"], as_json=as_json)
    return _here(solution, block, as_json=as_json)


def _solution(life: str, **options: Any) -> Solution:
    """Return the solution to explain: a new one, or the one behind a plan on disk."""
    from equipoise.cli.session import load_life, request_for, solve_watched

    if not options["plan"]:
        if options["previous"]:
            cure = "name the replan with --plan, or leave it out"
            raise InputError([Finding("--previous belongs to a replan", cure, field="--previous")])
        return solve_watched(request_for(load_life(life, **options), **options), **options)
    from equipoise import api
    from equipoise.cli.plans import read_plan

    kept = read_plan(options["plan"])
    previous = read_plan(options["previous"]) if options["previous"] else None
    loaded = load_life(life, now=kept.now.isoformat(), first=kept.first.isoformat(), days=kept.days)
    rhythm = api.choose_rhythm(loaded.life.rhythm, pattern=options["pattern"], dial=options["dial"])
    solution = api.recall(loaded, kept, rhythm=rhythm, previous=previous)
    if _blocks_of(solution.plan) != _blocks_of(kept):
        told = "the life file or its calendars have changed since; explained is what can still stand"
        click.echo(f"note: {told}", err=True)
    return solution


def _blocks_of(plan: Plan) -> list[tuple[str, Interval]]:
    return [(block.commitment, block.when) for block in plan.blocks if block.commitment]


def _here(solution: Solution, name: str, *, as_json: bool) -> int:
    from equipoise import api
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json
    from equipoise.planning.explain import title_of as plain_title

    if not name:
        return _all(solution, as_json=as_json)
    found = [api.explain(solution, block) for block in _blocks(solution, name)]
    if as_json:
        print_json({"blocks": plain(found, solution.setup.request.grid.zone)})
        return FITS
    for item in found:
        click.echo(f"{plain_title(item.title)}: {item.sentence}")
        for other in item.alternatives:
            click.echo(f"  - {other.sentence}")
    return FITS


def _all(solution: Solution, *, as_json: bool) -> int:
    from equipoise.cli.screen import print_json
    from equipoise.planning.explain import title_of as plain_title
    from equipoise.planning.explain import when, why_all

    reasons, grid = why_all(solution), solution.setup.request.grid
    if as_json:
        print_json({"why": dict(reasons)})
        return FITS
    for block in solution.plan.blocks:
        if block.id in reasons and block.commitment:
            at = when(grid, block.when.start)
            click.echo(f"{at}, {plain_title(block.title)}. {reasons[block.id]}")
    return FITS


def _blocks(solution: Solution, name: str) -> list[str]:
    """Return the ids of the blocks that a word means."""
    import difflib

    blocks = [block for block in solution.plan.blocks if block.commitment]
    word = name.casefold()
    for match in (
        [b.id for b in blocks if b.id == name],
        [b.id for b in blocks if b.commitment == name],
        [b.id for b in blocks if word in b.title.casefold()],
    ):
        if match:
            return match
    missing = next(
        (m for m in solution.plan.misfits if m.commitment == name or word in m.title.casefold()), None
    )
    if missing is not None:
        cure = f"ask with --not {missing.commitment}"
        raise InputError([Finding(f"{missing.title} has no block: it did not fit", cure, field="BLOCK")])
    known = {b.commitment for b in blocks} | {b.title for b in blocks}
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    cure = f"did you mean {', '.join(close)}?" if close else "equipoise plan --json names all blocks"
    raise InputError([Finding(f"no block is called {name!r}", cure, field="BLOCK")])


def _not(solution: Solution, name: str, *, as_json: bool) -> int:
    from equipoise import api
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    word = name.casefold()
    misfits = solution.plan.misfits
    found = next((m for m in misfits if m.commitment == name or word in m.title.casefold()), None)
    if found is None:
        left = ", ".join(m.commitment for m in misfits)
        cure = f"what did not fit: {left}" if misfits else "everything fits"
        raise InputError([Finding(f"{name!r} is not among what did not fit", cure, field="--not")])
    why = api.why_not(solution, found.commitment)
    if as_json:
        print_json(plain(why, solution.setup.request.grid.zone))
        return FITS
    click.echo(why.sentence)
    for part in why.parts or (why,):
        if why.parts:
            click.echo(f"{part.part[0].upper()}{part.part[1:]}:")
        for repair in part.repairs:
            click.echo(f"  - {repair.sentence}")
    return FITS


def _hours(solution: Solution, *, as_json: bool) -> int:
    from equipoise import api
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    prices, grid = api.hour_prices(solution), solution.setup.request.grid
    table = {day.isoformat(): dict(hours) for day, hours in prices.by_day(grid).items()}
    if as_json:
        longer = plain(prices.longer)
        print_json({"sentence": prices.sentence, "by_day": table, "one_more_hour": longer})
        return FITS
    click.echo(prices.sentence)
    click.echo("value-minutes that the week would lose without the hour:")
    for day, hours in prices.by_day(grid).items():
        told = "  ".join(f"{hour} {value:.0f}" for hour, value in hours.items() if value >= 0.5)
        click.echo(f"  {day:%a %d %b}  {told or 'nothing'}")
    return FITS


def _meeting(solution: Solution, text: str, *, as_json: bool) -> int:
    from equipoise import api
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    zone = solution.setup.request.grid.zone
    cost = api.meeting_cost(solution, *_interval(text, zone))
    if as_json:
        print_json(plain(cost, zone))
    else:
        click.echo(cost.sentence)
    return FITS


def _interval(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end of ``2026-11-25 14:00/15:00``, or of two whole moments with a slash."""
    from datetime import datetime, time

    begin, _, rest = text.strip().partition("/")
    try:
        start = datetime.fromisoformat(begin.strip())
        tail = rest.strip()
        end = (
            datetime.combine(start.date(), time.fromisoformat(tail.zfill(5)))
            if len(tail) <= 5
            else datetime.fromisoformat(tail)
        )
    except ValueError:
        end = start = datetime.min  # noqa: DTZ901 - only compared with itself
    if end.replace(tzinfo=None) <= start.replace(tzinfo=None):
        cure = 'write it like "2026-11-25 14:00/15:00"'
        raise InputError([Finding(f"{text!r} is not a stretch of time", cure, field="--meeting")])
    first, last = (t if t.tzinfo else t.replace(tzinfo=zone) for t in (start, end))
    return first, last
