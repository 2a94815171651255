"""Today: what is on and what comes, energy, and the closing of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.server import clock, days
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs
from equipoise.server.day_shown import shown

__all__ = ["router"]

router = Router(tags=["today"])


class Moment(Schema):
    """A block or event of today. Times are local wall-clock text without an offset."""

    id: str
    title: str
    kind: str
    kind_name: str
    start: str
    end: str
    minutes: float
    fixed: bool
    place: str
    commitment: str
    movable: bool
    area: str


class Current(Moment):
    """What is on. ``left``: minutes. ``share``: done, in percent."""

    left: int
    share: int


class Messages(Schema):
    """When messages may be read."""

    title: str
    words: str


class Today(Schema):
    """The day around now. ``big``: tomorrow's one big task; ``todays_big``: the one that yesterday named."""

    now: datetime
    planned: bool
    current: Current | None
    next: Moment | None
    free: str
    rest: list[Moment]
    messages: Messages | None
    energy: int | None
    todays_big: str
    big: str
    candidates: list[str]
    steps: list[str]
    ticked: list[str]
    closed: bool
    closing_time: bool


class CheckInBody(shapes.Strict):
    """Energy from 1 (empty) to 5 (full). ``id``: made by who sends it, so that it counts once."""

    id: UUID
    at: datetime
    energy: int = Field(ge=1, le=5)


class CheckIn(Schema):
    """Energy, as it was felt."""

    id: UUID
    at: datetime
    energy: int


class CheckIns(shapes.Paged):
    """Check-ins, newest first."""

    items: list[CheckIn]


class Act(shapes.Strict):
    """What is done to a block. ``id``: made by who sends it, so that it counts once. ``plan``: that was seen."""

    id: UUID
    what: Literal["complete", "not-today", "lengthen"]
    block: str = Field(max_length=400)
    at: datetime | None = None
    plan: UUID | None = None


class Closing(shapes.Strict):
    """The closing of a day: what was ticked off, and tomorrow's one big task."""

    steps: list[str] = Field([], max_length=20)
    big: str = Field("", max_length=500)


class Closed(Schema):
    """A day that was closed."""

    day: date
    steps: list[str]
    big: str


@router.get("/today", **needs("read", answers={200: Today}))
def get_today(request: HttpRequest) -> Any:
    """Return the day around now."""
    life = life_of(request)
    found = shown(life, clock.local_now(life))
    day = found["day"]
    return {
        **{
            name: found[name]
            for name in ("now", "planned", "todays_big", "big", "steps", "ticked", "closing_time")
        },
        "current": day["current"],
        "next": day["next"],
        "free": day.get("free", ""),
        "rest": day["rest"],
        "messages": found["mail"] or None,
        "energy": found["felt"] and found["felt"].energy,
        "candidates": [entry["title"] for entry in found["proposals"]],
        "closed": found["closed"] is not None,
    }


@router.get("/check-ins", **needs("read", answers={200: CheckIns}))
def list_check_ins(request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 100) -> Any:
    """Return how much energy there was, newest first."""
    return shapes.paged(life_of(request).check_ins.all(), offset, limit)


@router.post("/check-ins", **needs("write", answers={201: CheckIn}))
def check_in(request: HttpRequest, given: CheckInBody) -> Any:
    """Note how much energy there is; shortly after another it takes that one's place."""
    life = life_of(request)
    at = days.said_at(given.at.isoformat(), clock.local_now(life))
    return Status(201, days.check_in(life, given.id, given.energy, at))


@router.post("/today/act", **needs("write", answers={202: shapes.Made}))
def act(request: HttpRequest, given: Act) -> Any:
    """Do something to a block, once for each ``id``, even late and with an older plan in view; a plan follows."""
    life = life_of(request)
    now = clock.local_now(life)
    at = days.said_at(given.at.isoformat() if given.at else "", now)
    plan = str(given.plan or "")
    return Status(202, days.act(life, given.what, given.block, given.id, at=at, now=now, plan=plan))


@router.post("/today/close", **needs("write", answers={200: Closed}))
def close(request: HttpRequest, given: Closing) -> Any:
    """Close the day; said again, the last word counts."""
    life = life_of(request)
    return days.close_day(life, clock.local_now(life), given.steps, given.big)
