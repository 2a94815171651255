"""Single faults: too long, too often, before what it waits for, too near, too full, not as pinned, not what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from tests.planning.verify.lives import World, serve

from equipoise.domain.commitments import Area, Estimate, Task
from equipoise.domain.time import Interval, at_local

from .hands import SLOT, Mutation, elements, free, local, moved, of, of_tasks, resized


def shorter(world: World) -> World:
    block, task = next((b, t) for b, t in of_tasks(world))
    shortest = min(b.when.minutes for b, t in of_tasks(world) if t is task)
    return resized(world, block, int(shortest - block.when.minutes) - 5)


def longer(world: World) -> World:
    block, task = next(of_tasks(world))
    longest = max(b.when.minutes for b, t in of_tasks(world) if t is task)
    return resized(world, block, int(longest - block.when.minutes) + 5)


def touching(world: World) -> World | None:
    for (one, task), (two, other) in pairwise(
        sorted(of_tasks(world), key=lambda p: (p[1].id, p[0].when.start))
    ):
        if task is other:
            return moved(world, two, one.when.end)
    return None


def one_block_too_many(world: World) -> World:
    block, task = next(of_tasks(world))
    return world.add(
        serve(task, 99, Interval(block.when.start + timedelta(days=6), block.when.end + timedelta(days=6)))
    )


def other_length(name: str, minutes: int) -> Mutation:
    def mutate(world: World) -> World | None:
        return resized(world, of(world, name)[0], minutes) if of(world, name) else None

    return mutate


def again(name: str, days: int) -> Mutation:
    """Repeat something, so many days later, at the same time."""

    def mutate(world: World) -> World | None:
        if not of(world, name):
            return None
        block, by = of(world, name)[0], timedelta(days=days) if days else block_after(world, name)
        copy = replace(block, id=f"{name}/again", when=Interval(block.when.start + by, block.when.end + by))
        return world.add(copy)

    return mutate


def block_after(world: World, name: str) -> timedelta:
    block = of(world, name)[0]
    return block.when.end - block.when.start


def left_out(world: World) -> World:
    return world.drop(of(world, "care")[0].id)


def too_soon_again(world: World) -> World:
    one, two = of(world, "run")[:2]
    return moved(world, two, one.when.start + timedelta(days=1))


def work_after_the_shutdown(world: World) -> World | None:
    for closing in of(world, "shutdown"):
        zone = world.life.person.zone
        date = closing.when.start.astimezone(zone).date()
        for block, _task in of_tasks(world):
            if block.when.start.astimezone(zone).date() == date:
                return moved(world, block, closing.when.end)
    return None


def before_what_it_waits_for(world: World) -> World | None:
    for block, task in of_tasks(world):
        for other in task.after:
            last = max(b.when.end for b in world.plan.blocks if b.commitment == other)
            return moved(world, block, last - SLOT)
    return None


def without_what_it_waits_for(world: World) -> World | None:
    for _block, task in of_tasks(world):
        for other in task.after:
            return world.drop(next(b.id for b in world.plan.blocks if b.commitment == other))
    return None


def waited_for_too_late(world: World) -> World | None:
    """Make a pinned block wait for one that ends after it has started."""
    for pin in (b for b in world.plan.blocks if b.pinned):
        for block, task in of_tasks(world):
            if block.when.start > pin.when.end and not task.after:
                return world.commitment(pin.commitment, after=(task.id,))
    return None


def nearer(want: Callable[[tuple[str, str, bool], tuple[str, str, bool]], bool]) -> Mutation:
    """Pull a block, that stands as near as it may, one slot towards what is before it."""

    def mutate(world: World) -> World | None:
        for one, two in pairwise(elements(world)):
            if two[4] and want(one[1:4], two[1:4]) and timedelta(0) < two[0].start - one[0].end <= 3 * SLOT:
                block = next(b for b in world.plan.blocks if b.when == two[0])
                return moved(world, block, one[0].end)
        return None

    return mutate


def without_a_break(world: World) -> World | None:
    """Pull a block so near to the work before it that the two are too long together."""
    work = [b for b in world.plan.blocks if b.area is Area.WORK]
    for one, two in pairwise(work):
        between = any(one.when.end <= e.when.start < two.when.start for e in world.events)
        if not two.pinned and not between and one.when.minutes + 5 + two.when.minutes > 120:
            return moved(world, two, one.when.end + SLOT)
    return None


def fuller_day(world: World) -> World:
    """Fill all that is free of the first own hours."""
    zone, hours = world.life.person.zone, local(world, "hours.own")
    start, end = (at_local(world.plan.first, t, zone) for t in (hours.start, hours.end))
    stood = [when for when, *_rest in elements(world) if start <= when.start < end]
    edges = [start, *(t for when in stood for t in (when.start, when.end)), end]
    gaps = [Interval(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    extra = Task("extra", "Extra", Estimate.single(480), min_chunk=5)
    life = {"tasks": (*world.life.tasks, extra)}
    return world.with_life(**life).add(*(serve(extra, n, gap) for n, gap in enumerate(gaps)))


def loose_pin(world: World) -> World | None:
    block = next((b for b in world.plan.blocks if b.pinned), None)
    return world.alter(block.id, pinned=False) if block else None


def moved_pin(world: World) -> World | None:
    block = next((b for b in world.plan.blocks if b.pinned), None)
    return moved(world, block, block.when.start + SLOT) if block else None


def lost_pin(world: World) -> World | None:
    block = next((b for b in world.plan.blocks if b.pinned), None)
    return world.drop(block.id) if block else None


def pinned_by_nobody(world: World) -> World:
    return world.alter(free(world)[0].id, pinned=True)


def frozen_block_moved(world: World) -> World:
    block = free(world)[0]
    late = world.with_(previous=world.plan).with_plan(now=block.when.start - SLOT)
    return moved(late, block, block.when.start + timedelta(days=5))


def changed(**fields: object) -> Mutation:
    return lambda world: world.alter(next(of_tasks(world))[0].id, **fields)


def unsorted(world: World) -> World:
    return world.with_plan(blocks=world.plan.blocks[::-1])


def one_id_for_two(world: World) -> World:
    one, two = free(world)[:2]
    return world.alter(two.id, id=one.id)


def done_just_before(world: World) -> World:
    day = of(world, "run")[0].when.start.astimezone(world.life.person.zone).date()
    return world.commitment("run", done=(day - timedelta(days=1),))


def in_another_zone(world: World) -> World:
    return world.with_plan(zone="Europe/Paris")
