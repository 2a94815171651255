"""Taking hold of the blocks of a plan, to change one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.planning.verify.lives import World

from equipoise.domain.commitments import LocalWindow, Task
from equipoise.domain.plan import Block
from equipoise.domain.time import Interval, at_local

Mutation = Callable[[World], World | None]
SLOT, MINUTE = timedelta(minutes=5), timedelta(minutes=1)


def free(world: World) -> list[Block]:
    return [b for b in world.plan.blocks if not b.pinned]


def task_of(world: World, block: Block) -> Task | None:
    return next((t for t in world.life.tasks if t.id == block.commitment), None)


def of_tasks(world: World) -> Iterator[tuple[Block, Task]]:
    """Yield the blocks of tasks that are not pinned."""
    for block in free(world):
        if (task := task_of(world, block)) is not None:
            yield block, task


def of(world: World, name: str) -> list[Block]:
    return [b for b in free(world) if b.commitment == name]


def moved(world: World, block: Block, start: datetime) -> World:
    """Put a block somewhere else, as long as it is."""
    return world.alter(block.id, when=Interval(start, start + (block.when.end - block.when.start)))


def resized(world: World, block: Block, minutes: int) -> World:
    return world.alter(block.id, when=Interval(block.when.start, block.when.end + timedelta(minutes=minutes)))


def clock(world: World, block: Block, text: str) -> datetime:
    """Return a local time on the date of a block."""
    zone = world.life.person.zone
    return at_local(
        block.when.start.astimezone(zone).date(), datetime.fromisoformat(f"2026-01-01T{text}").time(), zone
    )


def local(world: World, rule_id: str) -> LocalWindow:
    """Return the window of a rule that has one."""
    return world.books()[world.plan.first].windows(rule_id)[0]


def elements(world: World) -> list[tuple[Interval, str, str, bool, bool]]:
    """Return what stands on the timeline: time, role, place, whether it is a meeting, whether it may move."""
    out = [(b.when, b.role, b.place, False, not b.pinned) for b in world.plan.blocks]
    return sorted([*out, *((e.when, e.role, e.place, e.meeting, False) for e in world.events)])
