"""The worth of placed blocks, term by term, for plans and explanations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.domain.commitments import Ritual, Task
from equipoise.domain.time import SLOT_MINUTES, to_slots
from equipoise.planning.build import Setup
from equipoise.planning.pricing import Item

__all__ = ["Placed", "minute_terms", "plan_terms"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in slots: [start, end) of an activity, or of a pin."""

    activity: str
    commitment: str
    start: int
    end: int
    role: str
    pinned: bool = False


def minute_terms(setup: Setup, item: Item, start: int, end: int) -> dict[str, float]:
    """Return the per-minute terms of a block of ``item`` in [start, end) slots."""
    return {name: float(vector.sum()) for name, vector in setup.pricing.terms(item, start, end).items()}


def _openings(setup: Setup) -> tuple[np.ndarray, np.ndarray]:
    marks = np.concatenate(([False], setup.problem.open_mask, [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(marks))
    return edges[::2], edges[1::2]


def _switches(setup: Setup, placed: Sequence[Placed]) -> float:
    """Return the cost of switches between consecutive blocks of one opening."""
    _starts, ends = _openings(setup)
    total = 0.0
    previous: tuple[int, str] | None = None
    for block in placed:
        if block.pinned:
            previous = None
            continue
        opening = int(np.searchsorted(ends, block.start, side="right"))
        if previous and previous[0] == opening and previous[1] and block.role and previous[1] != block.role:
            total -= float(setup.pricing.price("price.switch")[block.start])
        previous = (opening, block.role)
    return total


def _goals(setup: Setup, minutes: Mapping[str, int]) -> float:
    life = setup.request.life
    served: dict[str, int] = defaultdict(int)
    goal_of = {t.id: t.goal for t in life.tasks} | {r.id: r.goal for r in life.routines}
    for commitment, goal_id in goal_of.items():
        served[goal_id] += minutes.get(commitment, 0)
    rate = setup.pricing.at_start("price.goal")
    days = setup.request.grid.days
    total = 0.0
    for goal in life.goals:
        wanted = int(goal.minutes_per_week * days / 7 / SLOT_MINUTES) * SLOT_MINUTES
        total += rate * min(served[goal.id], wanted)
    return total


def _change(setup: Setup, placed: Iterable[Placed]) -> float:
    grid = setup.request.grid
    standing = {(b.commitment, b.start, b.end) for b in placed}
    lost = sum(
        (b.commitment, grid.floor(b.when.start), grid.floor(b.when.end)) not in standing for b in setup.kept
    )
    return -setup.pricing.at_start("price.change") * lost


def plan_terms(setup: Setup, placed: Sequence[Placed], items: Mapping[str, Item]) -> dict[str, float]:
    """Return the terms of a whole plan in value-minutes; they sum to its worth.

    Args:
        setup: problem and prices. ``placed``: all blocks of commitments, pins too, by start.
        items: commitment behind each ``Placed.activity``.
    """
    terms: dict[str, float] = defaultdict(float)
    minutes: dict[str, int] = defaultdict(int)
    for block in placed:
        item = items[block.activity]
        for name, vector in setup.pricing.terms(item, block.start, block.end).items():
            terms[name] += float(vector.sum())
        minutes[block.commitment] += (block.end - block.start) * SLOT_MINUTES
        if isinstance(item, Task):
            terms["block"] -= setup.pricing.at_start("price.block")
        elif isinstance(item, Ritual):
            terms["ritual"] += item.value
    for task in setup.request.life.tasks:
        need = to_slots(task.remaining)
        if need and minutes.get(task.id, 0) >= need * SLOT_MINUTES:
            terms["completion"] += setup.pricing.completion(task, need)
    terms["switch"] += _switches(setup, placed)
    if setup.request.life.goals:
        terms["goal"] += _goals(setup, minutes)
    if setup.kept:
        terms["change"] += _change(setup, placed)
    return {name: value for name, value in sorted(terms.items()) if abs(value) > 1e-9}
