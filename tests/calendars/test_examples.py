"""The shipped examples: they read without a finding, and show the dialects of the programs that people export from."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from equipoise.calendars.reading import reading_sources
from equipoise.domain.life import Life
from equipoise.domain.time import Interval
from equipoise.lifefile import read as read_life

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = {"staff-engineer": 23, "product-lead": 24, "consultant": 20}
MARKS = {
    "staff-engineer/work.ics": [
        "W. Europe Standard Time",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "X-ALT-DESC",
        "METHOD:PUBLISH",
    ],
    "product-lead/work.ics": [
        "Google Calendar 70.9054",
        "X-WR-TIMEZONE",
        "EXDATE",
        "RECURRENCE-ID",
        "Asia/Kolkata",
    ],
    "consultant/clients.ics": [
        "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR",
        "X-APPLE-STRUCTURED-LOCATION",
        "BEGIN:VALARM",
    ],
}


def life_of(case: str) -> Life:
    return read_life(EXAMPLES / case / "life.toml")


def week(life: Life) -> Interval:
    monday = datetime(2026, 11, 23, tzinfo=life.person.zone)
    return Interval(monday, monday + timedelta(days=7))


@pytest.mark.parametrize("case", CASES)
def test_it_reads_without_a_finding(case: str) -> None:
    life = life_of(case)
    places = {name for way in life.travel.minutes for name in way}
    begin = time.perf_counter()
    events, findings = reading_sources(
        life.calendars, EXAMPLES / case, life.person.zone, week(life), places=tuple(places)
    )
    assert time.perf_counter() - begin < 0.2
    assert not findings
    assert len(events) == CASES[case]
    assert len(life.tasks) == 45
    assert life.goals
    assert life.routines
    assert life.non_negotiables
    assert any(item.flexible for item in events)
    assert any(item.meeting for item in events)
    assert any(item.all_day for item in events)


def test_places_of_the_consultant_are_those_that_travel_knows() -> None:
    life = life_of("consultant")
    places = tuple({name for way in life.travel.minutes for name in way})
    events, _ = reading_sources(
        life.calendars, EXAMPLES / "consultant", life.person.zone, week(life), places=places
    )
    assert {item.place for item in events} == {
        "",
        "Helvetrail",
        "Physio Breitenrain",
        "Impact Hub",
        "Casino Bern",
    }


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.ics"))
)
def test_calendar_files_are_well_formed(path: str) -> None:
    data = (EXAMPLES / path).read_bytes()
    assert not Calendar.from_ical(data).errors
    rows = data.split(b"\r\n")
    assert all(len(row) <= 75 for row in rows)
    unfolded = data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode()
    assert all(mark in unfolded for mark in MARKS.get(path, []))
    addresses = [part.split("\r\n")[0] for part in unfolded.split("mailto:")[1:]]
    assert all(address.endswith(".example") for address in addresses)
