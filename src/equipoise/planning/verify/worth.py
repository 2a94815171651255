"""What a plan is worth, term by term. Terms paid by the minute stand here, terms paid once in ``worth_once``.

Everything is read at the start of a slot; the rulebook of the slot's own date prices it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    Event,
    NonNegotiable,
    Priority,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.rules import Strength
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.verify import worth_once
from equipoise.planning.verify.case import BoolArray, Case, FloatArray
from equipoise.planning.verify.closed import ClosedTime, is_day_off
from equipoise.planning.verify.timeline import Element, Timeline

__all__ = ["TERMS", "Term", "worth"]

Term = Callable[[Case, Timeline, ClosedTime], float]
"""One row of the table of worth."""


def _sum(timeline: Timeline, rate: Callable[[Element], FloatArray | None]) -> float:
    """Add up, over all placed blocks, a rate per minute that is given for every slot of the horizon."""
    total = 0.0
    for element in timeline.placed:
        per_minute = None if element.source is None else rate(element)
        if per_minute is not None:
            total += SLOT_MINUTES * float(per_minute[element.slots].sum())
    return total


def _price(case: Case, priority: Priority) -> FloatArray:
    return case.number(f"price.{priority.value}")


def placed(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what tasks, routines and movable events earn by being placed."""

    def rate(element: Element) -> FloatArray | None:
        match element.source:
            case Task():
                share: FloatArray = 1 - case.number("price.completion")
                return share * _price(case, element.source.priority)
            case Routine():
                return _price(case, element.source.priority)
            case Event():
                return _price(case, Priority.HIGH)
        return None

    return _sum(timeline, rate)


def tardy(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what slots at or after a soft due date cost; days late are 24 hours each, counted from 1."""

    def rate(element: Element) -> FloatArray | None:
        task = element.source
        if not isinstance(task, Task) or task.due is None or task.hard_due:
            return None
        due = (task.due - case.grid.start).total_seconds()
        late = np.arange(case.grid.size) * (60.0 * SLOT_MINUTES) - due
        days = np.maximum(1.0, np.ceil(late / 86_400))
        share = np.minimum(0.8, case.number("price.tardy") * days)
        return np.where(late >= 0, -_price(case, task.priority) * share, 0.0)

    return _sum(timeline, rate)


def sooner(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what a task's minutes cost by waiting: a share for each day, at most half."""
    share = np.minimum(0.5, case.number("price.sooner") * case.day_index)

    def rate(element: Element) -> FloatArray | None:
        if not isinstance(element.source, Task):
            return None
        return -_price(case, element.source.priority) * share

    return _sum(timeline, rate)


def energy(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what the energy at the time of each block is worth; non-negotiables are not asked for theirs."""
    price = case.number("price.energy") * case.curve.weight

    def rate(element: Element) -> FloatArray | None:
        if isinstance(element.source, NonNegotiable):
            return None
        return price * case.level(element.traits.energy.value)

    return _sum(timeline, rate)


def off_hours(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what work outside one's own hours costs."""
    price = np.where(case.own, 0.0, -case.number("price.off_hours"))
    return _sum(timeline, lambda element: price if element.traits.area is Area.WORK else None)


def weekend(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what work on a day off costs."""
    day_off = case.dates_where(lambda day: is_day_off(case, day))
    price = np.where(day_off, -case.number("price.weekend"), 0.0)
    return _sum(timeline, lambda element: price if element.traits.area is Area.WORK else None)


def personal_in_hours(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what personal matters inside one's own hours cost."""
    price = np.where(case.own, -case.number("price.personal_in_hours"), 0.0)

    def rate(element: Element) -> FloatArray | None:
        exempt = isinstance(element.source, Ritual | NonNegotiable)
        return None if exempt or element.traits.area is not Area.LIFE else price

    return _sum(timeline, rate)


def batch(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what movable events outside their batch cost, on dates that have one."""
    batches = case.starting_in(case.spans(lambda day: case.book(day).windows("hours.meetings")))
    exists = case.dates_where(lambda day: case.book(day).has("hours.meetings"))
    price = np.where(exists & ~batches, -case.number("price.batch"), 0.0)
    return _sum(timeline, lambda element: price if isinstance(element.source, Event) else None)


def focus(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what kinds other than focus cost inside golden hours that are priced."""
    price = np.where(_priced_focus(case), -case.number("price.focus"), 0.0)
    return _sum(timeline, lambda e: None if e.traits.kind is BlockKind.FOCUS else price)


def _priced_focus(case: Case) -> BoolArray:
    return case.starting_in(
        span
        for day in case.window_dates()
        if (rule := case.book(day).by_id.get("hours.focus")) and rule.strength is Strength.PRICED
        for span in case.spans_on(day, case.book(day).windows("hours.focus"))
    )


def preferred(case: Case, timeline: Timeline, _closed: ClosedTime) -> float:
    """Return what a task's minutes outside its preferred windows cost."""
    rates: dict[str, FloatArray] = {}

    def rate(element: Element) -> FloatArray | None:
        task = element.source
        if not isinstance(task, Task) or not task.preferred:
            return None
        if task.id not in rates:
            liked = case.starting_in(case.spans(lambda _day: task.preferred))
            rates[task.id] = np.where(liked, 0.0, -case.number("price.preferred"))
        return rates[task.id]

    return _sum(timeline, rate)


TERMS: Mapping[str, Term] = {
    "placed": placed,
    "completion": worth_once.completion,
    "tardy": tardy,
    "sooner": sooner,
    "energy": energy,
    "off_hours": off_hours,
    "weekend": weekend,
    "personal_in_hours": personal_in_hours,
    "batch": batch,
    "focus": focus,
    "preferred": preferred,
    "ritual": worth_once.ritual,
    "block": worth_once.block,
    "switch": worth_once.switch,
    "goal": worth_once.goal,
    "change": worth_once.change,
}
"""The table of worth, in the order of ``docs/model.md``."""


def worth(case: Case, timeline: Timeline, closed: ClosedTime) -> tuple[float, dict[str, float]]:
    """Return the objective and its terms, in value-minutes."""
    terms = {name: term(case, timeline, closed) for name, term in TERMS.items()}
    return math.fsum(terms.values()), terms
