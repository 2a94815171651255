from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from equipoise.energy.alertness import (
    INGRE_2014,
    Sleep,
    circadian,
    phase_for,
    s_asleep,
    s_awake,
    steady_day,
    three_process,
    ultradian,
)

Read = Callable[[str], dict[str, Any]]

MINUTES = np.arange(0, 1440, 5, dtype=np.float64)


def test_constants_are_the_published_ones(case: Read) -> None:
    published = case("three_process_model")["parameters"]
    for theirs, ours in {
        "la": INGRE_2014.la,
        "ha": INGRE_2014.ha,
        "d": INGRE_2014.d,
        "g": INGRE_2014.g,
        "bl": INGRE_2014.bl,
        "Cm": INGRE_2014.cm,
        "Ca": INGRE_2014.ca,
        "p": INGRE_2014.p,
        "Um": INGRE_2014.um,
        "Ua": INGRE_2014.ua,
        "Wc": INGRE_2014.wc,
        "Wd": INGRE_2014.wd,
    }.items():
        assert ours == pytest.approx(published[theirs], abs=1e-15), theirs


def test_regular_sleep_agrees_with_fips_at_every_time(case: Read) -> None:
    rows = case("three_process_model")["expected_regular"]
    sleeps = [Sleep(23 + 24 * night, 31 + 24 * night) for night in range(5)]
    got = three_process(np.array([row["h"] for row in rows], dtype=float), sleeps, s0=7.96)
    assert len(rows) == 32
    assert got.awake.tolist() == [row["wake_status"] for row in rows]
    for name, values in {"s": got.s, "c": got.c, "u": got.u, "w": got.w, "KSS": got.kss}.items():
        # The file is rounded to 10 decimals for S and to 11 significant figures elsewhere.
        np.testing.assert_allclose(values, [row[name] for row in rows], atol=2e-10, rtol=0, err_msg=name)


@pytest.mark.parametrize(("schedule", "wake", "sleep"), [("23-07", 420, 1380), ("00:30-06:30", 390, 30)])
def test_steady_state_agrees_with_sixty_identical_days(
    case: Read, schedule: str, wake: int, sleep: int
) -> None:
    expected = case("three_process_model")["steady_state_ours"][schedule]
    minutes = np.array([60.0 * float(hour) for hour in expected["KSS_by_hour"]])
    got = steady_day(minutes, wake=wake, sleep=sleep)  # both rows were made with p = 16.8
    np.testing.assert_allclose(got.kss, list(expected["KSS_by_hour"].values()), atol=0.0051)
    at_wake = steady_day(np.array([float(wake)]), wake=wake, sleep=sleep)
    assert at_wake.s[0] == pytest.approx(expected["S_at_wake"], abs=0.0051)


def test_the_checks_printed_with_the_model() -> None:
    minutes = np.arange(0, 24, 1 / 60)
    assert minutes[np.argmax(circadian(minutes))] == pytest.approx(16.8)
    assert minutes[np.argmin(circadian(minutes))] == pytest.approx(4.8)
    assert minutes[np.argmin(ultradian(minutes[:720]))] == pytest.approx(1.8)
    assert minutes[720 + np.argmin(ultradian(minutes[720:]))] == pytest.approx(13.8)
    got = three_process(np.array([7.0, 10.05]), [])
    assert got.w[1] / got.w[0] == pytest.approx(0.01, abs=1e-4)
    assert pytest.approx(-0.3813564, abs=1e-7) == INGRE_2014.g


def test_a_rested_day_is_flat_and_has_no_dip_after_lunch() -> None:
    workday = steady_day(np.arange(600, 1021, 5.0), wake=420, sleep=1380)
    assert np.ptp(workday.kss) < 0.45
    assert (np.diff(workday.kss[: 16 * 12 - 120]) < 0).all()  # ever better until 16:00


def test_inertia_takes_alertness_away() -> None:
    assert (three_process(np.array([7.0, 7.5, 9.0]), []).w < 0).all()


def test_a_nap_above_the_bend_is_continuous() -> None:
    start = s_asleep(13.0, np.array([0.0, 1e-6, 1.0]))
    assert start[0] == 13.0  # FIPS jumps to 12.865 here
    assert start[1] == pytest.approx(13.0, abs=1e-5)
    assert start[2] == pytest.approx(14.3 - 1.3 * np.exp(INGRE_2014.g))


@given(st.floats(3, 14), st.floats(0, 16))
def test_recovery_is_monotone_and_bounded(start: float, hours: float) -> None:
    path = s_asleep(start, np.linspace(0, hours, 50))
    assert (np.diff(path) >= -1e-12).all()
    assert path[0] == pytest.approx(start)
    assert path.max() <= INGRE_2014.ha
    assert (np.diff(s_awake(start, np.linspace(0, hours, 50))) <= 1e-12).all()


@given(st.floats(3, 14), st.floats(0, 8), st.floats(0, 8))
def test_sleep_in_two_parts_equals_sleep_in_one(start: float, first: float, second: float) -> None:
    halfway = float(s_asleep(start, np.array([first]))[0])
    parts = s_asleep(halfway, np.array([second]))
    np.testing.assert_allclose(parts, s_asleep(start, np.array([first + second])), atol=1e-9)


@given(st.integers(0, 287), st.integers(0, 287))
def test_burn_in_forgets_its_start(wake: int, sleep: int) -> None:
    assume(wake != sleep)
    thirty = steady_day(MINUTES, wake=wake * 5.0, sleep=sleep * 5.0)
    sixty = steady_day(MINUTES, wake=wake * 5.0, sleep=sleep * 5.0, nights=60)
    np.testing.assert_allclose(thirty.total, sixty.total, atol=1e-8)
    assert thirty.awake.sum() == (sleep - wake) % 288


def test_a_schedule_with_a_nap() -> None:
    got = three_process(np.array([13.0, 13.25, 14.0]), [Sleep(13.0, 13.5), Sleep(23.0, 31.0)])
    assert got.awake.tolist() == [False, False, True]
    assert got.w[2] == pytest.approx(-5.72 * np.exp(-1.51 * 0.5))
    assert got.s[1] > got.s[0]


def test_six_hours_instead_of_eight_cost_more_than_the_hour_of_day() -> None:
    hours = np.arange(9 * 60, 22 * 60, 5.0)
    cost = steady_day(hours, wake=390, sleep=30).kss - steady_day(hours, wake=420, sleep=1380).kss
    assert cost.min() > 0.5
    assert cost.max() < 0.85


@given(st.floats(-100, 100))
def test_phase_moves_with_mid_sleep_the_shorter_way(msfsc: float) -> None:
    assert 4.8 <= phase_for(msfsc) <= 28.8
    assert (phase_for(msfsc) - 16.8 - (msfsc - 3.0) + 1e-6) % 24 < 2e-6 + 1e-9


def test_phase_of_the_reference_sleeper() -> None:
    assert phase_for(3.0) == 16.8
    assert phase_for(5.0) == pytest.approx(18.8)
    assert phase_for(23.0) == pytest.approx(12.8)


@pytest.mark.parametrize("sleeps", [[Sleep(6, 8)], [Sleep(23, 31), Sleep(30, 32)]])
def test_overlapping_sleeps_are_refused(sleeps: list[Sleep]) -> None:
    with pytest.raises(ValueError, match="starts before the waking"):
        three_process(np.array([40.0]), sleeps)


def test_times_before_the_first_waking_are_refused() -> None:
    with pytest.raises(ValueError, match="first waking"):
        three_process(np.array([6.0]), [])


def test_a_sleep_must_last() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Sleep(7, 7)


def test_waking_and_falling_asleep_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="different times"):
        steady_day(MINUTES, wake=420, sleep=420)
