from collections.abc import Callable
from datetime import time
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from equipoise.energy import sources
from equipoise.energy.chronotype import Chronotype, msfsc_prior
from equipoise.energy.curve import KINDS, SLEEP_INERTIA_MINUTES, EnergyCurve, Kind
from equipoise.energy.sources import from_chronotype, from_peaks, population_curve

Read = Callable[[str], dict[str, Any]]

SLOTS = st.integers(0, 287)
RESTED = population_curve(time(7), time(23))


def _time(slot: int) -> time:
    return time(slot % 288 // 12, slot % 12 * 5)


def _within_bounds(curve: EnergyCurve) -> None:
    for kind in KINDS:
        band = curve.of(kind)
        assert band.lo.min() >= 0
        assert band.hi.max() <= 1
        assert ((band.lo <= band.level) & (band.level <= band.hi)).all()


@given(SLOTS, SLOTS)
def test_levels_stay_within_bounds_for_any_hours(wake: int, sleep: int) -> None:
    assume(wake != sleep)
    _within_bounds(population_curve(_time(wake), _time(sleep)))


@given(st.integers(60, 120), st.integers(100, 250), st.integers(0, 287))
def test_moving_both_hours_moves_the_curve(wake: int, awake_for: int, by: int) -> None:
    plain = population_curve(_time(wake), _time(wake + awake_for))
    moved = population_curve(_time(wake + by), _time(wake + awake_for + by))
    for kind in KINDS:
        np.testing.assert_allclose(moved.levels(kind), np.roll(plain.levels(kind), by), atol=1e-9)


def test_hours_with_odd_minutes_and_seconds() -> None:
    _within_bounds(population_curve(time(6, 43, 12), time(22, 58, 1)))


def test_levels_of_a_rested_day_are_those_of_the_model(case: Read) -> None:
    by_hour = case("three_process_model")["steady_state_ours"]["23-07"]["KSS_by_hour"]
    for hour, kss in by_hour.items():
        assert RESTED.level("cognitive", int(hour) * 60) == pytest.approx((9 - kss) / 8, abs=0.0007)


def test_a_rested_working_day_is_nearly_flat() -> None:
    """0.4 KSS from 10:00 to 17:00 is 0.05 of the scale: the curve is not stretched to look like more."""
    workday = RESTED.levels("cognitive")[10 * 12 : 17 * 12 + 1]
    assert 0.04 < np.ptp(workday) < 0.06


def test_population_curves_say_what_they_are() -> None:
    assert RESTED.source == "population curve"
    assert RESTED.weight == 0.25
    assert RESTED.ratings == 0


@given(st.integers(48, 120), st.integers(144, 216))
def test_inertia_lowers_the_first_hour_for_thinking_only(wake: int, awake_for: int) -> None:
    curve = population_curve(_time(wake), _time(wake + awake_for))
    minute = wake * 5
    later = curve.level("cognitive", minute + 180)
    assert curve.level("cognitive", minute) < later - 0.3
    assert curve.level("cognitive", minute + 30) < later - 0.1
    assert curve.level("cognitive", minute + SLEEP_INERTIA_MINUTES) < later
    for kind in ("social", "physical"):
        assert abs(curve.level(kind, minute) - curve.level(kind, minute + 180)) < 0.12


def test_short_sleep_lowers_the_whole_day_more_than_the_hour_does() -> None:
    short = population_curve(time(6), time(0))
    workday = slice(9 * 12, 18 * 12)
    for kind in KINDS:
        assert (RESTED.levels(kind)[workday] - short.levels(kind)[workday]).mean() > 0.05


def test_asleep_every_curve_shows_a_person_just_woken() -> None:
    for kind in KINDS:
        assert (RESTED.levels(kind)[:84] < 0.25).all()
        assert RESTED.level(kind, 180) == RESTED.level("cognitive", 180)


def test_felt_rhythms_have_the_measured_size_and_time(case: Read) -> None:
    msq = case("energy_by_time_of_day_msqR")["within_study"]
    assert pytest.approx(msq["amp"] / 6, abs=0.001) == sources._PHYSICAL_AMPLITUDE
    assert pytest.approx(msq["acrophase_h"], abs=0.06) == sources._PHYSICAL_PEAK_H
    data = case("cosinor")["PA_by_hour"]
    hours = np.array(data["t"]) * 2 * np.pi / 24
    people = np.array(data["extraverts"] + data["introverts"])
    design = np.stack([np.ones(6), np.cos(hours), np.sin(hours)], axis=1)
    fits = np.linalg.lstsq(design, people.T, rcond=None)[0]
    _, cos, sin = fits.mean(axis=1)
    in_sds = np.hypot(cos, sin) / fits[0].std(ddof=1)
    assert pytest.approx(in_sds * 1.54 / 6, abs=0.001) == sources._SOCIAL_AMPLITUDE
    assert pytest.approx(np.arctan2(sin, cos) * 24 / (2 * np.pi) % 24, abs=0.05) == sources._SOCIAL_PEAK_H
    assert RESTED.levels("physical").argmax() == pytest.approx(15.6 * 12, abs=1)
    assert RESTED.levels("social").argmax() == pytest.approx(17.5 * 12, abs=1)


def test_a_person_on_their_own_hours_is_the_population_curve() -> None:
    assert from_chronotype(3.0, time(7), time(23)) == RESTED
    assert from_chronotype(27.0, time(7), time(23)) == RESTED


def test_an_evening_type_peaks_later_on_the_same_hours() -> None:
    morning, evening = (
        from_chronotype(kind, time(7), time(23))
        for kind in (Chronotype.DEFINITE_MORNING, Chronotype.DEFINITE_EVENING)
    )
    for kind in KINDS:
        assert morning.levels(kind).argmax() < evening.levels(kind).argmax()
    assert morning.level("cognitive", 540) > evening.level("cognitive", 540)
    assert morning.level("cognitive", 1290) < evening.level("cognitive", 1290)


@pytest.mark.parametrize("chronotype", Chronotype)
def test_a_class_stands_for_its_mid_sleep(chronotype: Chronotype) -> None:
    by_class = from_chronotype(chronotype, time(7), time(23))
    assert by_class == from_chronotype(msfsc_prior(chronotype).mean_h, time(7), time(23))


def test_stated_peaks_rise_and_lows_fall_by_two_points_of_kss() -> None:
    curve = from_peaks(
        {"cognitive": [(time(10), time(12))]},
        {"cognitive": [(time(14), time(15))], "physical": [(time(13), time(14))]},
        time(7),
        time(23),
    )
    assert curve.source == "your stated peaks"
    assert curve.weight == 0.5
    gain = curve.levels("cognitive") - RESTED.levels("cognitive")
    assert gain[10 * 12 : 12 * 12] == pytest.approx(0.25)
    assert gain[14 * 12 : 15 * 12] == pytest.approx(-0.25)
    assert gain[9 * 12 + 9] == pytest.approx(0.125)  # 09:45, half-way up the shoulder
    assert gain[: 9 * 12 + 6] == pytest.approx(0)
    assert curve.level("physical", 13 * 60 + 30) < RESTED.level("physical", 13 * 60 + 30) - 0.2
    assert curve.social == RESTED.social


def test_a_peak_across_midnight_and_nothing_in_sleep() -> None:
    curve = from_peaks({"cognitive": [(time(23), time(3))]}, {}, time(9), time(1))
    base = population_curve(time(9), time(1))
    gain = curve.levels("cognitive") - base.levels("cognitive")
    assert gain[23 * 12 :] == pytest.approx(0.25)
    assert gain[:12] == pytest.approx(0.25)
    assert gain[12:108] == pytest.approx(0)


def test_inertia_stays_under_a_peak_at_waking() -> None:
    curve = from_peaks({"cognitive": [(time(7), time(11))]}, {}, time(7), time(23))
    assert curve.level("cognitive", 7 * 60) < curve.level("cognitive", 9 * 60) - 0.3


def test_without_windows_it_is_the_starting_curve() -> None:
    assert from_peaks({}, {"social": []}, time(7), time(23)) == RESTED
    evening = from_peaks({}, {}, time(7), time(23), chronotype=Chronotype.MODERATE_EVENING)
    assert evening == from_chronotype(Chronotype.MODERATE_EVENING, time(7), time(23))


@given(st.sampled_from(KINDS), SLOTS, SLOTS, SLOTS, SLOTS)
def test_stated_curves_stay_within_bounds(kind: Kind, a: int, b: int, c: int, d: int) -> None:
    assume(a != b)
    assume(c != d)
    _within_bounds(
        from_peaks({kind: [(_time(a), _time(b))]}, {kind: [(_time(c), _time(d))]}, time(7), time(23)),
    )


def test_refusals() -> None:
    with pytest.raises(ValueError, match="09:00-09:00 is empty"):
        from_peaks({"social": [(time(9), time(9))]}, {}, time(7), time(23))
    with pytest.raises(ValueError, match="unknown kinds of energy: magic"):
        from_peaks({"magic": []}, {}, time(7), time(23))  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="different times"):
        population_curve(time(7), time(7))
