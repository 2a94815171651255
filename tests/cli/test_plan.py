"""``equipoise plan``: outputs, exit codes, colours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import Result

from equipoise.lifefile import plan_schema

Run = Callable[..., Result]
NOW = ("--now", "2026-11-23T07:30", "--seconds", "2")


def valid(text: str) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(text)
    jsonschema.validate(plan, plan_schema())
    return plan


def test_all_placed_is_zero(run: Run, life: Path) -> None:
    found = run("plan", life, *NOW)
    assert found.exit_code == 0
    assert "Memo for the board" in found.stdout
    assert "Review" in found.stdout
    assert re.search(r"Proven (best|within)", found.stdout)


def test_json_is_the_plan_and_nothing_else(run: Run, life: Path) -> None:
    plan = valid(run("plan", life, *NOW, "--json").stdout)
    assert {block["commitment"] for block in plan["blocks"]} >= {"memo", "slides", "run"}


def test_misfits_are_three_and_told(run: Run, overfull: Path) -> None:
    found = run("plan", overfull, *NOW)
    assert found.exit_code == 3
    assert "Did not fit: Thesis" in found.stdout
    plan = valid(run("plan", overfull, *NOW, "--json").stdout)
    assert [misfit["commitment"] for misfit in plan["misfits"]] == ["thesis"]
    assert plan["misfits"][0]["reason"]


@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_contradictions_are_four_and_named(run: Run, contradicting: Path, json_: list[str]) -> None:
    found = run("plan", contradicting, *NOW, *json_)
    assert found.exit_code == 4
    told = found.stdout if json_ else found.stderr
    assert "Swimming" in told
    assert "School run" in told
    assert "Choir" not in told
    if json_:
        assert len(json.loads(found.stdout)["error"]["conflict"]) == 2


def test_out_writes_everything(run: Run, life: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert run("plan", life, *NOW, "--out", out).exit_code == 0
    assert {path.name for path in out.iterdir()} == {
        "plan.ics",
        "plan.json",
        "week.svg",
        "week.png",
        "week.html",
    }
    assert (out / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert (out / "week.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "week.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "<svg" in (out / "week.svg").read_text(encoding="utf-8")
    valid((out / "plan.json").read_text(encoding="utf-8"))


def test_files_by_their_endings(run: Run, life: Path, tmp_path: Path) -> None:
    names = [tmp_path / "a.ics", tmp_path / "b.txt", tmp_path / "c.JSON"]
    found = run("plan", life, *NOW, *(part for name in names for part in ("-o", name)))
    assert found.exit_code == 0
    assert all(name.stat().st_size for name in names)
    assert found.stderr.count("wrote ") == 3


@pytest.mark.parametrize("bad", ["plan.docx", "plan", "nowhere/plan.ics", "."])
def test_a_place_that_cannot_be_written_is_told_before_planning(
    run: Run, life: Path, bad: str, tmp_path: Path
) -> None:
    found = run("plan", life, *NOW, "-o", tmp_path / bad)
    assert found.exit_code == 2
    assert "-o: " in found.stderr
    assert not found.stdout


def test_the_same_seed_gives_the_same_plan(run: Run, life: Path) -> None:
    first, second = (valid(run("plan", life, *NOW, "--seed", "3", "--json").stdout) for _ in range(2))
    assert first["blocks"] == second["blocks"]


def test_weeks_and_first_date(run: Run, life: Path) -> None:
    plan = valid(run("plan", life, *NOW, "--weeks", "2", "--from", "2026-11-24", "--json").stdout)
    assert (plan["first"], plan["days"]) == ("2026-11-24", 14)


def test_another_rhythm(run: Run, life: Path) -> None:
    plan = valid(run("plan", life, *NOW, "--pattern", "D", "--dial", "0.8", "--json").stdout)
    assert plan["rhythm"] == "D Time-Weave, dial 0.80"


def test_a_pattern_of_ones_own(run: Run, life: Path) -> None:
    (life.parent / "mine.toml").write_text('name = "Mine"\n[rules]\n"hours.own" = "Mon-Fri 10:00-16:00"\n')
    plan = valid(run("plan", life, *NOW, "--pattern", "mine.toml", "--json").stdout)
    assert plan["rhythm"] == "mine, dial 0.30"
    assert run("plan", life, *NOW, "--pattern", "none.toml").exit_code == 2


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {}, False),
        ([], {}, False),
        ([], {"NO_COLOR": "1"}, False),
    ],
)
def test_colours(run: Run, life: Path, options: list[str], env: dict[str, str], coloured: bool) -> None:
    found = run("plan", life, *NOW, *options, env=env)
    assert ("\x1b[38;" in found.stdout or "\x1b[48;" in found.stdout) is coloured


def test_deadlines_that_cannot_be_met_are_told_as_such(run: Run, life: Path) -> None:
    task = '\n[[task]]\nid = "{0}"\ntitle = "{0}"\nestimate = "30h"\ndeadline = {1}\n'
    more = task.format("over", "2026-11-20T17:00:00") + task.format("near", "2026-11-23T08:30:00")
    life.write_text(life.read_text(encoding="utf-8") + more, encoding="utf-8")
    misfits = valid(run("plan", life, *NOW, "--json").stdout)["misfits"]
    reasons = {misfit["commitment"]: misfit["reason"] for misfit in misfits}
    assert reasons["over"] == "its deadline, Fri 20 Nov 17:00, has passed"
    assert "needed and 1 h lies before its deadline, Mon 23 Nov 08:30" in reasons["near"]
