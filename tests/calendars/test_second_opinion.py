"""A second opinion: recurring-ical-events, which builds on dateutil, on random series of everyday shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from equipoise.domain.time import Interval

Make = Callable[..., Any]
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=4, unique=True
)
ORDINALS = st.lists(
    st.sampled_from(["1MO", "2TU", "3WE", "-1FR", "-2SU"]), min_size=1, max_size=2, unique=True
)
MONTH_DAYS = st.lists(
    st.sampled_from([1, 2, 15, 28, 29, 30, 31, -1, -3]), min_size=1, max_size=3, unique=True
)
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)


def part(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return values.map(lambda found: f";{name}=" + ",".join(map(str, found)))


SHAPES = st.one_of(
    st.just("DAILY"),
    part("BYDAY", DAYS).map("DAILY{}".format),
    part("BYMONTH", MONTHS).map("DAILY{}".format),
    st.just("WEEKLY"),
    part("BYDAY", DAYS).map("WEEKLY{};WKST=SU".format),
    st.just("MONTHLY"),
    part("BYMONTHDAY", MONTH_DAYS).map("MONTHLY{}".format),
    part("BYDAY", ORDINALS).map("MONTHLY{}".format),
    part("BYDAY", DAYS).map("MONTHLY{};BYSETPOS=1,-1".format),
    st.just("YEARLY"),
    st.tuples(part("BYMONTH", MONTHS), part("BYDAY", ORDINALS)).map(lambda found: "YEARLY" + "".join(found)),
    st.tuples(part("BYMONTH", MONTHS), part("BYMONTHDAY", MONTH_DAYS)).map(
        lambda found: "YEARLY" + "".join(found)
    ),
)
ENDS = st.one_of(
    st.just(""),
    st.integers(1, 60).map(";COUNT={}".format),
    st.integers(0, 900).map(
        lambda day: f";UNTIL={datetime(2025, 1, 1, tzinfo=UTC) + timedelta(day):%Y%m%dT%H%M%SZ}"
    ),
)


@st.composite
def series(draw: st.DrawFn) -> list[str]:
    """Draw the lines of a series: its start, its rule, and days that are taken out."""
    hour, day = draw(st.integers(3, 22)), draw(st.integers(0, 700))
    first = datetime(2024, 6, 1, hour, 30, tzinfo=BERLIN) + timedelta(days=day)
    gone = [first + timedelta(days=ahead) for ahead in draw(st.lists(st.integers(0, 700), max_size=3))]
    return [
        f"DTSTART;TZID=Europe/Berlin:{first:%Y%m%dT%H%M%S}",
        f"RRULE:FREQ={draw(SHAPES)};INTERVAL={draw(st.integers(1, 4))}{draw(ENDS)}",
        *[f"EXDATE;TZID=Europe/Berlin:{moment:%Y%m%dT%H%M%S}" for moment in gone],
    ]


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lines=series())
def test_everyday_series(read: Make, calendar: Make, event: Make, lines: list[str]) -> None:
    data = calendar(*event(*lines[1:], start=lines[0], end="DURATION:PT1H"))
    window = Interval(datetime(2025, 11, 1, tzinfo=BERLIN), datetime(2026, 12, 1, tzinfo=BERLIN))
    events, findings = read(data, window=window)
    other = recurring_ical_events.of(Calendar.from_ical(data)).between(
        window.start.astimezone(BERLIN), window.end.astimezone(BERLIN)
    )
    assert not findings
    assert [item.when.start for item in events] == sorted(item["DTSTART"].dt for item in other)
