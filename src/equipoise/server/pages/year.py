"""A year at a glance: seasons and their transitions, public holidays, what is due."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import Season, SeasonKind
from equipoise.rhythms.dial import effective_dial
from equipoise.rhythms.holidays import public_holidays
from equipoise.rhythms.library import seasons
from equipoise.server.documents import table_of
from equipoise.server.models import Life
from equipoise.server.pages.access import local_now, owned
from equipoise.server.store import change, person_of

__all__ = ["delete_season", "save_season", "year"]


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
    number = int(asked) if asked.isdigit() and 1970 <= int(asked) <= 2199 else today.year
    person = person_of(life)
    every = [date(number, 1, 1) + timedelta(days=i) for i in range(366 if calendar.isleap(number) else 365)]
    holidays = public_holidays(person.person.country, person.person.subdivision, every)
    planned = person.rhythm.seasons
    months = [
        (date(number, month, 1), _weeks(number, month, planned, holidays, today)) for month in range(1, 13)
    ]
    specs = seasons()
    rows = [
        {
            "number": i,
            "kind": str(season.kind),
            "start": season.start,
            "last": _last(season),
            "dial": effective_dial(person.rhythm, season)[0],
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


def _last(season: Season) -> date | None:
    return season.end and season.end - timedelta(days=1)


def _season_on(planned: tuple[Season, ...], day: date) -> Season | None:
    return next((season for season in planned if _share(season, day, day)), None)


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
    given = request.POST
    problems: list[Finding] = []
    start = _date(given.get("start", ""), "start", problems)
    last = _date(given["end"], "end", problems) if given.get("end") else None
    kind = given.get("kind", "")
    if kind not in set(SeasonKind):
        problems.append(Finding(f"there is no season {kind!r}", "choose one of the list", field="kind"))
    value: dict[str, Any] = {"kind": kind}
    if start:
        value["start"] = start.isoformat()
    if last:
        value["end"] = last.isoformat()
    if start and last and last < start:
        problems.append(Finding("it ends before it begins", "choose a later end", field="end"))
    planned = person_of(life).rhythm.seasons
    at = int(given["number"]) if given.get("number", "").isdigit() else len(planned)
    if at > len(planned):
        problems.append(Finding("this season is gone", "load the page again"))
    others = [season for i, season in enumerate(planned) if i != at]
    if start and (clash := next((s for s in others if _share(s, start, last)), None)):
        told = f"it overlaps with {clash.kind} from {clash.start or 'ever'} to {_last(clash) or 'ever'}"
        problems.append(Finding(told, "choose other days, or change that season first", field="start"))
    if problems:
        raise InputError(problems)
    change(life, f"Season: {kind}", lambda draft: draft.set("rhythm", "season", at, value=value))
    return redirect(f"/year?year={start.year if start else ''}")


def _share(season: Season, start: date, last: date | None) -> bool:
    begun = season.start is None or last is None or season.start <= last
    return begun and (season.end is None or start < season.end)


def _date(text: str, name: str, problems: list[Finding]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Finding(f"{text!r} is not a date", "write it like 2026-11-23", field=name))
        return None


@require_POST
@owned
def delete_season(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Take a season away."""
    del request
    rows = table_of(life.text, ["rhythm", "season"]) or []
    if number >= len(rows):
        raise InputError([Finding("this season is gone", "load the page again")])
    kind = rows[number]["kind"]
    change(
        life, f"Season taken away: {kind}", lambda draft: draft.set("rhythm", "season", number, value=None)
    )
    return redirect("year")
