"""``equipoise sync``, where the calendar has entries that no memory here knows: of a lost memory, or of another Equipoise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import NOW, Run

WHEN = ("--now", NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "calendar"


class Place:
    """One life with its memory, and a plan of its own for the same calendar."""

    def __init__(self, run: Run, life: Path, folder: Path, *options: str) -> None:
        self.run, self.life, self.folder = run, life, folder
        self.plan = life.parent / "plan.json"
        assert run("plan", life, *WHEN, *options, "-o", self.plan).exit_code in {0, 3}

    def sync(self, *options: str, code: int = 0) -> str:
        found = self.run(
            "sync", self.life, "--plan", self.plan, "--into", self.folder, "--yes", *WHEN, *options
        )
        assert found.exit_code == code, found.output
        return found.output

    def shown(self) -> set[tuple[str, str]]:
        """Title and start of each block of the plan."""
        blocks = json.loads(self.plan.read_text("utf-8"))["blocks"]
        return {(b["title"], b["start"][:16].replace("-", "").replace(":", "")) for b in blocks}


def stands(folder: Path) -> set[tuple[str, str]]:
    """Title and start of each block in the calendar."""
    out = set()
    for path in folder.glob("*.ics"):
        lines = path.read_text("utf-8").split("BEGIN:VEVENT")[1].splitlines()
        values = dict(line.partition(":")[::2] for line in lines)
        if not values.get("X-EQUIPOISE-BLOCK", "standing:").startswith("standing:"):
            start = next(value for name, value in values.items() if name.startswith("DTSTART"))
            out.add((values["SUMMARY"].replace("\\", ""), start[:13]))
    return out


@pytest.fixture
def one(run: Run, life: Path, folder: Path) -> Place:
    return Place(run, life, folder)


@pytest.fixture
def other(run: Run, life: Path, folder: Path, tmp_path: Path) -> Place:
    """The same life on another machine, with another plan."""
    again = tmp_path / "other"
    shutil.copytree(life.parent, again, ignore=shutil.ignore_patterns(".equipoise", "plan.json", "calendar"))
    return Place(run, again / life.name, folder, "--dial", "0.9", "--pattern", "D")


def test_after_a_lost_memory_no_block_of_the_old_plan_is_left_behind(
    one: Place, folder: Path, run: Run
) -> None:
    one.sync()
    assert stands(folder) == one.shown()
    shutil.rmtree(one.life.parent / ".equipoise")
    anew = Place(run, one.life, folder, "--dial", "0.9", "--pattern", "D")
    anew.sync()
    assert stands(folder) == anew.shown()
    assert "nothing to do" in anew.sync()


def test_two_that_write_one_calendar_are_told_and_neither_takes_the_others_plan_for_a_wish(
    one: Place, other: Place, folder: Path
) -> None:
    assert one.shown() != other.shown()
    one.sync()
    other.sync()
    assert stands(folder) == other.shown()
    before = {path.name: path.read_bytes() for path in folder.glob("*.ics")}
    for options in ((), ("--dry-run",)):
        told = one.sync(*options, code=1)
        assert "another Equipoise has changed" in told
        assert "--take-over" in told
    assert {path.name: path.read_bytes() for path in folder.glob("*.ics")} == before
    one.sync("--take-over")
    assert stands(folder) == one.shown()
    by_hand = next(one.life.parent.glob(".equipoise/plan/*/by-hand.json"))
    assert json.loads(by_hand.read_text("utf-8")) == [], "nothing of it was a wish"
    assert "nothing to do" in one.sync()
    assert "another Equipoise has changed" in other.sync(code=1)


@pytest.mark.parametrize("program", ["-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", ""])
def test_what_the_person_moves_is_a_wish_whichever_program_they_use(
    one: Place, folder: Path, program: str
) -> None:
    one.sync()
    memo = next(p for p in folder.glob("*.ics") if "SUMMARY:Memo for the board" in p.read_text("utf-8"))
    text = memo.read_bytes().decode()
    start = next(line for line in text.splitlines() if line.startswith("DTSTART;"))
    day = start.partition(":")[2][:8]
    text = text.replace(f":{day}T", ":20261128T")
    if program:
        product = next(line for line in text.splitlines() if line.startswith("PRODID:"))
        text = text.replace(product, f"PRODID:{program}")
    memo.write_bytes(text.encode())
    assert "You moved “Memo for the board”: it is pinned there" in one.sync()


def test_another_person_in_the_same_calendar_is_left_alone(
    one: Place, other: Place, folder: Path, run: Run
) -> None:
    text = other.life.read_text("utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name = "))
    other.life.write_text(text.replace(name, 'name = "Somebody Else"', 1), encoding="utf-8")
    other = Place(run, other.life, folder)
    other.sync()
    one.sync()
    other.sync()
    one.sync()
    assert stands(folder) == one.shown() | other.shown()
    assert len(
        [p for p in folder.glob("*.ics") if "SUMMARY:Memo for the board" in p.read_text("utf-8")]
    ) == 2 * len([title for title, _ in one.shown() if title == "Memo for the board"])
