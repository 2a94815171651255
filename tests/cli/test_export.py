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


PRIVATE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n"
    "BEGIN:VEVENT\r\nUID:p1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261124T120000Z\r\nDTEND:20261124T130000Z\r\n"
    "SUMMARY:Knee surgery\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:p2\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261125T120000Z\r\nDTEND:20261125T130000Z\r\n"
    "SUMMARY:Couples therapy\r\nCLASS:CONFIDENTIAL\r\nATTENDEE:mailto:dr@example.org\r\nEND:VEVENT\r\n"
    "BEGIN:VTODO\r\nUID:p3\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Job applications\r\nCLASS:PRIVATE\r\n"
    "DURATION:PT1H\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


def test_what_is_private_is_in_no_file_that_is_given_away(run: Run, life: Path, tmp_path: Path) -> None:
    secrets = ("Knee surgery", "Couples therapy", "Job applications")
    (tmp_path / "own.ics").write_bytes(PRIVATE.encode())
    text = life.read_text(encoding="utf-8")
    life.write_text(
        text + '\n[[calendar]]\npath = "own.ics"\ntasks = true\nflexible = ["therapy"]\n', encoding="utf-8"
    )
    out = [tmp_path / f"week.{ending}" for ending in ("json", "ics", "svg", "html", "txt")]
    told = run(
        "plan",
        life,
        "--now",
        "2026-11-23T07:30",
        "--seconds",
        "1",
        *(part for path in out for part in ("-o", path)),
    )
    assert told.exit_code in {0, 3}, told.output
    own = {path.suffix: path.read_text(encoding="utf-8") for path in out}
    files = {".feed": run("export", life, "--plan", out[0], "--as", "feed").stdout}
    folder = tmp_path / "plan-calendar"
    sync = run("sync", life, "--plan", out[0], "--into", folder, "--yes", "--now", "2026-11-23T07:30")
    assert sync.exit_code == 0, sync.output
    files[".sync"] = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.ics"))
    files |= {ending: own[ending] for ending in (".ics", ".svg", ".html")}
    for secret in secrets:
        assert secret in own[".json"], "the person's own plan knows it"
        assert secret in own[".txt"]
        for ending, content in files.items():
            assert secret not in content.replace("\n ", "").replace("\r", ""), ending
    assert files[".ics"].count("CLASS:PRIVATE") == 2
    assert "Private" in files[".html"]


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
