"""Executing a plan: the stated policy by hand, and that more margin never hurts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.planning.forecast.execute import execute
from equipoise.planning.forecast.track import FREE, Stretch, Track, lay_track

from .smallweek import at, block, make_plan, make_request, task, window


def lived(
    tasks: Sequence[object], blocks: Sequence[object], minutes: Sequence[float], **more: object
) -> list[float]:
    """Return when each task is done, in hours after Monday 00:00."""
    request = make_request(tasks, **more)  # type: ignore[arg-type]
    run = execute(lay_track(request, make_plan(request, blocks)), np.array(minutes)[:, None])  # type: ignore[arg-type]
    return [float(x) / 60 for x in run.finish[:, 0]]


def test_as_planned() -> None:
    blocks = [
        block("a", 0, "09:00", "10:00"),
        block("a", 0, "14:00", "15:00"),
        block("b", 0, "10:00", "11:00"),
    ]
    assert lived([task("a", 120), task("b", 60)], blocks, [120, 60]) == [15, 11]


def test_what_is_late_goes_on_in_the_margin_and_moves_nothing_else() -> None:
    blocks = [block("a", 0, "09:00", "10:00"), block("b", 0, "10:00", "11:00")]
    assert lived([task("a", 60), task("b", 60)], blocks, [80, 60]) == [11 + 20 / 60, 11]


def test_time_left_over_by_one_helps_another_that_is_late() -> None:
    blocks = [block("a", 0, "09:00", "10:00"), block("b", 0, "10:00", "11:00")]
    assert lived([task("a", 60), task("b", 60)], blocks, [70, 45]) == [10 + 55 / 60, 10.75]


def test_the_most_urgent_of_the_late_comes_first() -> None:
    tasks = [task("a", 60, due=at(4, "17:00")), task("b", 60, due=at(0, "12:00"))]
    blocks = [block("a", 0, "09:00", "10:00"), block("b", 0, "10:00", "11:00")]
    assert lived(tasks, blocks, [90, 90]) == [12, 11.5]


def test_nobody_works_through_the_night_the_weekend_or_a_meeting() -> None:
    assert lived([task("a", 60)], [block("a", 0, "16:00", "17:00")], [90]) == [24 + 9.5]
    assert lived([task("a", 60)], [block("a", 4, "16:00", "17:00")], [90]) == [float("inf")]
    lunch = block("lunch", 0, "10:00", "11:00")
    assert lived([task("a", 60)], [block("a", 0, "09:00", "10:00"), lunch], [70]) == [11 + 10 / 60]


def test_gaps_too_short_to_begin_in_are_not_used() -> None:
    blocks = [block("a", 0, "09:00", "10:00"), block("x", 0, "10:05", "11:00")]
    assert lived([task("a", 60)], blocks, [65]) == [11 + 5 / 60]
    blocks = [block("a", 0, "09:00", "10:00"), block("x", 0, "10:10", "11:00")]
    assert lived([task("a", 60)], blocks, [65]) == [10 + 5 / 60]


def test_a_task_that_waits_gives_its_time_to_what_it_waits_for() -> None:
    tasks = [task("a", 60), task("b", 60, after=("a",))]
    blocks = [block("a", 0, "09:00", "10:00"), block("b", 0, "10:00", "11:00")]
    # a takes 15 minutes of b's block; b is 15 minutes late and goes on at 11:00
    assert lived(tasks, blocks, [75, 60]) == [10.25, 11.25]


def test_chains_wait_in_order() -> None:
    tasks = [task("c", 30, after=("b",)), task("b", 30, after=("a",)), task("a", 30)]
    blocks = [
        block("a", 0, "09:00", "09:30"),
        block("b", 0, "09:30", "10:00"),
        block("c", 0, "10:00", "10:30"),
    ]
    # a until 10:00 (all of b's block), b until 10:30 (all of c's), c 10:30 to 11:00 in the margin
    assert lived(tasks, blocks, [30, 30, 60]) == [11, 10.5, 10]


def test_only_what_is_ahead_counts() -> None:
    blocks = [block("a", 0, "09:00", "10:00"), block("a", 0, "11:00", "12:00")]
    request = make_request([task("a", 120, done=30)], now=at(0, "09:30"))
    track = lay_track(request, make_plan(request, blocks))
    assert [(s.start / 60, s.end / 60) for s in track.stretches if s.task == 0] == [(9.5, 10), (11, 12)]
    assert track.planned == (90,)


def test_missing_work_is_read_at_the_due_date() -> None:
    request = make_request([task("a", 60, due=at(0, "09:45")), task("b", 60)])
    plan = make_plan(request, [block("a", 0, "09:00", "10:00"), block("b", 4, "16:00", "17:00")])
    run = execute(lay_track(request, plan), np.array([[60.0, 30.0], [100.0, 60.0]]))
    assert run.missing.tolist() == [[15, 0], [40, 0]]
    assert run.finish[0].tolist() == [600, 570]


def test_samples_do_not_touch_each_other() -> None:
    tasks = [task("a", 60), task("b", 90, after=("a",)), task("c", 30, due=at(1, "12:00"))]
    blocks = [
        block("a", 0, "09:00", "10:00"),
        block("b", 0, "10:00", "11:30"),
        block("c", 0, "11:30", "12:00"),
    ]
    request = make_request(tasks)
    track = lay_track(request, make_plan(request, blocks))
    work = np.random.default_rng(0).uniform(10, 300, (3, 50))
    together = execute(track, work).finish
    for k in range(50):
        assert np.array_equal(execute(track, work[:, [k]]).finish[:, 0], together[:, k])


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Track, np.ndarray, list[int]]:
    """A track of slots of ten minutes, each a task's or free or nothing, and slots to be freed."""
    count = draw(st.integers(1, 4))
    cells = draw(st.lists(st.integers(-2, count - 1), min_size=count, max_size=24))
    cells[:count] = range(count)
    tasks = tuple(task(f"t{i}", 10) for i in range(count))
    last = tuple(10.0 * (max(k for k, c in enumerate(cells) if c == i) + 1) for i in range(count))
    first = [10.0 * cells.index(i) for i in range(count)]
    before = tuple(
        tuple(j for j in range(i) if first[i] >= last[j] and draw(st.booleans())) for i in range(count)
    )
    # what others wait for comes first, as lay_track has it
    closed: list[tuple[int, ...]] = []
    for waits in before:
        closed.append(tuple(sorted({*waits, *(k for j in waits for k in closed[j])})))
    due = tuple(10.0 * draw(st.integers(1, 30)) for _ in range(count))
    key = [min([due[i], *(due[k] for k in range(count) if i in closed[k])]) for i in range(count)]
    order = tuple(sorted(range(count), key=lambda i: (key[i], len(closed[i]), i)))
    stretches = tuple(Stretch(10.0 * k, 10.0 * k + 10, c) for k, c in enumerate(cells) if c > -2)
    work = np.array([[float(draw(st.integers(1, 90)))] for _ in range(count)])
    freed = [k for k, c in enumerate(cells) if c == -2 and draw(st.booleans())]
    track = Track(tasks, tuple(range(count)), stretches, last, due, last, tuple(closed), order)
    return track, work, freed


@settings(max_examples=300, deadline=None)
@given(tracks())
def test_more_free_time_never_makes_anything_later(case: tuple[Track, np.ndarray, list[int]]) -> None:
    track, work, freed = case
    more = sorted(
        (*track.stretches, *(Stretch(10.0 * k, 10.0 * k + 10, FREE) for k in freed)), key=lambda s: s.start
    )
    before = execute(track, work).finish
    after = execute(replace(track, stretches=tuple(more)), work).finish
    assert (after <= before + 1e-6).all()


@settings(max_examples=150, deadline=None)
@given(tracks(), st.data())
def test_less_work_never_makes_that_task_later(
    case: tuple[Track, np.ndarray, list[int]], data: st.DataObject
) -> None:
    track, work, _freed = case
    i = data.draw(st.integers(0, len(work) - 1))
    less = work.copy()
    less[i] = max(1.0, less[i, 0] - data.draw(st.integers(0, 60)))
    assert (execute(track, less).finish <= execute(track, work).finish + 1e-6).all()


@settings(max_examples=150, deadline=None)
@given(tracks())
def test_work_is_neither_lost_nor_made(case: tuple[Track, np.ndarray, list[int]]) -> None:
    track, work, _freed = case
    endless = (*track.stretches, Stretch(10_000.0, 20_000.0, FREE))
    run = execute(replace(track, stretches=endless), work)
    room = sum(s.end - s.start for s in track.stretches)
    assert np.isfinite(run.finish).all()
    assert run.finish.max() <= max(10_000 + work.sum(), room)
    assert (
        run.finish[:, 0]
        >= [min(s.start for s in track.stretches if s.task == i) + work[i, 0] for i in range(len(work))]
        - np.array([1e-6])
    ).all()


def test_a_clock_change_does_not_move_finishes() -> None:
    request = make_request([task("a", 60)], hours_own=(window("00:00", "23:00"),))
    run = execute(
        lay_track(request, make_plan(request, [block("a", 0, "01:00", "02:00")])), np.array([[60.0]])
    )
    assert run.finish[0, 0] == pytest.approx(120)
