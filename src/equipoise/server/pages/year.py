"""A year at a glance: seasons and their transitions, public holidays, what is due."""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.rhythm import Season, SeasonKind
from equipoise.rhythms.holidays import public_holidays
from equipoise.rhythms.library import seasons
from equipoise.server.models import Life, Revision
from equipoise.server.pages.access import local_now, owned
from equipoise.server.planned_seasons import last_day, share
from equipoise.server.store import person_of
from equipoise.server.yearly import (
    days_of,
    drop,
    due_in,
    holidays_in,
    plan_after,
    save,
    season_rows,
)

__all__ = ["delete_season", "save_season", "year"]

YEAR = re.compile("19[7-9][0-9]|20[0-9]{2}|21[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Square:
    """A day of a month, ready to be shown: some four hundred stand on a page. One beside the month has no number.

    Attributes:
        number: of the day. ``names``: classes of its look. ``holiday``: its name. ``words``: all, to be read aloud.
    """

    number: str = ""
    names: str = ""
    holiday: str = ""
    words: str = ""


@require_GET
@owned
def year(request: HttpRequest, life: Life) -> HttpResponse:
    """Show twelve months."""
    today = local_now(life).date()
    asked = request.GET.get("year", "")
    number = int(asked) if YEAR.fullmatch(asked) else today.year
    person = person_of(life)
    holidays = public_holidays(person.person.country, person.person.subdivision, days_of(number))
    specs = seasons()
    context = {
        "year": number,
        "months": _months(number, person.rhythm.seasons, tuple(sorted(holidays.items())), today),
        "rows": season_rows(person.rhythm),
        "kinds": [(str(kind), specs[kind].summary) for kind in SeasonKind],
        "holidays": holidays_in(holidays, number),
        "dial": person.rhythm.dial,
        "due": due_in(life, number)[:12],
    }
    return render(request, "equipoise/year.html", context)


@functools.lru_cache(maxsize=64)
def _months(
    number: int, planned: tuple[Season, ...], holidays: tuple[tuple[date, str], ...], today: date
) -> SafeString:
    """Return the twelve months as HTML: four hundred squares are drawn once for all who have the same year."""
    months = [
        (first, _turns(first, planned), _weeks(number, first.month, planned, dict(holidays), today))
        for first in (date(number, month, 1) for month in range(1, 13))
    ]
    return render_to_string("equipoise/year_months.html", {"months": months})


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
        return Square()
    season = _season_on(planned, day)
    turn = season is not None and season.start == day
    holiday = holidays.get(day, "")
    told = [f"{day:%A} {day.day} {day:%B}"]
    if season:
        told.append(f"{season.kind} begins" if turn else str(season.kind))
    told += [words for words in (holiday, "today" if day == today else "") if words]
    looks = (("turn", turn), ("holiday", holiday), ("today", day == today))
    names = [f"season season-{season.kind}"] if season else []
    names += [name for name, so in looks if so]
    return Square(str(day.day), " ".join(names), holiday, ", ".join(told))


@require_POST
@owned
def save_season(request: HttpRequest, life: Life) -> HttpResponse:
    """Add a season, or change one (``number``). Two seasons never share a day."""
    wish, revision = save(life, request.POST.dict())
    _follow(request, life, revision)
    return redirect(f"/year?year={wish.start.year}")


def _follow(request: HttpRequest, life: Life, revision: Revision) -> None:
    """Plan anew what a changed season touches, and say what was done."""
    told = f"{revision.what}. You can undo it on the week page."
    if plan_after(life, revision) is not None:
        told = f"{told} The week is being planned anew."
    messages.success(request, told)


@require_POST
@owned
def delete_season(request: HttpRequest, life: Life, number: int) -> HttpResponse:
    """Take a season away."""
    revision = drop(life, number)
    _follow(request, life, revision)
    return redirect("year")
