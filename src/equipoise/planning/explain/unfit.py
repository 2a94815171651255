"""Why not: the smallest set that keeps a commitment out, and ways out that were checked by solving."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from equipoise.domain.commitments import Task
from equipoise.domain.errors import ConflictError, SolverError
from equipoise.domain.time import Interval
from equipoise.planning.assemble import placed_blocks
from equipoise.planning.build import Request, build
from equipoise.planning.engine import Solution, solve
from equipoise.planning.explain.candidates import Candidate, candidates
from equipoise.planning.explain.case import Case, placed_slots
from equipoise.planning.explain.changes import Change, apply, rounded_up
from equipoise.planning.explain.charges import EXTRA_WORDS, price_of
from equipoise.planning.explain.members import Kind, Member
from equipoise.planning.explain.oracle import Oracle, smallest_conflict_for
from equipoise.planning.explain.wording import joined, length, moment, parts, title_of, when, worth
from equipoise.planning.search import Effort, search

__all__ = ["CHECK", "Repair", "WhyNot", "why_not"]

CHECK = Effort(seconds=20.0, rounds=8, gap=0.002, patience=8)
"""Effort of one check: rounds, not seconds, so that the answer is the same on every machine."""
TRIES = 18
ENOUGH = 6
WANTED = 3


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
        detail = parts(self.terms, extra=EXTRA_WORDS)
        return f"{self.what}; it costs {worth(self.cost)}{': ' + detail if detail else ''}."


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a commitment is not placed whole.

    Attributes:
        commitment, title: of the commitment. ``missing``: minutes that found no place.
        conflict: members that together keep it out; take any one away and it can be placed. Empty if
            nothing hard keeps it out, but its worth does not pay for the place.
        repairs: checked ways out, the cheapest first. ``sentence``: the gist.
    """

    commitment: str
    title: str
    missing: int
    conflict: tuple[Member, ...]
    repairs: tuple[Repair, ...]
    sentence: str


def _forced(request: Request, activity: str, worth_of_plan: float) -> list[tuple[int, int]] | None:
    """Return where an activity lies in a plan that is paid to have all of it; None if no such plan was found."""
    setup = build(request)
    prize = 500.0 + worth_of_plan
    acts = tuple(
        replace(a, completion=a.completion + prize) if a.id == activity else a
        for a in setup.problem.activities
    )
    setup = replace(setup, problem=replace(setup.problem, activities=acts))
    found = search(setup.problem, CHECK)
    blocks = [(b.start, b.end) for b in placed_blocks(setup, found) if b.activity == activity]
    need = next((a.need for a in acts if a.id == activity), 1)
    return blocks if found.legal and sum(e - s for s, e in blocks) >= need else None


def _pinned(case: Case) -> Iterator[Candidate]:
    """Yield the place that the task gets if it must have one."""
    blocks = _forced(case.request, case.activity.id, case.worth)
    if blocks and isinstance(case.item, Task):
        grid = case.grid
        spans = tuple(Interval(grid.instant(s), grid.instant(e)) for s, e in blocks)
        at = joined([moment(grid, s) for s, _e in blocks])
        yield Candidate("pin", f"Pin it to {at}", (Change("task", case.commitment, "pins", spans),))


def _later(case: Case) -> Iterator[Candidate]:
    """Yield the earliest deadline, to the quarter of an hour, that a plan which must have the task finds."""
    task, grid = case.item, case.grid
    if not (isinstance(task, Task) and task.hard_due and task.due and task.due < grid.end):
        return
    request = apply(case.request, [Change("task", task.id, "due", grid.end)])
    blocks = _forced(request, case.activity.id, case.worth)
    if not blocks:
        return
    due = rounded_up(grid.instant(max(e for _s, e in blocks)))
    if due > task.due:
        change = Change("task", task.id, "due", due)
        text = f"Move its deadline to {when(grid, due)}"
        yield Candidate("due", text, (change,))
        for level in ("high", "urgent"):
            raised = Change("task", task.id, "priority", level)
            yield Candidate("due", f"{text} and raise its priority to {level}", (change, raised))


def _checked(case: Case, candidate: Candidate) -> Repair | None:
    """Apply and solve a candidate; None unless it is placed whole then, in a plan the checker accepts."""
    try:
        after = solve(apply(case.request, candidate.changes), CHECK, check=True)
    except (ConflictError, SolverError):
        return None
    got = placed_slots(after)
    acts = [a for a in after.setup.problem.activities if a.commitment == case.commitment]
    mine = [a for a in acts if a.id == case.activity.id]
    if any(got.get(a.id, 0) < a.need for a in mine) or (not mine and candidate.family != "pin"):
        return None
    moved = {c.id for c in candidate.changes if c.target == "event" and c.field == "window"}
    if any(m.commitment in moved for m in after.plan.misfits):
        return None
    terms = price_of(case.solution, after, candidate.changes, case.commitment)
    what = candidate.what
    for block in after.plan.blocks:
        if block.commitment in moved and block.commitment != case.commitment:
            what = what.replace("another time that day", when(case.grid, block.when.start))
    return Repair(what, max(0.0, sum(terms.values())), terms, candidate.changes)


def _in_turn(sources: Sequence[Iterator[Candidate]]) -> Iterator[Candidate]:
    """Yield from each source in turn, so that the first few candidates are of many kinds."""
    waiting = list(sources)
    while waiting:
        for source in list(waiting):
            candidate = next(source, None)
            if candidate is None:
                waiting.remove(source)
            else:
                yield candidate


def find_repairs(case: Case) -> tuple[Repair, ...]:
    """Return the ways out that work, the cheapest first; of one family only the first that works.

    Stops after ``ENOUGH`` that work, or ``TRIES`` tried.
    """
    found: dict[str, Repair] = {}
    tries = 0
    for candidate in _in_turn([_later(case), *candidates(case), _pinned(case)]):
        if candidate.family in found:
            continue
        repair = _checked(case, candidate)
        if repair is not None:
            found[candidate.family] = repair
        tries += 1
        if len(found) == ENOUGH or tries == TRIES:
            break
    return tuple(sorted(found.values(), key=lambda r: (round(r.cost, 6), r.what)))


def _conflict(solution: Solution, case: Case) -> tuple[Member, ...]:
    got = placed_slots(solution)
    found = smallest_conflict_for(Oracle(solution.setup, case.activity, got))
    if not found and case.activity.area.value == "work":
        oracle = Oracle(solution.setup, case.activity, got, own_only=True, outside=case.outside)
        found = smallest_conflict_for(oracle, budget=0, group=1000)
    return found


def _named(members: Sequence[Member]) -> str:
    """Return the members in words; many commitments or events are counted."""
    out = [
        m.text for m in members if m.kind in {Kind.OWN, Kind.RULE, Kind.NON_NEGOTIABLE, Kind.PIN, Kind.PRICE}
    ]
    for kind, noun in ((Kind.EVENT, "fixed events"), (Kind.OTHER, "other commitments")):
        texts = [m.text for m in members if m.kind is kind]
        if len(texts) > 4:
            out.append(f"{len(texts)} {noun}, among them {texts[-1]}")
        else:
            out += texts
    return joined(out)


def _sentence(case: Case, conflict: Sequence[Member], repairs: Sequence[Repair]) -> str:
    title = title_of(case.activity.title)
    text = f"{title} lacks {length(case.missing)}"
    if conflict:
        alone = len(conflict) == 1 and not conflict[0].group
        text += f": {_named(conflict)} " + (
            "keeps it out." if alone else "together keep it out; without any one of them it would fit."
        )
    else:
        text += ": there is room for it, but only at a price that is more than it is worth."
    if repairs:
        text += f" The cheapest of {len(repairs)} ways out: {repairs[0].sentence}"
    if len(repairs) < WANTED:
        text += (
            f" Only {len(repairs)} of the ways out that were tried work."
            if repairs
            else (" None of the ways out that were tried works.")
        )
    return text


def why_not(solution: Solution, commitment_id: str) -> WhyNot:
    """Explain why a commitment is not placed whole, and what would make room for it.

    Of a routine or ritual the first week or date that is short is explained.

    Args:
        solution: a plan with its problem.
        commitment_id: id of a commitment with a misfit.

    Raises:
        KeyError: the plan has no misfit for it.
    """
    misfits = [m for m in solution.plan.misfits if m.commitment == commitment_id]
    if not misfits:
        raise KeyError(commitment_id)
    got = placed_slots(solution)
    activity = next(
        a
        for a in solution.setup.problem.activities
        if a.commitment == commitment_id and got.get(a.id, 0) < a.need
    )
    case = Case(solution, activity)
    case.conflict = _conflict(solution, case)
    repairs = find_repairs(case)
    text = _sentence(case, case.conflict, repairs)
    return WhyNot(commitment_id, activity.title, misfits[0].missing, tuple(case.conflict), repairs, text)
