"""What a person does to the plan: a block moved, a plan taken, a repair chosen. A plan that follows is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval
from equipoise.server import blocks
from equipoise.server.clock import local_time, on_grid
from equipoise.server.jobs.planning import accept, ask
from equipoise.server.models import Life, Proposal, Revision
from equipoise.server.plans import plan_of
from equipoise.server.store import standing, undo

__all__ = ["ACTS", "act", "follow", "replan", "span", "take_back", "take_plan"]

MORE = 30
"""Minutes that a block gets more, unless another number is said."""
FAR = timedelta(days=400)
"""Farther away nothing is planned."""
SIMPLE: Mapping[str, Callable[[Life, Plan, str, datetime], Revision]] = {
    "pin": blocks.pin,
    "unpin": blocks.unpin,
    "delete": blocks.delete,
    "complete": blocks.complete,
    "not-today": blocks.not_today,
}
ACTS = ("move", "lengthen", *SIMPLE)
"""What may be done to a block."""


def act(life: Life, what: str, block: str, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Do something to a block, and ask for the plan that follows from it.

    Args:
        life: whose. ``what``: one of ``ACTS``. ``block``: its id.
        given: ``start`` and ``end`` of a move (ISO text or moments, local without an offset), ``minutes`` to lengthen.
        now: the clock.

    Returns:
        ``proposal``, ``revision`` and ``what``.

    Raises:
        InputError: there is no plan or no such block, or it cannot lie there.
    """
    if life.plan is None or life.plan.plan is None:
        raise InputError([Finding("there is no plan yet", "plan the week first")])
    plan = plan_of(life.plan)
    if what == "move":
        revision = blocks.move(life, plan, block, span(given, on_grid(life, now)), now)
    elif what == "lengthen":
        revision = blocks.lengthen(life, plan, block, _minutes(given), now)
    else:
        revision = SIMPLE[what](life, plan, block, now)
    return follow(life, revision, now)


def follow(life: Life, revision: Revision, now: datetime) -> dict[str, Any]:
    """Ask for the plan that follows from a change, which is taken back if none can."""
    kind = Proposal.Kind.REPLAN
    found = ask(life, kind, why=revision.what, now=now, accept=True, change=revision.number)
    return {"proposal": str(found.pk), "revision": revision.number, "what": revision.what}


def replan(life: Life, why: str, now: datetime) -> Proposal | None:
    """Ask for a plan with what has changed, if there is one that may be wrong now."""
    if life.plan is None:
        return None
    return ask(life, Proposal.Kind.REPLAN, why=why, now=now, accept=True)


def span(given: Mapping[str, Any], now: datetime) -> Interval:
    """Return the times of a request, local without an offset, as an interval.

    Raises:
        InputError: they are none or far away, or it ends before it begins.
    """
    try:
        start, end = (local_time(str(given[key]), now) for key in ("start", "end"))
        far = max(abs(start - now), abs(end - now)) > FAR
        when = None if far else Interval(start, end)
    except (KeyError, ValueError, OverflowError):
        told = "the new time is no time"
        raise InputError([Finding(told, "write it like 2026-11-23T09:30", field="start")]) from None
    if when is None:
        raise InputError([Finding("this time is too far away", "choose one of the week", field="start")])
    return when


def _minutes(given: Mapping[str, Any]) -> int:
    minutes = given.get("minutes", MORE)
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        raise InputError([Finding("the minutes are no number", "give it 5 or more", field="minutes")])
    return minutes


def take_back(life: Life, number: int, now: datetime) -> dict[str, Any]:
    """Put back what stood before a change, and the plan; if other changes have followed, another plan is asked for.

    Returns:
        ``revision`` and ``what`` of the taking back, and ``proposal`` if a plan is on its way.

    Raises:
        InputError: there is no such change, or it was taken back already.
    """
    revision = undo(life, number)
    told = {"what": revision.what, "revision": revision.number}
    if life.plan_id and standing(life, number).exists():
        found = ask(life, Proposal.Kind.REPLAN, why=revision.what, now=now, accept=True)
        return {**told, "proposal": str(found.pk)}
    return told


def take_plan(life: Life, pk: Any) -> Proposal | None:
    """Put a plan that was looked at into force; return it, or None if there is none.

    Raises:
        InputError: the life is another one since.
    """
    found = life.proposals.filter(pk=pk).exclude(plan=None).first()
    if found is not None and not accept(found):
        raise InputError([Finding("your life has changed since this plan was made", "plan anew")])
    return found
