"""The week: planned, dragged, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from equipoise import api
from equipoise.server.jobs.planning import ask, plan_of
from equipoise.server.models import Life, Proposal
from equipoise.server.pages import access
from equipoise.server.store import open_life
from tests.server.conftest import MONDAY, run


@pytest.fixture
def planned(life: Life, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Return Ada's life with a plan in force, on a Monday morning."""
    monkeypatch.setattr(access, "local_now", lambda _life: MONDAY)
    monkeypatch.setattr("equipoise.server.pages.week.local_now", lambda _life: MONDAY)
    run(ask(life, now=MONDAY, accept=True, seconds=0.5))
    life.refresh_from_db()
    return life


def test_a_plan_is_made_verified_and_shown(planned: Life, browser: Client) -> None:
    assert planned.plan is not None
    plan = plan_of(planned.plan)
    loaded = open_life(planned, now=plan.now, first=plan.first, days=plan.days)
    assert api.verify(loaded, plan).ok
    page = browser.get("/week")
    assert page.status_code == 200
    assert b"Write the memo" in page.content


def test_a_dragged_block_stays_where_it_was_put_and_undo_takes_it_back(
    planned: Life, post: Callable[..., Any]
) -> None:
    assert planned.plan is not None
    before = plan_of(planned.plan)
    block = next(b for b in before.blocks if b.commitment == "bills")
    status, told = post("/week/do/move", block=block.id, start="2026-11-25T14:00", end="2026-11-25T14:30")
    assert status == 202
    run(Proposal.objects.get(pk=told["proposal"]))
    planned.refresh_from_db()
    after = plan_of(planned.plan)
    moved = next(b for b in after.blocks if b.commitment == "bills")
    assert moved.when.start.astimezone(MONDAY.tzinfo).isoformat() == "2026-11-25T14:00:00+01:00"
    assert moved.pinned
    status, told = post(f"/week/undo/{told['revision']}")
    assert status == 200
    planned.refresh_from_db()
    assert plan_of(planned.plan) == before
    assert planned.by_hand == []


def test_a_block_that_is_gone_is_told(planned: Life, post: Callable[..., Any]) -> None:
    status, told = post("/week/do/pin", block="nothing/9")
    assert status == 422
    assert "not in the plan any more" in told["problems"][0]["message"]


def test_why_here_and_what_an_hour_costs(planned: Life, browser: Client) -> None:
    block = next(b for b in plan_of(planned.plan).blocks if b.commitment == "memo")
    assert b"because" in browser.get(f"/week/why/{block.id}").content
    prices = browser.get("/week/prices").json()
    assert prices["hours"]
