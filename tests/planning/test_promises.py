"""Promises about prices: a dearer thing never becomes more, at the optimum, all else equal."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.planning.conftest import Asker
from tests.planning.test_brute_force import START as NINE
from tests.planning.test_brute_force import activity, best_of_all, problem

from equipoise.domain.commitments import Priority
from equipoise.domain.rhythm import Override
from equipoise.planning.engine import solve
from equipoise.planning.kernel.tables import END, SIBLING, START
from equipoise.planning.problem import Problem
from equipoise.planning.search import Effort, Found, search
from equipoise.rhythms.dial import dial_factor
from equipoise.testing import make_week
from equipoise.testing.weeks import Made

ROUNDS = Effort(seconds=60, rounds=24, gap=0.0)


def slots(found: Found) -> np.ndarray:
    """Return the slots that the blocks of a search's result take."""
    out: list[int] = []
    for head in found.state.head:
        x = int(head)
        while x >= 0:
            out.extend(range(int(found.state.node[x, START]), int(found.state.node[x, END])))
            x = int(found.state.node[x, SIBLING])
    return np.asarray(out, np.int64)


def priced(p: Problem, off: np.ndarray, price: float) -> Problem:
    return replace(p, activities=tuple(replace(a, worth=a.worth - price * off) for a in p.activities))


@settings(max_examples=20, deadline=None)
@given(data=st.data(), size=st.integers(5, 8), stretch=st.integers(3, 8))
def test_turning_the_dial_to_balance_never_adds_off_hours(
    data: st.DataObject, size: int, stretch: int
) -> None:
    # of two optima x (price p) and y (dearer price q): (q - p) x (off(y) - off(x)) <= 0, whichever optima are found
    values = st.lists(st.integers(0, 6), min_size=size, max_size=size)
    activities = [activity(i, data.draw(st.integers(1, 3)), data.draw(values), 0) for i in range(3)]
    p = problem(activities, size, stretch=stretch, cap=size, busy=None)
    off = np.zeros(len(activities[0].worth))
    off[NINE + size // 2 :] = 1.0
    minutes = []
    for dial in (1.0, 0.6, 0.3, 0.0):
        here = priced(p, off, 3 * dial_factor(dial))
        found = search(here, ROUNDS)
        assume(found.objective >= best_of_all(here, size) - 1e-6)
        minutes.append(float(off[slots(found)].sum()))
    assert all(more <= less for less, more in pairwise(minutes))


def _with(made: Made, rule: str, value: float) -> Made:
    rhythm = replace(made.life.rhythm, overrides=(Override(rule, value),))
    return replace(made, life=replace(made.life, rhythm=rhythm))


@pytest.mark.parametrize(
    ("rule", "term", "low", "high"),
    [
        ("price.off_hours", "off_hours", 0.01, 6.0),
        ("price.switch", "switch", 0.01, 40.0),
        ("price.block", "block", 0.01, 30.0),
        ("price.personal_in_hours", "personal_in_hours", 0.01, 6.0),
        ("price.sooner", "sooner", 0.001, 0.1),
        ("price.tardy", "tardy", 0.01, 0.8),
    ],
)
def test_a_dearer_thing_becomes_less(ask: Asker, rule: str, term: str, low: float, high: float) -> None:
    made = make_week(4, who="consultant", load=1.0, tasks=30)
    amount = []
    for price in (low, high):
        plan = solve(ask(_with(made, rule, price)), replace(ROUNDS, rounds=60)).plan
        amount.append(-plan.terms.get(term, 0.0) / price)
    assert amount[1] <= amount[0] + 1e-6
    assert amount[1] < amount[0] or amount[0] == 0.0


def test_dearer_energy_brings_better_hours(ask: Asker) -> None:
    made = make_week(4, who="consultant", load=1.0, tasks=30)
    amount = []
    for price in (0.01, 5.0):
        plan = solve(ask(_with(made, "price.energy", price)), replace(ROUNDS, rounds=60)).plan
        amount.append(plan.terms["energy"] / price)
    assert amount[1] > amount[0]


def test_a_dearer_goal_wins_the_place() -> None:
    values = [2] * 4
    rival, server = activity(0, 4, [3] * 4, 0), activity(1, 4, values, 0)
    for price, winner in ((0.5, rival), (1.5, server)):
        p = problem([rival, replace(server, goal=0)], 4, stretch=4, cap=4, busy=None)
        found = search(replace(p, goals=(("goal", price, 4),)), ROUNDS)
        placed = [a.id for a, head in zip(p.activities, found.state.head, strict=True) if head >= 0]
        assert placed == [winner.id]
        assert found.bound == pytest.approx(found.objective, rel=1e-3)


def test_what_is_urgent_is_placed_before_what_is_not(ask: Asker) -> None:
    made = make_week(5, who="writer", load=1.6, tasks=30)
    plan = solve(ask(made), replace(ROUNDS, rounds=60)).plan
    missing = {m.commitment: m.missing for m in plan.misfits}
    share = {}
    for priority in (Priority.LOW, Priority.URGENT):
        tasks = [t for t in made.life.tasks if t.priority is priority]
        wanted = sum(t.remaining for t in tasks)
        share[priority] = sum(missing.get(t.id, 0) for t in tasks) / max(1, wanted)
    assert share[Priority.URGENT] <= share[Priority.LOW]
