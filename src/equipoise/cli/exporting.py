"""``equipoise export``."""

from __future__ import annotations

from pathlib import Path
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

if TYPE_CHECKING:
    from equipoise.planning.engine import Solution

__all__ = ["command"]

FORMS = ("plan", "feed", "busy", "freebusy", "availability", "answers", "kept")
HOURS = FORMS[4:]
"""Forms that tell of the rhythm alone: no plan is made for them."""


@click.command()
@life_argument
@click.option("--plan", metavar="PLAN", help="Export this plan.json; without it a plan is made first.")
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    default="plan",
    help="plan: a calendar file; feed: to subscribe to; busy: the same without any words; freebusy: VFREEBUSY; "
    "availability: when you may be booked; answers: when you answer; kept: sleep, golden hours, non-negotiables.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write this .ics or .ifb file; standard output if left out."
)
@horizon_options
@rhythm_options
@effort_options
@as_json_option
def command(life: str, *, form: str, output: str | None, **options: Any) -> int:
    """Write a life's plan for other calendar programs: file, feed, or free/busy.

    A feed keeps the time stamps of entries that have not changed since the file was last written, so that
    subscribers fetch only what is new. The last three tell of the rhythm for this quarter of the year and the next,
    and need no plan. Nothing is sent anywhere: put the file where others can read it.

    \b
    Examples:
      equipoise export life.toml --plan out/plan.json -o plan.ics
      equipoise export life.toml --plan out/plan.json --as feed -o public/plan.ics
      equipoise export life.toml --as busy -o public/busy.ics      no titles, no places, no reasons
      equipoise export life.toml --as freebusy -o ada.ifb
      equipoise export life.toml --as availability -o hours.ics      RFC 7953
    """
    from equipoise.cli.screen import print_json
    from equipoise.cli.writing import targets, write_all

    paths = targets([output] if output else [], None, (), (".ics", ".ifb"))
    told: dict[str, Any] = {"as": form, "file": output}
    if form in HOURS:
        data = _hours(life, form, options["now"])
    else:
        solution = _solution(life, **options)
        before = paths[0].read_bytes() if paths and paths[0].exists() else b""
        data = _written(solution, form, before)
        told["blocks"] = len(solution.plan.blocks)
    write_all(dict.fromkeys(paths, data))
    if options["as_json"]:
        print_json(told if output else told | {"content": data.decode()})
    elif output:
        click.echo(f"wrote {output}", err=True)
    else:
        click.echo(data, nl=False)
    return FITS


def _hours(life: str, form: str, now: str | None) -> bytes:
    """Return the hours of a life's own rhythm in one of their forms."""
    from equipoise.calendars.hours import Kept, Purpose
    from equipoise.cli.session import load_life
    from equipoise.syncing.standing import hours_file, kept_file

    loaded = load_life(life, now=now)
    if form == "kept":
        return kept_file(loaded, loaded.now, tuple(Kept))
    purpose = Purpose.BOOKING if form == "availability" else Purpose.ANSWERING
    return hours_file(loaded, loaded.now, purpose)


def _solution(life: str, **options: Any) -> Solution:
    """Return the plan that was named with what it was made from, or a new one."""
    from equipoise import api
    from equipoise.cli.plans import read_plan
    from equipoise.cli.session import load_life, plan_life

    if not options["plan"]:
        return plan_life(life, **options).solution
    kept = read_plan(options["plan"])
    loaded = load_life(life, now=kept.now.isoformat(), first=kept.first.isoformat(), days=kept.days)
    rhythm = api.choose_rhythm(loaded.life.rhythm, pattern=options["pattern"], dial=options["dial"])
    solution = api.recall(loaded, kept, rhythm=rhythm)
    if len(solution.plan.blocks) < len(kept.blocks):
        told = "the life file or its calendars have changed since; exported is what can still stand"
        click.echo(f"note: {told}", err=True)
    return solution


def _written(solution: Solution, form: str, before: bytes) -> bytes:
    """Return a plan in one of its forms."""
    from equipoise.calendars.appearance import alarms_of
    from equipoise.calendars.feed import busy_feed, plan_feed
    from equipoise.calendars.published import freebusy_to_ics
    from equipoise.planning.slack import defended, slacks
    from equipoise.showing import Shown

    plan, request = solution.plan, solution.setup.request
    kept = defended(plan, slacks(solution), request.books, request.life)
    match form:
        case "feed":
            given, why = Shown(solution, plan).given
            alarms = alarms_of(plan, request.books)
            return plan_feed(given, why, kept, alarms=alarms, previous=before)
        case "busy":
            return busy_feed(plan, kept, previous=before)
        case "freebusy":
            return freebusy_to_ics(plan, request.events, kept)
        case _:
            return Shown(solution, plan).bytes_for(Path("plan.ics"))
