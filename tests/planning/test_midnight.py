"""Two dates with rulebooks of their own and no night between them: what lies over midnight keeps the rules of both."""

from __future__ import annotations

import pytest
from tests.planning.planted.garden import request_of
from tests.planning.verify.lives import BERLIN, Level, World, at, make_plan, rule, task, window

from equipoise.domain.commitments import Priority
from equipoise.domain.life import Life, Person
from equipoise.domain.rules import Rule
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort

Rules = tuple[Rule, ...]
ROUNDS = Effort(seconds=60, rounds=12, gap=0.0)
LOOSE = (rule("buffer.role", 0.0), rule("stretch.max", 480.0), rule("price.switch", 0.0))
CASES: dict[str, tuple[Rules, Rules]] = {
    "one buffer": (LOOSE, LOOSE),
    "buffer on the second": (LOOSE, (*LOOSE, rule("buffer.role", 30.0))),
    "buffer on the first": ((*LOOSE, rule("buffer.role", 30.0)), LOOSE),
    "switch on the second": (LOOSE, (*LOOSE, rule("price.switch", 10.0))),
    "switch on the first": ((*LOOSE, rule("price.switch", 10.0)), LOOSE),
    "stretch of the first": ((*LOOSE, rule("stretch.max", 60.0)), LOOSE),
    "stretch of the second": (LOOSE, (*LOOSE, rule("stretch.max", 60.0))),
    "break of the second": (
        (*LOOSE, rule("stretch.max", 90.0), rule("break.min", 5.0)),
        (*LOOSE, rule("stretch.max", 90.0), rule("break.min", 30.0)),
    ),
    "break of the first": (
        (*LOOSE, rule("stretch.max", 90.0), rule("break.min", 30.0)),
        (*LOOSE, rule("stretch.max", 90.0), rule("break.min", 5.0)),
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("first_is_dear", [False, True])
def test_a_plan_over_midnight_is_legal_and_below_its_bound(name: str, first_is_dear: bool) -> None:
    dear, cheap = Priority.HIGH, Priority.LOW
    start = ("00:10", "01:10") if name.startswith("break") else ("00:00", "01:00")
    late = task(
        "late", 60, role="x", min_chunk=60, only=(window("23:00", "00:00", frozenset({0})),),
        priority=dear if first_is_dear else cheap,
    )  # fmt: skip
    early = task(
        "early", 60, role="y", min_chunk=60, only=(window(*start, frozenset({1})),),
        priority=cheap if first_is_dear else dear,
    )  # fmt: skip
    monday, tuesday = CASES[name]
    world = World(
        Life(Person("Ada", BERLIN), tasks=(late, early)), make_plan(now=at(-1, "12:00"), days=2),
        rules=(rule("hours.own", (window("00:00", "00:00"),)), rule("margin", 0.0)),
        curve=Level(0.0), by_day={-1: monday, 0: monday, 1: tuesday, 2: tuesday},
    )  # fmt: skip
    request = request_of(world)
    plan = solve(request, ROUNDS, check=False).plan
    assert check_plan(request, plan).ok, check_plan(request, plan)
