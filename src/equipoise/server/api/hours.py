"""Hours for others: as files, or told to the server of the plan's calendar; and which calendar that is."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from equipoise.server import clock, hours
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs

__all__ = ["router"]

router = Router(tags=["calendars"])
What = Literal["bookable", "answers", "busy"]
Told = Literal["availability", "freebusy"]


class Hours(Schema):
    """What the server of the plan's calendar is told.

    ``plan``: account and calendar into which the plan is written, with a slash between; "" for none. ``places``: those
    that there are.
    """

    published: list[Told]
    plan: str
    places: list[str]


class Published(shapes.Strict):
    """What that server is to be told."""

    published: list[Told] = Field(max_length=10)


class Place(shapes.Strict):
    """Account and calendar, with a slash between; "" for none."""

    plan: str = Field(max_length=400)


@router.get("/hours", **needs("calendars", answers={200: Hours}))
def get_hours(request: HttpRequest) -> Any:
    """Return what others are told of the person's hours, and where."""
    return hours.told_of(life_of(request))


@router.get("/hours/{what}.ics", **needs("read", answers={200: None}, gives="text/calendar"))
def get_hours_ics(request: HttpRequest, what: What) -> HttpResponse:
    """Return hours as a calendar file: when one may be booked, when one answers, free and busy."""
    life = life_of(request)
    found = hours.file_of(life, what, clock.local_now(life))
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")


@router.put("/hours", **needs("calendars", answers={200: Hours}))
def put_hours(request: HttpRequest, given: Published) -> Any:
    """Say what the server of the plan's calendar is told; it is told with the next writing of the plan."""
    life = life_of(request)
    hours.publish(life, given.published)
    return hours.told_of(life)


@router.put("/sync/plan", **needs("calendars", answers={200: Hours}))
def put_plan_calendar(request: HttpRequest, given: Place) -> Any:
    """Choose the calendar into which the plan is written. What was written into another one stays there."""
    life = life_of(request)
    hours.choose_plan(life, given.plan)
    return hours.told_of(life)
