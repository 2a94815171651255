"""Pins and what waits: a pinned block stands, what waits for it comes after it, what it waits for comes before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.explain.smallweeks import SURE, Small, task, window

from equipoise.domain.commitments import Task
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval
from equipoise.planning.engine import check_plan, solve

WEEK = Small()


def planned(*tasks: Task) -> Plan:
    request = replace(WEEK, tasks=tasks).request()
    plan = solve(request, SURE).plan
    assert check_plan(request, plan).ok
    return plan


def places(plan: Plan) -> dict[str, list[tuple[int, float]]]:
    """Return the (day, hour) at which each commitment's blocks start."""
    out: dict[str, list[tuple[int, float]]] = {}
    for block in plan.blocks:
        start = block.when.start.astimezone(WEEK.zone)
        out.setdefault(block.commitment, []).append((start.weekday(), start.hour + start.minute / 60))
    return out


def test_what_waits_for_a_pinned_task_comes_after_it() -> None:
    first = task("first", 60, pins=(WEEK.span(2, "10:00", "11:00"),))
    found = places(planned(first, task("second", 60, after=("first",)), task("third", 60, after=("second",))))
    assert found["first"] == [(2, 10.0)]
    assert found["second"][0] >= (2, 11.0)
    assert found["third"][0] > found["second"][0]


def test_what_waits_for_a_task_pinned_in_part_comes_after_all_of_it() -> None:
    first = task("first", 120, min_chunk=60, max_chunk=60, pins=(WEEK.span(3, "10:00", "11:00"),))
    found = places(planned(first, task("second", 60, after=("first",))))
    assert len(found["first"]) == 2
    assert found["second"][0] >= (3, 11.0)


def test_what_a_pin_waits_for_is_done_by_then() -> None:
    # nothing but the pin says that the report comes early: it is worth less than what it competes with
    report, pinned = (
        task("report", 60),
        task("talk", 60, after=("report",), pins=(WEEK.span(0, "10:00", "11:00"),)),
    )
    rival = task("rival", 60, due=WEEK.at(0, "10:00"))
    plan = planned(rival, report, pinned)
    assert places(plan)["report"] == [(0, 9.0)]
    assert not plan.clashes


def test_a_pin_that_cannot_wait_is_a_clash_and_stands() -> None:
    report = task("report", 60, release=WEEK.at(1, "09:00"))
    talk = task("talk", 60, after=("report",), pins=(WEEK.span(0, "10:00", "11:00"),))
    plan = planned(report, talk)
    assert places(plan) == {"talk": [(0, 10.0)]}
    assert [m.commitment for m in plan.misfits] == ["report"]
    assert [clash.text for clash in plan.clashes] == [
        "Talk is pinned to Mon 10:00, but Report is not done by then"
    ]


@pytest.mark.parametrize("start", ["09:00", "09:30", "10:00", "11:00"])
def test_the_rest_of_a_task_stands_apart_from_its_pin(start: str) -> None:
    only = window("09:00", "12:00", frozenset({0}))
    pin = WEEK.span(0, start, f"{int(start[:2]) + 1}:{start[3:]}")
    plan = planned(task("paper", 150, min_chunk=20, max_chunk=60, pins=(pin,), only=(only,)))
    blocks = sorted(block.when for block in plan.blocks if block.commitment == "paper")
    assert pin in blocks
    assert len(blocks) > 1, "what there is room for beside it is placed"
    assert all(one.end < two.start for one, two in pairwise(blocks))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30), st.integers(2, 12)), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_wherever_a_long_task_is_pinned_its_plan_is_legal(pinned: list[tuple[int, int, int]]) -> None:
    spans: list[Interval] = []
    for day, slot, length in pinned:
        start = WEEK.at(day, "09:00") + timedelta(minutes=5 * slot)
        span = Interval(start, start + timedelta(minutes=5 * length))
        if not any(span.overlaps(other) for other in spans):
            spans.append(span)
    planned(task("paper", 600, min_chunk=25, max_chunk=90, pins=tuple(spans)), task("letters", 60))
