"""Planning from the command line: load, tell what is odd, solve while being watched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from equipoise import api
from equipoise.cli.screen import notes, watching
from equipoise.showing import Shown

if TYPE_CHECKING:
    from equipoise.planning.build import Request
    from equipoise.planning.engine import Solution

__all__ = ["load_life", "plan_life", "request_for", "solve_watched"]


def load_life(life: str, **options: Any) -> api.Loaded:
    """Read a life file and its calendars, and tell what is odd in them."""
    loaded = api.load(
        life,
        weeks=options.get("weeks", 1),
        now=options.get("now"),
        first=options.get("first"),
        days=options.get("days"),
    )
    notes(loaded.findings)
    return loaded


def request_for(loaded: api.Loaded, **options: Any) -> Request:
    """Return the request for a life under the rhythm that the options choose."""
    rhythm = api.choose_rhythm(
        loaded.life.rhythm, pattern=options.get("pattern", ""), dial=options.get("dial")
    )
    if len(rhythm.overrides) < len(loaded.life.rhythm.overrides):
        told = f"pattern {rhythm.pattern} brings its own hours, rituals and days off; yours are left out"
        click.echo(f"note: {told}", err=True)
    return api.request(loaded, rhythm=rhythm, previous=options.get("previous"))


def solve_watched(request: Request, *, keep: bool = False, **options: Any) -> Solution:
    """Solve, with a line of progress; Ctrl-C gives the best plan so far, and the plan says so.

    With ``keep`` the plan is what was asked for: from then on Ctrl-C waits until it is shown and written.
    """
    with watching(keep=keep) as watch:
        solution = api.solve(
            request,
            seconds=options.get("seconds", api.SECONDS),
            seed=options.get("seed", 0),
            effort=options.get("effort"),
            on_progress=watch.progress,
            stop=watch.stop,
        )
    if not watch.stop.is_set():
        return solution
    told = (
        f"Stopped by you after {solution.plan.certificate.seconds:.1f} s: this is the best plan found so far."
    )
    click.echo(told, err=True)
    return replace(solution, plan=replace(solution.plan, notes=(*solution.plan.notes, told)))


def plan_life(life: str, **options: Any) -> Shown:
    """Load and plan a life, ready to be shown."""
    loaded = load_life(life, **options)
    solution = solve_watched(request_for(loaded, **options), keep=True, **options)
    return Shown(solution, solution.plan)
