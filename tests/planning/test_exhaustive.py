"""Tiny days with blocks of any length, against every plan there is: the bound is never below, the search never above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.exhaustive import NINE, best_worth, tiny_day

from equipoise.planning.search import Effort, search

ROUNDS = Effort(seconds=60, rounds=8, gap=0.0)
TINY = 1e-6


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10**9), crumbs=st.booleans())
def test_the_bound_is_never_below_the_best_plan_and_no_plan_above_it(seed: int, crumbs: bool) -> None:
    problem, end = tiny_day(seed, crumbs=crumbs)
    best = best_worth(problem, end)
    found = search(problem, ROUNDS)
    assert found.bound >= best - TINY
    assert found.objective <= best + TINY


def test_the_days_are_what_they_are_for() -> None:
    # blocks of several lengths, goals, breaks that bite: a test that draws none of them would prove nothing
    days = [tiny_day(seed)[0] for seed in range(40)]
    activities = [a for day in days for a in day.activities]
    assert sum(a.minc < a.maxc for a in activities) > 25
    assert sum(a.minc < a.need for a in activities) > 40
    assert sum(bool(a.after) for a in activities) > 3
    assert sum(bool(day.previous) for day in days) > 10
    assert sum(a.closing for a in activities) > 3
    loose = [best_worth(replace(d, stretch=(99,), trans=d.trans * 0), NINE + 13) for d in days]
    tight = [best_worth(d, NINE + 13) for d in days]
    assert sum(a > b + TINY for a, b in zip(loose, tight, strict=True)) > 12


@pytest.mark.parametrize("crumbs", [False, True])
def test_the_search_reaches_the_best_plan(crumbs: bool) -> None:
    reached = 0
    for seed in range(60):
        problem, end = tiny_day(seed, crumbs=crumbs)
        found = search(problem, replace(ROUNDS, rounds=16))
        best = best_worth(problem, end)
        assert found.objective <= best + TINY
        assert best <= found.bound + TINY
        reached += found.objective >= best - TINY
    assert reached >= 57


def test_a_part_is_better_than_nothing_even_if_the_rest_fits_nowhere() -> None:
    # three slots are free and five are needed, at least three at a time: a part is legal, and worth its place
    problem, end = tiny_day(0)
    worth = np.zeros(problem.grid.size)
    worth[NINE : NINE + 3] = 4.0
    alone = replace(
        problem.activities[0], need=5, minc=3, maxc=5, worth=worth, segments=((NINE, NINE + 3),), after=(),
        goal=-1, block_cost=1.0,
    )  # fmt: skip
    free = np.zeros(problem.grid.size, np.bool_)
    free[NINE : NINE + 3] = True
    day = replace(
        problem,
        activities=(alone,),
        fixed=(),
        open_mask=free,
        own_mask=free,
        cap=(3,),
        stretch=(9,),
        previous=(),
        change=0.0,
    )
    assert best_worth(day, end) == pytest.approx(11.0)
    assert search(day, ROUNDS).objective == pytest.approx(11.0)
