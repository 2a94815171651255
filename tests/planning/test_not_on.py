"""Dates that a task is kept off: nothing of it lies there, and where that is in the way it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.explain.smallweeks import MONDAY, SURE, Small, task

from equipoise.domain.commitments import Task
from equipoise.planning.engine import Solution, check_plan, solve
from equipoise.planning.explain import why_not

WEEK = Small()


def planned(*tasks: Task) -> Solution:
    request = replace(WEEK, tasks=tasks).request()
    solution = solve(request, SURE)
    assert check_plan(request, solution.plan).ok
    return solution


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 6)), st.integers(1, 12))
def test_nothing_lies_on_a_date_that_it_is_kept_off(off: set[int], halves: int) -> None:
    days = tuple(MONDAY + timedelta(days=n) for n in sorted(off))
    plan = planned(task("memo", 30 * halves, min_chunk=30, max_chunk=90, not_on=days), task("other", 60)).plan
    found = [b.when for b in plan.blocks if b.commitment == "memo"]
    assert not {when.start.astimezone(WEEK.zone).date() for when in found} & set(days)
    placed = sum(when.minutes for when in found)
    if 90 * len(set(range(5)) - off) >= 30 * halves:  # a piece on each workday, beside the other
        assert placed == 30 * halves


def test_a_date_in_the_way_is_named_and_can_be_given_free() -> None:
    days = tuple(MONDAY + timedelta(days=n) for n in range(7))
    found = why_not(planned(task("memo", 60, not_on=days)), "memo")
    assert "kept off Monday" in found.sentence
    repair = next(r for r in found.repairs if any(c.field == "not_on" for c in r.changes))
    assert repair.what.startswith("Let it lie on Monday")


def test_a_date_of_another_week_is_in_nobodys_way() -> None:
    plan = planned(task("memo", 60, not_on=(MONDAY - timedelta(days=1), MONDAY + timedelta(days=7)))).plan
    assert [b.commitment for b in plan.blocks] == ["memo"]
