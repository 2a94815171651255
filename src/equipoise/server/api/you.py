"""Who is planned for: person, energy, places, non-negotiables, rituals, ways, on-call duty."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.documents import tables_of
from equipoise.server.models import Life, Revision
from equipoise.server.personal import LISTS, RECORDS, set_item, set_record

__all__ = ["router"]

router = Router(tags=["you"])
Record = Literal["person", "energy", "places"]
List = Literal["non_negotiable", "ritual", "travel", "on_call"]


class You(Schema):
    """Tables of the life file: those that stand once, and lists of them."""

    records: dict[str, shapes.Table]
    lists: dict[str, list[shapes.Table]]


class Values(shapes.Strict):
    """Fields of a table as JSON; ``null`` takes one away, others stay."""

    values: shapes.Table


@router.get("/you", **needs("read", answers={200: You}))
def get_you(request: HttpRequest) -> Any:
    """Return who is planned for."""
    tables = tables_of(life_of(request).text)
    return {
        "records": {name: tables.get(name, {}) for name in RECORDS},
        "lists": {name: tables.get(name, []) for name in LISTS},
    }


@router.patch("/you/{name}", **needs("write", answers={200: shapes.Changed}, changes=True))
def patch_record(request: HttpRequest, name: Record, given: Values) -> Any:
    """Change fields of a table that stands once."""
    with writing(request) as life:
        return _told(set_record(life, name, given.values))


@router.post("/you/{name}/items", **needs("write", answers={201: shapes.Changed}, changes=True))
def add_item(request: HttpRequest, name: List, given: Values) -> Any:
    """Add a table to a list."""
    with writing(request) as life:
        return Status(201, _told(set_item(life, name, _count(life, name), given.values)))


def _count(life: Life, name: str) -> int:
    return len(tables_of(life.text).get(name, []))


@router.patch("/you/{name}/items/{number}", **needs("write", answers={200: shapes.Changed}, changes=True))
def patch_item(request: HttpRequest, name: List, number: shapes.Number, given: Values) -> Any:
    """Change fields of a table of a list; send ``If-Match``, since numbers move when others are taken away."""
    with writing(request) as life:
        return _told(set_item(life, name, number, given.values, new=False))


@router.delete("/you/{name}/items/{number}", **needs("write", answers={200: shapes.Changed}, changes=True))
def delete_item(request: HttpRequest, name: List, number: shapes.Number) -> Any:
    """Take a table of a list away; send ``If-Match``, since numbers move when others are taken away."""
    with writing(request) as life:
        return _told(set_item(life, name, number, None))


def _told(revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "what": revision.what}
