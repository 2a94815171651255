"""Promises of the search: legal, deterministic, never worse with more time, and never above the bound."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.planning.conftest import Asker

from equipoise.domain.rhythm import Override
from equipoise.planning.assemble import assemble
from equipoise.planning.build import build
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort, Progress, search
from equipoise.testing import PEOPLE, make_week
from equipoise.testing.weeks import Made

ROUNDS = Effort(seconds=60, rounds=18, gap=0.0)
weeks = st.builds(
    make_week,
    st.integers(0, 10_000),
    who=st.sampled_from(sorted(PEOPLE)),
    tasks=st.integers(1, 60),
    days=st.sampled_from((1, 3, 7, 9)),
    load=st.sampled_from((0.3, 0.6, 0.85, 1.1, 1.6)),
)
relaxed = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(made=weeks)
def test_every_plan_is_legal_and_below_its_bound(ask: Asker, made: Made) -> None:
    request = ask(made)
    found = search(build(request).problem, ROUNDS)
    assert found.objective <= found.bound + 1e-6
    solution = solve(request, ROUNDS)
    verdict = check_plan(request, solution.plan)
    assert verdict.ok, verdict
    assert verdict.objective == pytest.approx(solution.plan.certificate.objective)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_same_seed_same_plan(ask: Asker, who: str) -> None:
    request = ask(make_week(3, who=who))
    one, two = (solve(request, ROUNDS).plan for _ in range(2))
    assert one.blocks == two.blocks
    assert one.certificate.bound == two.certificate.bound


def test_other_seeds_search_elsewhere(ask: Asker) -> None:
    request = ask(make_week(3))
    plans = {solve(request, replace(ROUNDS, seed=seed)).plan.blocks for seed in range(4)}
    assert len(plans) > 1


@relaxed
@given(made=weeks)
def test_more_rounds_never_make_it_worse(ask: Asker, made: Made) -> None:
    problem = build(ask(made)).problem
    short, long = (search(problem, replace(ROUNDS, rounds=rounds)) for rounds in (2, 6))
    assert long.objective >= short.objective - 1e-9
    assert long.bound <= short.bound + 1e-9


def test_the_progress_only_ever_improves(ask: Asker) -> None:
    seen: list[Progress] = []
    solve(ask(make_week(5)), replace(ROUNDS, rounds=12), on_progress=seen.append)
    objectives, bounds = [p.objective for p in seen], [p.bound for p in seen]
    assert objectives == sorted(objectives)
    assert bounds == sorted(bounds, reverse=True)


def test_a_stop_gives_the_best_plan_so_far(ask: Asker) -> None:
    request, stop = ask(make_week(6)), threading.Event()
    stop.set()
    plan = solve(request, Effort(seconds=60), stop=stop).plan
    assert plan.blocks
    assert np.isfinite(plan.certificate.bound)
    assert check_plan(request, plan).ok


def test_the_clock_is_watched_from_outside(ask: Asker) -> None:
    solution = solve(ask(make_week(7, tasks=80)), Effort(seconds=0.3, gap=0.0, patience=10**6))
    assert solution.found.seconds < 3.0


def test_a_bound_below_the_worth_is_not_hidden(ask: Asker) -> None:
    request = ask(make_week(2))
    solution = solve(request, ROUNDS)
    wrong = replace(solution.found, bound=solution.found.objective - 5.0)
    plan = assemble(solution.setup, wrong)
    assert plan.certificate.bound < plan.certificate.objective
    assert not check_plan(request, plan).bound_ok


def test_an_empty_life_has_rituals_at_most(ask: Asker) -> None:
    made = make_week(1, tasks=1)
    life = replace(
        made.life, tasks=(), routines=(), goals=(), events=(), rhythm=replace(made.life.rhythm, overrides=(
            Override("rituals", ()),
        ))
    )  # fmt: skip
    plan = solve(ask(replace(made, life=life)), ROUNDS).plan
    assert all(block.kind.value in {"ritual", "comms", "recovery"} for block in plan.blocks)


def test_what_cannot_fit_is_told(ask: Asker) -> None:
    made = make_week(8, load=2.5, who="writer")
    plan = solve(ask(made), ROUNDS).plan
    assert plan.misfits
    assert all(misfit.reason and misfit.missing > 0 for misfit in plan.misfits)
