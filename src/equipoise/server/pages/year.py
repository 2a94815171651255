"""A year at a glance: seasons and their transitions, public holidays, what is due."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import Season, SeasonKind
from equipoise.rhythms.dial import effective_dial
from equipoise.rhythms.holidays import public_holidays
from equipoise.rhythms.library import seasons
from equipoise.server.documents import table_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Revision
from equipoise.server.pages.access import local_now, owned
from equipoise.server.pages.dial import moment_of
from equipoise.server.planned_seasons import last_day, read_season, share
from equipoise.server.store import change, person_of

__all__ = ["delete_season", "save_season", "year"]

YEAR = re.compile("19[7-9][0-9]|20[0-9]{2}|21[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Square:
    """A date as the year shows it.

    Attributes:
        season: its kind, or "". ``turn``: it begins on this date. ``words``: all of it, to be read aloud.
    """

    day: date | None
    season: str = ""
    turn: bool = False
    holiday: str = ""
    today: bool = False
    words: str = ""


@require_GET
@owned
def year(request: HttpRequest, life: Life) -> HttpResponse:
    """Show twelve months."""
    today = local_now(life).date()
    asked = request.GET.get("year", "")
    number = int(asked) if YEAR.fullmatch(asked) else today.year
    person = person_of(life)
    every = [date(number, 1, 1) + timedelta(days=i) for i in range(366 if calendar.isleap(number) else 365)]
    holidays = public_holidays(person.person.country, person.person.subdivision, every)
    planned = person.rhythm.seasons
    months = [
        (first, _turns(first, planned), _weeks(number, first.month, planned, holidays, today))
        for first in (date(number, month, 1) for month in range(1, 13))
    ]
    specs = seasons()
    rows = [
        {
            "number": i,
            "kind": str(season.kind),
            "start": season.start,
            "last": last_day(season),
            "dial": effective_dial(person.rhythm, season)[0],
            "own_dial": season.dial,
            "summary": specs[season.kind].summary,
        }
        for i, season in enumerate(planned)
    ]
    context = {
        "year": number,
        "months": months,
        "rows": rows,
        "kinds": [(str(kind), specs[kind].summary) for kind in SeasonKind],
        "holidays": sorted((day, name) for day, name in holidays.items() if day.year == number),
        "dial": person.rhythm.dial,
        "due": _due(life, number),
    }
    return render(request, "equipoise/year.html", context)


def _due(life: Life, number: int) -> list[tuple[date, str]]:
    """Return what is due in a year, as the tasks tell it."""
    found = []
    for title, data in life.tasks.filter(completed=None).values_list("title", "data"):
        text = str(data.get("deadline") or data.get("due") or "")[:10]
        if text.startswith(str(number)):
            found.append((date.fromisoformat(text), title))
    return sorted(found)[:12]


def _turns(first: date, planned: tuple[Season, ...]) -> list[str]:
    """Return the seasons of a month in words, so that colour is not the only sign."""
    end = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    told = []
    for season in sorted(planned, key=lambda s: s.start or date.min):
        if not share(season, first, end):
            continue
        last = last_day(season)
        begun = f" from {season.start.day}" if season.start and season.start > first else ""
        over = f" until {last.day}" if last and last < end else ""
        told.append(f"{season.kind}{begun}{over}".capitalize())
    return told


def _season_on(planned: tuple[Season, ...], day: date) -> Season | None:
    return next((season for season in planned if share(season, day, day)), None)


def _weeks(
    number: int, month: int, planned: tuple[Season, ...], holidays: dict[date, str], today: date
) -> list[list[Square]]:
    return [
        [_square(day if day.month == month else None, planned, holidays, today) for day in week]
        for week in calendar.Calendar().monthdatescalendar(number, month)
    ]


def _square(day: date | None, planned: tuple[Season, ...], holidays: dict[date, str], today: date) -> Square:
    if day is None:
        return Square(None)
    season = _season_on(planned, day)
    turn = season is not None and season.start == day
    told = [f"{day:%A} {day.day} {day:%B}"]
    if season:
        told.append(f"{season.kind} begins" if turn else str(season.kind))
    if day in holidays:
        told.append(holidays[day])
    if day == today:
        told.append("today")
    name = str(season.kind) if season else ""
    return Square(day, name, turn, holidays.get(day, ""), day == today, ", ".join(told))


@require_POST
@owned
def save_season(request: HttpRequest, life: Life) -> HttpResponse:
    """Add a season, or change one (``number``). Two seasons never share a day."""
    wish = read_season(request.POST.dict(), person_of(life).rhythm.seasons)
    revision = change(life, f"Season: {wish.words}", wish.write())
    _follow(request, life, revision)
    return redirect(f"/year?year={wish.start.year}")


def _follow(request: HttpRequest, life: Life, revision: Revision) -> None:
    """Plan anew what a changed season touches, and say what was done."""
    told = f"{revision.what}. You can undo it on the week page."
    if life.plan is not None:
        ask(life, why=revision.what, now=moment_of(life), accept=True, change=revision.number)
        told = f"{told} The week is being planned anew."
    messages.success(request, told)


@require_POST
@owned
def delete_season(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Take a season away."""
    rows = table_of(life.text, ["rhythm", "season"]) or []
    if number >= len(rows):
        raise InputError([Finding("this season is gone", "load the page again")])
    words = f"Season taken away: {rows[number]['kind']}"
    revision = change(life, words, lambda draft: draft.set("rhythm", "season", number, value=None))
    _follow(request, life, revision)
    return redirect("year")
