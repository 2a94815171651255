"""What the person did by hand in their calendar, as the next plan is told: rituals, and what is kept of it on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from equipoise import api
from equipoise.domain.commitments import Area
from equipoise.domain.time import Interval
from equipoise.handmade import HandMade, folder_of, read_hand_made, write_hand_made
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
