"""Tokens and feeds: who is let in by a secret. A token gives no more than it has, and never this scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from equipoise.server import keys
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, token_of
from equipoise.server.feeds import SCOPES

__all__ = ["router"]

router = Router(tags=["access"])
Scope = Literal[SCOPES]  # type: ignore[valid-type]


class Token(Schema):
    """A token. ``hint``: its last four characters."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    created: datetime
    expires: datetime | None
    used: datetime | None


class TokenIn(shapes.Strict):
    """A token that is wished for. ``expires``: None never ends."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=len(SCOPES))
    expires: datetime | None = None


class NewToken(Token):
    """A token with its secret, which is told this once."""

    secret: str


class Feed(Schema):
    """A private feed. ``hint``: the last four characters of its address."""

    id: int
    name: str
    kind: str
    hint: str
    created: datetime
    used: datetime | None


class FeedIn(shapes.Strict):
    """A feed that is wished for: the plan, or busy times without words."""

    name: str = Field(min_length=1, max_length=100)
    kind: Literal["plan", "busy"] = "plan"


class NewFeed(Feed):
    """A feed with its address, which is told this once."""

    address: str


def _told(row: Any, shape: type[Schema], **more: str) -> dict[str, Any]:
    return {**shape.from_orm(row).model_dump(), **more}


@router.get("/tokens", **needs("access", answers={200: list[Token]}))
def list_tokens(request: HttpRequest) -> Any:
    """Return the tokens; no secrets."""
    return list(life_of(request).tokens.order_by("-created"))


@router.post("/tokens", **needs("access", answers={201: NewToken}))
def add_token(request: HttpRequest, given: TokenIn) -> Any:
    """Make a token. Asked for with a token, it may no more than that one, for no longer, and makes none itself."""
    expires = given.expires
    if expires is not None and expires.tzinfo is None:
        expires = expires.replace(tzinfo=timezone.get_current_timezone())
    made, secret = keys.new_token(
        life_of(request), given.name, given.scopes, expires=expires, by=token_of(request)
    )
    return Status(201, _told(made, Token, secret=secret))


@router.delete("/tokens/{number}", **needs("access", answers={204: None}))
def revoke_token(request: HttpRequest, number: shapes.Number) -> Any:
    """Take a token away, at once."""
    if not keys.revoke(life_of(request), "token", number):
        raise Http404
    return Status(204, None)


@router.get("/feeds", **needs("access", answers={200: list[Feed]}))
def list_feeds(request: HttpRequest) -> Any:
    """Return the private feeds; no addresses."""
    return list(life_of(request).feeds.order_by("-created"))


@router.post("/feeds", **needs("access", "read", answers={201: NewFeed}))
def add_feed(request: HttpRequest, given: FeedIn) -> Any:
    """Make a private feed; whoever has its address may read."""
    made, secret = keys.new_feed(life_of(request), given.name, given.kind)
    return Status(201, _told(made, Feed, address=_address(request, secret)))


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(f"/feeds/{secret}.ics")


@router.post("/feeds/{number}/rotate", **needs("access", "read", answers={200: NewFeed}))
def rotate_feed(request: HttpRequest, number: shapes.Number) -> Any:
    """Give a feed another address; the old one ends at once."""
    life = life_of(request)
    found = life.feeds.filter(pk=number).first()
    if found is None:
        raise Http404
    secret = keys.rotate(life, found)
    return _told(found, Feed, address=_address(request, secret))


@router.delete("/feeds/{number}", **needs("access", answers={204: None}))
def revoke_feed(request: HttpRequest, number: shapes.Number) -> Any:
    """Take a feed away, at once."""
    if not keys.revoke(life_of(request), "feed", number):
        raise Http404
    return Status(204, None)
