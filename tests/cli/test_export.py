"""A plan for other calendar programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

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
