"""``equipoise today``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, colour_option

if TYPE_CHECKING:
    from datetime import datetime

    from equipoise.views import WeekView

__all__ = ["command"]


@click.command()
@click.argument("source", metavar="PLAN|LIFE", type=click.Path())
@click.option("--now", metavar="MOMENT", help="Another moment than now: 14:20, or 2026-11-23T14:20.")
@as_json_option
@colour_option
def command(source: str, *, now: str | None, as_json: bool, colour: str) -> int:
    """What is on now, what comes next, and tomorrow's one big task.

    From a plan.json that you keep, or, planned afresh, from a life file.

    \b
    Examples:
      equipoise today out/plan.json
      equipoise today life.toml --now 14:20
    """
    from zoneinfo import ZoneInfo

    from equipoise.cli.plans import read_plan
    from equipoise.cli.screen import print_json, show, text_style
    from equipoise.cli.session import plan_life
    from equipoise.loading import moment
    from equipoise.views import today_text, week_view

    if source.lower().endswith(".json"):
        plan = read_plan(source)
        view, at = week_view(plan), moment(now, ZoneInfo(plan.zone))
    else:
        shown = plan_life(source, now=now)
        view, at = shown.view, shown.plan.now
    outside = _outside(view, at)
    if as_json:
        print_json(_plain(view, at) | {"note": outside})
    elif outside:
        click.echo(outside)
    else:
        show(today_text(view, at, text_style(colour)))
    return FITS


def _outside(view: WeekView, at: datetime) -> str:
    """Return when the plan ended or starts, if the moment is not among its dates; else ""."""
    from equipoise.views import today
    from equipoise.views.words import date_words

    day = at.astimezone(view.now.tzinfo).date()
    first, last = view.days[0].date, view.days[-1].date
    if day < first:
        return f"This plan starts on {date_words(first, weekday=True, year=True)}; nothing is planned before."
    if day > last and today(view, at).current is None:
        ended = date_words(last, weekday=True, year=True)
        return f"This plan ended on {ended}; make a new one with equipoise plan."
    return ""


def _plain(view: WeekView, at: datetime) -> dict[str, Any]:
    from equipoise.views import Entry, today

    what = today(view, at)

    def entry(item: Entry | None) -> dict[str, Any] | None:
        if item is None:
            return None
        start, end = item.when.start.isoformat(), item.when.end.isoformat()
        return {"id": item.id, "title": item.title, "kind": item.kind.value, "start": start, "end": end}

    return {
        "now": what.now.isoformat(),
        "current": entry(what.current),
        "following": [entry(item) for item in what.following],
        "big": entry(what.big),
    }
