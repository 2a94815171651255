"""Why not: the smallest set that keeps a commitment out, and ways out that were checked by solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.domain.commitments import Event, Ritual, Task
from equipoise.planning.engine import Solution
from equipoise.planning.explain.case import Case, blocks_in
from equipoise.planning.explain.members import Kind, Member
from equipoise.planning.explain.narrowing import smallest_conflict_for
from equipoise.planning.explain.oracle import Oracle
from equipoise.planning.explain.repairs import WANTED, find_repairs
from equipoise.planning.explain.trial import Repair
from equipoise.planning.explain.wording import day_name, joined, length, title_of
from equipoise.planning.problem import Activity

__all__ = ["WhyNot", "why_not"]

SHOWN = 3
"""Of many events or commitments in a conflict this many are named in the sentence; all are in the conflict."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a commitment is not placed whole.

    Attributes:
        commitment, title: of the commitment. ``missing``: minutes that found no place.
        conflict: members that together keep it out; take any one away and it can be placed. Empty if
            nothing hard keeps it out, but its worth does not pay for the place.
        repairs: checked ways out, the cheapest first. ``sentence``: the gist.
        part: the date or week that this is about, for what comes more than once; "" for all of it.
        parts: one for each date or week on which it lacks, if that is more than one; then conflict and
            repairs are those of the first, and ``sentence`` tells them all.
    """

    commitment: str
    title: str
    missing: int
    conflict: tuple[Member, ...]
    repairs: tuple[Repair, ...]
    sentence: str
    part: str = ""
    parts: tuple[WhyNot, ...] = ()


def _conflict(case: Case) -> tuple[Member, ...]:
    """Return the conflict; if nothing hard is in the way, one with the price of work outside own hours."""
    setup = case.solution.setup
    found = smallest_conflict_for(Oracle(setup, case.activity, case.blocks))
    if not found and case.activity.area.value == "work":
        oracle = Oracle(setup, case.activity, case.blocks, own_only=True, outside=case.outside)
        found = smallest_conflict_for(oracle)
    return found


def _named(members: Sequence[Member]) -> str:
    """Return the members in words; of many commitments or events the first few are named, all are counted."""
    out = [m.text for m in members if m.kind not in {Kind.EVENT, Kind.OTHER}]
    for kind, noun in ((Kind.EVENT, "fixed events"), (Kind.OTHER, "other commitments")):
        mine = [m for m in members if m.kind is kind]
        count = sum(len(m.ids) for m in mine)
        if count > SHOWN + 1 and not any(m.group for m in mine):
            out.append(f"{count} {noun} ({', '.join(m.text for m in mine[:SHOWN])} and {count - SHOWN} more)")
        else:
            out += [m.text for m in mine]
    return joined(out)


def _cause(case: Case) -> str:
    """Return what keeps it out, as the second half of a sentence without a full stop."""
    members = case.conflict
    if not members:
        return "there is room for it, but only at a price that is more than it is worth"
    if len(members) == 1 and not members[0].group:
        return f"{_named(members)} keeps it out"
    return f"{_named(members)} together keep it out; without any one of them it would fit"


def _ways(repairs: Sequence[Repair], on: str = "") -> str:
    """Return how many ways out there are, and the cheapest."""
    if not repairs:
        return f" None of the ways out that were tried works{on}."
    if len(repairs) == 1:
        return f" Only one of the ways out that were tried works{on}: {repairs[0].sentence}"
    text = f" The cheapest of {len(repairs)} ways out{on}: {repairs[0].sentence}"
    if len(repairs) < WANTED:
        text += f" No more than {len(repairs)} of the ways out that were tried work."
    return text


def _part(case: Case) -> str:
    """Return the date of a ritual or the week of a routine; "" for what comes once."""
    item = case.item
    if isinstance(item, Task | Event):
        return ""
    if isinstance(item, Ritual):
        return day_name(case.grid, case.day)
    return f"week {int(case.activity.id.rpartition('-W')[2])}"


def _one(case: Case, missing: int, *, enough: int) -> WhyNot:
    """Explain one activity."""
    case.conflict = _conflict(case)
    repairs = find_repairs(case, enough)
    title, part = title_of(case.activity.title), _part(case)
    on = f" on {part}" if isinstance(case.item, Ritual) else f" in {part}" if part else ""
    text = f"{title} lacks {length(case.missing)}{on}: {_cause(case)}.{_ways(repairs)}"
    return WhyNot(case.commitment, case.activity.title, missing, tuple(case.conflict), repairs, text, part)


def _lacking(solution: Solution, commitment: str) -> list[Activity]:
    got = {
        i: sum(e - s for s, e in spans)
        for i, spans in blocks_in(solution.setup.problem, solution.found).items()
    }
    acts = solution.setup.problem.activities
    return [a for a in acts if a.commitment == commitment and got.get(a.id, 0) < a.need]


def why_not(solution: Solution, commitment_id: str) -> WhyNot:
    """Explain why a commitment is not placed whole, and what would make room for it.

    Of a ritual each date on which it misses is explained, of a routine each week.

    Args:
        solution: a plan with its problem.
        commitment_id: id of a commitment with a misfit.

    Raises:
        KeyError: the plan has no misfit for it.
    """
    misfits = [m for m in solution.plan.misfits if m.commitment == commitment_id]
    if not misfits:
        raise KeyError(commitment_id)
    cases = [Case(solution, activity) for activity in _lacking(solution, commitment_id)]
    if len(cases) == 1:
        return _one(cases[0], misfits[0].missing, enough=WANTED + 1)
    parts = tuple(_one(case, case.missing * 5, enough=WANTED) for case in cases)
    first = parts[0]
    text = _together(cases, parts)
    return WhyNot(
        commitment_id, first.title, misfits[0].missing, first.conflict, first.repairs, text, parts=parts
    )


def _together(cases: Sequence[Case], parts: Sequence[WhyNot]) -> str:
    """Return one sentence for each cause, with all the dates or weeks that have it."""
    by_cause: dict[str, list[str]] = {}
    for case, part in zip(cases, parts, strict=True):
        by_cause.setdefault(_cause(case), []).append(part.part)
    on = "on" if isinstance(cases[0].item, Ritual) else "in"
    missing = sum(case.missing for case in cases)
    title = title_of(cases[0].activity.title)
    text = f"{title} lacks {length(missing)}, {on} {joined([p.part for p in parts])}."
    for cause, days in by_cause.items():
        where = joined(days)
        text += f" {where[0].upper()}{where[1:]}: {cause}."
    return text
