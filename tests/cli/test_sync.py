"""``equipoise sync``: shown first, written on a yes, read back, undone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import NOW, Run

WHEN = ("--now", NOW)


@pytest.fixture
def plan(run: Run, life: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run("plan", life, *WHEN, "-o", path).exit_code == 0
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "calendar"


def entry(folder: Path, title: str) -> Path:
    (found, *_more) = sorted(p for p in folder.glob("*.ics") if f"SUMMARY:{title}" in p.read_text("utf-8"))
    return found


def moved(path: Path, old: str, new: str) -> None:
    path.write_bytes(path.read_bytes().replace(f":{old}T".encode(), f":{new}T".encode()))


def day_of(path: Path) -> str:
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("DTSTART;TZID"))
    return line.partition(":")[2][:8]


def test_a_dry_run_shows_and_changes_nothing(run: Run, life: Path, plan: Path, folder: Path) -> None:
    found = run("sync", life, "--plan", plan, "--into", folder, "--dry-run", *WHEN)
    assert found.exit_code == 0
    assert "+ Memo for the board" in found.output
    assert not folder.exists()
    assert not (life.parent / ".equipoise").exists()


def test_without_a_yes_nothing_is_written(run: Run, life: Path, plan: Path, folder: Path) -> None:
    found = run("sync", life, "--plan", plan, "--into", folder, *WHEN)
    assert found.exit_code == 2
    assert "--yes" in found.output
    assert not folder.exists()


def test_the_same_diff_in_dry_run_and_in_earnest(run: Run, life: Path, plan: Path, folder: Path) -> None:
    args = ("sync", life, "--plan", plan, "--into", folder, "--json", *WHEN)
    dry = json.loads(run(*args, "--dry-run").stdout)
    done = json.loads(run(*args, "--yes").stdout)
    assert dry["changes"] == done["changes"]
    assert (dry["done"], done["done"]) == (False, True)
    assert len(list(folder.glob("*.ics"))) == len(done["changes"])
    again = json.loads(run(*args, "--yes").stdout)
    assert again["changes"] == []


def test_what_was_moved_is_pinned_and_what_was_deleted_is_not_planned(
    run: Run, life: Path, plan: Path, folder: Path, tmp_path: Path
) -> None:
    sync = ("sync", life, "--plan", plan, "--into", folder, "--yes", *WHEN)
    assert run(*sync).exit_code == 0
    memo, routine = entry(folder, "Memo for the board"), entry(folder, "Run")
    held = routine.name
    other = "20261127" if day_of(memo) != "20261127" else "20261126"
    moved(memo, day_of(memo), other)
    routine.unlink()
    found = run(*sync)
    assert found.exit_code == 0
    assert "You moved “Memo for the board”" in found.output
    assert "You deleted “Run”" in found.output
    assert run("verify", life, plan).exit_code == 0, "the old plan was right when it was made"
    out = tmp_path / "new.json"
    assert run("replan", life, "--previous", plan, *WHEN, "-o", out).exit_code in {0, 3}
    assert run("verify", life, out, "--previous", plan).exit_code == 0
    blocks = json.loads(out.read_text("utf-8"))["blocks"]
    stands = [b for b in blocks if b["commitment"] == "memo" and b["start"][:10].replace("-", "") == other]
    assert [b["pinned"] for b in stands] == [True]
    assert sum(b["commitment"] == "run" for b in blocks) == 1
    assert run("sync", life, "--plan", out, "--into", folder, "--yes", *WHEN).exit_code == 0
    assert not (folder / held).exists()


def test_without_a_sync_there_is_nothing_to_undo(run: Run, life: Path, folder: Path) -> None:
    found = run("sync", life, "--into", folder, "--undo")
    assert (found.exit_code, found.stdout) == (0, "There is no sync to undo.\n")
    assert json.loads(run("sync", life, "--into", folder, "--undo", "--json").stdout)["undone"] is False


def test_undo_puts_the_calendar_back(run: Run, life: Path, plan: Path, folder: Path) -> None:
    folder.mkdir()
    foreign = folder / "dentist.ics"
    body = (
        b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:d\nDTSTAMP:20260101T000000Z\n"
        b'DTSTART:20261124T150000Z\nDTEND:20261124T160000Z\nSUMMARY:Dentist\nX-ODD;A="b":kept\nEND:VEVENT\nEND:VCALENDAR\n'
    )
    foreign.write_bytes(body)
    assert run("sync", life, "--plan", plan, "--into", folder, "--yes", *WHEN).exit_code == 0
    assert len(list(folder.glob("*.ics"))) > 1
    assert run("sync", life, "--into", folder, "--undo").exit_code == 0
    assert [p.name for p in folder.glob("*.ics")] == ["dentist.ics"]
    assert foreign.read_bytes() == body


def test_an_emptied_folder_stops_the_sync(run: Run, life: Path, plan: Path, folder: Path) -> None:
    sync = ("sync", life, "--plan", plan, "--into", folder, "--yes", *WHEN)
    run(*sync)
    for path in folder.glob("*.ics"):
        path.unlink()
    found = run(*sync)
    assert found.exit_code == 1
    assert "(The option is --allow-mass-deletion; --restore besides puts the plan back.)" in found.output


def test_an_emptied_calendar_can_be_filled_again_at_once(
    run: Run, life: Path, plan: Path, folder: Path
) -> None:
    sync = ("sync", life, "--plan", plan, "--into", folder, *WHEN)
    run(*sync, "--yes")
    there = {path.name for path in folder.glob("*.ics")}
    for path in folder.glob("*.ics"):
        path.unlink()
    found = run(*sync, "--yes", "--allow-mass-deletion", "--restore")
    assert (found.exit_code, "You deleted" in found.output) == (0, False)
    assert {path.name for path in folder.glob("*.ics")} == there
    assert "nothing to do" in run(*sync, "--yes").output


def test_an_emptied_calendar_can_be_filled_again(run: Run, life: Path, plan: Path, folder: Path) -> None:
    sync = ("sync", life, "--plan", plan, "--into", folder, *WHEN)
    run(*sync, "--yes")
    there = {path.name for path in folder.glob("*.ics")}
    for path in folder.glob("*.ics"):
        path.unlink()
    assert run(*sync, "--yes", "--allow-mass-deletion").exit_code == 0
    for _ in range(2):
        assert "+ Memo for the board" in run(*sync, "--dry-run", "--restore").output
        assert "nothing to do" in run(*sync, "--dry-run").output, "to look changes nothing"
    assert run(*sync, "--yes", "--restore").exit_code == 0
    assert {path.name for path in folder.glob("*.ics")} == there
    assert "nothing to do" in run(*sync, "--yes").output


def test_a_life_that_is_not_there_is_told_first(run: Run, life: Path) -> None:
    found = run("sync", life.parent / "nobody.toml", "--yes")
    assert found.exit_code == 2
    assert "nobody.toml" in found.output


def test_without_a_calendar_the_cure_is_told(run: Run, life: Path, plan: Path) -> None:
    found = run("sync", life, "--plan", plan, "--dry-run", *WHEN)
    assert found.exit_code == 2
    assert "plan = true" in found.output


def test_rituals_and_routines_that_were_moved_stand_where_they_were_put(
    run: Run, life: Path, plan: Path, folder: Path, tmp_path: Path
) -> None:
    def sync(made: Path) -> str:
        found = run("sync", life, "--plan", made, "--into", folder, "--yes", *WHEN)
        assert found.exit_code == 0, found.output
        return found.output

    sync(plan)
    tuesday = [p for p in folder.glob("*.ics") if b":20261124T" in p.read_bytes()]
    (lunch,) = (p for p in tuesday if b"SUMMARY:Lunch" in p.read_bytes())
    routine = entry(folder, "Run")
    moved(routine, day_of(routine), "20261129")
    text = lunch.read_text("utf-8")
    hours = re.findall(r"DT(?:START|END);[^:]*:(\d{8}T\d{4})", text)
    for at in sorted(hours, reverse=True):
        later = f"{datetime.strptime(at, '%Y%m%dT%H%M').astimezone(UTC) + timedelta(hours=3):%Y%m%dT%H%M}"
        text = text.replace(f":{at}", f":{later}")
    lunch.write_bytes(text.replace("\n", "\r\n").encode())
    held = {path: path.read_bytes() for path in (lunch, routine)}
    assert "You moved “Lunch”" in sync(plan)
    out = tmp_path / "new.json"
    assert run("replan", life, "--previous", plan, *WHEN, "-o", out).exit_code in {0, 3}
    assert run("verify", life, out, "--previous", plan).exit_code == 0
    blocks = json.loads(out.read_text("utf-8"))["blocks"]
    assert not [b for b in blocks if b["commitment"] == "lunch" and b["start"].startswith("2026-11-24")]
    assert len([b for b in blocks if b["commitment"] == "run"]) == 1
    sync(out)
    assert {path: path.read_bytes() for path in held} == held, "the calendar keeps them"
    fresh = tmp_path / "fresh.json"
    assert run("plan", life, *WHEN, "-o", fresh).exit_code in {0, 3}
    told = sync(fresh)
    by_hand = json.loads(next(life.parent.glob(".equipoise/plan/*/by-hand.json")).read_text("utf-8"))
    ids = {block["id"] for block in json.loads(fresh.read_text("utf-8"))["blocks"]}
    assert len(by_hand) == 2
    assert not ids & {made["block"] for made in by_hand}, "a plan made anew gives no other block their ids"
    assert "otherwise" not in told
    assert {path: path.read_bytes() for path in held} == held
    assert "nothing to do" in sync(fresh)


def test_sleep_is_written_unless_it_is_turned_off(run: Run, life: Path, plan: Path, folder: Path) -> None:
    sync = ("sync", life, "--plan", plan, "--into", folder, "--yes", *WHEN)
    assert run(*sync).exit_code == 0
    sleep = entry(folder, "Sleep")
    assert b"TRANSP:OPAQUE" in sleep.read_bytes()
    later = (
        "sync",
        life,
        "--plan",
        plan,
        "--into",
        folder,
        "--json",
        "--dry-run",
        "--now",
        "2026-11-29T20:00",
    )
    assert not [c for c in json.loads(run(*later).stdout)["changes"] if c["title"] == "Sleep"]
    (life.parent / "calendars.toml").write_text('keep = ["golden"]\n', encoding="utf-8")
    found = run(*sync)
    assert "- Sleep" in found.output
    assert "not kept any more" in found.output
    assert not sleep.exists()
    assert run("sync", life, "--into", folder, "--undo").exit_code == 0
    assert sleep.exists()
