"""Pins (11) and replanning (12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from equipoise.domain.commitments import Event, Task
from equipoise.domain.plan import Block
from equipoise.domain.time import Interval
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.timeline import Element, Timeline, utc
from equipoise.planning.verify.verdict import Violation
from equipoise.planning.verify.wording import name, span

__all__ = ["frozen_before", "movable_before", "pins", "replan"]


def pins(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 11: each pin from now on stands as a pinned block, and nothing is pinned without a reason."""
    for task in case.life.tasks:
        for pin in task.pins:
            when = _on_grid(case, pin)
            whole = case.grid.start <= when.start and when.end <= case.grid.end
            if whole and pin.start.astimezone(UTC) >= case.now and not _stands(timeline, task.id, when):
                yield Violation(11, f"{task.title} is not pinned at {span(case, when)}", (), task.id)
    for element in timeline.placed:
        if element.block is not None and element.block.pinned and not _may_be_pinned(case, element):
            yield Violation(11, f"{name(case, element)} is pinned, and nobody pinned it", element.ids)


def _stands(timeline: Timeline, commitment: str, when: Interval) -> bool:
    return any(not element.free and element.when == when for element in timeline.blocks_of(commitment))


def _may_be_pinned(case: Case, element: Element) -> bool:
    """Know a task's pin, a frozen block of the previous plan, a movable event that the frozen zone holds."""
    source, block = element.source, element.block
    if isinstance(source, Task) and any(_on_grid(case, pin) == element.when for pin in source.pins):
        return True
    held = element.when.start < case.frozen_until
    if held and isinstance(source, Event) and _on_grid(case, source.when) == element.when:
        return True
    return block is not None and any(
        old.commitment == block.commitment and utc(old.when) == element.when for old in frozen_before(case)
    )


def _on_grid(case: Case, when: Interval) -> Interval:
    """Return an interval widened to the grid, in UTC."""
    grid, whole = case.grid, utc(when)
    first, last = grid.floor(whole.start), grid.ceil(whole.end)
    return Interval(grid.instant(first).astimezone(UTC), grid.instant(last).astimezone(UTC))


def frozen_before(case: Case) -> Iterator[Block]:
    """Yield the blocks of the previous plan that the frozen zone holds: begun by its end, and not over."""
    for block in case.previous.blocks if case.previous else ():
        when = utc(block.when)
        if block.commitment and when.start < case.frozen_until and when.end > case.now:
            yield block


def movable_before(case: Case) -> Iterator[Block]:
    """Yield the blocks of the previous plan that could have moved: not pinned, and after the frozen zone."""
    for block in case.previous.blocks if case.previous else ():
        start = utc(block.when).start
        later = case.frozen_until <= start and case.grid.start <= start < case.grid.end
        if block.commitment and later and not block.pinned:
            yield block


def replan(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 12: what the frozen zone holds stands unchanged, pinned, unless it waits for what will not be done."""
    for block in _not_waiting(case):
        when = utc(block.when)
        inside = case.grid.start <= when.start and when.end <= case.grid.end
        if inside and timeline.knows(block) and not _stands(timeline, block.commitment, when):
            text = f"{block.title} ({span(case, when)}) was to stand as in the previous plan"
            yield Violation(12, text, (), block.commitment)


def _not_waiting(case: Case) -> list[Block]:
    """Return the blocks in the frozen zone whose task may be worked on by then, in time order."""
    tasks = {task.id: task for task in case.life.tasks}
    out: list[Block] = []
    for block in sorted(frozen_before(case), key=lambda b: b.when.start):
        task = tasks.get(block.commitment)
        missing = [
            tasks[other].remaining
            - sum(b.when.minutes for b in out if b.commitment == other and b.when.end <= block.when.start)
            for other in (task.after if task else ())
            if other in tasks
        ]
        if all(minutes <= 0 for minutes in missing):
            out.append(block)
    return out
