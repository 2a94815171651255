"""Shared by the tests of calendars."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from equipoise.calendars.reading import read_events
from equipoise.domain.commitments import Event
from equipoise.domain.errors import Finding
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Interval(datetime(2026, 11, 23, tzinfo=BERLIN), datetime(2026, 11, 30, tzinfo=BERLIN))
Reader = Callable[..., tuple[tuple[Event, ...], tuple[Finding, ...]]]


def _event(
    *lines: str, start: str = "DTSTART:20261124T100000Z", end: str = "DTEND:20261124T110000Z"
) -> list[str]:
    return ["BEGIN:VEVENT", "UID:u1", "DTSTAMP:20260101T000000Z", start, end, *lines, "END:VEVENT"]


def _calendar(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//EN", *lines, "END:VCALENDAR", ""]
    ).encode()


@pytest.fixture
def event() -> Callable[..., list[str]]:
    """Make the lines of a VEVENT on Tuesday 2026-11-24, 11 to 12 in Berlin, unless told otherwise."""
    return _event


@pytest.fixture
def calendar() -> Callable[..., bytes]:
    """Make a VCALENDAR around lines."""
    return _calendar


@pytest.fixture
def read() -> Reader:
    """Read bytes as the calendar of somebody in Berlin, in the week of 2026-11-23 unless told otherwise."""

    def reader(
        data: bytes,
        *,
        window: Interval = WEEK,
        zone: ZoneInfo = BERLIN,
        source: CalendarSource | None = None,
        owner: str = "",
        places: tuple[str, ...] = (),
    ) -> tuple[tuple[Event, ...], tuple[Finding, ...]]:
        chosen = source or CalendarSource("work.ics")
        return read_events(
            data, name="work.ics", zone=zone, window=window, source=chosen, owner=owner, places=places
        )

    return reader


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real calendar files; tests skip where it is absent."""
    beside = Path(__file__).parents[2].parent / "shared"
    path = Path(os.environ.get("EQUIPOISE_SHARED", beside)) / "corpus"
    if not path.is_dir():
        pytest.skip(
            "the corpus of real calendar files is absent: set EQUIPOISE_SHARED to the folder that holds it"
        )
    return path


@pytest.fixture(scope="session")
def utc() -> Callable[[str], datetime]:
    """Read a basic-format time as UTC."""

    def parse(text: str) -> datetime:
        plain = text.rstrip("Z")
        return datetime.strptime(plain, "%Y%m%dT%H%M%S" if "T" in plain else "%Y%m%d").replace(tzinfo=UTC)

    return parse
