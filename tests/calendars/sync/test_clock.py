"""A clock that is set back or forward between syncs: no stamp runs backwards, nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.calendars.sync.bodies import event

from equipoise.calendars.plan_calendar import PlanCalendar, Wanted
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.merge import merge
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import parse, unfold, write
from equipoise.calendars.sync.stamps import not_earlier

ZONE = ZoneInfo("Europe/Vienna")
NOW = datetime(2026, 10, 24, 12, tzinfo=UTC)
HREF = "memo@equipoise.ics"


def plan(now: datetime, start: str) -> Wanted:
    """A plan of one block, made at a moment of the machine's clock."""

    def make(uids: Mapping[str, str]) -> Mapping[str, bytes]:
        body = event(uids["memo/1"], "Memo", start, extra="X-EQUIPOISE-BLOCK:memo/1")
        return {"memo/1": body.replace(b"20261101T000000Z", f"{now:%Y%m%dT%H%M%SZ}".encode())}

    return Wanted({"memo/1": "memo@equipoise"}, make)


def value(body: bytes, name: str) -> str:
    return parse(body).children[0].value(name)


@pytest.mark.parametrize(
    "jump", [timedelta(days=-1), timedelta(hours=1), timedelta(days=1), timedelta(days=200)]
)
@pytest.mark.parametrize("sequence", ["", "SEQUENCE:12\r\nLAST-MODIFIED:20261024T130000Z\r\n"])
@pytest.mark.parametrize("forgotten", [False, True])
def test_stamps_rise_whatever_the_clock_does(
    tmp_path: Path, jump: timedelta, sequence: str, forgotten: bool
) -> None:
    """The summer time of Vienna ends in the night after ``NOW``."""
    server = MemoryStore("server", tokens=True)
    calendar = PlanCalendar(tmp_path / "plan", server, ZONE)
    calendar.sync(plan(NOW, "20271030T090000"), NOW, run="1")
    told = f"{sequence}X-PHONE:1\r\nEND:VEVENT".encode()
    server.write(HREF, server.bodies[HREF].replace(b"END:VEVENT", told), match="*")
    if forgotten:
        calendar.close()
        for path in (tmp_path / "plan").glob("sync*"):
            path.unlink()
        calendar = PlanCalendar(tmp_path / "plan", server, ZONE)
    before = server.bodies[HREF]
    later = NOW + jump
    again = plan(later, "20271031T090000")
    assert calendar.sync(again, later, run="2").complete
    after = server.bodies[HREF]
    assert value(after, "DTSTART") == "20271031T090000"
    assert value(after, "DTSTAMP") == max(value(before, "DTSTAMP"), f"{later:%Y%m%dT%H%M%SZ}")
    assert value(after, "SEQUENCE") == value(before, "SEQUENCE")
    assert value(after, "LAST-MODIFIED") == value(before, "LAST-MODIFIED")
    for run, moment in (("3", later), ("4", NOW), ("5", later - timedelta(days=1))):
        outcome = calendar.sync(plan(moment, "20271031T090000"), moment, run=run)
        assert outcome.writes(Side.REMOTE) == outcome.writes(Side.LOCAL) == 0
    assert list(server.bodies) == [HREF]
    calendar.close()


NUMBERS = st.integers(0, 2000)


def numbered(number: int, title: str = "Memo") -> bytes:
    return event("a", title, extra=f"SEQUENCE:{number}")


@given(NUMBERS, NUMBERS)
def test_what_replaces_a_version_never_has_a_lower_number(new: int, old: int) -> None:
    there = numbered(old)
    assert int(value(not_earlier(numbered(new), there), "SEQUENCE")) == max(new, old)
    assert value(not_earlier(event("a"), there), "SEQUENCE") == str(old)
    assert not_earlier(numbered(new), event("a")) == write(parse(numbered(new)))


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_merge_has_the_highest_number(base: int, mine: int, theirs: int) -> None:
    merged = merge(numbered(base), numbered(mine, "Mine"), numbered(theirs))
    assert merged is not None
    assert int(value(merged, "SEQUENCE")) == max(mine, theirs)
    assert value(merged, "SUMMARY") == "Mine"


def test_each_part_keeps_its_own_stamps() -> None:
    def series(stamp: str, other: str) -> bytes:
        both = (
            event("a", extra=f"LAST-MODIFIED:{stamp}"),
            event("a", extra=f"RECURRENCE-ID:20261130T090000\r\nLAST-MODIFIED:{other}"),
        )
        first, second = (parse(body) for body in both)
        first.children += second.children
        return write(first)

    raised = not_earlier(
        series("20261101T000000Z", "20261105T000000Z"), series("20261103T000000Z", "20261104T000000Z")
    )
    stamps = [
        unfold(raw) for part in parse(raised).children for name, raw in part.lines if name == "LAST-MODIFIED"
    ]
    assert stamps == [b"LAST-MODIFIED:20261103T000000Z", b"LAST-MODIFIED:20261105T000000Z"]
