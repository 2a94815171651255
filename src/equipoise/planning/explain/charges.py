"""What a repair costs: what everything else loses and what it asks for itself, in the plan's own prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from equipoise.domain.commitments import BlockKind, Ritual, Task
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.assemble import items_of, placed_blocks
from equipoise.planning.build import Setup
from equipoise.planning.engine import Solution
from equipoise.planning.explain.changes import Change, apply
from equipoise.planning.pricing import Item
from equipoise.planning.worth import Placed, plan_terms

__all__ = ["EXTRA_WORDS", "price_of"]

EXTRA_WORDS: Mapping[str, str] = {
    "meeting": "a meeting given up",
    "margin": "margin used up",
    "part": "work left out",
    "rule": "bent rules and wishes",
}
"""Costs that only repairs have, in words."""

_WISHES = {"after", "release", "only", "not_on", "gap_days"}
_OWN = ("off_hours", "weekend", "personal_in_hours", "focus", "tardy", "batch", "preferred")


def _others(
    setup: Setup, placed: Sequence[Placed], items: Mapping[str, Item], but: set[str]
) -> dict[str, float]:
    return plan_terms(setup, [b for b in placed if b.commitment not in but], items)


def _own(setup: Setup, placed: Iterable[Placed], item: Item, commitment: str) -> dict[str, float]:
    """Return what the commitment's own blocks cost besides what they earn; a deadline counts as due date."""
    if isinstance(item, Task):
        item = replace(item, hard_due=False)
    vectors = setup.pricing.terms(item)
    out = dict.fromkeys(_OWN, 0.0)
    count = 0
    for block in placed:
        if block.commitment == commitment:
            count += 1
            for name in _OWN:
                if name in vectors:
                    out[name] += float(vectors[name][block.start : block.end].sum())
    if isinstance(item, Task) and count > 1:
        out["block"] = -(count - 1) * setup.pricing.at_start("price.block")
    return out


def _margin(before: Solution, after: Solution, change: Change) -> float:
    """Return the price of margin that is used up: a minute of it counts as a minute of off-hours work."""
    problem, grid = before.setup.problem, before.setup.problem.grid
    if change.day is None:
        return 0.0
    k = grid.dates.index(change.day)
    own = problem.own_mask
    used = sum(
        int(own[b.start : b.end].sum())
        for b in placed_blocks(after.setup, after.found)
        if not b.pinned and grid.midnights[k] <= b.start < grid.midnights[k + 1]
    )
    rate = before.setup.request.books[change.day].number("price.off_hours")
    return rate * SLOT_MINUTES * max(0, used - problem.cap[k])


def _golden(before: Solution, after: Solution) -> float:
    """Return the price of other work inside hard golden hours."""
    golden = before.setup.pricing.masks.golden
    price = before.setup.pricing.price("price.focus")
    total = 0.0
    items = items_of(after.setup)
    for block in placed_blocks(after.setup, after.found):
        if not block.pinned and after.setup.pricing.kind(items[block.activity]) is not BlockKind.FOCUS:
            part = slice(block.start, block.end)
            total += float(np.where(golden[part], price[part], 0.0).sum()) * SLOT_MINUTES
    return total


def _asked(before: Solution, after: Solution, change: Change, commitment: str) -> dict[str, float]:
    """Return what a change itself gives up."""
    request = before.setup.request
    if change.id == commitment and change.field in {"minutes", "per_week"}:
        old, new = _wanted(before, commitment), _wanted(after, commitment)
        price = _minute_price(before, commitment)
        return {"part": price * max(0, old - new) * SLOT_MINUTES}
    if change.target == "event":
        event = next(e for e in request.events if e.id == change.id)
        day = request.grid.day_of(request.grid.clamp(request.grid.floor(event.when.start)))
        book = request.books[request.grid.dates[min(day, request.grid.days - 1)]]
        if change.field == "drop":
            return {"meeting": book.number("price.high") * event.when.minutes}
        return {"change": book.number("price.change")}
    if change.target == "rule" and change.id.startswith("margin"):
        return {"margin": _margin(before, after, change) if change.id == "margin" else 0.0}
    if change.target == "rule" and change.id == "hours.focus":
        return {"focus": _golden(before, after)}
    if change.field in _WISHES or (change.target == "rule" and change.field == "value"):
        book = request.books[change.day or request.grid.first]
        return {"rule": book.number("price.change")}
    return {}


def _left_out(before: Solution, after: Solution, commitment: str) -> float:
    """Return the price of work that another commitment gives up beyond what it had a place for."""
    had, has = (
        sum(b.end - b.start for b in placed_blocks(s.setup, s.found) if b.commitment == commitment)
        for s in (before, after)
    )
    less = _wanted(before, commitment) - _wanted(after, commitment) - max(0, had - has)
    return _minute_price(before, commitment) * max(0, less) * SLOT_MINUTES


def _minute_price(solution: Solution, commitment: str) -> float:
    """Return what a minute of a commitment is worth: by priority, or a ritual's value by its length."""
    setup = solution.setup
    activity = next(a for a in setup.problem.activities if a.commitment == commitment)
    item = setup.items[activity.id]
    if isinstance(item, Ritual):
        return item.value / item.minutes
    return setup.pricing.at_start(setup.pricing.priority(item))


def _wanted(solution: Solution, commitment: str) -> int:
    return sum(a.need for a in solution.setup.problem.activities if a.commitment == commitment)


def price_of(
    before: Solution, after: Solution, changes: Sequence[Change], commitment: str
) -> dict[str, float]:
    """Return the cost of a repair by term, in value-minutes, at the prices of the plan as it was.

    It is what all other commitments lose, what the repaired commitment's own place costs (off-hours,
    lateness against its old date, fragments), and what the changes themselves give up: a minute of a
    declined meeting at ``price.high``, a moved
    meeting, a wish and a rule that give way at ``price.change``, a minute of margin at ``price.off_hours``.
    """
    setup = before.setup
    if after.setup.request.grid != setup.request.grid:
        return _of_waiting(before, after, commitment)
    moved = {c.id for c in changes if c.target == "event"}
    but = {commitment, *moved}
    # work that is no longer wanted this week is not work left unfinished
    less = {"minutes", "drop"}
    shortened = [c for c in changes if c.target == "task" and c.field in less and c.id != commitment]
    old = placed_blocks(setup, before.found)
    new = placed_blocks(after.setup, after.found)
    items = {**items_of(after.setup), **items_of(setup)}
    base = _others(setup, old, items_of(setup), but)
    judged = replace(setup, request=apply(setup.request, shortened)) if shortened else setup
    now = _others(judged, new, items, but)
    cost = {name: base.get(name, 0.0) - now.get(name, 0.0) for name in base.keys() | now.keys()}
    item = next(i for key, i in items.items() if _stands_for(setup, key, commitment))
    was, own = _own(setup, old, item, commitment), _own(setup, new, item, commitment)
    for name in was.keys() | own.keys():
        cost[name] = cost.get(name, 0.0) + was.get(name, 0.0) - own.get(name, 0.0)
    for change in shortened:
        cost["part"] = cost.get("part", 0.0) + _left_out(before, after, change.id)
    for change in changes:
        for name, value in _asked(before, after, change, commitment).items():
            cost[name] = cost.get(name, 0.0) + value
    return {name: value for name, value in sorted(cost.items()) if abs(value) > 1e-6}


def _of_waiting(before: Solution, after: Solution, commitment: str) -> dict[str, float]:
    """Return what a commitment loses by coming in a later week; the plan in force can stand beside it."""
    setup = after.setup
    item = next(setup.items[a.id] for a in before.setup.problem.activities if a.commitment == commitment)
    if isinstance(item, Task):
        known = next(t for t in before.setup.request.life.tasks if t.id == commitment)
        item = replace(known, hard_due=False)
    out = _own(setup, placed_blocks(setup, after.found), item, commitment)
    wait = setup.pricing.terms(item).get("sooner")
    blocks = [b for b in placed_blocks(setup, after.found) if b.commitment == commitment]
    if wait is not None:
        out["sooner"] = sum(float(wait[b.start : b.end].sum()) for b in blocks)
    return {name: -value for name, value in sorted(out.items()) if abs(value) > 1e-6}


def _stands_for(setup: Setup, activity: str, commitment: str) -> bool:
    return any(a.id == activity and a.commitment == commitment for a in setup.problem.activities)
