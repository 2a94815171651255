"""The board: every element of a plan on the grid, and where one block could stand while all others stay.

Judged by docs/model.md with everything else standing: closed time and windows, gaps, breaks, budgets,
order, distances. The change of worth is computed rule by rule for every place at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Task
from equipoise.planning.assemble import placed_blocks
from equipoise.planning.engine import Solution
from equipoise.planning.explain.elements import Elements, Moves
from equipoise.planning.problem import Activity
from equipoise.planning.worth import Placed

__all__ = ["Board"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Board:
    """A solution's blocks with all that is needed to judge other places for them."""

    def __init__(self, solution: Solution, placed: Sequence[Placed] | None = None) -> None:
        self.solution, self.setup = solution, solution.setup
        self.problem, self.grid = self.setup.problem, self.setup.problem.grid
        self.placed = placed_blocks(self.setup, solution.found) if placed is None else list(placed)
        self.activities = {a.id: a for a in self.problem.activities}
        marks = np.concatenate(([False], self.problem.open_mask, [False])).astype(np.int8)
        self.open_ends = np.flatnonzero(np.diff(marks))[1::2]
        self.shut = np.concatenate(([0], np.cumsum(~self.problem.open_mask)))
        self.own = np.concatenate(([0], np.cumsum(self.problem.own_mask)))
        self.days = self.setup.pricing.masks.day
        self.stretch = np.asarray(self.problem.stretch)
        self.brk = np.asarray(self.problem.brk)
        names = {b.commitment for b in self.placed}
        self._owner = {name: i for i, name in enumerate(sorted(names))}
        self.used = np.zeros(self.grid.days, np.int64)
        for block in self.placed:
            if not block.pinned:
                self.used[self.days[block.start]] += self.own[block.end] - self.own[block.start]
        self.kept = {
            (b.commitment, self.grid.floor(b.when.start), self.grid.floor(b.when.end))
            for b in self.setup.kept
        }

    @cached_property
    def _roles(self) -> Ints:
        """Number of the role of each context, 0 for none."""
        names = ["", *sorted({c[0] for c in self.problem.contexts if c[0]})]
        return np.asarray([names.index(c[0]) for c in self.problem.contexts], np.int64)

    @cached_property
    def elements(self) -> Elements:
        """All fixed elements, pins and placed blocks, by start."""
        rows = [
            (f.start, f.end, f.context, f.work, -1, self._owner.get(f.pin_of, -1)) for f in self.problem.fixed
        ]
        for i, block in enumerate(self.placed):
            if not block.pinned:
                a = self.activities[block.activity]
                work = a.area.value == "work"
                rows.append((block.start, block.end, a.context, work, i, self._owner[block.commitment]))
        table = np.asarray(sorted(rows), np.int64).reshape(-1, 6)
        return Elements(
            table[:, 0],
            table[:, 1],
            table[:, 2],
            table[:, 3].astype(np.bool_),
            table[:, 4],
            table[:, 5],
        )

    def find(self, commitment: str, start: int, end: int) -> int:
        """Return the index of a block, -1 if it does not stand there."""
        for i, block in enumerate(self.placed):
            if (block.commitment, block.start, block.end) == (commitment, start, end):
                return i
        return -1

    def day(self, slots: Ints) -> Ints:
        """Return the date index of slots; the horizon's end counts as its last date."""
        return np.asarray(self.days[np.minimum(slots, len(self.days) - 1)], np.int64)

    def moves(self, block: int) -> Moves:
        """Return the legal places of a placed block with everything else standing."""
        me = self.placed[block]
        activity = self.activities[me.activity]
        size = me.end - me.start
        row = int(np.flatnonzero(self.elements.block == block)[0])
        others = self.elements.without(row)
        after, before = self._order(activity)
        starts = self._inside(activity, size)
        starts = starts[(starts >= after) & (starts + size <= before)]
        starts = starts[self._within_budget(me, starts) & self._far_enough(me, activity, starts)]
        starts = starts[self._gaps_kept(others, activity, me, starts)]
        if activity.area.value == "work":
            starts = starts[self._breaks_kept(others, starts, size)]
        gaps = np.searchsorted(others.start, starts, side="right")
        terms = self._terms(others, me, activity, starts)
        return Moves(block, size, me.start, starts, gaps, terms, after)

    def places_among_fixed(self, moves: Moves) -> Moves:
        """Return the places that a block would have if no other block could be in its way."""
        me = self.placed[moves.block]
        activity = self.activities[me.activity]
        table = self.elements
        others = Elements(*(column[table.block < 0] for column in table.__dict__.values()))
        after, before = self._order(activity)
        starts = self._inside(activity, moves.length)
        starts = starts[(starts >= after) & (starts + moves.length <= before)]
        starts = starts[self._far_enough(me, activity, starts)]
        starts = starts[self._gaps_kept(others, activity, me, starts)]
        gaps = np.searchsorted(others.start, starts, side="right")
        terms = self._terms(others, me, activity, starts)
        return Moves(moves.block, moves.length, moves.here, starts, gaps, terms, after)

    def movable_in(self, start: int, end: int, *, but: int) -> list[int]:
        """Return the indices of the movable blocks that meet [start, end), but for one block."""
        return [
            i
            for i, b in enumerate(self.placed)
            if i != but and not b.pinned and b.start < end and start < b.end
        ]

    def having(self, changed: Mapping[int, Placed]) -> Board:
        """Return a board on which some blocks stand elsewhere; indices stay."""
        return Board(self.solution, [changed.get(i, b) for i, b in enumerate(self.placed)])

    def without(self, block: int) -> Board:
        """Return a board that lacks one block; indices after it fall by one."""
        return Board(self.solution, [b for i, b in enumerate(self.placed) if i != block])

    def moves_of(self, block: Placed) -> Moves:
        """Return the legal places of a block that stands on this board."""
        return self.moves(self.placed.index(block))

    def _inside(self, activity: Activity, size: int) -> Ints:
        """Return the starts at which it lies whole in a segment and in open time."""
        ok = np.zeros(int(self.grid.size) + 1, np.bool_)
        for start, end in activity.segments:
            if end - start >= size:
                ok[start : end - size + 1] = True
        starts = np.flatnonzero(ok)
        return np.asarray(starts[self.shut[starts + size] == self.shut[starts]], np.int64)

    def _order(self, activity: Activity) -> tuple[int, int]:
        """Return the stretch that dependencies leave."""
        item = self.setup.items[activity.id]
        after = set(item.after) if isinstance(item, Task) else set()
        lo = max((b.end for b in self.placed if b.commitment in after), default=0)
        followers = {t.id for t in self.setup.request.life.tasks if activity.commitment in t.after}
        starts = [b.start for b in self.placed if b.commitment in followers and not b.pinned]
        return lo, min(starts, default=int(self.grid.size))

    def _within_budget(self, me: Placed, starts: Ints) -> Mask:
        days = self.day(starts)
        used = self.used[days] - np.where(
            days == self.days[me.start], self.own[me.end] - self.own[me.start], 0
        )
        new = self.own[starts + me.end - me.start] - self.own[starts]
        return np.asarray(used + new <= np.asarray(self.problem.cap)[days])

    def _far_enough(self, me: Placed, activity: Activity, starts: Ints) -> Mask:
        ok = np.ones(len(starts), np.bool_)
        if activity.gap_days:
            days = self.day(starts)
            for other in self.placed:
                if other.commitment == me.commitment and other is not me and not other.pinned:
                    ok &= np.abs(days - int(self.days[other.start])) >= activity.gap_days
        return ok & self._before_closing(me, activity, starts)

    def _before_closing(self, me: Placed, activity: Activity, starts: Ints) -> Mask:
        """Tell where no work would start after the act that ends the working day."""
        ok = np.ones(len(starts), np.bool_)
        if activity.area.value != "work":
            return ok
        for other in self.placed:
            if other is me or other.pinned:
                continue
            theirs = self.activities[other.activity]
            today = self.day(starts) == int(self.days[other.start])
            if theirs.closing:
                ok &= ~today | (starts < other.start)
            elif activity.closing and theirs.area.value == "work":
                ok &= ~today | (starts > other.start)
        return ok

    def _gaps_kept(self, others: Elements, activity: Activity, me: Placed, starts: Ints) -> Mask:
        """Tell at which starts buffers and travel to both neighbours are kept."""
        size = me.end - me.start
        after = np.searchsorted(others.start, starts, side="right")
        ok = np.ones(len(starts), np.bool_)
        kinds = np.asarray(self.problem.day_kind)
        own = self._owner[me.commitment] if isinstance(self.setup.items[activity.id], Task) else -2
        has = after > 0
        prev = np.maximum(after - 1, 0)
        if len(others.start) == 0:
            return ok
        gap = self.problem.trans[kinds[self.day(starts)], others.context[prev], activity.context]
        gap = np.maximum(gap, others.owner[prev] == own)
        ok &= ~has | (others.end[prev] + gap <= starts)
        has = after < len(others.start)
        following = np.minimum(after, len(others.start) - 1)
        days = kinds[self.day(others.start[following])]
        gap = self.problem.trans[days, activity.context, others.context[following]]
        gap = np.maximum(gap, others.owner[following] == own)
        return np.asarray(ok & (~has | (starts + size + gap <= others.start[following])))

    def _breaks_kept(self, others: Elements, starts: Ints, size: int) -> Mask:
        """Tell at which starts no chain of joined work grows longer than the longest stretch."""
        begin, end = others.start[others.work], others.end[others.work]
        if len(begin) == 0:
            return np.ones(len(starts), np.bool_)
        fresh = np.concatenate(([True], begin[1:] - end[:-1] >= self.brk[self.day(begin[1:])]))
        chain = np.cumsum(fresh) - 1
        first = begin[fresh][chain]
        last = end[np.concatenate((np.flatnonzero(fresh)[1:] - 1, [len(begin) - 1]))][chain]
        k = np.searchsorted(begin, starts, side="right")
        left, right = np.maximum(k - 1, 0), np.minimum(k, len(begin) - 1)
        joins_left = (k > 0) & (starts - end[left] < self.brk[self.day(starts)])
        stop = starts + size
        joins_right = (k < len(begin)) & (begin[right] - stop < self.brk[self.day(begin[right])])
        from_s = np.where(joins_left, first[left], starts)
        to_e = np.where(joins_right, last[right], stop)
        return np.asarray(
            ~(joins_left | joins_right) | (to_e - from_s <= self.stretch[self.day(from_s)]), np.bool_
        )

    def _terms(self, others: Elements, me: Placed, activity: Activity, starts: Ints) -> dict[str, Floats]:
        """Return what each place loses against the present one, term by term."""
        size = me.end - me.start
        out: dict[str, Floats] = {}
        for name, vector in self.setup.pricing.terms(self.setup.items[me.activity]).items():
            sums = np.concatenate(([0.0], np.cumsum(vector)))
            loss = (sums[me.end] - sums[me.start]) - (sums[starts + size] - sums[starts])
            if np.any(np.abs(loss) > 1e-9):
                out[name] = loss
        here = np.asarray([me.start])
        switch = self._switches(others, activity, starts) - self._switches(others, activity, here)[0]
        if np.any(np.abs(switch) > 1e-9):
            out["switch"] = switch
        if self.kept:
            price = self.setup.pricing.at_start("price.change")
            stands = [(me.commitment, s, s + size) in self.kept for s in [me.start, *starts.tolist()]]
            out["change"] = price * (float(stands[0]) - np.asarray(stands[1:], np.float64))
        return out

    def _switches(self, others: Elements, activity: Activity, starts: Ints) -> Floats:
        """Return the cost of role switches that a block adds at each start."""
        price = self.setup.pricing.price("price.switch")
        if len(others.start) == 0:
            return np.zeros(len(starts))
        roles = self._roles
        me = roles[activity.context]
        after = np.searchsorted(others.start, starts, side="right")
        left, right = np.maximum(after - 1, 0), np.minimum(after, len(others.start) - 1)
        opening = np.searchsorted(self.open_ends, starts, side="right")
        around = np.searchsorted(self.open_ends, others.start, side="right")
        is_left = (after > 0) & (others.block[left] >= 0) & (around[left] == opening)
        is_right = (after < len(others.start)) & (others.block[right] >= 0) & (around[right] == opening)
        before, behind = roles[others.context[left]], roles[others.context[right]]
        last = len(price) - 1
        mine, next_price = price[np.minimum(starts, last)], price[others.start[right]]
        cost = np.where(is_left & (before != 0) & (me != 0) & (before != me), mine, 0.0)
        cost += np.where(is_right & (behind != 0) & (me != 0) & (behind != me), next_price, 0.0)
        both = is_left & is_right & (before != 0) & (behind != 0) & (before != behind)
        return np.asarray(cost - np.where(both, next_price, 0.0))
