"""The checker is quick enough to run after every plan."""

import time
from dataclasses import replace
from datetime import timedelta

from equipoise.domain.commitments import Task
from equipoise.domain.plan import Block
from equipoise.domain.time import Interval

from .lives import World, at, good_world, make_plan, serve, task, window


def crowded(days: int, tasks: int) -> World:
    """One block of 30 minutes for each task, 11 on a date, and more tasks than have room."""
    found: list[Task] = []
    blocks: list[Block] = []
    for number in range(tasks):
        before = (f"t{number - 1}",) if number % 3 else ()
        item = task(f"t{number}", 30, after=before, due=at(number % days, "12:00"))
        found.append(replace(item, only=(window("09:00", "17:00"),), preferred=(window("09:00", "12:00"),)))
        day, place = divmod(number, 11)
        if day < days:
            start = at(day, "09:00") + timedelta(minutes=40 * place)
            blocks.append(serve(found[-1], 1, Interval(start, start + timedelta(minutes=30))))
    world = good_world().with_life(tasks=tuple(found))
    return world.with_(plan=make_plan(*blocks, days=days))


def seconds(world: World) -> float:
    start = time.perf_counter()
    world.verdict()
    return time.perf_counter() - start


def test_a_week_takes_less_than_a_third_of_a_second() -> None:
    world = crowded(7, 60)
    assert min(seconds(world) for _ in range(3)) < 0.3


def test_twelve_weeks_and_a_thousand_tasks_take_less_than_ten_seconds() -> None:
    assert seconds(crowded(84, 1000)) < 10
