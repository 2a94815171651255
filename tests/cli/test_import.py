"""Files from elsewhere into a life."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from equipoise.lifefile import read

Run = Callable[..., Result]
TASKS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n"
    'BEGIN:VTODO\r\nUID:tax@t\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Tax "return"\r\nDUE;VALUE=DATE:20261130\r\n'
    "PRIORITY:1\r\nEND:VTODO\r\n"
    "BEGIN:VTODO\r\nUID:old@t\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Done\r\nSTATUS:COMPLETED\r\nEND:VTODO\r\n"
    "END:VCALENDAR\r\n"
)
NOW = ("--now", "2026-11-23T07:30")


@pytest.fixture
def made(life: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A life, and in another folder a calendar and a file of tasks."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    family, tasks = folder / "family.ics", folder / "tasks.ics"
    text = (tmp_path / "work.ics").read_text(encoding="utf-8")
    family.write_text(text.replace("UID:u1", "UID:u2"), encoding="utf-8")
    tasks.write_text(TASKS, encoding="utf-8")
    return life, family, tasks


def test_shown_first_and_nothing_written(run: Run, made: tuple[Path, Path, Path]) -> None:
    life, family, tasks = made
    before = life.read_bytes()
    found = run("import", life, family, tasks, *NOW)
    assert found.exit_code == 0, found.output
    assert "downloads/family.ics: a calendar with 1 event in the coming twelve weeks" in found.stdout
    assert 'the task “Tax "return"”, 60 min, due 2026-11-30\n' in found.stdout, (
        "a date, not its midnight in UTC"
    )
    assert "Done" not in found.stdout
    assert "--yes does it" in found.stderr
    assert life.read_bytes() == before


def test_a_time_of_day_is_told_on_the_persons_clock(run: Run, made: tuple[Path, Path, Path]) -> None:
    life, _family, tasks = made
    tasks.write_text(TASKS.replace("DUE;VALUE=DATE:20261130", "DUE:20261126T150000Z"), encoding="utf-8")
    assert "due 2026-11-26 16:00\n" in run("import", life, tasks, *NOW).stdout


def test_done_once(run: Run, made: tuple[Path, Path, Path]) -> None:
    life, family, tasks = made
    before = life.read_text(encoding="utf-8")
    assert run("import", life, family, tasks, *NOW, "--area", "life", "--yes").exit_code == 0
    text = life.read_text(encoding="utf-8")
    assert text.startswith(before.rstrip("\n"))
    now = read(life)
    assert [(one.path, one.area) for one in now.calendars] == [
        ("work.ics", "work"),
        ("downloads/family.ics", "life"),
    ]
    assert [task.title for task in now.tasks][-1] == 'Tax "return"'
    again = run("import", life, family, tasks, *NOW, "--yes", "--json")
    told = json.loads(again.stdout)
    assert [(one["known"], one["tasks"]) for one in told["files"]] == [(True, []), (False, [])]
    assert life.read_text(encoding="utf-8") == text
    checked = run("check", life, "--now", "2026-11-23T07:30", "--json")
    assert json.loads(checked.stdout)["events"] == 2


def test_what_cannot_be_read_is_told_at_once(run: Run, life: Path, tmp_path: Path) -> None:
    before = life.read_bytes()
    found = run("import", life, tmp_path / "a.ics", tmp_path / "b.ics", "--yes", "--json")
    assert found.exit_code == 2
    assert len(json.loads(found.stdout)["error"]["findings"]) == 2
    assert life.read_bytes() == before


def test_what_is_no_calendar(run: Run, life: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.ics"
    page.write_text("<!DOCTYPE html><p>Log in", encoding="utf-8")
    found = run("import", life, page, *NOW)
    assert found.exit_code == 0
    assert "nothing to add" in found.stdout
    assert "a web page" in found.stderr


def test_a_life_that_cannot_be_added_to(run: Run, life: Path, tmp_path: Path) -> None:
    life.write_text(
        'calendar = [{ path = "work.ics" }]\n'
        + life.read_text(encoding="utf-8").replace('[[calendar]]\npath = "work.ics"\n', ""),
        encoding="utf-8",
    )
    other = tmp_path / "other.ics"
    other.write_bytes((tmp_path / "work.ics").read_bytes())
    found = run("import", life, other, *NOW, "--yes")
    assert found.exit_code == 2
    assert "write the [[calendar]] yourself" in found.stderr
