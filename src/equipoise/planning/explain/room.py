"""Quick answers to "does all of this fit?": the plan's own blocks put back, and what lacks put beside them.

A yes is a timetable that was made. A no means nothing: then the search is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.search import construct, restore
from equipoise.planning.kernel.timetable import empty_state
from equipoise.planning.problem import Problem
from equipoise.planning.tabulate import tabulate

__all__ = ["Blocks", "Room", "rows_of"]

Ints = NDArray[np.int32]

Blocks = Mapping[str, Sequence[tuple[int, int]]]
"""Where a plan places each activity: [start, end) in slots, by activity id."""


class Room:
    """The arrays of one problem, with the blocks that some known timetables have for its activities."""

    def __init__(self, problem: Problem, known: Sequence[Blocks]) -> None:
        self.index = {a.id: i for i, a in enumerate(problem.activities)}
        self.tables = tabulate(problem).search
        self.need = np.asarray([a.need for a in problem.activities], np.int64)
        self.known = [rows_of(blocks, self.index) for blocks in known]

    def holds(self, first: Sequence[str], leave: Collection[str] = ()) -> bool:
        """Tell whether a timetable of all activities but some was made at once.

        Args:
            first: activities that are placed before others that lack, in their order.
            leave: activities that are left out.
        """
        counts = np.ones(len(self.need), np.bool_)
        counts[[self.index[i] for i in leave if i in self.index]] = False
        order = np.asarray([self.index[i] for i in first if i in self.index], np.int32)
        return any(
            self._made(order, rows[counts[rows[:, 0]]], counts, early=early)
            for rows in self.known
            for early in (False, True)
        )

    def _made(self, order: Ints, rows: Ints, counts: NDArray[np.bool_], *, early: bool) -> bool:
        """Tell whether all that counts is placed if ``order`` comes before or after the known blocks."""
        state = empty_state(self.tables)
        if early:
            construct(self.tables, state, order)
        restore(self.tables, state, np.ascontiguousarray(rows))
        lacking = counts & (state.placed < self.need)
        rest = np.concatenate((order, np.setdiff1d(np.flatnonzero(lacking), order))).astype(np.int32)
        construct(self.tables, state, rest)
        return bool(np.all(state.placed[counts] >= self.need[counts]))


def rows_of(blocks: Blocks, index: Mapping[str, int]) -> Ints:
    """Return blocks as (activity, start, end), in time order; ``index``: of the activities that count."""
    rows = sorted((s, e, index[i]) for i, spans in blocks.items() if i in index for s, e in spans)
    table = np.asarray(rows, np.int32).reshape(-1, 3)
    return np.ascontiguousarray(table[:, [2, 0, 1]])
