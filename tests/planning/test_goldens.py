"""The three shipped examples under a fixed seed: what the plan is worth, what fits, and that it stays so.

The stored plans were made by ``WRITE_GOLDENS=1 pytest tests/planning/test_goldens.py``. Write them again only after a
change of rules, prices or examples that is meant to change plans, and look at what became different.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from equipoise.api import load, request
from equipoise.domain.plan import Plan
from equipoise.lifefile.plan_json import plan_from_json, plan_to_json
from equipoise.planning.build import Request
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDENS = Path(__file__).parent / "goldens"
NAMES = ("staff-engineer", "product-lead", "consultant")
SLACK = 0.002
"""Share of worth by which machines may differ: their floating-point units may break ties differently."""


def asked_of(name: str) -> Request:
    """Return an example as asked on a fixed Monday morning, whatever the machine's clock says."""
    loaded = load(EXAMPLES / name / "life.toml", now="2026-11-23T07:30")
    assert str(loaded.grid.first) == "2026-11-23"
    return request(loaded)


def stored_plan(name: str) -> Plan:
    return plan_from_json(json.loads((GOLDENS / f"{name}.json").read_text(encoding="utf-8")))


def minutes(plan: Plan, tasks: set[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for block in plan.blocks:
        if block.commitment in tasks:
            total[block.commitment] += int(block.when.minutes)
    return total


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_planned_whole_and_proven(name: str) -> None:
    asked = asked_of(name)
    plan = solve(asked, Effort(seconds=120, rounds=120, gap=0.0)).plan
    if os.environ.get("WRITE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        text = json.dumps(plan_to_json(plan), indent=1, ensure_ascii=False) + "\n"
        (GOLDENS / f"{name}.json").write_text(text, encoding="utf-8")
    assert check_plan(asked, plan).ok
    assert plan.certificate.gap < 0.02
    tasks = {task.id for task in asked.life.tasks}
    assert not [m for m in plan.misfits if m.commitment in tasks]
    stored = stored_plan(name)
    assert plan.certificate.objective >= stored.certificate.objective * (1 - SLACK)
    assert plan.certificate.bound <= stored.certificate.bound * (1 + SLACK)
    assert minutes(plan, tasks) == minutes(stored, tasks)


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_plan_is_still_legal_and_worth_what_it_says(name: str) -> None:
    # fails if a rule, a price, an example or the reading of its calendars has changed
    stored = stored_plan(name)
    verdict = check_plan(asked_of(name), stored)
    assert verdict.ok, verdict
