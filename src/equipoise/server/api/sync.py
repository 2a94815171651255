"""The plan in the calendar: looked at, written, taken back; and the record of what was written."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from equipoise.server import linking, records
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs
from equipoise.server.api.calendars import Errand
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.calendars import ask_errand
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Errand as Row

__all__ = ["router"]

router = Router(tags=["calendars"])


class Sync(Schema):
    """Where plans are written ("" is nowhere), and what was looked at or written last."""

    where: str
    autopilot: bool
    last: Errand | None


class Look(shapes.Strict):
    """``allow``: even if most would go. ``restore``: what was deleted comes back. ``take_over``: another's plan."""

    allow: bool = False
    restore: bool = False
    take_over: bool = False


class Looked(shapes.Strict):
    """The errand that looked."""

    look: UUID


class Autopilot(shapes.Strict):
    """Whether plans are written without asking."""

    on: bool


class Record(Schema):
    """Something that happened: kind, where, and a sentence."""

    at: datetime
    what: str
    where: str
    words: str


class Records(shapes.Paged):
    """The record, newest first."""

    items: list[Record]


class Filter(Schema):
    """Which of it: a kind, a place, words of the sentence."""

    what: str = Field("", max_length=40)
    where: str = Field("", max_length=300)
    words: str = Field("", max_length=100)


@router.get("/sync", **needs("calendars", answers={200: Sync}))
def get_sync(request: HttpRequest) -> Any:
    """Tell where plans are written, and what was looked at or written last."""
    life = life_of(request)
    with connections_of(life) as config:
        plan = config.accounts.plan()
    kinds = (Row.Kind.LOOK, Row.Kind.WRITE, Row.Kind.UNDO)
    return {
        "where": f"{plan[0].name}/{plan[1].name}" if plan else "",
        "autopilot": life.autopilot,
        "last": life.errands.filter(kind__in=kinds).first(),
    }


@router.post("/sync/look", **needs("calendars", answers={202: Errand}))
def look(request: HttpRequest, given: Look) -> Any:
    """Ask what writing would change; nothing is written."""
    return Status(202, ask_errand(life_of(request), Row.Kind.LOOK, **given.model_dump()))


@router.post("/sync/write", **needs("calendars", answers={202: Errand}))
def write(request: HttpRequest, given: Looked) -> Any:
    """Write what was looked at last, and nothing else."""
    return Status(202, linking.write_looked(life_of(request), str(given.look)))


@router.post("/sync/undo", **needs("calendars", answers={202: Errand}))
def undo(request: HttpRequest) -> Any:
    """Take the last writing back."""
    return Status(202, ask_errand(life_of(request), Row.Kind.UNDO))


@router.put("/sync/autopilot", **needs("calendars", answers={200: Autopilot}))
def put_autopilot(request: HttpRequest, given: Autopilot) -> Any:
    """Say whether plans are written without asking."""
    linking.set_autopilot(life_of(request), on=given.on)
    return {"on": given.on}


@router.get("/records", **needs("calendars", answers={200: Records}))
def list_records(
    request: HttpRequest,
    asked: Query[Filter],
    offset: shapes.Offset = 0,
    limit: shapes.Limit = 100,
) -> Any:
    """Return what was written to which calendar and who was let in, newest first."""
    found = records.chosen(life_of(request), asked.what, asked.where, asked.words)
    return shapes.paged(found, offset, limit)


@router.get("/records.csv", **needs("calendars", answers={200: None}, gives="text/csv"))
def record_table(request: HttpRequest, asked: Query[Filter]) -> HttpResponse:
    """Return the record as a table; no cell of it can be a formula."""
    life = life_of(request)
    found = records.chosen(life, asked.what, asked.where, asked.words)
    return HttpResponse(records.table(found, zone_of(life)), content_type="text/csv; charset=utf-8")
