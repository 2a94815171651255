"""The checker: all rules and terms of ``docs/model.md``, applied to one plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from equipoise.domain.commitments import Event
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan
from equipoise.domain.rules import Rulebook
from equipoise.planning.verify import gaps, limits, order, pins
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.closed import ClosedTime
from equipoise.planning.verify.shortfall import unexplained
from equipoise.planning.verify.timeline import Timeline
from equipoise.planning.verify.verdict import TOLERANCE, Curve, Mismatch, Verdict, Violation
from equipoise.planning.verify.worth import worth

__all__ = ["verify"]


def verify(
    life: Life,
    events: Sequence[Event],
    rulebooks: Mapping[date, Rulebook],
    plan: Plan,
    curve: Curve,
    *,
    holidays: frozenset[date] = frozenset(),
    previous: Plan | None = None,
) -> Verdict:
    """Judge a plan by the model alone, without the planner.

    Args:
        life: the person's life file, as the planner had it.
        events: all events, of the calendars and of the life file.
        rulebooks: rulebook of each local date of the horizon, and where known of the dates around it; a date
            without one is read by the nearest.
        plan: what is judged.
        curve: the person's energy.
        holidays: dates that are public holidays for the person.
        previous: the plan that this one replaces, if it is a replan.

    Returns:
        All broken rules, the worth recomputed, and every statement of the plan that is not true. Never raises
        for a bad plan: that it is bad is the result.
    """
    case = Case(life, tuple(events), rulebooks, plan, curve, holidays, previous)
    if not 1 <= plan.days <= 84:
        violation = Violation(0, f"the horizon has {plan.days} days, allowed are 1 to 84")
        return Verdict((violation,), 0.0, {}, (), (), bound_ok=False)
    return _judge(case)


def _judge(case: Case) -> Verdict:
    plan = case.plan
    timeline = Timeline(case)
    closed = ClosedTime(case, timeline)
    objective, terms = worth(case, timeline, closed)
    bound = plan.certificate.bound
    return Verdict(
        violations=tuple(sorted(_violations(case, timeline, closed), key=lambda found: found.rule)),
        objective=objective,
        terms=terms,
        mismatches=tuple(_mismatches(plan, objective, terms)),
        unexplained=tuple(unexplained(case, timeline)),
        bound_ok=objective <= bound + TOLERANCE * max(1.0, abs(bound)),
    )


def _violations(case: Case, timeline: Timeline, closed: ClosedTime) -> Iterator[Violation]:
    yield from order.form(case, timeline)
    yield from order.grid_and_order(case, timeline)
    yield from order.closed_time(case, timeline, closed)
    yield from order.frozen_zone(case, timeline)
    yield from limits.release_and_deadline(case, timeline)
    yield from limits.chunks(case, timeline)
    yield from limits.how_often(case, timeline)
    yield from limits.dependencies(case, timeline)
    yield from gaps.buffers_and_travel(case, timeline)
    yield from gaps.breaks(case, timeline)
    yield from gaps.margin(case, timeline, closed)
    yield from pins.pins(case, timeline)
    yield from pins.replan(case, timeline)


def _mismatches(plan: Plan, objective: float, terms: Mapping[str, float]) -> Iterator[Mismatch]:
    """Compare what the plan states with what was recomputed; a term that is not stated counts as 0."""
    if not _same(plan.certificate.objective, objective):
        yield Mismatch("objective", plan.certificate.objective, objective)
    for name in sorted(plan.terms.keys() | terms.keys()):
        stated, found = plan.terms.get(name, 0.0), terms.get(name, 0.0)
        if not _same(stated, found):
            yield Mismatch(name, stated, found)


def _same(stated: float, found: float) -> bool:
    """Tell whether two numbers agree; one that is not a number agrees with nothing."""
    return abs(stated - found) <= TOLERANCE * max(1.0, abs(found))
