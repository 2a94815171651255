"""Why here, why not, what an hour costs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from equipoise.server import clock, reasoning
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.jobs import explaining

__all__ = ["router"]

router = Router(tags=["reasons"])


class Why(shapes.Said):
    """Why a block stands where it stands, and its next-best places."""

    alternatives: list[str]


class Repair(shapes.Said):
    """A checked way to make room. ``ours``: it can be taken here by its number."""

    number: int
    ours: bool


class WhyNot(shapes.Said):
    """Why something did not fit: what keeps it out together, and what makes room."""

    title: str
    missing: int
    conflict: list[str]
    repairs: list[Repair]


class Choice(shapes.Strict):
    """Number of a repair."""

    number: shapes.Number


class Prices(shapes.Said):
    """What each hour is worth, by date and local hour."""

    hours: dict[str, dict[str, float]]


class Meeting(Schema):
    """A meeting that somebody proposes, at a local time."""

    start: str = Field(max_length=40, description="Such as 2026-11-25T14:00")
    minutes: int = Field(60, ge=5, le=480)


class Cost(shapes.Said):
    """What a meeting would cost. ``clash``: what makes it impossible."""

    cost: float
    clash: str


@router.get("/why/{path:block}", **needs("read", answers={200: Why}))
def why(request: HttpRequest, block: str) -> Any:
    """Say why a block stands where it stands."""
    found = reasoning.why_here(life_of(request), block)
    return {"sentence": found.sentence, "alternatives": [one.sentence for one in found.alternatives]}


@router.post("/why-not/{path:commitment}", **needs("read", answers={202: shapes.Asked}))
def ask_why_not(request: HttpRequest, commitment: str) -> Any:
    """Have a worker find out why something did not fit, and try what would make room; nothing is changed."""
    return Status(202, {"proposal": explaining.ask_why_not(life_of(request), commitment).pk})


@router.get("/why-not/{path:commitment}", **needs("read", answers={200: WhyNot}))
def why_not(request: HttpRequest, commitment: str) -> Any:
    """Say why something did not fit, with repairs that were checked to work, once a worker has found out."""
    life = life_of(request)
    found = reasoning.why_not(life, commitment)
    misfit = next(one for one in life.plan.view["misfits"] if one["commitment"] == commitment)
    return {
        "sentence": found["sentence"],
        "title": misfit["title"],
        "missing": misfit["missing"],
        "conflict": found["conflict"],
        "repairs": [
            {"number": number, "sentence": repair["sentence"], "ours": repair["ours"]}
            for number, repair in enumerate(found["repairs"])
        ],
    }


@router.post("/repairs/{path:commitment}", **needs("write", answers={202: shapes.Made}, changes=True))
def take_repair(request: HttpRequest, commitment: str, given: Choice) -> Any:
    """Take one of the repairs; a plan follows."""
    with writing(request) as life:
        told = reasoning.take_repair(life, commitment, given.number, clock.local_now(life))
    return Status(202, told)


@router.get("/prices", **needs("read", answers={200: Prices}))
def prices(request: HttpRequest) -> Any:
    """Return what each hour of the week is worth, in value-minutes."""
    return reasoning.prices(life_of(request))


@router.get("/meeting", **needs("read", answers={200: Cost}))
def meeting(request: HttpRequest, asked: Query[Meeting]) -> Any:
    """Say what a meeting would cost."""
    life = life_of(request)
    return reasoning.meeting(life, asked.start, asked.minutes, clock.local_now(life))
