"""Routines and goals."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from equipoise.server import lists
from equipoise.server.api import shapes
from equipoise.server.api.access import life_of, needs, writing
from equipoise.server.api.once import KEY, once
from equipoise.server.models import Life

__all__ = ["router"]

router = Router(tags=["tasks"])
Kind = Literal["routines", "goals"]


class ItemIn(shapes.Strict):
    """A ``[[routine]]`` or ``[[goal]]`` of the life file: ``data`` holds its fields as JSON."""

    data: shapes.Table


class Item(Schema):
    """A routine or a goal. ``key``: its id in the life file."""

    key: str
    title: str
    data: shapes.Table


class Items(shapes.Paged):
    """Routines, or goals, in the order of the life file."""

    items: list[Item]


@router.get("/lists/{kind}", **needs("read", answers={200: Items}))
def list_items(request: HttpRequest, kind: Kind, offset: shapes.Offset = 0, limit: shapes.Limit = 100) -> Any:
    """Return routines or goals."""
    life, what = life_of(request), lists.KINDS[kind]
    return shapes.paged([_json(life, what, key) for key in lists.ids(life.text, what)], offset, limit)


def _json(life: Life, what: lists.Kind, key: str) -> dict[str, Any]:
    data = lists.item(life, what, key)
    if data is None:
        raise Http404
    return {
        "key": key,
        "title": str(data.get("title", "")),
        "data": {k: v for k, v in data.items() if k != "id"},
    }


@router.post("/lists/{kind}", **needs("write", answers={201: Item}, changes=True))
def add_item(request: HttpRequest, kind: Kind, given: ItemIn, key: str = KEY) -> Any:
    """Add a routine or a goal."""
    what = lists.KINDS[kind]

    def make() -> dict[str, Any]:
        return _json(life, what, lists.save(life, what, "", _fields(given))[0])

    with writing(request) as life:
        return Status(201, once(request, life, key, given.data, make))


def _fields(given: ItemIn) -> dict[str, Any]:
    return {name: value for name, value in given.data.items() if name != "id"}


@router.get("/lists/{kind}/{path:key}", **needs("read", answers={200: Item}))
def get_item(request: HttpRequest, kind: Kind, key: str) -> Any:
    """Return a routine or a goal."""
    return _json(life_of(request), lists.KINDS[kind], key)


@router.put("/lists/{kind}/{path:key}", **needs("write", answers={200: Item}, changes=True))
def put_item(request: HttpRequest, kind: Kind, key: str, given: ItemIn) -> Any:
    """Write all fields of a routine or a goal anew."""
    what = lists.KINDS[kind]
    with writing(request) as life:
        _json(life, what, key)
        lists.save(life, what, key, _fields(given))
        return _json(life, what, key)


@router.delete("/lists/{kind}/{path:key}", **needs("write", answers={204: None}, changes=True))
def delete_item(request: HttpRequest, kind: Kind, key: str) -> Any:
    """Delete a routine or a goal; what served the goal goes on without it."""
    what = lists.KINDS[kind]
    with writing(request) as life:
        _json(life, what, key)
        lists.delete(life, what, key)
    return Status(204, None)
