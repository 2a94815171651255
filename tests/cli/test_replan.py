"""``equipoise replan``: a day gone wrong, work done, a calendar that changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import Result

from equipoise.lifefile import plan_schema

pytest.importorskip("equipoise.planning.replan")

Run = Callable[..., Result]
NOON = ("--now", "2026-11-23T14:20", "--seconds", "1")


@pytest.fixture
def plan(run: Run, life: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run("plan", life, "--now", "2026-11-23T07:30", "--seconds", "2", "-o", path).exit_code == 0
    return path


def replanned(run: Run, life: Path, plan: Path, *more: str) -> dict[str, Any]:
    found = run("replan", life, "--previous", plan, *NOON, *more, "--json")
    assert found.exit_code in {0, 3}, found.stderr
    data: dict[str, Any] = json.loads(found.stdout)
    jsonschema.validate(data["plan"], plan_schema())
    return data


def minutes(plan: dict[str, Any], commitment: str) -> float:
    return sum(
        (datetime.fromisoformat(b["end"]) - datetime.fromisoformat(b["start"])).total_seconds() / 60
        for b in plan["blocks"]
        if b["commitment"] == commitment
    )


def test_what_was_done_is_not_planned_again(run: Run, life: Path, plan: Path) -> None:
    before = json.loads(plan.read_text(encoding="utf-8"))
    past = [b for b in before["blocks"] if b["commitment"] == "memo" and b["end"] <= "2026-11-23T14:20"]
    assert past, "the memo is begun on Monday morning"
    kept = replanned(run, life, plan)
    missed = replanned(run, life, plan, "--missed")
    told = replanned(run, life, plan, "--missed", "--done", "memo=30m")
    assert minutes(missed["plan"], "memo") == 120
    assert minutes(told["plan"], "memo") == 90
    assert minutes(kept["plan"], "memo") < 120


def test_nothing_new_nothing_moves(run: Run, life: Path, plan: Path) -> None:
    found = run("replan", life, "--previous", plan, "--now", "2026-11-23T07:30", "--seconds", "1")
    assert "Nothing changes." in found.stdout
    data = json.loads(
        run(
            "replan", life, "--previous", plan, "--now", "2026-11-23T07:30", "--seconds", "1", "--json"
        ).stdout
    )
    assert not data["diff"]["moved"]


def test_a_replan_is_legal(run: Run, life: Path, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "next.json"
    assert run("replan", life, "--previous", plan, *NOON, "-o", out).exit_code in {0, 3}
    judged = run("verify", life, out, "--previous", plan)
    assert judged.exit_code == 0, judged.stdout
    assert "Legal" in judged.stdout


@pytest.mark.parametrize(
    "more",
    [["--done", "memoo=1h"], ["--done", "memo"], ["--done", "memo=soon"], ["--max-moves", "-1"]],
    ids=" ".join,
)
def test_what_cannot_be(run: Run, life: Path, plan: Path, more: list[str]) -> None:
    assert run("replan", life, "--previous", plan, *NOON, *more).exit_code == 2


def test_a_plan_that_is_over(run: Run, life: Path, plan: Path) -> None:
    found = run("replan", life, "--previous", plan, "--now", "2026-12-24T10:00")
    assert found.exit_code == 2
    assert "ended on 2026-11-29" in found.stderr


def test_what_waits_for_a_missed_task_leaves_the_frozen_zone(run: Run, life: Path, plan: Path) -> None:
    # the slides wait for the memo; they stand in the next half hour, and the memo turns out not to be done
    data = json.loads(plan.read_text(encoding="utf-8"))
    near = [b for b in data["blocks"] if b["commitment"] not in {"memo", "slides"}]
    memo, slides = (next(b for b in data["blocks"] if b["commitment"] == c) for c in ("memo", "slides"))
    day = "2026-11-23T"
    memo |= {"id": "memo/1", "start": f"{day}09:30:00+01:00", "end": f"{day}11:30:00+01:00"}
    slides |= {"id": "slides/1", "start": f"{day}14:30:00+01:00", "end": f"{day}15:30:00+01:00"}
    blocks = [b for b in near if not "13:30" <= b["start"][11:16] < "15:30" or b["start"][:10] != day[:10]]
    data["blocks"] = sorted([*blocks, memo, slides], key=lambda b: b["start"])
    plan.write_text(json.dumps(data), encoding="utf-8")
    found = replanned(run, life, plan, "--missed")["plan"]
    ends = [b["end"] for b in found["blocks"] if b["commitment"] == "memo"]
    assert minutes(found, "memo") == 120
    assert all(b["start"] >= max(ends) for b in found["blocks"] if b["commitment"] == "slides")


def test_a_run_done_on_monday_counts_for_the_week(run: Run, life: Path, plan: Path) -> None:
    data = json.loads(plan.read_text(encoding="utf-8"))
    runs = [b for b in data["blocks"] if b["commitment"] == "run"]
    assert len(runs) == 2
    runs[0] |= {"start": "2026-11-23T17:00:00+01:00", "end": "2026-11-23T17:40:00+01:00"}
    rest = [b for b in data["blocks"] if b["commitment"] != "run"]
    data["blocks"] = sorted(
        [*(b for b in rest if not b["start"] < "2026-11-23T17:40" <= b["end"][:16]), *runs],
        key=lambda b: b["start"],
    )
    plan.write_text(json.dumps(data), encoding="utf-8")
    found = run("replan", life, "--previous", plan, "--now", "2026-11-24T07:30", "--seconds", "1", "--json")
    left = [b for b in json.loads(found.stdout)["plan"]["blocks"] if b["commitment"] == "run"]
    assert len(left) == 1
    lazy = run(
        "replan",
        life,
        "--previous",
        plan,
        "--now",
        "2026-11-23T18:30",
        "--seconds",
        "1",
        "--missed",
        "--json",
    )
    assert len([b for b in json.loads(lazy.stdout)["plan"]["blocks"] if b["commitment"] == "run"]) == 2
