import re
from collections.abc import Callable
from datetime import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.energy.curve import KINDS, EnergyCurve, Kind
from equipoise.energy.ratings import Rating, _posterior_probability, update_with_ratings
from equipoise.energy.sources import from_peaks, population_curve

START = population_curve(time(7), time(23))

RATING = st.builds(
    Rating,
    minute_of_day=st.floats(0, 1439),
    level=st.floats(0, 1),
    kind=st.sampled_from([None, *KINDS]),
)


def _simulate(truth: Callable[[float], float], count: int, seed: int) -> list[Rating]:
    """Taps of 0 to 10, spread over the waking day, with a scatter of 1.5 points."""
    rng = np.random.default_rng(seed)
    minutes = rng.uniform(7 * 60, 23 * 60, count)
    taps = [round(float(np.clip(10 * truth(m / 60) + rng.normal(0, 1.5), 0, 10))) for m in minutes]
    return [Rating(float(m), tap / 10) for m, tap in zip(minutes, taps, strict=True)]


def _morning_person(hour: float) -> float:
    return 0.6 + 0.15 * float(np.cos(2 * np.pi / 24 * (hour - 10)))


def _flat_person(_hour: float) -> float:
    return 0.6


def _average_person(hour: float) -> float:
    return START.level("cognitive", hour * 60)


def _many(truth: Callable[[float], float], count: int, people: int = 40) -> list[EnergyCurve]:
    return [update_with_ratings(START, _simulate(truth, count, seed)) for seed in range(people)]


@given(st.lists(RATING, max_size=80))
def test_whatever_is_rated_the_curve_stays_a_curve(ratings: list[Rating]) -> None:
    got = update_with_ratings(START, ratings)
    assert 0 <= got.weight <= 1
    assert got.ratings == len(ratings)
    for kind in KINDS:
        band = got.of(kind)
        assert ((band.lo >= 0) & (band.lo <= band.level) & (band.level <= band.hi) & (band.hi <= 1)).all()


@given(st.lists(RATING, min_size=1, max_size=30))
def test_the_order_of_ratings_does_not_matter(ratings: list[Rating]) -> None:
    mixed = list(reversed(ratings))
    one, two = update_with_ratings(START, ratings), update_with_ratings(START, mixed)
    assert one.weight == pytest.approx(two.weight, abs=1e-9)
    np.testing.assert_allclose(one.levels("cognitive"), two.levels("cognitive"), atol=1e-9)


def test_no_ratings_change_nothing() -> None:
    assert update_with_ratings(START, []) is START


@pytest.mark.parametrize("kind", KINDS)
def test_ratings_of_one_kind_leave_the_others(kind: Kind) -> None:
    got = update_with_ratings(START, [Rating(600, 0.1, kind)] * 5)
    for other in KINDS:
        assert (got.of(other) == START.of(other)) == (other != kind)


def test_one_low_rating_lowers_the_level_and_hardly_the_shape() -> None:
    got = update_with_ratings(START, [Rating(600, 0.3)])
    change = got.levels("cognitive") - START.levels("cognitive")
    workday = change[9 * 12 : 18 * 12]
    assert workday.max() < -0.1
    assert np.ptp(workday) < 0.05
    assert got.source == "population curve"


def test_the_band_narrows_with_ratings() -> None:
    widths = [
        float(np.mean([np.diff(curve.band("cognitive", 900))[0] for curve in _many(_average_person, count)]))
        for count in (5, 15, 60)
    ]
    start = float(np.diff(START.band("cognitive", 900))[0])
    assert start > widths[0] > widths[1] > widths[2]


def test_a_person_with_a_rhythm_earns_weight_and_the_name_of_the_source() -> None:
    curves = _many(_morning_person, 60)
    assert np.mean([curve.weight for curve in curves]) > 0.85
    assert all(curve.source == "your ratings" for curve in curves)
    peaks = [curve.levels("cognitive")[96:264].argmax() / 12 + 8 for curve in curves]
    assert abs(float(np.median(peaks)) - 10) < 2


def test_a_person_like_the_population_earns_weight_too() -> None:
    assert np.mean([curve.weight for curve in _many(_average_person, 60)]) > 0.85


def test_a_person_without_a_rhythm_loses_weight_and_is_rarely_told_otherwise() -> None:
    curves = _many(_flat_person, 60)
    assert np.mean([curve.weight for curve in curves]) < 0.15
    assert np.mean([curve.source == "your ratings" for curve in curves]) <= 0.05


def test_five_ratings_never_make_a_personal_curve() -> None:
    assert all(curve.source == "population curve" for curve in _many(_morning_person, 5))


def test_the_weight_grows_with_ratings_that_support_the_curve() -> None:
    weights = [float(np.mean([curve.weight for curve in _many(_average_person, n)])) for n in (5, 15, 60)]
    assert START.weight < weights[0] < weights[1] < weights[2]


def test_stated_peaks_that_ratings_contradict_lose_their_weight() -> None:
    stated = from_peaks(
        {"cognitive": [(time(20), time(22))]}, {"cognitive": [(time(9), time(12))]}, time(7), time(23)
    )
    ratings = [Rating(r.minute_of_day, r.level, "cognitive") for r in _simulate(_flat_person, 60, 3)]
    got = update_with_ratings(stated, ratings)
    assert got.weight < stated.weight
    assert got.level("cognitive", 21 * 60) - got.level("cognitive", 600) < stated.level(
        "cognitive", 21 * 60
    ) - stated.level("cognitive", 600)


def test_a_curve_does_not_learn_twice() -> None:
    once = update_with_ratings(START, [Rating(600, 0.5)])
    with pytest.raises(ValueError, match="already learnt"):
        update_with_ratings(once, [Rating(600, 0.5)])


def test_a_tap_is_a_rating() -> None:
    assert Rating.from_tap(time(9, 30), 7, "social") == Rating(570, 0.7, "social")


def test_refusals() -> None:
    with pytest.raises(ValueError, match="minute_of_day"):
        Rating(1440, 0.5)
    with pytest.raises(ValueError, match="level"):
        Rating.from_tap(time(9), 11)
    with pytest.raises(ValueError, match="kind"):
        Rating(0, 0.5, "magic")  # type: ignore[arg-type]


def test_posterior_probability_at_the_extremes() -> None:
    assert _posterior_probability(0.5, 0) == 0.5
    assert _posterior_probability(0.25, float(np.log(3))) == pytest.approx(0.5)
    assert _posterior_probability(0.25, 1e5) == 1
    assert _posterior_probability(0.25, -1e5) < 1e-300
    assert _posterior_probability(0.0, 50) == 0
    assert _posterior_probability(1.0, -50) == 1


def test_the_table_in_the_docs_is_what_the_code_does() -> None:
    page = (Path(__file__).parents[2] / "docs" / "energy.md").read_text()
    rows = [
        [float(cell) for cell in row]
        for row in re.findall(r"\| (\d+) \| (0\.\d+) \| (0\.\d+) \| (0\.\d+) \|", page)
    ]
    assert [row[0] for row in rows] == [5, 15, 30, 60]
    for count, *printed in rows:
        for truth, weight in zip((_average_person, _morning_person, _flat_person), printed, strict=True):
            curves = _many(truth, int(count), people=100)
            assert np.mean([curve.weight for curve in curves]) == pytest.approx(weight, abs=0.01)
    flat = _many(_flat_person, 60, people=100)
    labelled = round(100 * float(np.mean([curve.source == "your ratings" for curve in flat])))
    assert f"{labelled} % of people without any rhythm" in page
    half = float(np.diff(START.band("cognitive", 660))[0]) / 2
    assert f"about {half:.2f} to\neither side" in page
