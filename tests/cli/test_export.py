"""A plan for other calendar programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result

from equipoise.calendars.availability import read_availability
from equipoise.domain.time import Interval

Run = Callable[..., Result]


@pytest.fixture
def plan(run: Run, life: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    found = run("plan", life, "--now", "2026-11-23T07:30", "--seconds", "1", "-o", path)
    assert found.exit_code in {0, 3}, found.output
    return path


def test_every_form(run: Run, life: Path, plan: Path, tmp_path: Path) -> None:
    blocks = len(json.loads(plan.read_text(encoding="utf-8"))["blocks"])
    whole = run("export", life, "--plan", plan)
    assert whole.exit_code == 0, whole.output
    assert whole.stdout.count("BEGIN:VEVENT") == blocks
    feed = tmp_path / "feed.ics"
    for _ in range(2):
        told = run("export", life, "--plan", plan, "--as", "feed", "-o", feed, "--json")
        assert json.loads(told.stdout) == {"as": "feed", "file": str(feed), "blocks": blocks}
    assert b"REFRESH-INTERVAL" in feed.read_bytes()
    assert feed.read_bytes().count(b"BEGIN:VEVENT") == blocks
    busy = json.loads(run("export", life, "--plan", plan, "--as", "busy", "--json").stdout)["content"]
    assert "BEGIN:VEVENT" in busy
    free = run("export", life, "--plan", plan, "--as", "freebusy").stdout
    assert "BEGIN:VFREEBUSY" in free
    for words in (busy, free):
        assert "Memo" not in words
        assert "Slides" not in words


def test_an_ending_that_is_none(run: Run, life: Path) -> None:
    found = run("export", life, "-o", "plan.pdf")
    assert found.exit_code == 2
    assert "use one of .ics, .ifb" in found.stderr


@pytest.mark.parametrize(
    ("form", "what"),
    [
        ("availability", "SUMMARY:Hours for meetings"),
        ("answers", "SUMMARY:Hours for answers"),
        ("kept", "SUMMARY:Sleep"),
    ],
)
def test_hours_of_the_rhythm_need_no_plan(run: Run, life: Path, tmp_path: Path, form: str, what: str) -> None:
    out = tmp_path / "hours.ics"
    told = run("export", life, "--as", form, "--now", "2026-11-23T07:30", "-o", out, "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == {"as": form, "file": str(out)}
    text = out.read_text("utf-8")
    assert what in text
    assert "Memo" not in text
    if form != "kept":
        window = Interval(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC))
        hours, findings = read_availability(
            out.read_bytes(), name="hours.ics", zone=ZoneInfo("Europe/Berlin"), window=window
        )
        assert 0 < sum(part.minutes for part in hours.bookable) < 5 * 600
        assert findings == ()
