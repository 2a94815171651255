"""Windows are read, written back and tied to sleep."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.commitments import ALL_DAYS, LocalWindow
from equipoise.rhythms.windows import Clock, WindowSpec, days_text, parse_window, window_minutes, windows_text

SEVEN, ELEVEN = time(7), time(23)
WEEKDAYS = frozenset(range(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 09:30-16:30", LocalWindow(time(9, 30), time(16, 30), WEEKDAYS)),
        ("12:30-14:30", LocalWindow(time(12, 30), time(14, 30))),
        ("Sat-Sun", LocalWindow(time(0), time(0), frozenset({5, 6}))),
        ("Mon,Wed, friday 8:00 to 24:00", LocalWindow(time(8), time(0), frozenset({0, 2, 4}))),
        ("Fri-Mon 22:00-02:00", LocalWindow(time(22), time(2), frozenset({4, 5, 6, 0}))),
        ("wake+30 to sleep-60", LocalWindow(time(7, 30), time(22))),
        ("wake-480 to wake", LocalWindow(time(23), time(7))),
    ],
)
def test_reads(text: str, expected: LocalWindow) -> None:
    assert parse_window(text).resolve(SEVEN, ELEVEN) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09:30",
        "Mon-Fry 9:00-10:00",
        "25:00-26:00",
        "09:61-10:00",
        "9:00-9:00",
        "9:00-10:00 Mon",
        "T 9:00-10:00",
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_window(text)


clocks = st.builds(Clock, st.integers(0, 1439)) | st.builds(
    Clock, st.integers(-900, 900), st.sampled_from(["wake", "sleep"])
)


@given(clocks, clocks, st.frozensets(st.integers(0, 6), min_size=1))
def test_round_trip(start: Clock, end: Clock, days: frozenset[int]) -> None:
    if start == end:
        start = end = Clock(0)
    spec = WindowSpec(start, end, days)
    assert parse_window(str(spec)) == spec


def test_words() -> None:
    windows = (
        LocalWindow(time(6, 45), time(8, 15), WEEKDAYS),
        LocalWindow(time(20), time(0), WEEKDAYS),
        LocalWindow(time(0), time(0), frozenset({5, 6})),
    )
    assert windows_text(windows) == "06:45-08:15 and 20:00-24:00, Mon-Fri; all day, Sat-Sun"
    assert windows_text(()) == "never"
    assert days_text({0, 2, 3, 6}) == "Mon, Wed-Thu, Sun"
    assert days_text(ALL_DAYS) == "every day"


def test_length_over_midnight() -> None:
    assert window_minutes(LocalWindow(time(22), time(2))) == 240
    assert window_minutes(LocalWindow(time(0), time(0))) == 1440
