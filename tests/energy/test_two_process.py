from collections.abc import Callable
from typing import Any

import pytest

from equipoise.energy import two_process

Read = Callable[[str], dict[str, Any]]


def test_parameters_and_closed_forms(case: Read) -> None:
    data = case("two_process_model")
    assert data["parameters"]["tau_sleep_h"] == two_process.TAU_ASLEEP_H
    assert data["parameters"]["tau_wake_h"] == two_process.TAU_AWAKE_H
    assert data["parameters"]["H_plus"] == two_process.SLEEP_ONSET
    assert data["parameters"]["H_minus"] == two_process.WAKING
    asleep, awake, tired, rested = data["cases"]
    assert two_process.natural_sleep_h() == pytest.approx(asleep["value_h"], abs=1e-12)
    assert round(two_process.natural_sleep_h(), 1) == asleep["published"]
    assert two_process.natural_wake_h() == pytest.approx(awake["value_h"], abs=1e-12)
    assert round(two_process.natural_wake_h(), 1) == awake["published"]
    assert two_process.pressure_awake(tired["S0"], tired["awake_h"]) == pytest.approx(tired["S"], abs=1e-12)
    assert two_process.pressure_asleep(rested["S0"], rested["asleep_h"]) == pytest.approx(
        rested["S"], abs=1e-12
    )


def test_the_natural_lengths_join_the_thresholds() -> None:
    high, low = two_process.SLEEP_ONSET, two_process.WAKING
    assert two_process.pressure_awake(low, two_process.natural_wake_h()) == pytest.approx(high)
    assert two_process.pressure_asleep(high, two_process.natural_sleep_h()) == pytest.approx(low)
