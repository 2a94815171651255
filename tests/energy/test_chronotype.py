from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.energy.chronotype import (
    MEQ_POINTS,
    RMEQ_ITEMS,
    Chronotype,
    chronotype_of_msfsc,
    meq_class,
    meq_total,
    msfsc_prior,
    points_for_time,
    rmeq_class,
    rmeq_total,
)

Read = Callable[[str], dict[str, Any]]

RMEQ_WORDS = dict(
    zip(
        ["definitely evening", "moderately evening", "neither", "moderately morning", "definitely morning"],
        Chronotype,
        strict=True,
    )
)


def _clock(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _time(minute: int) -> time:
    return time(minute % 1440 // 60, minute % 60)


def test_scoring_key(case: Read) -> None:
    key = case("chronotype_meq_rmeq")["meq_item_points_allowed"]
    assert {str(item): sorted(points) for item, points in MEQ_POINTS.items()} == key


def test_every_time_band_at_both_ends(case: Read) -> None:
    checked = 0
    for name, bands in case("chronotype_meq_rmeq")["time_bands"].items():
        item = int(name.removeprefix("item").split("_")[0])
        if item == 11:  # a choice of four two-hour tests, not a time
            assert set(bands.values()) == MEQ_POINTS[item]
            continue
        for band, points in bands.items():
            start, end = (_clock(part) for part in band.split("-"))
            assert points_for_time(item, _time(start)) == points, (name, band)
            assert points_for_time(item, _time(end - 1)) == points, (name, band)
            checked += 1
    assert checked == 27


def test_item_10_has_bands_of_its_own() -> None:
    assert points_for_time(2, time(0, 40)) == 2
    assert points_for_time(10, time(0, 40)) == 3


@pytest.mark.parametrize("at", [time(3), time(12), time(19, 59)])
def test_item_10_outside_its_bands_has_no_score(at: time) -> None:
    with pytest.raises(ValueError, match="20:00 to 03:00"):
        points_for_time(10, at)


def test_item_11_is_not_a_time() -> None:
    with pytest.raises(ValueError, match="not answered with a time"):
        points_for_time(11, time(8))


@given(st.sampled_from([1, 2, 17, 18]), st.times())
def test_times_score_only_allowed_points(item: int, at: time) -> None:
    assert points_for_time(item, at) in MEQ_POINTS[item]


def test_meq_classes_at_every_boundary(case: Read) -> None:
    data = case("chronotype_meq_rmeq")
    for row in data["meq_boundary_cases"]:
        assert meq_class(row["total"]).value == row["class"]
    for low, high, name in data["meq_classes"]:
        assert {meq_class(total).value for total in range(low, high + 1)} == {name}


def test_rmeq_totals_and_classes(case: Read) -> None:
    data = case("chronotype_meq_rmeq")["rmeq"]
    assert tuple(data["items"]) == RMEQ_ITEMS
    for row in data["cases"]:
        total = rmeq_total(dict(zip(RMEQ_ITEMS, row["answers_items_1_7_10_18_19"], strict=True)))
        assert total == row["total"]
        assert rmeq_class(total) is RMEQ_WORDS[row["class"]]
    for low, high, name in data["classes"]:
        assert {rmeq_class(total) for total in range(low, high + 1)} == {RMEQ_WORDS[name]}


def test_the_ends_of_the_scale() -> None:
    assert meq_total({item: max(points) for item, points in MEQ_POINTS.items()}) == 86
    printed = {
        item: max(1, min(points)) if item in {1, 2} else min(points) for item, points in MEQ_POINTS.items()
    }
    assert meq_total(printed) == 16
    assert meq_class(14) is Chronotype.DEFINITE_EVENING
    assert rmeq_class(3) is Chronotype.DEFINITE_EVENING


@pytest.mark.parametrize("total", [13, 87])
def test_meq_totals_out_of_range_are_refused(total: int) -> None:
    with pytest.raises(ValueError, match="outside 14-86"):
        meq_class(total)


@pytest.mark.parametrize("total", [2, 26])
def test_rmeq_totals_out_of_range_are_refused(total: int) -> None:
    with pytest.raises(ValueError, match="outside 3-25"):
        rmeq_class(total)


def test_every_problem_of_an_answer_sheet_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"item 19 is missing; item 2 is not part .*; item 7 scored 9"):
        rmeq_total({1: 1, 7: 9, 10: 1, 18: 1, 2: 3})


@pytest.mark.parametrize("chronotype", Chronotype)
def test_a_class_is_the_class_of_its_own_mid_sleep(chronotype: Chronotype) -> None:
    prior = msfsc_prior(chronotype)
    assert chronotype_of_msfsc(prior.mean_h) is chronotype
    assert prior.sd_h > 0


def test_later_mid_sleep_means_more_evening() -> None:
    means = [msfsc_prior(kind).mean_h for kind in Chronotype]
    assert means == sorted(means, reverse=True)
    assert chronotype_of_msfsc(23.5) is Chronotype.DEFINITE_MORNING
    assert chronotype_of_msfsc(10) is Chronotype.DEFINITE_EVENING


@given(st.floats(-48, 48))
def test_mid_sleep_is_periodic(msfsc: float) -> None:
    assert chronotype_of_msfsc(msfsc) in Chronotype
    near = min(abs((msfsc - edge) % 24) for edge in (2.4, 3.8, 5.2, 6.6, 16.5))
    if 1e-6 < near < 24 - 1e-6:
        assert chronotype_of_msfsc(msfsc) is chronotype_of_msfsc(msfsc % 24)
