"""What a meeting would cost."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from equipoise.domain.commitments import Priority
from equipoise.domain.time import Interval
from equipoise.planning.engine import Solution
from equipoise.planning.explain import best_meeting_times, meeting_cost

from .smallweeks import Small, meeting, task


def test_it_pushes_out_what_has_no_other_place(plain: Callable[[str], None]) -> None:
    week = Small(days=1, closes="10:00")
    solution = replace(week, tasks=(task("memo", 60, priority=Priority.HIGH, role=""),)).solution()
    cost = meeting_cost(solution, week.span(0, "09:00", "10:00"))
    plain(cost.sentence)
    assert cost.cost is not None
    # all that the memo earns, and the block that the plan in force held
    assert cost.cost == pytest.approx(solution.plan.certificate.objective + 20.0)
    assert [(m.title, m.to) for m in cost.moves] == [("Memo", None)]
    assert "Memo would find no place" in cost.sentence
    assert 20.0 <= cost.quick <= cost.cost + 1e-6


def test_an_empty_hour_is_cheaper_than_a_full_one(plain: Callable[[str], None]) -> None:
    week = Small(days=1, closes="17:00")
    solution = replace(week, tasks=(task("memo", 60, role=""),)).solution()
    block = next(b for b in solution.plan.blocks if b.commitment)
    full = meeting_cost(solution, block.when)
    free = meeting_cost(solution, week.span(0, "15:00", "16:00"))
    for found in (full, free):
        plain(found.sentence)
    assert full.cost is not None
    assert free.cost is not None
    assert free.cost == pytest.approx(0.0)
    assert full.cost > free.cost
    assert full.moves[0].to is not None
    assert full.terms["change"] == pytest.approx(20.0)


def test_two_meetings_cannot_be_at_once(plain: Callable[[str], None]) -> None:
    week = Small(days=1)
    busy = meeting("review", week.span(0, "09:30", "10:30"))
    solution = replace(week, events=(busy,), tasks=(task("memo", 30),)).solution()
    found = meeting_cost(solution, week.span(0, "10:00", "11:00"))
    plain(found.sentence)
    assert found.cost is None
    assert found.clash == "Review is then"


def test_a_pin_stands() -> None:
    week = Small(days=1)
    pinned = replace(task("memo", 60), pins=(week.span(0, "10:00", "11:00"),))
    solution = replace(week, tasks=(pinned,)).solution()
    found = meeting_cost(solution, week.span(0, "10:00", "11:00"))
    assert found.cost is None
    assert "Memo" in found.clash


def test_best_times_are_ranked(random_week: Callable[..., Solution], plain: Callable[[str], None]) -> None:
    solution = random_week(1, who="engineer", load=0.85)
    grid = solution.setup.problem.grid
    found = best_meeting_times(solution, 30, Interval(grid.start, grid.end), exact=2)
    assert len(found) > 5
    for item in found[:6]:
        plain(item.sentence)
    exact = [m.cost for m in found[:2] if m.cost is not None]
    assert exact == sorted(exact)
    quick = [m.quick for m in found[2:]]
    assert quick == pytest.approx(sorted(quick))
    masks = solution.setup.pricing.masks
    for item in found:
        part = slice(grid.floor(item.when.start), grid.ceil(item.when.end))
        assert masks.own[part].all()
        assert not masks.closed[part].any()


def test_no_time_left() -> None:
    week = Small(days=1, closes="09:30")
    solution = replace(week, tasks=(task("memo", 15),)).solution()
    grid = solution.setup.problem.grid
    assert best_meeting_times(solution, 60, Interval(grid.start, grid.end)) == ()
