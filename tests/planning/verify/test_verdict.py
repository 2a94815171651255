from dataclasses import replace
from typing import Any

import pytest

from equipoise.domain.commitments import Estimate
from equipoise.domain.plan import Misfit

from .lives import World, at, good_world, span


def test_the_good_plan_is_legal_and_worth_what_it_says() -> None:
    verdict = good_world().verdict()
    assert verdict.violations == ()
    assert verdict.mismatches == ()
    assert verdict.unexplained == ()
    assert verdict.bound_ok
    assert verdict.ok
    assert verdict.objective == pytest.approx(393.85)
    assert verdict.objective == pytest.approx(sum(verdict.terms.values()))


def test_terms_that_are_nothing_are_nothing() -> None:
    terms = good_world().verdict().terms
    stated = {"placed", "completion", "sooner", "ritual", "block", "goal"}
    assert {name for name, value in terms.items() if value} == stated


def with_certificate(world: World, **changes: Any) -> World:
    return world.with_plan(certificate=replace(world.plan.certificate, **changes))


def test_a_wrong_objective_is_a_mismatch() -> None:
    verdict = with_certificate(good_world(), objective=393.86).verdict()
    (found,) = verdict.mismatches
    assert (found.name, found.stated) == ("objective", 393.86)
    assert found.found == pytest.approx(393.85)
    assert not verdict.ok


def test_a_millionth_more_or_less_is_no_mismatch() -> None:
    assert with_certificate(good_world(), objective=393.85 * (1 + 5e-7)).verdict().ok


@pytest.mark.parametrize(
    ("name", "value"), [("placed", 266.0), ("goal", 0.0), ("switch", -4.0), ("no such term", 1.0)]
)
def test_a_wrong_term_is_a_mismatch(name: str, value: float) -> None:
    world = good_world()
    verdict = world.with_plan(terms={**world.plan.terms, name: value}).verdict()
    assert [found.name for found in verdict.mismatches] == [name]


def test_a_number_that_is_none_matches_nothing() -> None:
    verdict = with_certificate(good_world(), objective=float("nan"), bound=float("nan")).verdict()
    assert verdict.mismatches
    assert not verdict.bound_ok


def test_a_bound_below_the_worth_is_no_bound() -> None:
    verdict = with_certificate(good_world(), bound=393.8).verdict()
    assert not verdict.bound_ok
    assert not verdict.ok


def test_a_task_that_is_not_whole_needs_a_misfit() -> None:
    world = good_world().commitment("mail", estimate=Estimate.single(70), min_chunk=30)
    (found,) = world.verdict().unexplained
    assert (found.commitment, found.missing, found.placed) == ("mail", 40, 30)


def test_the_minutes_of_a_misfit_have_to_be_right() -> None:
    world = good_world().commitment("mail", estimate=Estimate.single(70), min_chunk=30)
    right = Misfit("mail", "Mail", missing=40, placed=30, reason="no room")
    assert world.with_plan(misfits=(right,)).verdict().unexplained == ()
    for wrong in (replace(right, missing=35), replace(right, placed=0)):
        assert world.with_plan(misfits=(wrong,)).verdict().unexplained
    assert world.with_plan(misfits=(right, right)).verdict().unexplained


def test_a_misfit_of_what_is_placed_whole_is_wrong() -> None:
    wrong = Misfit("mail", "Mail", missing=0, placed=30, reason="?")
    (found,) = good_world().with_plan(misfits=(wrong,)).verdict().unexplained
    assert found.commitment == "mail"


def test_routines_and_movable_events_need_misfits_too() -> None:
    verdict = good_world().drop("run/2").drop("call/1").verdict()
    assert {(u.commitment, u.missing, u.placed) for u in verdict.unexplained} == {
        ("run", 45, 45),
        ("call", 30, 0),
    }


def test_a_movable_event_of_another_week_needs_none() -> None:
    world = good_world().drop("call/1").event("call", when=span(8, "15:00", "15:30"), window=None)
    assert world.verdict().unexplained == ()


def test_a_task_that_is_done_needs_none() -> None:
    assert good_world().drop("mail/1").commitment("mail", done=30).verdict().unexplained == ()


def test_a_violation_speaks_of_local_times() -> None:
    world = good_world().with_plan(now=at(0, "09:15"))
    (found,) = world.verdict().violations
    assert str(found) == (
        "rule 3 (Frozen zone): Memo (Mon 23 Nov 09:40 to 10:40) starts in the frozen zone, "
        "which lasts until Mon 23 Nov 09:45"
    )
    assert found.blocks == ("memo/1",)


@pytest.mark.parametrize("days", [0, -1, 85])
def test_an_impossible_horizon_is_a_violation(days: int) -> None:
    verdict = good_world().with_plan(days=days).verdict()
    assert [found.rule for found in verdict.violations] == [0]
    assert not verdict.ok
