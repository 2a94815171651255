from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.energy.curve import KINDS, POINTS, Band, EnergyCurve, Kind

FLAT = Band.around(np.full(POINTS, 0.5), 0.1)


def _ramp() -> EnergyCurve:
    band = Band.around(np.arange(POINTS) / POINTS, 0.1)
    return EnergyCurve(band, FLAT, FLAT, "population curve", 0.25)


def test_levels_are_read_only_and_the_curve_is_frozen() -> None:
    curve = _ramp()
    with pytest.raises(ValueError, match="read-only"):
        curve.levels("cognitive")[0] = 1
    with pytest.raises(FrozenInstanceError):
        curve.weight = 1.0  # type: ignore[misc]


def test_a_curve_keeps_its_own_copy() -> None:
    mine = np.full(POINTS, 0.5)
    band = Band.around(mine, 0.1)
    mine[:] = 0
    assert band.level[0] == 0.5


def test_equal_curves_are_equal_and_hash_alike() -> None:
    assert _ramp() == _ramp()
    assert hash(_ramp()) == hash(_ramp())
    assert _ramp().cognitive != FLAT
    assert FLAT.__eq__(1) is NotImplemented


def test_levels_between_points_are_interpolated_around_midnight() -> None:
    curve = _ramp()
    assert curve.level("cognitive", 5) == 1 / 288
    assert curve.level("cognitive", 7.5) == pytest.approx(1.5 / 288)
    assert curve.level("cognitive", 1437.5) == pytest.approx(287 / 288 / 2)


@given(st.sampled_from(KINDS), st.floats(-3000, 3000))
def test_levels_are_periodic_and_inside_their_band(kind: Kind, minute: float) -> None:
    curve = _ramp()
    level = curve.level(kind, minute)
    lo, hi = curve.band(kind, minute)
    assert 0 <= lo <= level <= hi <= 1
    assert curve.level(kind, minute + 1440) == pytest.approx(level, abs=1e-9)


def test_points_are_the_levels_at_every_fifth_minute() -> None:
    curve = _ramp()
    assert [curve.level("cognitive", 5 * index) for index in range(POINTS)] == curve.levels(
        "cognitive"
    ).tolist()


def test_refusals() -> None:
    with pytest.raises(ValueError, match="288 levels"):
        Band.around(np.zeros(10), 0.1)
    with pytest.raises(ValueError, match=r"lie in \[0, 1\]"):
        Band(np.full(POINTS, 2.0), np.zeros(POINTS), np.ones(POINTS))
    with pytest.raises(ValueError, match=r"lie in \[0, 1\]"):
        Band(np.full(POINTS, np.nan), np.zeros(POINTS), np.ones(POINTS))
    with pytest.raises(ValueError, match="lo <= level <= hi"):
        Band(np.zeros(POINTS), np.ones(POINTS), np.ones(POINTS))
    with pytest.raises(ValueError, match="weight"):
        EnergyCurve(FLAT, FLAT, FLAT, "population curve", 1.5)
    with pytest.raises(ValueError, match="source"):
        EnergyCurve(FLAT, FLAT, FLAT, "the stars", 0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="kind"):
        _ramp().levels("spiritual")  # type: ignore[arg-type]
