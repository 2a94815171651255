from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.commitments import ALL_DAYS, Estimate, LocalWindow
from equipoise.lifefile import notation
from equipoise.lifefile.notation import NotationError

CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))
WORK = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3h", 180),
        ("1h30", 90),
        ("1h 30min", 90),
        ("1 h 5 m", 65),
        ("45 min", 45),
        ("45m", 45),
        ("1.5h", 90),
        ("1,5 hours", 90),
        ("90 Minutes", 90),
        ("2hrs", 120),
        ("0 min", 0),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert notation.duration(text) == minutes


@pytest.mark.parametrize("text", ["", "45", "h", "min", "three h", "-3h", "3d", "1:30", "3h-5h", "٣h"])
def test_no_durations(text: str) -> None:
    with pytest.raises(NotationError):
        notation.duration(text)


def test_a_length_without_unit_is_told_both_ways() -> None:
    with pytest.raises(NotationError, match='write "45 min" or "45h"'):
        notation.duration("45")


@given(st.integers(0, 600_000))
def test_durations_read_back(minutes: int) -> None:
    assert notation.duration(notation.duration_text(minutes)) == minutes


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("3h", (180, 180, 180)),
        ("2h-3h-5h", (120, 180, 300)),
        ("2h - 5h", (120, 210, 300)),
        ("2-3-5h", (120, 180, 300)),
        ("30-45-90 min", (30, 45, 90)),
        ("45 min\u20132h", (45, 82, 120)),
    ],
)
def test_estimates(text: str, points: tuple[int, int, int]) -> None:
    assert notation.estimate(text) == Estimate(*points)


def test_an_estimate_that_does_not_ascend_is_told_in_order() -> None:
    with pytest.raises(NotationError, match='write "2h-3h-5h"'):
        notation.estimate("5h-2h-3h")
    with pytest.raises(NotationError, match="more than three"):
        notation.estimate("1h-2h-3h-4h")


@given(st.lists(st.integers(1, 9999), min_size=3, max_size=3).map(sorted))
def test_estimates_read_back(points: list[int]) -> None:
    estimate = Estimate(*points)
    assert notation.estimate(notation.estimate_text(estimate)) == estimate


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("Mon-Fri 09:30-16:30", LocalWindow(time(9, 30), time(16, 30), WORK)),
        ("daily 12:30-14:30", LocalWindow(time(12, 30), time(14, 30))),
        ("12:30-14:30", LocalWindow(time(12, 30), time(14, 30))),
        ("Sat,Sun 10:00-12:00", LocalWindow(time(10), time(12), frozenset({5, 6}))),
        ("weekends", LocalWindow(time(0), time(0), frozenset({5, 6}))),
        ("Sat all day", LocalWindow(time(0), time(0), frozenset({5}))),
        ("Tuesdays and Thursday 9am - 5:30pm", LocalWindow(time(9), time(17, 30), frozenset({1, 3}))),
        ("Fri-Mon 9-17", LocalWindow(time(9), time(17), frozenset({4, 5, 6, 0}))),
        ("mo-mi", None),
        ("daily 22:30-06:30", LocalWindow(time(22, 30), time(6, 30))),
        ("daily 20:00-24:00", LocalWindow(time(20), time(0))),
        ("daily 00:00-24:00", LocalWindow(time(0), time(0))),
        ("Mon 09:00-09:00+1", LocalWindow(time(9), time(9), frozenset({0}))),
        ("Mon 22:00-06:00+1", LocalWindow(time(22), time(6), frozenset({0}))),
        ("Mon 09:00-17:00+1", None),
        ("Mon 09:00-09:00+17", None),
        ("Mon 22:00-06:00+1, Tue 10:00-11:00", None),
        ("Mon 09:00-09:00", None),
        ("Mon 00:00-00:00", None),
        ("Mon 24:00-09:00", None),
        ("Mon 09:00", None),
        ("Mon 25:00-26:00", None),
        ("Mon 09:60-10:00", None),
        ("13pm-14pm", None),
        ("", None),
        ("someday 09:00-10:00", None),
        ("Mon-Tue-Wed 09:00-10:00", None),
        ("09:00-10:00 Mon", None),
    ],
)
def test_windows(text: str, window: LocalWindow | None) -> None:
    if window is None:
        with pytest.raises(NotationError):
            notation.window(text)
    else:
        assert notation.window(text) == window


@given(CLOCKS, CLOCKS, st.frozensets(st.integers(0, 6), min_size=1))
def test_windows_read_back(start: time, end: time, days: frozenset[int]) -> None:
    window = LocalWindow(start, end, days)
    assert notation.window(notation.window_text(window)) == window


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_notation_error(text: str) -> None:
    for read in (notation.duration, notation.estimate, notation.window, notation.clock, notation.days):
        try:
            read(text)
        except NotationError as error:
            assert error.cure  # noqa: PT017 - both ends are fine


def test_no_days_are_all_days() -> None:
    assert notation.days("") == notation.days("daily") == ALL_DAYS
    assert notation.days_text({0, 1, 2, 5}) == "Mon-Wed,Sat"
