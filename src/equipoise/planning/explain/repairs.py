"""Ways out that work: of many kinds of edits the first few that hold, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipoise.planning.explain.candidates import combined, sources
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.changes import Candidate
from equipoise.planning.explain.trial import Repair, Trials

__all__ = ["WANTED", "find_repairs"]

ENOUGH = 4
"""Ways out of different kinds after which no more are looked for."""
WANTED = 3
"""Ways out below which second ones of a kind, and pairs of edits, are tried too."""
TRIES, MORE = 30, 36
"""Most single edits that are solved, and most of the others."""


def _in_turn(waiting: Sequence[Iterator[Candidate]]) -> Iterator[Candidate]:
    """Yield from each source in turn, so that the first few candidates are of many kinds."""
    waiting = list(waiting)
    while waiting:
        for source in list(waiting):
            candidate = next(source, None)
            if candidate is None:
                waiting.remove(source)
            else:
                yield candidate


def find_repairs(case: Case, enough: int = ENOUGH) -> tuple[Repair, ...]:
    """Return ways out that work, the cheapest first; of one kind only the first, if there are enough kinds.

    Args:
        case: what did not fit, with its conflict.
        enough: stop after so many.
    """
    trials = Trials(case)
    found: dict[str, Repair] = {}
    failed: list[Candidate] = []
    second: list[Candidate] = []
    for candidate in _in_turn(sources(case, trials)):
        if candidate.kind in {c.partition(" ")[0] for c in found}:
            second.append(candidate)
            continue
        repair = trials.of(candidate)
        if repair is None:
            failed.append(candidate)
        else:
            found[candidate.family] = repair
        if len(found) == enough or trials.tried == TRIES:
            break
    most = trials.tried + MORE
    for candidate, afresh in _more(case, trials, second, failed):
        if len(found) >= WANTED or trials.tried >= most:
            break
        if candidate.family not in found:
            repair = trials.of(candidate, afresh=afresh)
            if repair is not None:
                found[candidate.family] = repair
    return tuple(sorted(found.values(), key=lambda r: (round(r.cost, 6), r.what)))


def _more(
    case: Case, trials: Trials, second: Sequence[Candidate], failed: Sequence[Candidate]
) -> Iterator[tuple[Candidate, bool]]:
    """Yield what failed, to be planned afresh, then second ones of a kind that works, then pairs."""
    yield from ((candidate, True) for candidate in failed)
    yield from ((candidate, False) for candidate in second)
    yield from ((candidate, False) for candidate in combined(case, trials, failed))
