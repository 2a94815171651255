"""A plan in a calendar: what the person does to it comes back, what they did not see is not done, and undo undoes it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.calendars.sync.bodies import event

from equipoise.calendars.plan_calendar import PlanCalendar, Wanted
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync import past
from equipoise.calendars.sync.decide import EmptiedError
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import digest_of, parse
from equipoise.calendars.sync.wishes import WishKind

ZONE = ZoneInfo("Europe/Vienna")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FOREIGN = event("dentist", "Dentist", "20261124T100000", extra="X-KEEP;A=b:untouched, as it is")


def wanted(**blocks: str) -> Wanted:
    """Blocks with their starts."""
    uids = {f"{name}/1": f"{name}@equipoise" for name in blocks}

    def make(given: Mapping[str, str]) -> Mapping[str, bytes]:
        return {
            f"{name}/1": event(
                given[f"{name}/1"], name.capitalize(), start, extra=f"X-EQUIPOISE-BLOCK:{name}/1"
            )
            for name, start in blocks.items()
        }

    return Wanted(uids, make)


PLAN = wanted(memo="20261123T090000", run="20261124T070000", books="20261125T140000")


@pytest.fixture
def server() -> MemoryStore:
    store = MemoryStore("server", tokens=True)
    store.write("dentist.ics", FOREIGN, match="")
    return store


@pytest.fixture
def calendar(tmp_path: Path, server: MemoryStore) -> Iterator[PlanCalendar]:
    it = PlanCalendar(tmp_path / "plan", server, ZONE)
    yield it
    it.close()


def go(calendar: PlanCalendar, plan: Wanted = PLAN, run: str = "1", now: datetime = NOW) -> int:
    outcome = calendar.sync(plan, now, run=run)
    assert outcome.complete
    return outcome.writes(Side.REMOTE)


def test_the_preview_is_what_the_sync_does(calendar: PlanCalendar, server: MemoryStore) -> None:
    seen = calendar.preview(PLAN, NOW)
    assert list(server.bodies) == ["dentist.ics"], "a preview changes nothing"
    added = sorted(c.title for c in seen.changes if c.side is Side.REMOTE and c.what == "add")
    assert added == ["Books", "Memo", "Run"]
    assert go(calendar) == len(added)
    assert sorted(server.bodies) == [
        "books@equipoise.ics",
        "dentist.ics",
        "memo@equipoise.ics",
        "run@equipoise.ics",
    ]
    assert calendar.preview(PLAN, NOW).changes == ()


def test_a_second_sync_writes_nothing(calendar: PlanCalendar) -> None:
    go(calendar)
    assert go(calendar, run="2") == 0


def test_a_dragged_block_comes_back_and_stays_where_it_was_put(
    calendar: PlanCalendar, server: MemoryStore
) -> None:
    go(calendar)
    moved = server.bodies["memo@equipoise.ics"].replace(b"20261123T", b"20261126T")
    server.write("memo@equipoise.ics", moved, match="*")
    assert [wish.kind for wish in calendar.preview(PLAN, NOW).wishes] == [WishKind.MOVED]
    assert go(calendar, run="2") == 0, "the plan does not take it back"
    wish = calendar.wishes()["memo/1"]
    assert wish.when is not None
    assert wish.when.start == datetime(2026, 11, 26, 9, tzinfo=ZONE)
    assert server.bodies["memo@equipoise.ics"] == moved
    # the next plan has it there, with another description
    again = wanted(memo="20261126T090000", run="20261124T070000", books="20261125T140000")
    assert go(calendar, again, run="3") == 0


def test_a_deleted_block_is_not_put_back(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    server.remove("run@equipoise.ics", match="*")
    for run in "23":
        assert go(calendar, run=run) == 0
        assert "run@equipoise.ics" not in server.bodies
    assert calendar.wishes()["run/1"].kind is WishKind.DELETED
    for _ in range(2):
        assert [c.title for c in calendar.preview(PLAN, NOW, restore=True).changes] == ["Run"]
    assert calendar.preview(PLAN, NOW).changes == (), "to look changes nothing"
    assert calendar.sync(PLAN, NOW, run="4", restore=True).writes(Side.REMOTE) == 1
    assert calendar.wishes() == {}
    assert "run@equipoise.ics" in server.bodies


def test_a_block_that_was_called_off_counts_as_deleted(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    off = server.bodies["run@equipoise.ics"].replace(b"END:VEVENT", b"STATUS:CANCELLED\r\nEND:VEVENT")
    server.write("run@equipoise.ics", off, match="*")
    (change,) = calendar.preview(PLAN, NOW).changes
    assert (change.what, change.title, change.when) == ("remove", "Run", None)
    for run in "23":
        assert go(calendar, run=run) == 0
    assert calendar.wishes()["run/1"].kind is WishKind.DELETED
    assert server.bodies["run@equipoise.ics"] == off
    again = off.replace(b"STATUS:CANCELLED", b"STATUS:CONFIRMED")
    server.write("run@equipoise.ics", again, match="*")
    assert go(calendar, run="4") == 0
    wish = calendar.wishes()["run/1"]
    assert wish.kind is not WishKind.DELETED, "it takes place again"
    assert wish.when == wish.was


def test_a_new_title_and_an_alarm_outlive_a_new_plan(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT"
    body = (
        server.bodies["memo@equipoise.ics"]
        .replace(b"SUMMARY:Memo", b"SUMMARY:Board memo")
        .replace(b"END:VEVENT", alarm)
    )
    server.write("memo@equipoise.ics", body, match="*")
    go(calendar, run="2")
    later = wanted(memo="20261123T150000", run="20261124T070000", books="20261125T140000")
    assert go(calendar, later, run="3") == 1
    now_there = server.bodies["memo@equipoise.ics"]
    assert b"SUMMARY:Board memo" in now_there
    assert b"TRIGGER:-PT5M" in now_there
    assert b"DTSTART:20261123T150000" in now_there


def test_what_left_the_plan_leaves_the_calendar_unless_it_has_begun(
    calendar: PlanCalendar, server: MemoryStore
) -> None:
    go(calendar)
    later = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert go(calendar, wanted(other="20261127T090000"), run="2", now=later) == 2
    assert sorted(server.bodies) == [
        "dentist.ics",
        "memo@equipoise.ics",
        "other@equipoise.ics",
        "run@equipoise.ics",
    ]


def test_next_week_does_not_move_last_weeks_entry(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    old = server.bodies["run@equipoise.ics"]
    monday = datetime(2026, 11, 30, 5, tzinfo=UTC)
    go(calendar, wanted(run="20261201T070000"), run="2", now=monday)
    assert server.bodies["run@equipoise.ics"] == old
    assert b"DTSTART:20261201T070000" in server.bodies["run-2@equipoise.ics"]


def test_undo_puts_everything_back(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    there = dict(server.bodies)
    go(calendar, wanted(memo="20261126T090000", books="20261125T140000"), run="2")
    assert server.bodies != there
    assert calendar.undo() == []
    assert server.bodies == there
    assert calendar.undo() == []
    assert server.bodies == {"dentist.ics": FOREIGN}


def test_what_undo_needs_is_kept_for_the_last_runs_alone(
    calendar: PlanCalendar, server: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "RUNS", 2)

    def runs() -> set[str]:
        return {
            row[0]
            for row in calendar.state._db.execute("select run from past union select run from past_base")
        }

    for number in range(1, 6):
        go(
            calendar,
            wanted(memo=f"2026112{number}T090000"),
            run=str(number),
            now=datetime(2026, 11, 20, tzinfo=UTC),
        )
    assert runs() == {"3", "4", "5"}
    server.write("memo@equipoise.ics", server.bodies["memo@equipoise.ics"], match="*")
    for run in "67":
        assert (
            go(calendar, wanted(memo="20261125T090000"), run=run, now=datetime(2026, 11, 20, tzinfo=UTC)) == 0
        )
    assert runs() <= {"4", "5", "7"}
    for expected in ("20261124", "20261123", "20261122"):
        assert calendar.undo() == []
        assert f"DTSTART:{expected}".encode() in server.bodies["memo@equipoise.ics"]


LATER = wanted(memo="20261126T090000", run="20261124T070000", books="20261125T140000")


def test_what_was_undone_can_be_written_again(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    go(calendar, LATER, run="2")
    assert calendar.undo() == []
    assert [change.title for change in calendar.preview(LATER, NOW).changes] == ["Memo"]
    assert go(calendar, LATER, run="3") == 1
    assert b"20261126T090000" in server.bodies["memo@equipoise.ics"]
    assert go(calendar, LATER, run="4") == 0


def test_another_plan_moves_what_was_undone(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    go(calendar, LATER, run="2")
    calendar.undo()
    third = wanted(memo="20261127T110000", run="20261124T070000", books="20261125T140000")
    outcome = calendar.sync(third, NOW, run="3")
    assert (outcome.writes(Side.REMOTE), outcome.findings) == (1, [])
    assert b"20261127T110000" in server.bodies["memo@equipoise.ics"]


def test_what_the_person_did_holds_after_an_undo(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    server.remove("run@equipoise.ics", match="*")
    moved = server.bodies["memo@equipoise.ics"].replace(b"20261123T", b"20261126T")
    server.write("memo@equipoise.ics", moved, match="*")
    go(calendar, run="2")
    there = dict(server.bodies)
    assert calendar.undo() == []
    assert calendar.wishes() == {}
    assert server.bodies == there
    assert go(calendar, run="3") == 0, "it is seen once more, and taken over"
    assert server.bodies == there
    assert {block: wish.kind for block, wish in calendar.wishes().items()} == {
        "memo/1": WishKind.MOVED,
        "run/1": WishKind.DELETED,
    }


def test_what_is_foreign_stays_as_it_is(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    go(calendar, wanted(memo="20261126T090000"), run="2")
    assert server.bodies["dentist.ics"] == FOREIGN


def test_undo_leaves_what_was_changed_since(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    body = server.bodies["memo@equipoise.ics"].replace(b"Memo", b"Mine")
    server.write("memo@equipoise.ics", body, match="*")
    findings = calendar.undo()
    assert len(findings) == 1
    assert sorted(server.bodies) == ["dentist.ics", "memo@equipoise.ics"]


def test_an_emptied_server_stops_the_sync(calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    for href in list(server.bodies):
        server.remove(href, match="*")
    with pytest.raises(EmptiedError, match="4 of 4"):
        calendar.sync(PLAN, NOW, run="2")
    assert len(calendar.here.listing().etags) == 4


def many(count: int, first: int = 0) -> Wanted:
    return wanted(**{f"b{number}": "20261126T090000" for number in range(first, first + count)})


def test_a_plan_that_takes_much_out_at_once_has_to_be_meant(
    calendar: PlanCalendar, server: MemoryStore
) -> None:
    go(calendar, many(30))
    there = dict(server.bodies)
    for ask in (calendar.preview, functools.partial(calendar.sync, run="2")):
        with pytest.raises(EmptiedError, match="the plan takes 11 of its 30 entries out") as found:
            ask(many(19), NOW)
        assert (found.value.lost, found.value.of) == (11, 30)
    assert server.bodies == there
    assert calendar.preview(many(30), NOW).changes == ()
    assert calendar.sync(many(19), NOW, run="3", allow_mass_deletion=True).writes(Side.REMOTE) == 11
    assert go(calendar, many(10), run="4") == 9, "few are no surprise"


def test_a_small_plan_may_change_wholly(calendar: PlanCalendar, server: MemoryStore) -> None:
    for href in list(server.bodies):
        server.remove(href, match="*")
    go(calendar, many(2))
    assert go(calendar, many(2, 5), run="2") == 4
    assert go(calendar, wanted(), run="3") == 2
    assert server.bodies == {}


def test_a_lost_memory_doubles_nothing(tmp_path: Path, calendar: PlanCalendar, server: MemoryStore) -> None:
    go(calendar)
    there = dict(server.bodies)
    fresh = PlanCalendar(tmp_path / "other", server, ZONE)
    try:
        assert go(fresh) == 0
    finally:
        fresh.close()
    assert {href: digest_of(parse(body)) for href, body in server.bodies.items()} == {
        href: digest_of(parse(body)) for href, body in there.items()
    }
