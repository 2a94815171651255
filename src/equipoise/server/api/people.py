"""With whom a week is shared; and, for a browser's session alone, the weeks of others and the beginning."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.server import sharing
from equipoise.server.api import shapes
from equipoise.server.api.access import browser, life_of, needs, user_of
from equipoise.server.models import Life
from equipoise.server.shared_weeks import days_of

__all__ = ["router"]

router = Router(tags=["people"])


class Person(Schema):
    """Somebody who may look, or is invited to."""

    id: int
    username: str
    since: datetime


class People(Schema):
    """Who may look at the week, and who is invited to."""

    members: list[Person]
    invitations: list[Person]


class Invite(shapes.Strict):
    """Somebody's name, as they log in."""

    username: str = Field(min_length=1, max_length=150)


class SharedWeek(Schema):
    """Somebody's week that one may look at."""

    life: UUID
    owner: str


class Invitation(Schema):
    """An invitation to look at somebody's week."""

    id: int
    owner: str


class Shared(Schema):
    """Weeks of others that one may look at, and invitations to more."""

    weeks: list[SharedWeek]
    invitations: list[Invitation]


class SharedEntry(Schema):
    """What lies in a day of somebody's week."""

    title: str
    kind: str
    kind_name: str
    start: str
    end: str
    all_day: bool
    fixed: bool


class SharedDay(Schema):
    """A day of somebody's week."""

    date: date
    entries: list[SharedEntry]


@router.get("/people", **needs("access", answers={200: People}))
def list_people(request: HttpRequest) -> Any:
    """Return who may look at the week."""
    life = life_of(request)
    members = life.members.select_related("user").order_by("user__username")
    return {
        "members": [
            {"id": one.pk, "username": one.user.get_username(), "since": one.since} for one in members
        ],
        "invitations": [
            {"id": one.pk, "username": one.username, "since": one.at} for one in life.invitations.all()
        ],
    }


@router.post("/invitations", **needs("access", "read", answers={202: Invite}))
def invite(request: HttpRequest, given: Invite) -> Any:
    """Invite somebody to look; the answer is the same whether or not they have an account."""
    sharing.invite(life_of(request), given.username)
    return Status(202, {"username": given.username.strip()})


@router.delete("/invitations/{number}", **needs("access", answers={204: None}))
def withdraw(request: HttpRequest, number: shapes.Number) -> Any:
    """Take an invitation back."""
    sharing.withdraw(life_of(request), number)
    return Status(204, None)


@router.delete("/members/{number}", **needs("access", answers={204: None}))
def remove(request: HttpRequest, number: shapes.Number) -> Any:
    """End somebody's leave to look."""
    sharing.remove(life_of(request), number)
    return Status(204, None)


@router.get("/shared", **browser({200: Shared}))
def list_shared(request: HttpRequest) -> Any:
    """Return the weeks of others that one may look at. No token reaches them: a token is of one life."""
    user = user_of(request)
    lives = Life.objects.visible_to(user).exclude(owner=user).select_related("owner")
    return {
        "weeks": [{"life": one.pk, "owner": one.owner.get_username()} for one in lives],
        "invitations": [
            {"id": one.pk, "owner": one.life.owner.get_username()} for one in sharing.open_invitations(user)
        ],
    }


@router.get("/shared/{uuid:pk}", **browser({200: list[SharedDay]}))
def get_shared(request: HttpRequest, pk: UUID) -> Any:
    """Return somebody's week."""
    life = _visible(request, pk)
    return days_of((life.plan.view if life.plan else None) or {})


@router.post("/shared/{uuid:pk}/leave", **browser({204: None}))
def leave(request: HttpRequest, pk: UUID) -> Any:
    """Stop looking at somebody's week."""
    sharing.leave(user_of(request), _visible(request, pk))
    return Status(204, None)


def _visible(request: HttpRequest, pk: UUID) -> Life:
    found = Life.objects.visible_to(user_of(request)).filter(pk=pk).select_related("plan").first()
    if found is None:
        raise Http404
    return found


@router.post("/shared/invitations/{number}/{what}", **browser({204: None}))
def answer(request: HttpRequest, number: shapes.Number, what: Literal["take", "decline"]) -> Any:
    """Take or decline an invitation."""
    act = sharing.take if what == "take" else sharing.decline
    if not act(user_of(request), number):
        raise Http404
    return Status(204, None)
