"""What is written, in every zone of the time-zone database at each change of its clocks: the instants are the plan's.

Read once as it is, and once with the zone under a private name, so that the reader has nothing but our VTIMEZONE.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.calendars.test_clock_changes import ZONES, changes
from tests.calendars.test_writing import block, plan

from equipoise.calendars.lines import is_utc
from equipoise.calendars.reading import read_events
from equipoise.calendars.writing import plan_to_ics
from equipoise.domain.life import CalendarSource
from equipoise.domain.time import Interval

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
AROUND = [timedelta(minutes=minutes) for minutes in range(-300, 301, 50)] + [
    timedelta(days=days) for days in (-7, 7)
]
OTHERS = ZoneInfo("Pacific/Kiritimati")
"""Where the person who reads would put a time whose zone is not understood."""


def written(key: str) -> tuple[bytes, list[Interval]]:
    """Return a plan with blocks of 90 minutes all around the changes of a zone, and when they are."""
    moments = [
        change + away for change in changes(ZoneInfo(key)) if FIRST <= change < LAST for away in AROUND
    ]
    moments = moments or [FIRST + timedelta(days=100)]
    rows = tuple(block(number, start) for number, start in enumerate(sorted(set(moments))))
    made = replace(plan(key, FIRST), blocks=rows)
    return plan_to_ics(made, {}), [row.when for row in rows]


def read(data: bytes) -> list[Interval]:
    """Return when the blocks are, for a reader who does not know them for Equipoise's own."""
    data = data.replace(b"X-EQUIPOISE-BLOCK", b"X-OTHER").replace(b"@equipoise", b"@other")
    window = Interval(FIRST - timedelta(days=30), LAST + timedelta(days=30))
    events, findings = read_events(data, name="x", zone=OTHERS, window=window, source=CalendarSource("x"))
    assert not findings
    return sorted((item.when for item in events), key=lambda when: when.start)


@pytest.mark.parametrize("letter", sorted({key[0] for key in ZONES}))
def test_a_block_is_when_the_plan_says(letter: str) -> None:
    for key in (key for key in ZONES if key.startswith(letter)):
        data, wanted = written(key)
        assert read(data) == wanted, key
        if is_utc(ZoneInfo(key)):  # no zone is written
            continue
        hidden = data.replace(f"={key}:".encode(), b"=Private:").replace(f":{key}\r".encode(), b":Private\r")
        assert read(hidden) == wanted, key
