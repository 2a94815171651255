"""``equipoise verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FAILED, FITS
from equipoise.cli.options import as_json_option, life_argument, rhythm_options

if TYPE_CHECKING:
    from equipoise.domain.plan import Plan
    from equipoise.planning.verify import Verdict

__all__ = ["command"]


@click.command()
@life_argument
@click.argument("plan", metavar="PLAN", type=click.Path())
@rhythm_options
@click.option("--previous", metavar="PLAN", help="The plan that this one replaced, if it is a replan.")
@as_json_option
def command(life: str, plan: str, *, as_json: bool, **options: Any) -> int:
    """Judge a plan with a checker that knows nothing of the planner.

    LIFE is what the plan was made from, PLAN a plan.json, of Equipoise or of anybody else. Every hard rule is
    checked, the worth is recomputed minute by minute, and what found no place must be stated. Exit code 0:
    the plan is legal and all that it says of itself is true; 1: it is not, and each reason is told.

    \b
    Examples:
      equipoise verify life.toml out/plan.json
      equipoise verify life.toml other.json --pattern D --dial 0.8
    """
    from equipoise import api
    from equipoise.cli.plans import read_plan

    judged = read_plan(plan)
    previous = read_plan(options["previous"]) if options["previous"] else None
    loaded = api.load(life, now=judged.now, first=judged.first, days=judged.days)
    rhythm = api.choose_rhythm(loaded.life.rhythm, pattern=options["pattern"], dial=options["dial"])
    verdict = api.verify(loaded, judged, rhythm=rhythm, previous=previous)
    name = api.rhythm_name(rhythm)
    return _tell(verdict, judged, name, as_json=as_json)


def _tell(verdict: Verdict, plan: Plan, name: str, *, as_json: bool) -> int:
    from equipoise.cli.plain import plain
    from equipoise.cli.screen import print_json

    code = FITS if verdict.ok else FAILED
    if as_json:
        print_json({"ok": verdict.ok, **plain(verdict)})
        return code
    if verdict.ok:
        gap = f"{plan.certificate.gap:.2%}"
        click.echo(
            f"Legal: no hard rule is broken, worth {verdict.objective:,.1f} as stated, gap at most {gap}."
        )
        return code
    for violation in verdict.violations:
        click.echo(f"broken: {violation}")
    for found in verdict.mismatches:
        click.echo(f"not true: {found.name} is stated as {found.stated:.4g}, found {found.found:.4g}")
    for missing in verdict.unexplained:
        click.echo(f"not said: {missing.text}")
    if not verdict.bound_ok:
        click.echo("not true: the plan is worth more than the bound that its certificate states")
    if plan.rhythm and plan.rhythm != name:
        told = f"the plan was made under {plan.rhythm!r} and judged under {name!r}"
        click.echo(f"note: {told}; name its rhythm with --pattern and --dial", err=True)
    return code
