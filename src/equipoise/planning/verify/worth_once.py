"""Terms of the worth that are paid once for a task, a block, a pair of blocks, a goal or a change."""

from __future__ import annotations

from itertools import pairwise

from equipoise.domain.commitments import Ritual, Task
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.closed import ClosedTime
from equipoise.planning.verify.pins import movable_before
from equipoise.planning.verify.timeline import Element, Timeline, on_grid, utc

__all__ = ["block", "change", "completion", "goal", "ritual", "switch"]


def completion(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what tasks earn by being placed whole; the first date's rulebook prices it."""
    book, total = case.first_book, 0.0
    for task in case.life.tasks:
        needed = on_grid(task.remaining)
        if needed and timeline.minutes_of(task.id) >= needed:
            total += book.number("price.completion") * book.number(f"price.{task.priority.value}") * needed
    return total


def ritual(_case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return the value of the rituals that are kept."""
    return sum(element.source.value for element in timeline.placed if isinstance(element.source, Ritual))


def block(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what the blocks of tasks cost; the first date's rulebook prices them."""
    count = sum(isinstance(element.source, Task) for element in timeline.placed)
    return -case.first_book.number("price.block") * count


def switch(case: Case, timeline: Timeline, closed: ClosedTime) -> float:
    """Return what changes of role inside an opening cost; the date of the second block's start prices it."""
    total = 0.0
    for one, two in pairwise(timeline.placed):
        a, b = one.traits.role, two.traits.role
        if a and b and a != b and _same_opening(case, closed, one, two):
            total -= _number(case, two, "price.switch")
    return total


def _same_opening(case: Case, closed: ClosedTime, one: Element, two: Element) -> bool:
    """Tell whether neither is a pin and no slot from the one's start to the other's is closed to all."""
    first, last = one.first, two.first + 1
    inside = first >= 0 and last <= case.grid.size
    return one.free and two.free and inside and not closed.to_both[first:last].any()


def _number(case: Case, element: Element, rule_id: str) -> float:
    return case.book(case.date_of(element.when.start)).number(rule_id)


def goal(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what goals earn for the minutes of their tasks and routines, up to the minutes wanted."""
    total = 0.0
    for item in case.life.goals:
        servants = {task.id for task in case.life.tasks if task.goal == item.id}
        servants |= {routine.id for routine in case.life.routines if routine.goal == item.id}
        wanted = item.minutes_per_week * case.plan.days // (7 * SLOT_MINUTES) * SLOT_MINUTES
        minutes = sum(timeline.minutes_of(servant) for servant in servants)
        total += min(minutes, wanted)
    return case.first_book.number("price.goal") * total


def change(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what moved and dropped blocks of the previous plan cost; the first date's rulebook prices it."""
    kept = {(e.block.commitment, e.when) for e in timeline.placed if e.block is not None}
    moved = sum((old.commitment, utc(old.when)) not in kept for old in movable_before(case))
    return -case.first_book.number("price.change") * moved
