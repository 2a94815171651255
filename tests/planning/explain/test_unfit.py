"""Why not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from equipoise.domain.commitments import BlockKind, Priority, Ritual
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


LONG = Small(closes="17:00")
DAY = Small(days=1)
HOPELESS = {
    "thirty hours due in a day": (
        LONG,
        (
            task("it", 1800, min_chunk=30, max_chunk=90, due=LONG.at(1, "09:00"), hard_due=True),
            task("post", 120),
        ),
    ),
    "pieces longer than the time to the deadline": (
        LONG,
        (task("it", 90, due=LONG.at(0, "10:00"), hard_due=True),),
    ),
    "waiting for what does not fit": (DAY, (task("draft", 240), task("it", 30, after=("draft",)))),
    "waiting for what cannot be on time": (
        DAY,
        (
            task("draft", 240, due=DAY.at(0, "10:00"), hard_due=True),
            task("it", 30, after=("draft",), due=DAY.at(0, "11:00"), hard_due=True),
        ),
    ),
    "longer than the day": (DAY, (task("it", 600, min_chunk=60, max_chunk=120), task("memo", 60))),
    "longer than the week": (Small(), (task("it", 1800, min_chunk=60, max_chunk=120), task("memo", 60))),
    "a deadline that has passed": (Small(), (task("it", 60, due=LONG.at(-1, "10:00"), hard_due=True),)),
    "windows outside all hours": (Small(), (task("it", 60, only=(window("20:00", "21:00"),)),)),
    "no time after its first date": (DAY, (task("it", 60, release=DAY.at(0, "11:30")),)),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_hopeless_tasks_have_three_ways_out(plain: Callable[[str], None], name: str) -> None:
    week, tasks = HOPELESS[name]
    solution = replace(week, tasks=tasks).solution()
    why = why_not(solution, "it")
    plain(why.sentence)
    for repair in why.repairs:
        plain(repair.sentence)
    assert_minimal(solution, why)
    assert_repairs_work(solution, why)
    assert len({repair.what for repair in why.repairs}) >= 3
    # another seed and more rounds place it too
    for repair in why.repairs:
        again = solve(apply(solution.setup.request, repair.changes), replace(CHECK, rounds=24, seed=1))
        assert "it" not in {m.commitment for m in again.plan.misfits}, repair.what


def test_a_part_of_it_fits_and_costs_what_is_left_out() -> None:
    week, tasks = HOPELESS["longer than the day"]
    solution = replace(week, tasks=tasks).solution()
    part = next(r for r in why_not(solution, "it").repairs if r.what.startswith("Plan only"))
    assert part.what == "Plan only 2 h 45 of it now, 7 h 15 later"
    assert part.terms["part"] == pytest.approx(435.0)


def test_every_day_on_which_a_ritual_misses_is_told(plain: Callable[[str], None]) -> None:
    lunch = Ritual("lunch", "Lunch", 20, window("11:00", "12:00"), value=30.0)
    week = Small(closes="16:00", rules=(rule("rituals", (lunch,)),))
    busy = (
        meeting("review", week.span(0, "11:00", "12:00")),
        meeting("talk", week.span(2, "11:00", "11:30")),
        meeting("call", week.span(2, "11:30", "12:00")),
    )
    solution = replace(week, events=busy).solution()
    why = why_not(solution, "lunch")
    plain(why.sentence)
    assert why.sentence.startswith(
        "Lunch lacks 40 minutes, on Monday and Wednesday. Monday: Review (Monday 11:00)"
    )
    assert [part.part for part in why.parts] == ["Monday", "Wednesday"]
    assert [{m.id for m in part.conflict} & {"review", "talk", "call"} for part in why.parts] == [
        {"review"},
        {"talk", "call"},
    ]
    for part in why.parts:
        assert len(part.repairs) >= 3
        for repair in part.repairs:
            again = solve(apply(solution.setup.request, repair.changes), CHECK)
            assert any(
                b.commitment == "lunch" and f"{b.when.start:%A}" == part.part for b in again.plan.blocks
            ), repair.what


def test_a_full_week_names_what_fills_it(random_week: Callable[..., Solution]) -> None:
    solution = random_week(3, who="engineer", load=1.2, tasks=15)
    known = {t.id for t in solution.setup.request.life.tasks} | {e.id for e in solution.setup.request.events}
    blamed = 0
    for misfit in solution.plan.misfits[:5]:
        why = why_not(solution, misfit.commitment)
        assert all(not member.group for member in why.conflict)
        blamed += sum(member.id in known for member in why.conflict)
    assert blamed > 0


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
