"""Trials of repairs: an edit is made, the week is planned anew, and the checker judges the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from equipoise.domain.errors import ConflictError
from equipoise.planning.assemble import assemble, placed_blocks
from equipoise.planning.build import Request, Setup, build
from equipoise.planning.engine import Solution, check_plan
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.changes import Candidate, Change, apply
from equipoise.planning.explain.charges import EXTRA_WORDS, price_of
from equipoise.planning.explain.oracle import has_room
from equipoise.planning.explain.room import rows_of
from equipoise.planning.explain.wording import priced, when
from equipoise.planning.pricing import Curve, Floats, Kind
from equipoise.planning.problem import Activity
from equipoise.planning.search import Effort, Found, search
from equipoise.planning.walk import Start

__all__ = ["CHECK", "Repair", "Trials"]

CHECK = Effort(seconds=20.0, rounds=8, gap=0.002, patience=8)
"""Effort of a plan from nothing: rounds, not seconds, so that the answer is the same on every machine."""
NEAR = Effort(seconds=20.0, rounds=2, gap=0.001, patience=3)
"""Effort of a plan that starts from the one in force."""
ALL_MAY_MOVE = 1_000_000


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to make room, applied and solved: the commitment is placed whole, the checker accepts the plan.

    Attributes:
        what: the edit, a sentence without a final full stop.
        cost: what it costs in value-minutes, 0 or more; ``terms`` says of what.
        changes: the edit for a machine; ``apply(request, changes)`` makes it.
        checked: always True.
    """

    what: str
    cost: float
    terms: Mapping[str, float]
    changes: tuple[Change, ...]
    checked: bool = True

    @property
    def sentence(self) -> str:
        """What to do and what it costs."""
        if self.cost < 0.5:
            return f"{self.what}; it costs next to nothing."
        return f"{self.what}; it costs {priced(self.terms, extra=EXTRA_WORDS)}."


@dataclass
class _Remembered:
    """An energy curve that is asked for the same few levels again and again."""

    curve: Curve
    known: dict[tuple[str, float], float] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return self.curve.weight

    def level(self, kind: Kind, minute_of_day: float) -> float:
        key = (kind, minute_of_day)
        if key not in self.known:
            self.known[key] = self.curve.level(kind, minute_of_day)
        return self.known[key]

    def levels(self, kind: Kind) -> Floats:
        return self.curve.levels(kind)


class Trials:
    """Tries edits for one case; all searches start from the plan in force, so that nothing moves without need.

    Attributes:
        case: what did not fit. ``tried``: number of edits that were solved.
    """

    def __init__(self, case: Case) -> None:
        self.case, self.tried = case, 0
        self.curve = _Remembered(case.request.curve)

    @cached_property
    def request(self) -> Request:
        """What the plan was made from, with a curve that remembers its levels."""
        return replace(self.case.request, curve=self.curve)

    def _start(self, setup: Setup) -> Start:
        """Return the plan in force as a start for another problem."""
        index = {a.id: i for i, a in enumerate(setup.problem.activities)}
        return Start(
            rows_of(self.case.blocks, index), ALL_MAY_MOVE, self.case.solution.plan.certificate.multipliers
        )

    def _mine(self, setup: Setup) -> list[Activity]:
        return [a for a in setup.problem.activities if a.id == self.case.activity.id]

    def _whole(self, setup: Setup, found: Found) -> bool:
        """Tell whether the commitment is placed whole in a legal timetable."""
        place = {a.id: i for i, a in enumerate(setup.problem.activities)}
        return found.legal and all(found.state.placed[place[a.id]] >= a.need for a in self._mine(setup))

    def forced(self, request: Request, *, whole: bool = True, least: int = 0) -> list[tuple[int, int]]:
        """Return where the activity lies in a plan that is paid to have it; empty if none was found.

        Args:
            request: what to plan.
            whole: pay for all of it or nothing; else for each slot.
            least: shortest block in slots, instead of its own.
        """
        try:
            setup = build(replace(request, curve=self.curve))
        except ConflictError:
            return []
        acts = setup.problem.activities
        mine = [a for a in acts if a.id == self.case.activity.id]
        if not mine:
            return []
        prize = 500.0 + self.case.worth
        if whole:
            paid = replace(mine[0], completion=mine[0].completion + prize)
        else:
            least = least or mine[0].minc
            extra = mine[0].worth + prize / mine[0].need
            paid = replace(mine[0], completion=0.0, worth=extra, minc=least, maxc=max(least, mine[0].maxc))
        if whole and not has_room(setup.problem, paid):
            return []
        acts = tuple(paid if a is mine[0] else a for a in acts)
        setup = replace(setup, problem=replace(setup.problem, activities=acts))
        found = search(setup.problem, NEAR, start=self._start(setup))
        if not found.legal or (whole and not self._whole(setup, found)):
            return []
        placed = placed_blocks(setup, found)
        return [(b.start, b.end) for b in placed if b.activity == paid.id]

    def of(self, candidate: Candidate, *, afresh: bool = False) -> Repair | None:
        """Return a candidate as a repair; None unless it was seen to work.

        It works if the commitment is whole both in the plan that starts from the one in force, which the
        checker has to accept and which is priced, and in one that starts from nothing.

        Args:
            candidate: the edits.
            afresh: do without the plan that starts from the one in force.
        """
        case, changes = self.case, candidate.changes
        self.tried += 1
        try:
            setup = build(apply(self.request, changes))
        except ConflictError:
            return None
        mine = self._mine(setup)
        if (not mine and candidate.kind != "pin") or not all(has_room(setup.problem, a) for a in mine):
            return None
        found = None if afresh else search(setup.problem, NEAR, start=self._start(setup))
        if found is not None and not self._whole(setup, found):
            return None
        fresh = search(setup.problem, CHECK)
        if not self._whole(setup, fresh):
            return None
        after = Solution(assemble(setup, found or fresh), setup, found or fresh)
        moved = {c.id for c in changes if c.target == "event" and c.field == "window"} - {case.commitment}
        if any(m.commitment in moved for m in after.plan.misfits):
            return None
        if not check_plan(setup.request, after.plan).ok:
            return None
        terms = price_of(case.solution, after, changes, case.commitment)
        what = candidate.what
        for block in after.plan.blocks:
            if block.commitment in moved:
                what = what.replace("another time that day", when(case.grid, block.when.start))
        return Repair(what, max(0.0, sum(terms.values())), terms, changes)
