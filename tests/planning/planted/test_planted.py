"""Planted plans: the checker accepts them, the planner's timetable holds them, and no bound is below their worth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from tests.planning.verify.lives import World

from equipoise.planning.build import Setup
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.kernel.search import restore
from equipoise.planning.kernel.timetable import empty_state
from equipoise.planning.search import Effort
from equipoise.planning.tabulate import MUST, tabulate

from .garden import DAY, NIGHT, Shape, plant, request_of

ROUNDS = Effort(seconds=60, rounds=8, gap=0.0)
WEEKS = [
    ("Europe/Berlin", date(2026, 3, 23)),
    ("Europe/Berlin", date(2026, 10, 19)),
    ("America/New_York", date(2026, 3, 2)),
    ("America/New_York", date(2026, 10, 26)),
    ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("Australia/Lord_Howe", date(2026, 3, 30)),
    ("Africa/Casablanca", date(2026, 2, 9)),
    ("Africa/Casablanca", date(2026, 3, 16)),
    ("America/Santiago", date(2026, 8, 31)),
    ("America/Santiago", date(2026, 3, 30)),
    ("America/Havana", date(2026, 3, 2)),
    ("America/Havana", date(2026, 10, 26)),
    ("Pacific/Apia", date(2020, 9, 21)),
    ("Pacific/Apia", date(2021, 3, 29)),
    ("Pacific/Apia", date(2011, 12, 26)),  # without Friday the 30th
    ("Antarctica/Troll", date(2026, 3, 23)),  # two hours at once
    ("Europe/Berlin", date(2026, 11, 23)),  # no change at all
]


def wanted(world: World, setup: Setup) -> Iterator[tuple[int, int, int]]:
    """Yield the movable blocks of a planted plan as the planner counts them: activity, start, end."""
    grid, activities = setup.problem.grid, setup.problem.activities
    for block in (b for b in world.plan.blocks if not b.pinned):
        start, end = grid.floor(block.when.start), grid.floor(block.when.end)
        yield next(
            (number, start, end)
            for number, activity in enumerate(activities)
            if activity.commitment == block.commitment
            and any(lo <= start and end <= hi for lo, hi in activity.segments)
        )


@pytest.mark.parametrize("shape", [DAY, NIGHT], ids=["day", "night"])
def test_a_planted_plan_is_accepted(shape: Shape) -> None:
    for seed in range(100, 130):
        verdict = plant(seed, shape=shape).verdict()
        assert verdict.ok, (seed, verdict)


@pytest.mark.parametrize("shape", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("zone", "first"), WEEKS)
def test_checker_timetable_and_bound_agree_on_a_planted_plan(zone: str, first: date, shape: Shape) -> None:
    world = plant(7, zone, first, shape)
    assert world.verdict().ok, world.verdict()
    request = request_of(world)
    solution = solve(request, ROUNDS)
    found, certificate = solution.found, solution.plan.certificate
    assert check_plan(request, solution.plan).ok
    # every planted block finds its place in the planner's own timetable, and is worth there what the checker says
    tables = tabulate(solution.setup.problem).search
    state = empty_state(tables)
    blocks = sorted(wanted(world, solution.setup), key=lambda row: row[1])
    assert restore(tables, state, np.asarray(blocks, np.int32)) == len(blocks)
    needed = MUST * float(np.sum(state.blocks[tables.must == 1]))
    beside = certificate.objective - found.objective  # worth of what is not the solver's to decide
    planted = world.plan.certificate.objective
    assert float(state.worth[0]) - needed + beside == pytest.approx(planted, abs=1e-4)
    assert certificate.bound >= planted - 1e-6
