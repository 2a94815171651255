"""The ratio model: conjugate updates by hand, draws, three-point estimates, and calibration over many people."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.commitments import Estimate
from equipoise.planning.forecast import (
    PRIOR,
    Outcome,
    RatioModel,
    brier,
    coverage,
    pit_histogram,
    reliability,
)
from equipoise.planning.forecast.ratios import spread_factor

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from bench.forecast.worlds import WORLDS


def test_the_update_is_the_textbooks() -> None:
    # prior N(0, s2 / 2), IG(3, 1); data x = 0.2, 0.6: mean 0.4, squares about it 0.08
    start = RatioModel(0.0, 2.0, 3.0, 1.0)
    history = [Outcome.of(1000, 1000 * math.exp(0.2)), Outcome.of(1000, 1000 * math.exp(0.6))]
    found = start.update(history)
    assert found.mean == pytest.approx((2 * 0 + 2 * 0.4) / 4)
    assert found.weight == 4
    assert found.shape == 4
    assert found.scale == pytest.approx(1 + 0.5 * (0.08 + 2 * 2 / 4 * 0.4**2))
    assert found.pairs == 2


@given(
    st.lists(st.tuples(st.integers(5, 600), st.floats(1, 2000)), min_size=1, max_size=12), st.integers(0, 11)
)
def test_the_order_and_the_steps_of_learning_do_not_matter(pairs: list[tuple[int, float]], cut: int) -> None:
    history = [Outcome.of(e, a) for e, a in pairs]
    once = PRIOR.update(history)
    twice = PRIOR.update(history[cut:]).update(history[:cut])
    assert (once.mean, once.weight, once.shape, once.scale) == pytest.approx(
        (twice.mean, twice.weight, twice.shape, twice.scale)
    )
    assert once.pairs == twice.pairs == len(pairs)


def test_no_history_changes_nothing() -> None:
    assert PRIOR.update([]) is PRIOR


def test_the_prior_lies_between_the_published_records() -> None:
    drawn = PRIOR.draw(np.ones(1), 200_000, np.random.default_rng(1))[0]
    assert np.median(drawn) == pytest.approx(1.1, abs=0.01)
    assert np.quantile(drawn, 0.8) == pytest.approx(1.66, abs=0.03)
    assert 0.55 < np.mean(drawn > 1) < 0.62
    assert 1.2 < np.mean(drawn) < 1.35


def test_history_moves_the_forecast_to_the_person() -> None:
    slow = PRIOR.update([Outcome.of(60, 120)] * 30)
    assert 1.7 < slow.quantile(0.5) < 2.0
    sure = PRIOR.update([Outcome.of(60, 66)] * 60)
    assert sure.quantile(0.8) / sure.quantile(0.5) < PRIOR.quantile(0.8) / PRIOR.quantile(0.5)


@pytest.mark.parametrize("pair", [(0, 10.0), (10, 0.0), (10, -1.0), (10, math.inf), (10, math.nan)])
def test_outcomes_that_cannot_be_are_refused(pair: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="above 0 minutes"):
        Outcome.of(*pair)


def test_a_stated_range_decides_half_of_the_variance() -> None:
    assert spread_factor(Estimate.single(60)) == 1
    # 30 / 60 / 120: planned 65, deviation 15; log scatter sqrt(ln(1 + (15/65)^2)), doubled, against 0.5
    stated = 2 * math.sqrt(math.log(1 + (15 / 65) ** 2)) / 0.5
    assert spread_factor(Estimate(30, 60, 120)) == pytest.approx(math.sqrt(0.5 + 0.5 * stated**2))
    assert spread_factor(Estimate(59, 60, 61)) < 0.75
    assert spread_factor(Estimate(20, 60, 300)) > 1.2


def test_tasks_of_one_person_run_late_together() -> None:
    drawn = np.log(PRIOR.draw(np.ones(2), 50_000, np.random.default_rng(0)))
    # the shared bias has a quarter of the scatter's variance: correlation 1 / (1 + 4)
    assert np.corrcoef(drawn)[0, 1] == pytest.approx(1 / 5, abs=0.03)


def test_the_same_seed_draws_the_same() -> None:
    one, two = (PRIOR.draw(np.ones(3), 10, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, two)


def _pit(world: str, known: int, people: int = 250, tasks: int = 12) -> list[float]:
    out: list[float] = []
    for person in range(people):
        rng = np.random.default_rng([person, known])
        human = WORLDS[world](rng)
        drawn = PRIOR.update(human.history(known, rng)).draw(np.ones(1), 800, rng)[0]
        out += [float(np.mean(drawn <= ratio)) for ratio in human.ratios(tasks, rng)]
    return out


@pytest.mark.parametrize("known", [0, 10, 40])
def test_calibrated_where_people_are_as_assumed(known: int) -> None:
    pit = _pit("as assumed", known)
    assert coverage(pit, 0.8) == pytest.approx(0.8, abs=0.03)
    assert coverage(pit, 0.5) == pytest.approx(0.5, abs=0.04)
    assert coverage(pit, 0.95) == pytest.approx(0.95, abs=0.02)
    assert all(0.07 < share < 0.13 for share in pit_histogram(pit))


@pytest.mark.parametrize("world", ["heavy tails (t3)", "lumpy records", "good and bad weeks"])
def test_eighty_percent_stays_near_eighty_where_the_model_is_wrong(world: str) -> None:
    assert 0.74 < coverage(_pit(world, 10), 0.8) < 0.88
    assert 0.75 < coverage(_pit(world, 40), 0.8) < 0.88


def test_a_wrong_prior_is_unlearned() -> None:
    world = "all late (median 1.5)"
    without, some, much = (coverage(_pit(world, known), 0.8) for known in (0, 10, 40))
    assert without < some < much
    assert much > 0.76


@settings(max_examples=30)
@given(st.integers(1, 200))
def test_scores_of_perfect_and_worst_forecasts(count: int) -> None:
    truth = np.arange(count) % 2 == 0
    assert brier(truth.astype(float), truth) == 0
    assert brier(1 - truth.astype(float), truth) == 1
    assert sum(b.count for b in reliability(np.linspace(0, 1, count), truth)) == count


def test_reliability_by_hand() -> None:
    found = reliability([0.1, 0.12, 0.85, 1.0], [False, True, True, True])
    assert [(b.count, b.happened) for b in found] == [(2, 0.5), (1, 1.0), (1, 1.0)]
    assert found[0].stated == pytest.approx(0.11)
    assert coverage([0.1, 0.5, 0.9, 0.95], 0.8) == 0.5
    assert pit_histogram([0.05, 0.15, 0.17, 0.95]) == (0.25, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.25)
