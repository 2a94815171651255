"""The examples' weeks that are shipped: they are what the planner makes, and fit other weeks than their own."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from tests.server.conftest import MONDAY

from equipoise import api
from equipoise.lifefile import plan_from_json
from equipoise.server.demo import DEMOS, WEEK, examples
from equipoise.server.demo_weeks import FILE, moved
from equipoise.server.first_life import begin_demo
from equipoise.server.models import Life, Proposal
from equipoise.server.plans import plan_of
from equipoise.server.store import open_life
from equipoise.server.viewing import view_json
from equipoise.showing import Shown


def shipped(name: str) -> dict[str, Any]:
    week: dict[str, Any] = json.loads((examples() / name / FILE).read_text("utf-8"))
    return week


@pytest.mark.parametrize("name", DEMOS)
def test_the_shipped_week_is_what_its_plan_shows(name: str) -> None:
    """Fails when examples, planner or page have changed: scripts/demo-weeks makes the weeks anew."""
    week, path = shipped(name), examples() / name / "life.toml"
    plan = plan_from_json(week["plan"], FILE)
    assert plan.first == WEEK
    assert plan.certificate.gap < 0.01
    solution = api.recall(api.load(path, now=plan.now), plan)
    assert view_json(Shown(solution, plan)) == week["view"]


@pytest.mark.parametrize(
    ("name", "weeks"),
    [(name, weeks) for name in DEMOS for weeks in (0, 1, 30, 83) if name != "product-lead" or weeks < 30],
)  # in summer the product lead's calls to other zones lie at other hours
def test_a_newcomer_sees_the_week_at_once(ada: User, name: str, weeks: int) -> None:
    today = MONDAY + timedelta(weeks=weeks, days=3)
    with time_machine.travel(today):
        life = Life.objects.get(pk=begin_demo(ada, name).pk)
        assert life.plan is not None
        assert life.proposals.count() == 1
        plan = plan_of(life.plan)
        assert plan.first == WEEK + timedelta(weeks=weeks)
        assert api.verify(open_life(life, now=plan.now), plan).ok
        assert life.plan.view["first"] == plan.first.isoformat()
    week = {plan.first + timedelta(days=day) for day in range(7)}
    planned = {block.when.start.date() for block in plan.blocks}
    assert planned <= week
    assert len(planned) >= 5
    for entry in life.plan.view["entries"]:
        assert entry["start"][:10] <= max(week).isoformat()
        assert entry["end"][:10] >= min(week).isoformat()


def test_clock_times_stay_and_ids_and_words_follow() -> None:
    told = {
        "plan": {"zone": "Europe/Berlin"},
        "a": "2026-11-23T07:30:00+01:00",
        "b": "standup@example.org/20261124T080000Z",
        "c": "buffer/20261123T1155",
        "d": "day:2026-11-29, not before Sun 29 Nov",
        "e": "version 20876879, of 17 November",
        "f": "2026-11-23T07:30",
    }
    assert moved(told, 30) == {
        "plan": {"zone": "Europe/Berlin"},
        "a": "2027-06-21T07:30:00+02:00",
        "b": "standup@example.org/20270622T070000Z",
        "c": "buffer/20270621T1155",
        "d": "day:2027-06-27, not before Sun 27 Jun",
        "e": "version 20876879, of 17 November",
        "f": "2027-06-21T07:30",
    }


def test_a_week_that_it_does_not_fit_is_planned(ada: User) -> None:
    with time_machine.travel(MONDAY + timedelta(weeks=4)):  # that of Christmas
        life = Life.objects.get(pk=begin_demo(ada, "staff-engineer").pk)
        assert life.plan is None
        assert life.proposals.get().state == Proposal.State.WAITING
