"""Plans: the one in force, others on their way, and what is done to a block."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.calendars.writing import plan_to_ics
from equipoise.domain.discretion import discreet, discreet_words
from equipoise.server import clock
from equipoise.server.acting import ACTS, act, take_plan
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.api.once import KEY, once
from equipoise.server.api.views import Week
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life
from equipoise.server.models import Proposal as Row
from equipoise.server.plans import plan_of

__all__ = ["router"]

router = Router(tags=["plan"])


class Wish(shapes.Strict):
    """A plan that is asked for. ``missed``: none of today was done. ``accept``: it comes into force by itself."""

    kind: Literal["plan", "replan"] = "replan"
    weeks: int = Field(1, ge=1, le=12)
    missed: bool = False
    accept: bool = True


class Proposal(Schema):
    """A plan and how far it is. ``diff``: what moved, in sentences. ``plan``: by the plan's schema."""

    id: UUID
    kind: str
    state: str
    why: str
    over: bool
    asked: datetime
    accepted: datetime | None
    progress: dict[str, Any]
    diff: list[str]
    problems: list[dict[str, Any]]
    plan: dict[str, Any] | None = None


class Brief(Schema):
    """A plan in a list."""

    id: UUID
    kind: str
    state: str
    why: str
    asked: datetime
    accepted: datetime | None


class Briefs(shapes.Paged):
    """Plans, trials and comparisons, the newest first."""

    items: list[Brief]


class Change(shapes.Strict):
    """What is done to a block: its id, ``start`` and ``end`` of a move, ``minutes`` to lengthen."""

    block: str = Field(max_length=400)
    start: datetime | None = None
    end: datetime | None = None
    minutes: int = Field(30, ge=5, le=240)


@router.get("/plan", **needs("read", answers={200: dict[str, Any]}))
def get_plan(request: HttpRequest) -> Any:
    """Return the plan in force, by the plan's schema."""
    return _in_force(life_of(request)).plan


@router.get("/plan.ics", **needs("read", answers={200: None}, gives="text/calendar"))
def get_plan_ics(request: HttpRequest) -> HttpResponse:
    """Return the plan in force as a calendar file; private titles are left out."""
    found = _in_force(life_of(request))
    plan = plan_of(found)
    why = {entry["id"]: entry["why"] for entry in found.view["entries"]}
    return HttpResponse(
        plan_to_ics(discreet(plan), discreet_words(plan, why)), content_type="text/calendar; charset=utf-8"
    )


@router.get("/week", by_alias=True, **needs("read", answers={200: Week}))
def get_week(request: HttpRequest) -> Any:
    """Return the week in force as it is shown: blocks and events, what found no place, the scorecard."""
    return _in_force(life_of(request)).view


def _in_force(life: Life) -> Row:
    if life.plan is None or life.plan.plan is None:
        raise Http404
    found: Row = life.plan
    return found


@router.get("/proposals", **needs("read", answers={200: Briefs}))
def list_proposals(request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 50) -> Any:
    """Return the plans that were asked for, the newest first."""
    return shapes.paged(life_of(request).proposals.defer("plan", "view"), offset, limit)


@router.post("/proposals", **needs("plan", answers={202: shapes.Asked}))
def ask_plan(request: HttpRequest, given: Wish) -> Any:
    """Ask for a plan; a worker makes it."""
    life = life_of(request)
    found = ask(
        life, given.kind, why="asked for by a program", now=clock.local_now(life), accept=given.accept,
        missed=given.missed, weeks=given.weeks,
    )  # fmt: skip
    return Status(202, {"proposal": found.pk})


@router.get("/proposals/{uuid:pk}", **needs("read", answers={200: Proposal}))
def get_proposal(request: HttpRequest, pk: UUID) -> Any:
    """Tell how far a plan is."""
    return _proposal(life_of(request), pk)


@router.get("/proposals/{uuid:pk}/week", by_alias=True, **needs("read", answers={200: Week}))
def get_proposed_week(request: HttpRequest, pk: UUID) -> Any:
    """Return the week of a plan that is not in force, as it is shown."""
    found = _proposal(life_of(request), pk)
    if found.view is None or found.kind == Row.Kind.COMPARE:
        raise Http404
    return found.view


@router.post("/proposals/{uuid:pk}/accept", **needs("plan", answers={200: Proposal}))
def accept_proposal(request: HttpRequest, pk: UUID) -> Any:
    """Put a plan into force."""
    found = take_plan(life_of(request), pk)
    if found is None:
        raise Http404
    return found


def _proposal(life: Life, pk: UUID) -> Row:
    found = life.proposals.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@router.post("/blocks/{what}", **needs("write", answers={202: shapes.Made}, changes=True))
def do_act(request: HttpRequest, what: Literal[ACTS], given: Change, key: str = KEY) -> Any:  # type: ignore[valid-type]
    """Do something to a block. A plan follows; if none can, the change is taken back."""
    with writing(request) as life:
        sent = {name: value for name, value in given.model_dump(mode="json").items() if value is not None}
        told = once(
            request, life, key, sent, lambda: act(life, what, given.block, sent, clock.local_now(life))
        )
    return Status(202, told)
