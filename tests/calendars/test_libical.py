"""What is written passes libical, the parser of GNOME, KDE and Cyrus, and its check of RFC 5545's restrictions."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.lacking import lacking

from equipoise.calendars.feed import busy_feed, plan_feed
from equipoise.calendars.hours import Purpose
from equipoise.calendars.published import availability_to_ics, freebusy_to_ics, kept_to_ics
from equipoise.calendars.writing import block_resources, plan_to_ics
from equipoise.domain.commitments import BlockKind
from equipoise.domain.plan import Block, Certificate, Plan
from equipoise.domain.time import Interval

Judge = Callable[[bytes], bool]
ZONES = ["Europe/Berlin", "America/St_Johns", "Africa/Casablanca", "UTC"]


@pytest.fixture(scope="module")
def valid() -> Judge:
    """Ask libical; EQUIPOISE_LIBICAL may name its file."""
    found = os.environ.get("EQUIPOISE_LIBICAL") or ctypes.util.find_library("ical")
    if not found:
        lacking("libical is absent: install it (Debian: libical3) or name its file with EQUIPOISE_LIBICAL")
    library = ctypes.CDLL(found)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    for name in ("icalrestriction_check", "icalcomponent_count_errors", "icalcomponent_free"):
        getattr(library, name).argtypes = [ctypes.c_void_p]

    def judge(data: bytes) -> bool:
        component = library.icalparser_parse_string(data)
        try:
            good = component and not library.icalcomponent_count_errors(component)
            return bool(good and library.icalrestriction_check(component))
        finally:
            if component:
                library.icalcomponent_free(component)

    return judge


def plan(zone: str) -> Plan:
    start = datetime(2026, 10, 24, 20, tzinfo=UTC)
    blocks = tuple(
        Block(
            f"memo/{i}",
            kind,
            "Memo; \u00fc, \\ \U0001f5d3",
            Interval(start + i * hour, start + (i + 1) * hour),
            "memo",
        )
        for i, kind in enumerate(BlockKind)
        for hour in [timedelta(minutes=50)]
    )
    return Plan("Ada", zone, date(2026, 10, 24), 7, start, blocks, (), (), (), Certificate(1, 1, 0), {})


@pytest.mark.parametrize("zone", ZONES)
def test_plans_and_feeds(valid: Judge, zone: str) -> None:
    made = plan(zone)
    why, alarms = {"memo/1": "Because, of; this\n" * 9}, {"memo/0": 0, "memo/1": 15}
    assert valid(plan_to_ics(made, why, alarms=alarms))
    assert valid(plan_feed(made, why, {}, alarms=alarms))
    assert valid(busy_feed(made, {}))
    assert all(valid(data) for data in block_resources(made, why, {}, alarms=alarms).values())


@pytest.mark.parametrize("zone", ZONES)
def test_published_hours(valid: Judge, zone: str) -> None:
    own, made = ZoneInfo(zone), plan(zone)
    days = [made.first + timedelta(days=i) for i in range(60)]
    hours = {day: ((540, 720), (1380, 1860)) if day.weekday() < 5 and day.day != 10 else () for day in days}
    for purpose in Purpose:
        assert valid(availability_to_ics("Ada", hours, own, made.now, purpose=purpose))
    assert valid(kept_to_ics("Ada", {"Sleep": hours}, own, made.now))
    assert valid(freebusy_to_ics(made, (), {}))


def test_it_is_strict(valid: Judge) -> None:
    good = plan_to_ics(plan("UTC"), {})
    assert valid(good)
    assert not valid(good.replace(b"DTSTART:", b"DTSTART:x", 1))
    assert not valid(good.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nUID:second\r\n", 1))
    assert not valid(good.replace(b"CALSCALE:GREGORIAN\r\n", b"METHOD:PUBLISH\r\n"))
