"""``undo``: after any blocks came and went, the timetable is what it was when ``forget`` was called."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.exhaustive import tiny_day
from tests.planning.explain.smallweeks import random_request

from equipoise.planning.build import build
from equipoise.planning.kernel.search import construct, place_all
from equipoise.planning.kernel.tables import NEXT, PREV, State, Tables
from equipoise.planning.kernel.timetable import empty_state, forget, remove, remove_activity, undo
from equipoise.planning.tabulate import tabulate

Picture = dict[str, list[object]]


@cache
def crowded(number: int) -> Tables:
    """Return the tables of a week, or of a tiny day with goals and a previous plan."""
    if number == 0:
        return tabulate(build(random_request(3, "consultant", 1.1, 40)).problem).search
    return tabulate(tiny_day(number)[0]).search


def picture(t: Tables, state: State) -> Picture:
    """Return all that matters of a timetable; the free nodes as a set, as any of them is as good as another."""
    fixed = len(t.open_s) + len(t.fix_s)
    names = {int(n): "free" for n in state.free[: state.tally[0]]}
    order, n = [], int(np.flatnonzero(state.node[:fixed, PREV] < 0)[0])
    while n >= 0:
        assert n not in names, "a free node is linked"
        after = int(state.node[n, NEXT])
        assert after < 0 or state.node[after, PREV] == n
        # a node that is neither sentinel nor fixed may come back under another number
        order.append((n if n < fixed else -1, *state.node[n, :6].tolist()))
        n = after
    siblings = [sorted(_blocks(state, int(head))) for head in state.head]
    return {
        "order": order,
        "blocks of each": [*siblings],
        "placed": state.placed.tolist(),
        "blocks": state.blocks.tolist(),
        "day_used": state.day_used.tolist(),
        "goal_used": state.goal_used.tolist(),
        "gap": state.gap.tolist(),
        "tally": state.tally[:2].tolist(),
        "nodes": [len(names), len(state.node) - len(order)],
    }


def _blocks(state: State, x: int) -> list[list[int]]:
    found = []
    while x >= 0:
        found.append(state.node[x, :6].tolist())
        x = int(state.node[x, 8])
    return found


def change(t: Tables, state: State, rng: np.random.Generator) -> None:
    """Place an activity as far as it goes, take one out with its followers, or take out one block."""
    out, place = np.zeros(4 * len(t.need) + 64, np.int32), np.zeros(4, np.int32)
    a = int(rng.integers(len(t.need)))
    kind = rng.integers(3)
    if kind == 0:
        place_all(t, state, a, int(rng.integers(1, 4)), float(rng.random()), 1.0, place)
    elif kind == 1:
        remove_activity(t, state, a, out, 0)
    elif state.head[a] >= 0:
        remove(t, state, int(state.head[a]))


@settings(max_examples=300, deadline=None)
@given(
    number=st.integers(0, 12), seed=st.integers(0, 10**6), before=st.integers(0, 30), steps=st.integers(0, 40)
)
def test_undo_restores_everything(number: int, seed: int, before: int, steps: int) -> None:
    t, rng = crowded(number), np.random.default_rng(seed)
    state = empty_state(t)
    construct(t, state, rng.permutation(len(t.need)).astype(np.int32))
    for _ in range(before):
        change(t, state, rng)
    forget(state)
    then, worth = picture(t, state), float(state.worth[0])
    for _ in range(steps):
        change(t, state, rng)
    if not undo(t, state, worth):
        assert state.tally[3] == 1, "only a log that is too short may refuse"
        return
    assert picture(t, state) == then
    assert float(state.worth[0]) == worth
    assert state.tally[2:].tolist() == [0, 0]


def test_what_is_placed_earns_what_its_removal_costs() -> None:
    t, rng = crowded(0), np.random.default_rng(5)
    state = empty_state(t)
    construct(t, state, np.arange(len(t.need), dtype=np.int32))
    for _ in range(60):
        change(t, state, rng)
    assert state.worth[0] > 100.0
    for activity in range(len(t.need)):
        while state.head[activity] >= 0:
            remove(t, state, int(state.head[activity]))
    assert float(state.worth[0]) == pytest.approx(0.0, abs=1e-6)
    assert picture(t, state) == picture(t, empty_state(t))


def test_a_log_that_is_too_short_says_so() -> None:
    t = crowded(3)
    state = empty_state(t)
    construct(t, state, np.arange(len(t.need), dtype=np.int32))
    short = state._replace(log=np.zeros((1, 5), np.int32))
    forget(short)
    rng = np.random.default_rng(1)
    for _ in range(40):
        change(t, short, rng)
    assert not undo(t, short, 0.0)
