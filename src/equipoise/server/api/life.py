"""The life as a whole: its file, its changes, who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from equipoise.server import acting, clock
from equipoise.server.api import shapes
from equipoise.server.api.access import etag, life_of, needs, token_of, writing
from equipoise.server.api.errors import UnconditionalError
from equipoise.server.feeds import SCOPES
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life
from equipoise.server.reading_changes import look
from equipoise.server.store import replace_text, text_of

__all__ = ["router"]

router = Router(tags=["life"])


class Me(Schema):
    """Who asks, and what they may. ``plan``: the one in force. ``demo``: the shipped example that was loaded."""

    life: UUID
    user: str
    zone: str
    now: datetime
    revision: int
    plan: UUID | None
    demo: str
    autopilot: bool
    scopes: list[str]


class LifeText(shapes.Strict):
    """A whole life file as TOML."""

    text: str = Field(max_length=1_000_000)


class LifePut(LifeText):
    """A whole life file as TOML, and the revision that was read, unless ``If-Match`` says it."""

    revision: shapes.Number | None = None


class LifeFile(Schema):
    """A whole life file as TOML, and the life's revision."""

    text: str
    revision: int


class Look(Schema):
    """What another life file would change, in sentences, and what is odd in it."""

    changes: list[str]
    warnings: list[shapes.Problem]


class Revision(Schema):
    """A change. ``undone``: when it was taken back."""

    number: int
    at: datetime
    what: str
    undone: datetime | None


class Revisions(shapes.Paged):
    """Changes, newest first."""

    items: list[Revision]


@router.get("/me", **needs("read", answers={200: Me}))
def me(request: HttpRequest) -> dict[str, Any]:
    """Tell whose life this is, and what the token may."""
    life, token = life_of(request), token_of(request)
    return {
        "life": life.pk,
        "user": life.owner.get_username(),
        "zone": str(zone_of(life)),
        "now": clock.local_now(life),
        "revision": life.revision,
        "plan": life.plan_id,
        "demo": life.demo,
        "autopilot": life.autopilot,
        "scopes": token.scopes if token else list(SCOPES),
    }


@router.get("/life", **needs("read", answers={200: LifeFile}))
def get_life(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Return the whole life file; its ``ETag`` goes into the ``If-Match`` of a change."""
    return _told(life_of(request), response)


@router.put("/life", **needs("write", answers={200: LifeFile, 428: shapes.Problems}, changes=True))
def put_life(request: HttpRequest, response: HttpResponse, given: LifePut) -> dict[str, Any]:
    """Put another life file in the place of the whole life; it can be undone.

    ``revision`` or ``If-Match`` must say which life was read, so that no writer overwrites another unseen; ``*`` in the
    header is whichever.
    """
    if given.revision is None and not request.headers.get("If-Match", "").strip():
        raise UnconditionalError
    with writing(request, given.revision) as life:
        replace_text(life, given.text.replace("\r\n", "\n"), "Life file put in by a program")
    return _told(life, response)


def _told(life: Life, response: HttpResponse) -> dict[str, Any]:
    response["ETag"] = etag(life)
    return {"text": text_of(life), "revision": life.revision}


@router.post("/life/look", **needs("read", answers={200: Look}))
def look_at_life(request: HttpRequest, given: LifeText) -> dict[str, Any]:
    """Tell what another life file would change; nothing is changed."""
    life = life_of(request)
    changes, odd = look(life, given.text.replace("\r\n", "\n"), clock.local_now(life).date())
    return {"changes": changes, "warnings": [_problem(one) for one in odd]}


def _problem(finding: Any) -> dict[str, str]:
    return {"message": finding.message, "cure": finding.cure, "field": finding.field}


@router.get("/revisions", **needs("read", answers={200: Revisions}))
def list_revisions(
    request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 50
) -> dict[str, Any]:
    """Return every change, newest first."""
    return shapes.paged(life_of(request).revisions.defer("before"), offset, limit)


@router.post("/undo/{number}", **needs("write", answers={200: shapes.Planned}, changes=True))
def take_back(request: HttpRequest, number: shapes.Number) -> dict[str, Any]:
    """Put back what stood before a change, and the plan; if other changes have followed, another plan is made."""
    with writing(request) as life:
        return acting.take_back(life, number, clock.local_now(life))
