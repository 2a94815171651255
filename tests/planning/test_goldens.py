"""The three shipped examples under a fixed seed: what the plan is worth, what fits, and that it stays so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from equipoise.api import load, request
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["staff-engineer", "product-lead", "consultant"])
def test_an_example_is_planned_whole_and_proven(name: str) -> None:
    loaded = load(EXAMPLES / name / "life.toml")
    zone = loaded.life.person.zone
    asked = request(loaded, now=datetime(2026, 11, 23, 7, 30, tzinfo=ZoneInfo(zone.key)))
    plan = solve(asked, Effort(seconds=120, rounds=40, gap=0.0)).plan
    assert check_plan(asked, plan).ok
    assert plan.certificate.gap < 0.02
    tasks = {task.id for task in loaded.life.tasks}
    assert not [m for m in plan.misfits if m.commitment in tasks]
