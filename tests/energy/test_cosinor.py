from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.energy.cosinor import CosinorPrior, design_matrix, f_survival_2, fit_cosinor

Read = Callable[[str], dict[str, Any]]


def test_flat_prior_returns_least_squares(case: Read) -> None:
    data = case("cosinor")["vitamind_period12"]
    expected = data["no_covariate"]
    fit = fit_cosinor(np.array(data["t"]), np.array(data["y"]), period_h=12)
    assert fit.mesor == pytest.approx(expected["mesor"], abs=1e-8)
    assert fit.amplitude == pytest.approx(expected["amp"], abs=1e-8)
    assert fit.acrophase_rad == pytest.approx(expected["acr_rad"], abs=1e-8)
    assert fit.coefficients[1:].tolist() == pytest.approx(list(expected["coef"].values()), abs=1e-8)
    assert fit.standard_errors == pytest.approx(tuple(expected["se"].values()), abs=6e-5)
    assert fit.amplitude_interval == pytest.approx(tuple(expected["ci95"]["amp"]), abs=6e-5)
    oracle = data["CosinorPy_3_1"]
    assert fit.amplitude == pytest.approx(oracle["amplitude"], abs=1e-12)
    assert fit.acrophase_rad == pytest.approx(-oracle["acrophase"], abs=1e-12)
    assert fit.p_no_rhythm < 1e-12


def test_groups_of_the_covariate(case: Read) -> None:
    data = case("cosinor")["vitamind_period12"]
    group = np.array(data["X"])
    published = data["with_X_published_README"]
    mesors = []
    for value in (0, 1):
        mine = group == value
        fit = fit_cosinor(np.array(data["t"])[mine], np.array(data["y"])[mine], period_h=12)
        assert fit.amplitude == pytest.approx(published[f"amp_X{value}"][0], abs=6e-5)
        mesors.append(fit.mesor)
        # The published acrophase is a plain arctangent; its tangent is the same as that of the right one.
        assert np.tan(fit.acrophase_rad) == pytest.approx(np.tan(published[f"acr_X{value}"][0]), rel=2e-3)
    assert mesors[0] == pytest.approx(published["intercept"][0], abs=6e-5)
    assert mesors[1] - mesors[0] == pytest.approx(published["X"][0], abs=6e-5)


@pytest.mark.parametrize(
    ("people", "summary"), [("extraverts", "population_ext"), ("introverts", "population_int")]
)
def test_population_mean_cosinors(case: Read, people: str, summary: str) -> None:
    data = case("cosinor")["PA_by_hour"]
    hours = np.array(data["t"], dtype=float)
    fits = [fit_cosinor(hours, np.array(person)).coefficients for person in data[people]]
    mesor, cos, sin = np.mean(fits, axis=0)
    assert mesor == pytest.approx(data[summary]["mesor"], abs=1e-6)
    assert np.hypot(cos, sin) == pytest.approx(data[summary]["amp"], abs=1e-6)
    peak = np.arctan2(sin, cos) * 24 / (2 * np.pi) % 24
    assert peak == pytest.approx(data[summary]["peak_h"], abs=6e-4)
    assert -data[summary]["acr"] * 24 / (2 * np.pi) == pytest.approx(peak, abs=1e-3)


def test_shrinking_predicts_left_out_ratings_better(case: Read) -> None:
    published = case("cosinor")["our_leave_one_out_RMSE"]["PA_hour"]
    data = case("cosinor")["PA_by_hour"]
    hours = np.array(data["t"], dtype=float)
    people = np.array(data["extraverts"] + data["introverts"])
    prior = CosinorPrior(level_sd=1.0, rhythm_sd=0.15, noise_sd=0.3)
    misses: dict[str, list[float]] = {"mean": [], "own": [], "shrunk": []}
    for who, person in enumerate(people):
        population = fit_cosinor(hours, np.delete(people, who, axis=0).mean(axis=0)).predict(hours)
        for left_out in range(len(hours)):
            kept = np.arange(len(hours)) != left_out
            at, rest = hours[[left_out]], person[kept]
            own = fit_cosinor(hours[kept], rest).predict(at)[0]
            departure = fit_cosinor(hours[kept], rest - population[kept], prior=prior).predict(at)[0]
            misses["mean"].append(rest.mean() - person[left_out])
            misses["own"].append(own - person[left_out])
            misses["shrunk"].append(population[left_out] + departure - person[left_out])
    rmse = {name: float(np.sqrt(np.mean(np.square(values)))) for name, values in misses.items()}
    assert rmse["mean"] == pytest.approx(published["person_mean"], abs=6e-5)
    assert rmse["own"] == pytest.approx(published["own_unregularised_cosinor"], abs=6e-5)
    assert rmse["shrunk"] < published["population_curve_plus_person_level"] < rmse["mean"] < rmse["own"]
    assert rmse["shrunk"] == pytest.approx(0.363, abs=5e-4)  # the figure in the docs


def test_felt_energy_by_time_of_day(case: Read) -> None:
    data = case("energy_by_time_of_day_msqR")
    rows = data["by_TOD"]
    counts = np.array([row["n"] for row in rows])
    hours = np.repeat([row["tod"] for row in rows], counts)
    means = np.repeat([row["EA"] for row in rows], counts)
    fit = fit_cosinor(hours, means)  # six people at rarer times are not in the rows
    assert fit.amplitude == pytest.approx(data["cosinor24"]["amp"], abs=0.01)
    assert fit.peak_h == pytest.approx(data["cosinor24"]["acrophase_h"], abs=0.25)
    within = counts @ (np.array([row["sd"] for row in rows]) ** 2)
    explained = np.sum((fit.predict(hours) - means.mean()) ** 2)
    total = within + np.sum((means - means.mean()) ** 2)
    assert explained / total == pytest.approx(data["cosinor24"]["R2"], abs=0.002)


def test_quadrant_of_the_peak() -> None:
    hours = np.arange(0, 24, 2.0)
    for peak in (1.0, 7.0, 13.0, 19.0):
        fit = fit_cosinor(hours, 3 + 2 * np.cos(2 * np.pi / 24 * (hours - peak)))
        assert fit.peak_h == pytest.approx(peak)
        assert fit.amplitude == pytest.approx(2)


def test_a_very_wide_prior_is_nearly_flat_and_a_tight_one_wins() -> None:
    rng = np.random.default_rng(7)
    hours = rng.uniform(7, 23, 40)
    ratings = 0.6 + 0.1 * np.cos(2 * np.pi / 24 * (hours - 16)) + rng.normal(0, 0.1, 40)
    flat = fit_cosinor(hours, ratings)
    wide = fit_cosinor(hours, ratings, prior=CosinorPrior(level_sd=1e4, rhythm_sd=1e4, noise_sd=0.1))
    tight = fit_cosinor(
        hours, ratings, prior=CosinorPrior(level_sd=1e-6, rhythm_sd=1e-6, noise_sd=0.1, level=0.2)
    )
    np.testing.assert_allclose(wide.coefficients, flat.coefficients, atol=1e-8)
    np.testing.assert_allclose(tight.coefficients, [0.2, 0, 0], atol=1e-6)


def test_evidence_is_the_product_of_predictions() -> None:
    """Chain rule: the evidence of two ratings is that of one, times that of the other given the first.

    With one rating the marginal is a Student t with 2a degrees of freedom, which is written out here.
    """
    prior = CosinorPrior(level_sd=0.3, rhythm_sd=0.1, noise_sd=0.2)
    hour, rating = np.array([9.0]), np.array([0.4])
    df = 2 * prior.noise_shape
    spread = (1 + (0.3 / 0.2) ** 2 + (0.1 / 0.2) ** 2) * (prior.noise_shape - 1) * 0.2**2 / prior.noise_shape
    grid = np.linspace(-40, 40, 800_001)
    density = (1 + grid**2 / (df * spread)) ** (-(df + 1) / 2)
    norm = float(np.sum(density) * (grid[1] - grid[0]))
    expected = np.log((1 + 0.4**2 / (df * spread)) ** (-(df + 1) / 2) / norm)
    assert fit_cosinor(hour, rating, prior=prior).log_evidence == pytest.approx(expected, abs=1e-6)


def test_f_tail_at_tabled_points() -> None:
    # 5 % points of F with 2 and 5, 10, 20 degrees of freedom, any printed table.
    for df, point in {5: 5.7861, 10: 4.1028, 20: 3.4928}.items():
        assert f_survival_2(point, df) == pytest.approx(0.05, abs=2e-5)


@given(st.integers(4, 40), st.integers(0, 2**32 - 1))
def test_the_level_of_a_fit_follows_a_shift_of_the_ratings(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    hours, ratings = rng.uniform(0, 24, count), rng.uniform(0, 1, count)
    prior = CosinorPrior(level_sd=0.2, rhythm_sd=0.1, noise_sd=0.1, level=0.5)
    moved = CosinorPrior(level_sd=0.2, rhythm_sd=0.1, noise_sd=0.1, level=1.5)
    plain, shifted = fit_cosinor(hours, ratings, prior=prior), fit_cosinor(hours, ratings + 1, prior=moved)
    np.testing.assert_allclose(shifted.coefficients - plain.coefficients, [1, 0, 0], atol=1e-9)
    assert shifted.log_evidence == pytest.approx(plain.log_evidence)


def test_design_matrix_by_harmonic() -> None:
    assert design_matrix(np.array([6.0]), harmonics=0).tolist() == [[1.0]]
    np.testing.assert_allclose(design_matrix(np.array([6.0]), harmonics=2), [[1, 0, 1, -1, 0]], atol=1e-15)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="more than 3 ratings"):
        fit_cosinor(np.arange(3.0), np.arange(3.0))
    with pytest.raises(ValueError, match="2 times but 3 ratings"):
        fit_cosinor(np.arange(2.0), np.arange(3.0))
    with pytest.raises(ValueError, match="must be positive"):
        CosinorPrior(level_sd=0, rhythm_sd=1, noise_sd=1)
