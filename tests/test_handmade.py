"""What the person did by hand in their calendar, as the next plan is told: rituals, and what is kept of it on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from equipoise import api
from equipoise.domain.commitments import Area
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval
from equipoise.handmade import HandMade, folder_of, read_hand_made, write_hand_made
from equipoise.planning.search import Effort
from equipoise.requests import request

NOW = "2026-11-23T07:30"
TUESDAY = date(2026, 11, 24)
NOON = Interval(datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 11, 24, 11, 45, tzinfo=UTC))
LATER = Interval(NOON.start + timedelta(hours=3), NOON.end + timedelta(hours=3))
MOVED = HandMade("lunch/2", "lunch", "Lunch", NOON, LATER, Area.LIFE, ritual=True)
LIFE = '[person]\nname = "Ada"\nzone = "Europe/Berlin"\n\n[rhythm]\npattern = "A"\n'


@pytest.fixture
def life(tmp_path: Path) -> Path:
    path = tmp_path / "life.toml"
    path.write_text(LIFE, encoding="utf-8")
    return path


def note(life: Path, *entries: HandMade) -> None:
    folder = folder_of(life)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "by-hand.json").write_bytes(write_hand_made(entries))


def lunches(wanted: object) -> set[date]:
    books = wanted.books  # type: ignore[attr-defined]
    return {day for day, book in books.items() if any(ritual.id == "lunch" for ritual in book.rituals())}


def test_a_moved_ritual_is_an_event_and_not_planned_that_day(life: Path) -> None:
    before = request(str(life), now=NOW)
    note(life, MOVED)
    loaded = api.load(life, now=NOW)
    wanted = request(loaded)
    assert lunches(before) - lunches(wanted) == {TUESDAY}
    (event,) = wanted.events
    assert (event.id, event.when, event.area, event.role) == ("by-hand/lunch/2", LATER, Area.LIFE, "")
    assert ["you moved “Lunch”" in finding.message for finding in loaded.findings] == [True]


def test_a_deleted_ritual_is_not_planned_that_day(life: Path) -> None:
    before = request(str(life), now=NOW)
    note(life, replace(MOVED, when=None))
    wanted = request(str(life), now=NOW)
    assert lunches(before) - lunches(wanted) == {TUESDAY}
    assert wanted.events == ()


def test_a_ritual_dragged_to_another_day_is_held_where_it_stood(life: Path) -> None:
    before = request(str(life), now=NOW)
    day = timedelta(days=1)
    note(life, replace(MOVED, when=Interval(NOON.start + day, NOON.end + day)))
    assert lunches(before) - lunches(request(str(life), now=NOW)) == {TUESDAY}


def test_what_is_over_changes_nothing(life: Path) -> None:
    note(life, MOVED)
    later = "2026-11-26T08:00"
    assert TUESDAY + timedelta(days=2) in lunches(request(str(life), now=later))
    assert request(str(life), now=later).events == ()


def test_what_is_no_ritual_and_not_known_any_more_changes_nothing(life: Path) -> None:
    note(life, replace(MOVED, commitment="gone", block="gone/1", ritual=False))
    loaded = api.load(life, now=NOW)
    assert loaded.life == loaded.written


def test_the_shutdown_ends_the_day_where_it_was_put(life: Path) -> None:
    start = datetime(2026, 11, 24, 14, tzinfo=UTC)
    early = Interval(start, start + timedelta(minutes=15))
    before = request(str(life), now=NOW)
    (was,) = before.books[TUESDAY].windows("hours.outer")
    note(life, HandMade("shutdown/2", "shutdown", "Shutdown", NOON, early, Area.WORK, ritual=True))
    books = request(str(life), now=NOW).books
    (window,) = books[TUESDAY].windows("hours.outer")
    assert (window.start, window.end.isoformat()) == (was.start, "15:15:00")
    assert was.end > window.end
    assert books[TUESDAY].is_hard("hours.outer")
    assert books[TUESDAY + timedelta(days=1)] == before.books[TUESDAY + timedelta(days=1)]


TASKS = """
[[task]]
id = "memo"
title = "Memo"
estimate = "2h"

[[task]]
id = "talk"
title = "Talk"
estimate = "1h"

[[event]]
id = "dentist"
title = "Dentist"
start = 2026-11-24T12:00:00
end = 2026-11-24T13:00:00
"""
MEMO = HandMade("memo/1", "memo", "Memo", LATER, NOON, Area.WORK)


def planned(life: Path) -> Plan:
    """Plan with what was done by hand, and judge it."""
    loaded = api.load(life, now=NOW)
    plan = api.solve(loaded, effort=Effort(rounds=30)).plan
    assert api.verify(loaded, plan).ok
    return plan


def test_a_task_dragged_onto_an_event_stays_there_and_the_week_is_planned_all_the_same(life: Path) -> None:
    life.write_text(LIFE + TASKS, encoding="utf-8")
    note(life, MEMO)
    loaded = api.load(life, now=NOW)
    (finding,) = (f for f in loaded.findings if "Memo" in f.message)
    assert "“Dentist” is too" in finding.message
    assert finding.cure == "move one of the two"
    plan = planned(life)
    assert [e.when for e in plan.fixed if e.id == "by-hand/memo/1"] == [NOON]
    rest = [b.when for b in plan.blocks if b.commitment == "memo"]
    assert sum(when.minutes for when in rest) == 120 - 45
    assert not any(when.overlaps(NOON) for when in rest)


def test_two_tasks_dragged_onto_each_other_both_stay(life: Path) -> None:
    life.write_text(LIFE + TASKS.partition("[[event]]")[0], encoding="utf-8")
    note(life, MEMO, HandMade("talk/1", "talk", "Talk", LATER, NOON, Area.WORK))
    plan = planned(life)
    assert [e.when for e in plan.fixed] == [NOON, NOON]
    assert not any(block.when.overlaps(NOON) for block in plan.blocks)


@pytest.mark.parametrize("ritual_first", [True, False])
def test_a_task_dragged_onto_a_ritual_that_was_moved_there_too_stays(life: Path, ritual_first: bool) -> None:
    life.write_text(LIFE + TASKS.partition("[[event]]")[0], encoding="utf-8")
    both = (replace(MOVED, when=NOON, was=LATER), MEMO)
    note(life, *(both if ritual_first else reversed(both)))
    assert sorted(e.id for e in planned(life).fixed) == ["by-hand/lunch/2", "by-hand/memo/1"]


@pytest.mark.parametrize("commitment", ["memo", "lunch"])
def test_what_was_made_a_whole_day_is_planned_as_before(life: Path, commitment: str) -> None:
    life.write_text(LIFE + TASKS, encoding="utf-8")
    before = request(str(life), now=NOW)
    midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Berlin"))
    day = Interval(midnight, midnight + timedelta(days=1))
    note(life, replace(MEMO if commitment == "memo" else MOVED, when=day))
    loaded = api.load(life, now=NOW)
    assert ["a whole day" in f.message for f in loaded.findings] == [True]
    after = request(loaded)
    assert (after.life, after.events, lunches(after)) == (before.life, before.events, lunches(before))


def test_it_is_kept_on_disk_and_older_files_are_read(life: Path) -> None:
    entries = (MOVED, replace(MOVED, when=None, area=Area.WORK, ritual=False))
    note(life, *entries)
    assert read_hand_made(life) == entries
    path = folder_of(life) / "by-hand.json"
    old = [
        {key: value for key, value in entry.items() if key not in {"area", "ritual"}}
        for entry in json.loads(path.read_text("utf-8"))
    ]
    path.write_text(json.dumps(old), encoding="utf-8")
    assert [(entry.area, entry.ritual) for entry in read_hand_made(life)] == [(Area.LIFE, False)] * 2
