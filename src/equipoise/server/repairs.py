"""Taking a repair: what an explanation tried out in thought becomes a change of the life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.time import Interval
from equipoise.lifefile.notation import duration, duration_text
from equipoise.planning.explain.changes import Change
from equipoise.server.documents import read_life
from equipoise.server.models import Life, Revision
from equipoise.server.store import Draft, change

__all__ = ["can_take", "change_from", "take"]

TASK = {
    "due",
    "hard_due",
    "only",
    "not_on",
    "release",
    "min_chunk",
    "minutes",
    "priority",
    "after",
    "pins",
    "drop",
}
ROUTINE = {"per_week", "minutes", "gap_days", "priority", "drop"}


def change_from(told: Mapping[str, Any]) -> Change:
    """Return a change that ``Change.as_dict`` wrote and that can be taken here."""
    value = told.get("value")
    match told["field"]:
        case "due" | "release" if value is not None:
            value = datetime.fromisoformat(value)
        case "pins":
            value = tuple(
                Interval(datetime.fromisoformat(pin["start"]), datetime.fromisoformat(pin["end"]))
                for pin in value or ()
            )
    return Change(told["target"], told["id"], told["field"], value)


def can_take(changes: Iterable[Change]) -> bool:
    """Tell whether a life can be changed so. Others' meetings and single dates of a rule are not ours to write."""
    return all(_known(one) for one in changes)


def _known(one: Change) -> bool:
    if one.target == "task":
        return one.field in TASK
    if one.target == "routine":
        return one.field in ROUTINE
    return one.target == "rule" and one.day is None and one.field == "value"


def take(life: Life, what: str, changes: Iterable[Change], zone: Any) -> Revision:
    """Change a life as a repair says.

    Args:
        life: whose. ``what``: the repair in words. ``zone``: in which moments are written.

    Raises:
        InputError: it is none that can be taken, or what it changes is gone.
    """
    wanted = tuple(changes)
    if not can_take(wanted):
        raise InputError([Finding("this is not Equipoise's to change", "change it in your calendar")])

    def edit(draft: Draft) -> None:
        for one in wanted:
            if one.target == "task":
                _task(draft, one, zone)
            elif one.target == "routine":
                _routine(draft, one)
            else:
                draft.set("rhythm", "rules", one.id, value=one.value)

    return change(life, what, edit)


def _task(draft: Draft, one: Change, zone: Any) -> None:
    if one.field == "drop":
        draft.drop_task(one.id)
        return
    data = draft.task(one.id)
    draft.put_task(one.id, {key: v for key, v in (data | _fields(data, one, zone)).items() if v is not None})


def _fields(data: Mapping[str, Any], one: Change, zone: Any) -> dict[str, Any]:
    """Return the fields of a task that change; None takes one away."""
    value = one.value
    match one.field:
        case "hard_due":
            return {"deadline": None, "hard_due": None, "due": data.get("due") or data.get("deadline")}
        case "due":
            name = "deadline" if "deadline" in data else "due"
            return {name: _moment(value, zone)}
        case "release":
            return {"release": _moment(value, zone) if value else None}
        case "only":
            return {"only": None}
        case "not_on":
            return {"not_on": None}
        case "after":
            return {"after": [name for name in data.get("after", []) if name != value] or None}
        case "min_chunk" if isinstance(value, int | float):
            return {"min_chunk": duration_text(int(value))}
        case "minutes" if isinstance(value, int | float):
            done = duration(str(data.get("done", "0 min")))
            return {"estimate": duration_text(done + int(value))}
        case "pins" if isinstance(value, tuple):
            return {"pins": [*data.get("pins", []), *(_span(pin, zone) for pin in value)]}
        case _:
            return {one.field: str(value)}


def _moment(value: Any, zone: Any) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(zone).replace(tzinfo=None).isoformat()


def _span(pin: Interval, zone: Any) -> dict[str, str]:
    return {"start": _moment(pin.start, zone), "end": _moment(pin.end, zone)}


def _routine(draft: Draft, one: Change) -> None:
    routines = read_life(draft.text)[0].routines
    at = next((i for i, routine in enumerate(routines) if routine.id == one.id), None)
    if at is None:
        raise InputError([Finding("this routine is gone", "load the page again")])
    if one.field == "drop":
        draft.set("routine", at, value=None)
    elif one.field == "minutes" and isinstance(one.value, int | float):
        draft.set("routine", at, "length", value=duration_text(int(one.value)))
    else:
        draft.set("routine", at, one.field, value=one.value)
