"""The replan bench, with an ordinary solve in place of the planner's."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from bench.planner import churn, replan
from bench.planner.common import Options, request_for

from equipoise.domain.commitments import Event
from equipoise.domain.time import Interval
from equipoise.planning.build import Request
from equipoise.planning.engine import Solution, solve
from equipoise.planning.search import Effort
from equipoise.testing.weeks import make_week

MADE = make_week(1, tasks=10, days=4, load=0.6)
SHORT = Effort(seconds=0.1, rounds=3)


@dataclass(frozen=True)
class _Again:
    solution: Solution


def _plan_again(request: Request, effort: Effort | None = None, *, max_moves: int | None = None) -> _Again:
    del max_moves
    return _Again(solve(request, effort or SHORT))


def test_nothing_moves_between_a_plan_and_itself() -> None:
    plan = solve(request_for(MADE), SHORT).plan
    assert replan.moved(plan, plan) == 0
    assert replan.lost(plan, plan) == 0


def test_a_meeting_hits_what_it_meets() -> None:
    request = request_for(MADE)
    plan = solve(request, SHORT).plan
    block = next(b for b in plan.blocks if b.commitment)
    event = Event(id="x", title="x", when=Interval(block.when.start, block.when.end))
    assert replan.hit(plan, event, request) == 1


def test_changes_come_and_go() -> None:
    added, new = replan.changed_events(MADE, 0)
    assert new is not None
    assert added == (*MADE.life.events, new)
    fewer, gone = replan.changed_events(MADE, 3)
    assert gone is None
    assert len(fewer) == len(MADE.life.events) - 1


def test_storm_counts_what_moves() -> None:
    found = replan.storm(MADE, _plan_again, 3)
    assert found["events"] == 3
    assert found["refused"] == 0


def test_small_run_gives_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {name: [{"moved": 0.5, "U": 0.9}] for name in ("ours", "ours_free", *churn.RIVALS)}
    monkeypatch.setattr(churn, "run", lambda _options: {"rows": rows})
    monkeypatch.setattr(replan, "_replan", lambda: _plan_again)
    monkeypatch.setattr(replan, "SIZES", ((8, 3, 9.0),))
    monkeypatch.setattr(replan, "LOADS", (0.6,))
    monkeypatch.setattr(replan, "storm", lambda *_: {"events": 2, "moved": 1, "hit": 1, "swings": 0})
    result = replan.run(Options(quick=True, seeds=1))
    assert all(row["ok"] for row in result["sizes"][0]["rows"])
    tables = replan.tables(result)
    assert "share of blocks moved, p95" in tables["replan"]
    assert "our weeks of 8 tasks" in tables["churn"]


def test_tables_need_no_replan() -> None:
    rows = {name: [{"moved": 0.5, "U": 0.9}] for name in ("ours", "ours_free", *churn.RIVALS)}
    text = replan.tables({"churn": {"rows": rows}, "sizes": []})
    assert "Not measured yet" in text["replan"]
