"""What a meeting at a given time would cost: a quick estimate from prices, and exactly by planning again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from equipoise.domain.commitments import Event
from equipoise.domain.errors import ConflictError
from equipoise.domain.time import Grid, Interval
from equipoise.planning.build import Request
from equipoise.planning.engine import Solution
from equipoise.planning.explain.prices import Prices
from equipoise.planning.explain.trial import CHECK
from equipoise.planning.explain.wording import clock, joined, priced, title_of, when, worth
from equipoise.planning.replan import replan

__all__ = ["MeetingCost", "Move", "best_meeting_times", "meeting_cost"]

STEP = 15
PROPOSED = "proposed meeting"


@dataclass(frozen=True, slots=True)
class Move:
    """A block that would move. ``to`` is None if it would find no place."""

    commitment: str
    title: str
    start: Interval
    to: Interval | None


@dataclass(frozen=True, slots=True)
class MeetingCost:
    """What a meeting would cost.

    Attributes:
        when: its time. ``quick``: an estimate without planning: the price of the stretch and its buffers,
            of the day's smaller budget, and of a change for each block that stands there.
        cost: worth of the plan as it is less worth of the plan around the meeting, in value-minutes; None
            if it was not computed, or if the meeting cannot be.
        terms: the cost by term. ``moves``: blocks that would move or find no place.
        clash: what makes the meeting impossible; "" if nothing does.
        sentence: for a person.
    """

    when: Interval
    quick: float
    cost: float | None
    terms: Mapping[str, float]
    moves: tuple[Move, ...]
    clash: str
    sentence: str


def _with_meeting(solution: Solution, interval: Interval, role: str) -> Request:
    """Return the request with the meeting as a fixed event, and the plan as the one in force."""
    request = solution.setup.request
    event = Event(PROPOSED, "the meeting", interval, role=role, meeting=True)
    return replace(request, events=(*request.events, event), previous=solution.plan)


def _span(grid: Grid, interval: Interval) -> str:
    return f"{when(grid, interval.start)} to {clock(interval.end.astimezone(grid.zone))}"


def _clash(request: Request, interval: Interval) -> str:
    """Return what a meeting meets that cannot move; "" for nothing."""
    grid = request.grid
    if interval.start < request.now or interval.start < grid.start or interval.end > grid.end:
        return "that is in the past or outside the plan"
    for event in request.events:
        if event.immovable and event.when.overlaps(interval):
            return f"{title_of(event.title)} is then"
    return ""


class _Quick:
    """Estimates for many intervals."""

    def __init__(self, solution: Solution) -> None:
        self.solution, self.prices = solution, Prices(solution.found)

    def of(self, intervals: Sequence[Interval]) -> list[float]:
        """Return the price of each stretch with its buffers, of the budget it takes, of what it moves."""
        setup = self.solution.setup
        grid, request = setup.problem.grid, setup.request
        pad = [int(request.books[grid.dates[self._day(i)]].number("buffer.meeting")) // 5 for i in intervals]
        first = [grid.clamp(grid.floor(i.start) - p) for i, p in zip(intervals, pad, strict=True)]
        last = [grid.clamp(grid.ceil(i.end) + p) for i, p in zip(intervals, pad, strict=True)]
        values = self.prices.of(np.asarray(first, np.int64), np.asarray(last, np.int64))
        return [float(v) + self._budget(i) + self._moved(i) for v, i in zip(values, intervals, strict=True)]

    def _moved(self, interval: Interval) -> float:
        """Return the price of moving the blocks that stand in the way."""
        blocks = [b for b in self.solution.plan.blocks if b.commitment and not b.pinned]
        hit = sum(b.when.overlaps(interval) for b in blocks)
        return hit * self.solution.setup.pricing.at_start("price.change")

    def _day(self, interval: Interval) -> int:
        grid = self.solution.setup.problem.grid
        return grid.day_of(min(grid.clamp(grid.floor(interval.start)), int(grid.size) - 1))

    def _budget(self, interval: Interval) -> float:
        """Return what the day's smaller budget loses: the margin is a share of what is not fixed."""
        setup, k = self.solution.setup, self._day(interval)
        grid, masks = setup.problem.grid, setup.pricing.masks
        part = slice(grid.clamp(grid.floor(interval.start)), grid.clamp(grid.ceil(interval.end)))
        lost = int((masks.own & ~masks.taken)[part].sum())
        share = 1 - setup.request.books[grid.dates[k]].number("margin")
        return self.prices.budget(k, 1) * lost * share


def _moves(before: Solution, after: Solution) -> tuple[Move, ...]:
    """Return what moves: blocks that left their place, matched in order with those that came."""
    gone: dict[str, list[Interval]] = {}
    come: dict[str, list[Interval]] = {}
    titles: dict[str, str] = {}
    old = {(b.commitment, b.when) for b in before.plan.blocks if b.commitment}
    new = {(b.commitment, b.when) for b in after.plan.blocks if b.commitment}
    for plan, other, into in ((before.plan, new, gone), (after.plan, old, come)):
        for block in plan.blocks:
            if block.commitment and (block.commitment, block.when) not in other:
                into.setdefault(block.commitment, []).append(block.when)
                titles[block.commitment] = title_of(block.title)
    out = []
    for commitment, spans in gone.items():
        fresh = come.get(commitment, [])
        for i, span in enumerate(spans):
            out.append(Move(commitment, titles[commitment], span, fresh[i] if i < len(fresh) else None))
    return tuple(sorted(out, key=lambda m: (m.start, m.commitment)))


def _sentence(
    grid: Grid, interval: Interval, cost: float, terms: Mapping[str, float], moves: Sequence[Move]
) -> str:
    text = f"A meeting on {_span(grid, interval)} would cost "
    text += "next to nothing." if cost < 0.5 else f"{priced(terms)}."
    moved = [f"{m.title} to {when(grid, m.to.start)}" for m in moves if m.to is not None]
    lost = [m.title for m in moves if m.to is None]
    if moved:
        more = f" and {len(moved) - 4} more" if len(moved) > 4 else ""
        text += f" It would move {', '.join(moved[:4]) if more else joined(moved[:4])}{more}."
    if lost:
        text += f" {joined(list(dict.fromkeys(lost)))} would find no place."
    return text


def _impossible(interval: Interval, quick: float, clash: str, grid: Grid) -> MeetingCost:
    text = f"A meeting on {_span(grid, interval)} is not possible: {clash}."
    return MeetingCost(interval, quick, None, {}, (), clash, text)


def _exact(solution: Solution, interval: Interval, quick: float, role: str) -> MeetingCost:
    request, grid = solution.setup.request, solution.setup.request.grid
    clash = _clash(request, interval)
    if clash:
        return _impossible(interval, quick, clash, grid)
    asked = _with_meeting(solution, interval, role)
    try:
        after = replan(asked, CHECK).solution
    except ConflictError as error:
        return _impossible(interval, quick, "it meets " + joined(list(error.conflict)), grid)
    old = {name: value for name, value in solution.plan.terms.items() if name != "change"}
    new = after.plan.terms
    terms = {name: old.get(name, 0.0) - new.get(name, 0.0) for name in sorted(old.keys() | new.keys())}
    terms = {name: value for name, value in terms.items() if abs(value) > 1e-6}
    cost = sum(terms.values())
    moves = _moves(solution, after)
    return MeetingCost(interval, quick, cost, terms, moves, "", _sentence(grid, interval, cost, terms, moves))


def meeting_cost(solution: Solution, interval: Interval, *, role: str = "work") -> MeetingCost:
    """Return what a meeting with others at a given time would cost.

    Args:
        solution: the plan in force.
        interval: the meeting.
        role: the hat under which it is held.
    """
    quick = _Quick(solution).of([interval])[0]
    return _exact(solution, interval, quick, role)


def best_meeting_times(
    solution: Solution, minutes: int, window: Interval, *, role: str = "work", exact: int = 3
) -> tuple[MeetingCost, ...]:
    """Return times for a meeting inside a window and own hours, the cheapest first.

    All are judged by the prices, at full quarters of an hour; the ``exact`` cheapest also by planning
    around them, and these come first.
    """
    setup = solution.setup
    grid, masks = setup.problem.grid, setup.pricing.masks
    start = grid.instant(grid.clamp(grid.ceil(max(window.start, setup.request.now))))
    start += timedelta(minutes=-start.minute % STEP)
    shut = masks.closed | ~masks.own
    found: list[Interval] = []
    one = Interval(start, start + timedelta(minutes=minutes))
    while one.end <= window.end and one.end <= grid.end:
        if not shut[grid.floor(one.start) : grid.ceil(one.end)].any():
            found.append(one)
        step = timedelta(minutes=STEP)
        one = Interval(one.start + step, one.end + step)
    quick = _Quick(solution).of(found) if found else []
    ranked = sorted(zip(quick, found, strict=True), key=lambda pair: (round(pair[0], 6), pair[1]))
    judged = [_exact(solution, span, value, role) for value, span in ranked[:exact]]
    judged.sort(key=lambda m: (float("inf") if m.cost is None else round(m.cost, 6), m.quick, m.when))
    rest = [_estimated(grid, span, value) for value, span in ranked[exact:]]
    return (*judged, *rest)


def _estimated(grid: Grid, span: Interval, value: float) -> MeetingCost:
    amount = "next to nothing" if value < 0.5 else f"{worth(value)} or more"
    text = (
        f"A meeting on {_span(grid, span)} would cost {amount}, by estimate; nothing was planned around it."
    )
    return MeetingCost(span, value, None, {}, (), "", text)
