"""Why not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from equipoise.domain.commitments import BlockKind, Priority
from equipoise.domain.rules import Strength
from equipoise.planning.engine import Solution, check_plan, solve
from equipoise.planning.explain import WhyNot, apply, why_not
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.members import Kind
from equipoise.planning.explain.narrowing import smallest_conflict_for
from equipoise.planning.explain.oracle import Oracle
from equipoise.planning.explain.trial import CHECK

from .smallweeks import Small, meeting, routine, rule, task, window


def assert_repairs_work(solution: Solution, why: WhyNot) -> None:
    for repair in why.repairs:
        assert repair.checked
        assert repair.cost >= 0
        again = solve(apply(solution.setup.request, repair.changes), CHECK)
        assert check_plan(again.setup.request, again.plan).ok
        short = {m.commitment for m in again.plan.misfits}
        if any(t.id == why.commitment for t in solution.setup.request.life.tasks):
            assert why.commitment not in short
    costs = [round(r.cost, 6) for r in why.repairs]
    assert costs == sorted(costs)


def case_of(solution: Solution, commitment: str) -> Case:
    """The first date or week on which a commitment is short."""
    cases = [Case(solution, a) for a in solution.setup.problem.activities if a.commitment == commitment]
    return next(case for case in cases if case.missing > 0)


def assert_minimal(solution: Solution, why: WhyNot) -> None:
    case = case_of(solution, why.commitment)
    priced = any(m.kind is Kind.PRICE for m in why.conflict)
    oracle = Oracle(solution.setup, case.activity, case.blocks, own_only=priced, outside=case.outside)
    assert not oracle.fits(why.conflict)
    if len(why.conflict) > 6:
        # packed weeks are hard to solve: the filter's own plans are the witnesses
        again = smallest_conflict_for(oracle)
        assert again == why.conflict
    for member in why.conflict:
        assert oracle.fits([m for m in why.conflict if m is not member]), member.text


def test_thirty_hours_before_a_deadline_in_an_hour(plain: Callable[[str], None]) -> None:
    week = Small()
    giant = task("giant", 1800, min_chunk=30, max_chunk=90, due=week.at(0, "10:00"), hard_due=True)
    solution = replace(week, tasks=(giant,)).solution()
    why = why_not(solution, "giant")
    plain(why.sentence)
    assert [m.id for m in why.conflict] == ["due"]
    assert "its deadline, Monday 10:00 keeps it out" in why.sentence
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    assert len(why.repairs) >= 3


def test_two_want_one_hour(plain: Callable[[str], None]) -> None:
    week = Small(days=1, closes="10:00")
    good, poor = task("good", 60, priority=Priority.HIGH), task("poor", 60, priority=Priority.LOW)
    solution = replace(week, tasks=(good, poor)).solution()
    why = why_not(solution, "poor")
    plain(why.sentence)
    assert {(m.kind, m.id) for m in why.conflict} == {(Kind.OTHER, "good"), (Kind.RULE, "hours.outer")}
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    assert "Postpone Good (1 hour) beyond this day" in [r.what for r in why.repairs]
    assert len(why.repairs) >= 3
    longer = next(r for r in why.repairs if r.what.startswith("Allow work until"))
    # the hour that it gains lies outside own hours as they were: 60 x 0.5
    assert longer.terms["off_hours"] == pytest.approx(30.0)


def test_a_meeting_in_the_way(plain: Callable[[str], None]) -> None:
    week = Small(days=1, closes="11:15")
    busy = meeting("review", week.span(0, "09:30", "10:30"))
    solution = replace(week, tasks=(task("memo", 60, role=""),), events=(busy,)).solution()
    why = why_not(solution, "memo")
    plain(why.sentence)
    ids = {m.id for m in why.conflict}
    assert {"review", "hours.outer", "min_chunk"} == ids
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    decline = next(r for r in why.repairs if r.what.startswith("Decline Review"))
    assert decline.terms["meeting"] == pytest.approx(120.0)  # an hour at the high price of 2
    assert any(r.what.startswith("Let it be split") for r in why.repairs)


def test_the_margin_in_the_way() -> None:
    week = Small(days=1, rules=(rule("margin", 0.5),))
    memo = task("memo", 120, priority=Priority.URGENT)
    solution = replace(week, tasks=(memo,)).solution()
    why = why_not(solution, "memo")
    assert {"margin", "hours.outer"} <= {m.id for m in why.conflict}
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    lower = next(r for r in why.repairs if r.what.startswith("Lower the margin"))
    # 30 minutes of margin used up, at the price of off-hours work
    assert lower.terms["margin"] == pytest.approx(15.0)


def test_golden_hours_in_the_way() -> None:
    week = Small(days=1, rules=(rule("hours.focus", (window("09:00", "12:00"),), Strength.HARD),))
    solution = replace(week, tasks=(task("post", 60, kind=BlockKind.ADMIN),)).solution()
    why = why_not(solution, "post")
    assert "hours.focus" in {m.id for m in why.conflict}
    assert_repairs_work(solution, why)
    assert any(r.what.startswith("Give up the golden hours") for r in why.repairs)


def test_waiting_for_what_does_not_fit() -> None:
    week = Small(days=1)
    first, second = task("draft", 240), task("edit", 30, after=("draft",))
    solution = replace(week, tasks=(first, second)).solution()
    why = why_not(solution, "edit")
    assert "after:draft" in {m.id for m in why.conflict}
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    assert any(r.what == "Start it without waiting for Draft" for r in why.repairs)


def test_a_routine_without_room() -> None:
    week = Small(days=7, closes="17:00")
    busy = tuple(meeting(f"m{d}", week.span(d, "09:00", "10:00")) for d in range(5))
    run = routine("run", 60, 3, window("09:00", "10:00"))
    solution = replace(week, routines=(run,), events=busy).solution()
    why = why_not(solution, "run")
    assert "windows" in {m.id for m in why.conflict}
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    assert any(r.what.startswith("Widen its windows") for r in why.repairs)


def test_what_fits_is_no_misfit() -> None:
    with pytest.raises(KeyError):
        why_not(Small(tasks=(task("memo", 60),)).solution(), "memo")


@pytest.mark.parametrize(("seed", "who"), [(3, "engineer"), (2, "carer")])
def test_overloaded_weeks(
    random_week: Callable[..., Solution], plain: Callable[[str], None], seed: int, who: str
) -> None:
    solution = random_week(seed, who=who, load=1.2, tasks=15)
    for misfit in solution.plan.misfits[:1]:
        why = why_not(solution, misfit.commitment)
        plain(why.sentence)
        assert len(why.repairs) >= 3
        for repair in why.repairs:
            plain(repair.sentence)
        if why.conflict:
            assert_minimal(solution, why)
        assert_repairs_work(solution, why)
        assert why == why_not(solution, misfit.commitment)
