"""A year: seasons, public holidays, what is due."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.domain.rhythm import SeasonKind
from equipoise.rhythms.holidays import public_holidays
from equipoise.server import clock, yearly
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.models import Life, Revision
from equipoise.server.store import person_of

__all__ = ["router"]

router = Router(tags=["rhythm"])
Dial = Annotated[float, Field(ge=0, le=1)]


class SeasonIn(shapes.Strict):
    """A season. ``end``: its last day; None leaves it open. ``dial``: while it lasts; None is one's own, shifted."""

    kind: SeasonKind
    start: date
    end: date | None = None
    dial: Dial | None = None


class Season(Schema):
    """A season as it is planned. ``dial``: what holds while it lasts. ``own_dial``: what was said of it."""

    number: int
    kind: str
    start: date | None
    last: date | None
    dial: float
    own_dial: float | None
    summary: str


class Day(Schema):
    """A date, and what it is called."""

    date: date
    words: str


class Year(Schema):
    """A year at a glance."""

    year: int
    seasons: list[Season]
    holidays: list[Day]
    due: list[Day]


@router.get("/year", **needs("read", answers={200: Year}))
def get_year(request: HttpRequest, year: Annotated[int | None, Field(ge=1970, le=2199)] = None) -> Any:
    """Return seasons, public holidays and what is due in a year; this year if none is named."""
    life = life_of(request)
    number = year or clock.local_now(life).year
    person = person_of(life)
    holidays = public_holidays(person.person.country, person.person.subdivision, yearly.days_of(number))
    return {
        "year": number,
        "seasons": yearly.season_rows(person.rhythm),
        "holidays": _days(yearly.holidays_in(holidays, number)),
        "due": _days(yearly.due_in(life, number)),
    }


def _days(found: list[tuple[date, str]]) -> list[dict[str, Any]]:
    return [{"date": day, "words": words} for day, words in found]


@router.post("/seasons", **needs("write", answers={201: shapes.Planned}, changes=True))
def add_season(request: HttpRequest, given: SeasonIn) -> Any:
    """Plan a season. Two seasons never share a day."""
    with writing(request) as life:
        return Status(201, _told(life, yearly.save(life, _sent(given, ""))[1]))


@router.put("/seasons/{number}", **needs("write", answers={200: shapes.Planned}, changes=True))
def put_season(request: HttpRequest, number: shapes.Number, given: SeasonIn) -> Any:
    """Change a season."""
    with writing(request) as life:
        yearly.there(life, number)
        return _told(life, yearly.save(life, _sent(given, str(number)))[1])


@router.delete("/seasons/{number}", **needs("write", answers={200: shapes.Planned}, changes=True))
def delete_season(request: HttpRequest, number: shapes.Number) -> Any:
    """Take a season away."""
    with writing(request) as life:
        return _told(life, yearly.drop(life, number))


def _sent(given: SeasonIn, number: str) -> dict[str, str]:
    sent = given.model_dump(mode="json", exclude_none=True)
    return {name: str(value) for name, value in sent.items()} | {"number": number}


def _told(life: Life, revision: Revision) -> dict[str, Any]:
    found = yearly.plan_after(life, revision)
    return {"revision": revision.number, "what": revision.what, "proposal": found and found.pk}
