"""A year: its seasons, public holidays and what is due; and seasons planned, changed, taken away."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import Rhythm
from equipoise.rhythms.dial import effective_dial
from equipoise.rhythms.library import seasons
from equipoise.server.clock import moment_of
from equipoise.server.documents import table_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal, Revision
from equipoise.server.planned_seasons import Wish, last_day, read_season
from equipoise.server.store import change, person_of

__all__ = ["days_of", "drop", "due_in", "holidays_in", "plan_after", "save", "season_rows", "there"]


def days_of(year: int) -> list[date]:
    """Return the dates of a year."""
    return [date(year, 1, 1) + timedelta(days=i) for i in range(366 if calendar.isleap(year) else 365)]


def season_rows(rhythm: Rhythm) -> list[dict[str, Any]]:
    """Return the seasons as they are planned, each with the dial that holds while it lasts."""
    specs = seasons()
    return [
        {
            "number": i,
            "kind": str(season.kind),
            "start": season.start,
            "last": last_day(season),
            "dial": effective_dial(rhythm, season)[0],
            "own_dial": season.dial,
            "summary": specs[season.kind].summary,
        }
        for i, season in enumerate(rhythm.seasons)
    ]


def holidays_in(holidays: Mapping[date, str], year: int) -> list[tuple[date, str]]:
    """Return the public holidays of a year, by date."""
    return sorted((day, name) for day, name in holidays.items() if day.year == year)


def due_in(life: Life, number: int) -> list[tuple[date, str]]:
    """Return what is due in a year, as the open tasks tell it, by date."""
    found = []
    for title, data in life.tasks.filter(completed=None).values_list("title", "data"):
        text = str(data.get("deadline") or data.get("due") or "")[:10]
        if text.startswith(str(number)):
            found.append((date.fromisoformat(text), title))
    return sorted(found)


def save(life: Life, given: Mapping[str, Any]) -> tuple[Wish, Revision]:
    """Add a season, or change one (``number``). Two seasons never share a day.

    Raises:
        InputError: something is wrong with it.
    """
    wish = read_season(given, person_of(life).rhythm.seasons)
    return wish, change(life, f"Season: {wish.words}", wish.write())


def there(life: Life, number: int) -> dict[str, Any]:
    """Return the table of a season.

    Raises:
        InputError: it is gone.
    """
    rows: list[dict[str, Any]] = table_of(life.text, ["rhythm", "season"]) or []
    if number >= len(rows):
        raise InputError([Finding("this season is gone", "load the page again")])
    return rows[number]


def drop(life: Life, number: int) -> Revision:
    """Take a season away.

    Raises:
        InputError: it is gone.
    """
    words = f"Season taken away: {there(life, number)['kind']}"
    return change(life, words, lambda draft: draft.set("rhythm", "season", number, value=None))


def plan_after(life: Life, revision: Revision) -> Proposal | None:
    """Ask for the plan that follows from a changed season, if there is one."""
    if life.plan is None:
        return None
    return ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
