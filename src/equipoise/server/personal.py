"""Who is planned for: tables of the life file that stand once, and lists of them, written field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.lifefile.commitments import NON_NEGOTIABLE, ON_CALL, RITUAL
from equipoise.lifefile.records import Table
from equipoise.lifefile.tables import ENERGY, PERSON, PLACES, TRAVEL
from equipoise.server.documents import tables_of
from equipoise.server.models import Life, Revision
from equipoise.server.store import Draft, change

__all__ = ["LISTS", "RECORDS", "SKIP", "called", "current", "set_item", "set_record"]

RECORDS: Mapping[str, tuple[str, Table]] = {
    "person": ("You", PERSON),
    "energy": ("Energy and sleep", ENERGY),
    "places": ("Places", PLACES),
}
LISTS: Mapping[str, tuple[str, Table, str]] = {
    "non_negotiable": ("Non-negotiables", NON_NEGOTIABLE, "a non-negotiable"),
    "ritual": ("Rituals of your own", RITUAL, "a ritual"),
    "travel": ("Ways between places", TRAVEL, "a way"),
    "on_call": ("On-call duty", ON_CALL, "on-call duty"),
}
SKIP: Mapping[str, tuple[str, ...]] = {"non_negotiable": ("done",)}
"""Fields that other pages care for."""


def set_record(life: Life, name: str, values: Mapping[str, Any]) -> Revision:
    """Change a table that stands once.

    Args:
        life: whose. ``name``: of ``RECORDS``. ``values``: fields as JSON; None takes one away, others stay.

    Raises:
        InputError: a value is none for its field.
    """
    old = tables_of(life.text).get(name, {})

    def edit(draft: Draft) -> None:
        for field, value in values.items():
            if value != old.get(field):
                draft.set(name, field, value=value)

    return change(life, f"{RECORDS[name][0]} changed", edit)


def current(life: Life, name: str, number: int, was: str) -> None:
    """Refuse to change another table than the one that was looked at.

    Raises:
        InputError: it is another one now, or gone.
    """
    rows = tables_of(life.text).get(name, [])
    if number > len(rows) or was != called(rows[number] if number < len(rows) else {}):
        told = "this has changed meanwhile"
        raise InputError([Finding(told, "load the page again", field=LISTS[name][0])])


def set_item(
    life: Life, name: str, number: int, values: Mapping[str, Any] | None, *, new: bool = True
) -> Revision:
    """Change, add or take away one table of a list.

    Args:
        life: whose. ``name``: of ``LISTS``. ``number``: its place; the one after the last adds one.
        values: fields as JSON, None for one takes it away, others stay; None instead takes the table away.
        new: False adds none.

    Raises:
        InputError: it is not there, or a value is none for its field.
    """
    rows = tables_of(life.text).get(name, [])
    if number > len(rows) or (number == len(rows) and (values is None or not new)):
        raise InputError([Finding("this has changed meanwhile", "load the page again", field=name)])

    def edit(draft: Draft) -> None:
        if values is None:
            draft.set(name, number, value=None)
        elif number == len(rows):
            draft.set(name, number, value={field: v for field, v in values.items() if v is not None})
        else:
            for field, value in values.items():
                if value != rows[number].get(field):
                    draft.set(name, number, field, value=value)

    return change(life, f"{LISTS[name][0]} changed", edit)


def called(row: Mapping[str, Any]) -> str:
    """Return what to call a table of a list."""
    if "from" in row:
        return f"{row['from']} to {row.get('to', '')}"
    return str(row.get("title") or row.get("start") or "")
