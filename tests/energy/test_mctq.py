from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.energy.mctq import (
    Night,
    corrected_mid_sleep_h,
    mean_weekly_sleep_h,
    sleep_timing,
    social_jetlag_h,
    weekly_sleep_loss_h,
)

Read = Callable[[str], dict[str, Any]]

HOURS = st.floats(0, 23.99)


def _h(text: str) -> float:
    hours, minutes, *seconds = text.split(":")
    return int(hours) + int(minutes) / 60 + float(seconds[0] if seconds else 0) / 3600


def _night(record: dict[str, Any], suffix: str) -> Night | None:
    asleep, awake = record[f"so_{suffix}"], record[f"se_{suffix}"]
    return None if asleep is None else Night(asleep / 3600, awake / 3600)


def test_all_ten_records(case: Read) -> None:
    records = case("chronotype_mctq")["records"]
    assert len(records) == 10
    for record in records:
        free = _night(record, "f")
        work = _night(record, "w")
        assert free is not None
        got = sleep_timing(work, free, workdays=record["wd"], alarm_on_free_days=record["alarm_f"])
        values = {
            "sd_w": None if work is None else work.duration_h,
            "sd_f": free.duration_h,
            "msw": got.msw_h,
            "msf": got.msf_h,
            "sd_week": got.sleep_week_h,
            "sloss_week": got.sleep_loss_week_h,
            "msf_sc": got.msfsc_h,
            "sjl_rel": got.social_jetlag_h,
        }
        for name, hours in values.items():
            expected = record[name]
            seconds = None if hours is None else hours * 3600
            assert seconds == (None if expected is None else pytest.approx(expected, abs=0.501)), (
                record["id"],
                name,
            )


def test_corrected_mid_sleep_examples(case: Read) -> None:
    for row in case("chronotype_mctq")["unit_examples"]:
        got = corrected_mid_sleep_h(
            _h(row["msf"]),
            workday_sleep_h=row["sd_w_h"],
            free_sleep_h=row["sd_f_h"],
            workdays=row["wd"],
            alarm_on_free_days=row["alarm_f"],
        )
        assert got == (None if row["msf_sc"] is None else pytest.approx(_h(row["msf_sc"]), abs=1e-8))


def test_social_jetlag_examples(case: Read) -> None:
    for row in case("chronotype_mctq")["sjl_examples_hours"]:
        got = social_jetlag_h(_h(row["msw"]), _h(row["msf"]))
        assert got == pytest.approx(row.get("sjl_signed", row.get("sjl")))


@given(HOURS, HOURS, st.floats(-12, 11.9))
def test_social_jetlag_does_not_care_where_midnight_is(msw: float, msf: float, shift: float) -> None:
    plain, moved = social_jetlag_h(msw, msf), social_jetlag_h(msw + shift, msf + shift)
    assert -12 <= plain < 12
    assert min(abs(plain - moved), 24 - abs(plain - moved)) < 1e-9


@given(st.floats(3, 12), st.floats(3, 12), st.integers(0, 7))
def test_weekly_loss_is_never_negative(work: float, free: float, workdays: int) -> None:
    assert weekly_sleep_loss_h(work, free, workdays) >= -1e-9
    week = mean_weekly_sleep_h(work, free, workdays)
    assert min(work, free) - 1e-9 <= week <= max(work, free) + 1e-9


def test_a_person_without_workdays() -> None:
    got = sleep_timing(None, Night(0, 8), workdays=0, alarm_on_free_days=False)
    assert got.msfsc_h == 4
    assert got.social_jetlag_h is None


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="0 to 7 workdays"):
        mean_weekly_sleep_h(7, 8, 8)


def test_times_of_day_lie_within_a_day() -> None:
    with pytest.raises(ValueError, match=r"\[0, 24\)"):
        Night(24, 7)
