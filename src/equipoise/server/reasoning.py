"""Why here, why not, what an hour costs: answered from the plan as it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from equipoise import api
from equipoise.domain.errors import Finding, InputError
from equipoise.planning.explain import WhyHere
from equipoise.server.acting import follow
from equipoise.server.clock import local_time, on_grid
from equipoise.server.jobs.explaining import answer_of
from equipoise.server.models import Life
from equipoise.server.repairs import change_from, take
from equipoise.server.solutions import solution_of

__all__ = ["meeting", "prices", "take_repair", "why_here", "why_not"]


def why_here(life: Life, block: str) -> WhyHere:
    """Return why a block stands where it stands.

    Raises:
        InputError: there is no plan, or the plan has no such block.
    """
    solution = solution_of(life)
    if not any(b.id == block for b in solution.plan.blocks):
        raise InputError([Finding("this block is not in the plan any more", "load the page again")])
    return api.explain(solution, block)


def why_not(life: Life, commitment: str) -> dict[str, Any]:
    """Return why something did not fit, as a worker found out: what ``explaining.answer_of`` tells.

    Raises:
        InputError: there is no plan, or it has its place, or nobody has asked a worker yet.
    """
    found = answer_of(life, commitment)
    if found is None:
        told = "this has not been worked out for the plan in force"
        raise InputError([Finding(told, "ask once more")])
    return found


def take_repair(life: Life, commitment: str, number: Any, now: datetime) -> dict[str, Any]:
    """Take one of the repairs that were shown, and ask for the plan that follows.

    Raises:
        InputError: there is no such repair, or it is not ours to take.
    """
    repairs = why_not(life, commitment)["repairs"]
    if not isinstance(number, int) or not 0 <= number < len(repairs):
        raise InputError([Finding("there is no such repair", "load the page again", field="number")])
    chosen = repairs[number]
    changes = [change_from(one) for one in chosen["changes"]]
    return follow(life, take(life, chosen["what"], changes, now.tzinfo), now)


def prices(life: Life) -> dict[str, Any]:
    """Return what each hour of the week is worth: ``hours`` by date and clock, and a ``sentence``."""
    solution = solution_of(life)
    found = api.hour_prices(solution)
    table = found.by_day(solution.setup.request.grid)
    days = {day.isoformat(): {hour: round(v, 1) for hour, v in row.items()} for day, row in table.items()}
    return {"hours": days, "sentence": found.sentence}


def meeting(life: Life, start: str, minutes: Any, now: datetime) -> dict[str, Any]:
    """Return what a meeting would cost: ``cost`` in value-minutes, ``clash`` and a ``sentence``.

    Args:
        life: whose. ``start``: ISO 8601, on the plan's clock without an offset. ``minutes``: its length, 5 to 480.
        now: the clock.

    Raises:
        InputError: there is no plan, or this is no time.
    """
    solution = solution_of(life)
    try:
        at = local_time(start, on_grid(life, now))
        length = int(minutes)
        end = at + timedelta(minutes=length)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            [Finding("this is no time", "write it like 2026-11-23T09:30", field="start")]
        ) from None
    if not 5 <= length <= 480:
        raise InputError([Finding("a meeting takes 5 minutes to 8 hours", field="minutes")])
    cost = api.meeting_cost(solution, at, end)
    worth = cost.quick if cost.cost is None else cost.cost
    return {"cost": round(worth, 1), "clash": cost.clash, "sentence": cost.sentence}
