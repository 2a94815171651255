"""Rules of gaps and breaks by date, and what becomes of them where no night lies between two dates."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np

from equipoise.planning.kernel.tables import F8, I4
from equipoise.planning.problem import Problem

__all__ = ["DateRules", "rules_by_date"]


@dataclass(frozen=True, slots=True)
class DateRules:
    """Gaps, costs of changes, longest stretches and shortest breaks, by date."""

    trans: I4
    switch: F8
    stretch: I4
    brk: I4


def rules_by_date(problem: Problem) -> tuple[DateRules, DateRules]:
    """Return the rules for the search and for the bound.

    Where two dates differ and no night lies between them, the search keeps the stricter of both and the bound the
    looser: so the one's plans are legal on both, and the other's limit holds.
    """
    kinds = np.asarray(problem.day_kind, np.int64)
    own = DateRules(
        np.ascontiguousarray(problem.trans[kinds], np.int32),
        np.ascontiguousarray(problem.switch[kinds], np.float64),
        np.asarray(problem.stretch, np.int32),
        np.asarray(problem.brk, np.int32),
    )
    reach = int(max(np.max(own.trans, initial=0), np.max(own.brk, initial=0)))
    pairs = [
        (k, k + 1)
        for k, midnight in enumerate(problem.grid.midnights[1:-1])
        if _differ(own, k) and _awake(problem, midnight - reach, midnight + reach)
    ]
    if not pairs:
        return own, own
    strict, loose = DateRules(*astuple(own)), DateRules(*astuple(own))  # arrays are copied
    for pair in pairs:
        for day, other in (pair, pair[::-1]):
            for name in (column.name for column in fields(own)):
                tighten, loosen = (np.minimum, np.maximum) if name == "stretch" else (np.maximum, np.minimum)
                there = getattr(own, name)[other]
                getattr(strict, name)[day] = tighten(getattr(strict, name)[day], there)
                getattr(loose, name)[day] = loosen(getattr(loose, name)[day], there)
    return strict, loose


def _differ(rules: DateRules, k: int) -> bool:
    """Tell whether a date and the next have different rules."""
    columns = (getattr(rules, column.name) for column in fields(rules))
    return any(not np.array_equal(column[k], column[k + 1]) for column in columns)


def _awake(problem: Problem, lo: int, hi: int) -> bool:
    """Tell whether anything stands, or may stand, in a stretch."""
    lo, hi = max(0, lo), max(1, hi)
    return bool(problem.open_mask[lo:hi].any()) or any(f.start < hi and lo < f.end for f in problem.fixed)
