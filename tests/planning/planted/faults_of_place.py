"""Single faults: off the grid, over another, in closed time, in the frozen zone, out of its windows."""

from __future__ import annotations

from datetime import timedelta

from tests.planning.verify.lives import World, rule, window

from equipoise.domain.commitments import BlockKind, Event
from equipoise.domain.plan import Block
from equipoise.domain.rules import Strength
from equipoise.domain.time import Interval, at_local

from .hands import MINUTE, SLOT, Mutation, clock, free, local, moved, of, of_tasks


def off_grid(world: World) -> World:
    block = free(world)[0]
    return world.alter(block.id, when=Interval(block.when.start + MINUTE, block.when.end + MINUTE))


def onto_another(world: World) -> World:
    one, two = free(world)[:2]
    return moved(world, two, one.when.end - SLOT)


def onto_an_event(world: World) -> World | None:
    return moved(world, free(world)[0], world.events[0].when.end - SLOT) if world.events else None


def out_of_the_horizon(world: World) -> World:
    return moved(world, free(world)[-1], free(world)[-1].when.start + timedelta(days=7))


def into_sleep(world: World) -> World:
    walk = of(world, "walk")[0]
    return moved(world, walk, clock(world, walk, f"{local(world, 'sleep').start:%H:%M}") - SLOT)


def closed_by(*rules: str) -> Mutation:
    """Close, by a rule that may hold windows, just the last slot of a block of work."""

    def mutate(world: World) -> World | None:
        block = next((b for b, t in of_tasks(world) if t.kind is not BlockKind.FOCUS), None)
        if block is None:
            return None
        zone = world.life.person.zone
        last = (block.when.end - SLOT).astimezone(zone)
        end = block.when.end.astimezone(zone)
        windows = (window(f"{last:%H:%M}", f"{end:%H:%M}", frozenset({last.weekday()})),)
        return world.with_rules(*(rule(r, windows, Strength.HARD) for r in rules))

    return mutate


def away_all_day(world: World) -> World:
    block = next(b for b, _t in of_tasks(world))
    start = clock(world, block, "00:00")
    away = Event("away", "Away", Interval(start, start + SLOT), all_day=True)
    return world.with_(events=(*world.events, away))


def on_a_holiday(world: World) -> World:
    block = next(b for b, _t in of_tasks(world))
    day = block.when.start.astimezone(world.life.person.zone).date()
    return world.with_(holidays=frozenset({day})).with_rules(rule("holidays", "yes", Strength.HARD))


def after_the_hard_stop(world: World) -> World:
    """Move the last work of a date so that its last slot lies outside the outer hours."""
    block = next(b for b, _t in of_tasks(world))
    end = clock(world, block, f"{local(world, 'hours.outer').end:%H:%M}")
    return moved(world, block, end + SLOT - (block.when.end - block.when.start))


def before_rest_is_over(world: World) -> World:
    block = next(b for b, _t in of_tasks(world))
    day = world.plan.first + timedelta(days=1)
    start = at_local(day, local(world, "hours.own").start, world.life.person.zone)
    wide = world.with_rules(rule("hours.outer", (window("00:00", "00:00"),)), rule("sleep", ()))
    return moved(wide, block, start - (block.when.end - block.when.start))


def on_the_day_of_weekly_rest(world: World) -> World:
    wide = world.with_rules(
        rule("hours.outer", (window("00:00", "00:00"),)), rule("weekend", (), Strength.PRICED)
    )
    block = next(b for b, _t in of_tasks(wide))
    sunday = at_local(
        world.plan.first + timedelta(days=6), clock(world, block, "03:00").time(), world.life.person.zone
    )
    return moved(wide.with_rules(rule("rest.weekly", 35.0)), block, sunday)


def in_the_frozen_zone(world: World) -> World:
    return world.with_plan(now=free(world)[0].when.start - timedelta(minutes=29))


def too_early(world: World) -> World:
    block, task = next(of_tasks(world))
    return world.commitment(task.id, release=block.when.start + MINUTE)


def too_late(world: World) -> World:
    block, task = next(of_tasks(world))
    return world.commitment(task.id, due=block.when.end - MINUTE, hard_due=True)


def outside_its_only_window(world: World) -> World | None:
    block = next((b for b, t in of_tasks(world) if t.only), None)
    return moved(world, block, block.when.start + SLOT) if block else None


def outside(name: str) -> Mutation:
    """Move what has windows of its own out of them."""

    def mutate(world: World) -> World | None:
        blocks = of(world, name)
        return moved(world, blocks[0], blocks[0].when.start - timedelta(hours=10)) if blocks else None

    return mutate


def over_midnight(world: World) -> World:
    walk = of(world, "walk")[0]
    return moved(world, walk, clock(world, walk, "23:55"))


def buffer_over_another(world: World) -> World:
    block = Block("buffer/1", BlockKind.BUFFER, "Buffer", free(world)[0].when)
    return world.add(block)


def no_length(world: World) -> World:
    block = free(world)[0]
    return world.alter(block.id, when=Interval(block.when.start, block.when.start))
