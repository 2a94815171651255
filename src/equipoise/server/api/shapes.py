"""What several operations take and give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import ConfigDict, Field

__all__ = [
    "CHANGE_REFUSED",
    "REFUSED",
    "Asked",
    "Changed",
    "Limit",
    "Made",
    "Number",
    "Offset",
    "Paged",
    "Planned",
    "Problem",
    "Problems",
    "Said",
    "Strict",
    "Table",
    "paged",
]

Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many are left out at the start.")]
Limit = Annotated[int, Field(ge=1, le=500, description="How many are given at most.")]
Number = Annotated[int, Field(ge=0, le=2_147_483_647)]
Table = dict[str, Any]
"""A table of the life file as JSON; its fields stand in the life file's reference."""


class Strict(Schema):
    """What is sent: fields that are not known are refused, so that no slip goes unseen."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """What is wrong, what cures it, and in which field."""

    message: str
    cure: str = ""
    field: str = ""


class Problems(Schema):
    """All that is wrong, at once."""

    problems: list[Problem]


REFUSED: Mapping[int, Any] = dict.fromkeys((400, 401, 403, 404, 413, 422, 429), Problems)
"""How any operation may refuse."""
CHANGE_REFUSED: Mapping[int, Any] = {**REFUSED, 412: Problems}
"""How one may refuse that heeds ``If-Match``."""


class Asked(Schema):
    """A plan is on its way: ask for it at ``/proposals/{id}``."""

    proposal: UUID


class Changed(Schema):
    """A change was made; ``POST /undo/{revision}`` takes it back."""

    revision: int
    what: str


class Made(Changed):
    """A change was made, and a plan that follows from it is on its way."""

    proposal: UUID


class Planned(Changed):
    """A change was made, and a plan follows from it if there is one in force."""

    proposal: UUID | None = None


class Said(Schema):
    """An answer in words."""

    sentence: str


class Paged(Schema):
    """A part of a list. ``total``: how many there are in all."""

    total: int
    offset: int
    limit: int


def paged(found: QuerySet[Any] | list[Any], offset: int, limit: int) -> dict[str, Any]:
    """Return a part of a list."""
    total = len(found) if isinstance(found, list) else found.count()
    items = list(found[offset : offset + limit])
    return {"items": items, "total": total, "offset": offset, "limit": limit}
