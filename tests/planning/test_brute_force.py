"""Small cases against every plan there is: the search finds the best one, and the bound is never below it."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.time import Grid
from equipoise.planning.problem import Activity, Fixed, Problem
from equipoise.planning.search import Effort, search

GRID = Grid(date(2026, 11, 23), 1, ZoneInfo("UTC"))
START = 108  # 09:00


def activity(number: int, length: int, values: list[int], context: int) -> Activity:
    worth = np.zeros(GRID.size)
    worth[START : START + len(values)] = values
    return Activity(
        id=f"a{number}", commitment=f"a{number}", title=f"A{number}", kind=BlockKind.ADMIN, area=Area.WORK,
        need=length, minc=length, maxc=length, segments=((START, START + len(values)),), worth=worth,
        context=context, completion=3.0, block_cost=1.0,
    )  # fmt: skip


def problem(activities: list[Activity], size: int, *, stretch: int, cap: int, busy: int | None) -> Problem:
    open_mask = np.zeros(GRID.size, np.bool_)
    open_mask[START : START + size] = True
    fixed: tuple[Fixed, ...] = ()
    if busy is not None:
        open_mask[START + busy : START + busy + 2] = False
        fixed = (Fixed(START + busy, START + busy + 2, 2, work=True, name="meeting"),)
    trans = np.zeros((1, 3, 3), np.int32)
    trans[0, 0, 1] = trans[0, 1, 0] = 2
    trans[0, 2, :2] = trans[0, :2, 2] = 1
    switch = np.zeros((1, 3, 3))
    switch[0, 0, 1] = switch[0, 1, 0] = 2.5
    return Problem(
        grid=GRID, activities=tuple(activities), fixed=fixed, open_mask=open_mask, own_mask=open_mask.copy(),
        cap=(cap,), contexts=(("x", "", False), ("y", "", False), ("x", "", True)), trans=trans, switch=switch,
        day_kind=(0,), stretch=(stretch,), brk=(2,),
    )  # fmt: skip


Element = tuple[int, int, int, int]


def chains_are_legal(p: Problem, elements: list[Element]) -> bool:
    """Tell whether no chain of joined elements with a block in it is longer than allowed."""
    start = blocks = count = 0
    last_end = -999
    for s, e, _context, index in elements:
        if s - last_end >= p.brk[0]:
            start, blocks, count = s, 0, 0
        blocks, count, last_end = blocks + (index >= 0), count + 1, e
        if count > 1 and blocks and e - start > p.stretch[0]:
            return False
    return True


def gaps_are_legal(p: Problem, elements: list[Element]) -> bool:
    pairs = [(a, b) for a, b in itertools.pairwise(elements)]
    apart = all(b[0] >= a[1] for a, b in pairs)
    return apart and all(b[0] - a[1] >= p.trans[0, a[2], b[2]] for a, b in pairs if a[3] >= 0 or b[3] >= 0)


def legal_worth(p: Problem, starts: tuple[int | None, ...]) -> float | None:
    """Return the worth of placing each activity at a start (None: not at all), or None if that is not legal."""
    chosen = [(a, s, i) for i, (a, s) in enumerate(zip(p.activities, starts, strict=True)) if s is not None]
    blocks: list[Element] = [(s, s + a.need, a.context, i) for a, s, i in chosen]
    elements = sorted([*blocks, *((f.start, f.end, f.context, -1) for f in p.fixed)])
    fits = (
        all(p.open_mask[s:e].all() for s, e, _c, _i in blocks)
        and sum(e - s for s, e, _c, _i in blocks) <= p.cap[0]
    )
    if not fits or not gaps_are_legal(p, elements) or not chains_are_legal(p, elements):
        return None
    total = sum(float(a.worth[s : s + a.need].sum()) + a.completion - a.block_cost for a, s, _i in chosen)
    pairs = itertools.pairwise(elements)
    return total - sum(float(p.switch[0, a[2], b[2]]) for a, b in pairs if a[3] >= 0 and b[3] >= 0)


def best_of_all(p: Problem, size: int) -> float:
    choices = [(None, *range(START, START + size - a.need + 1)) for a in p.activities]
    found = [legal_worth(p, starts) for starts in itertools.product(*choices)]
    return max(value for value in found if value is not None)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=st.integers(6, 10), stretch=st.integers(3, 9), cap=st.integers(2, 10))
def test_against_every_plan(data: st.DataObject, size: int, stretch: int, cap: int) -> None:
    values = st.lists(st.integers(-2, 6), min_size=size, max_size=size)
    activities = [
        activity(i, data.draw(st.integers(1, 4)), data.draw(values), data.draw(st.integers(0, 1)))
        for i in range(3)
    ]
    busy = data.draw(st.one_of(st.none(), st.integers(1, size - 3)))
    p = problem(activities, size, stretch=stretch, cap=cap, busy=busy)
    best = best_of_all(p, size)
    found = search(p, Effort(seconds=60, rounds=8, gap=0.0))
    assert found.bound >= best - 1e-6
    assert found.objective <= best + 1e-6


def test_the_search_finds_the_best_plan() -> None:
    rng = random.Random(1)
    exact = 0
    for _case in range(40):
        size = rng.randint(6, 10)
        activities = [
            activity(i, rng.randint(1, 4), [rng.randint(-2, 6) for _ in range(size)], rng.randint(0, 1))
            for i in range(3)
        ]
        busy = rng.choice((None, rng.randint(1, size - 3)))
        p = problem(activities, size, stretch=rng.randint(3, 9), cap=rng.randint(2, 10), busy=busy)
        found = search(p, Effort(seconds=60, rounds=8, gap=0.0))
        exact += found.objective >= best_of_all(p, size) - 1e-6
    assert exact >= 38


def test_the_bound_is_tight_where_nothing_competes() -> None:
    p = problem([activity(0, 3, [1, 1, 2, 5, 5, 5, 1, 0], 0)], 8, stretch=8, cap=8, busy=None)
    found = search(p, Effort(seconds=60, rounds=8, gap=0.0))
    assert found.objective == pytest.approx(17.0)  # 5 + 5 + 5, + 3 for completion, - 1 for the block
    assert found.bound == pytest.approx(17.0, rel=1e-4)


def test_a_dearer_switch_is_avoided() -> None:
    values = [3] * 10
    p = problem([activity(0, 2, values, 0), activity(1, 2, values, 1)], 10, stretch=10, cap=10, busy=None)
    free = search(replace(p, switch=np.zeros((1, 3, 3))), Effort(seconds=60, rounds=4, gap=0.0))
    dear = search(replace(p, switch=p.switch * 8), Effort(seconds=60, rounds=4, gap=0.0))
    assert free.objective == pytest.approx(16.0)
    assert dear.objective == pytest.approx(8.0)  # one of the two stays out: 2 x 3 + 3 - 1
