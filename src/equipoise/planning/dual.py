"""The bound: a linear master problem over paths, solved by column generation.

Columns are paths through openings; rows say that no commitment gets more than it needs, no date more than its budget,
no opening more than one path, and that goals are served by what serves them. The duals are the prices of commitments,
dates and openings. For any duals the Lagrangian value is a valid bound, so the best one seen is kept, and nobody has
to trust the linear solver.

Columns also come from the plans that the search walks through.

Stabilised by smoothing towards the best duals: Wentges (1997), doi 10.1016/S0969-6016(97)00001-4.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.bound import dearest, price
from equipoise.planning.kernel.paths import paths_for
from equipoise.planning.kernel.sides import tireless_openings
from equipoise.planning.kernel.tables import ACT, END, F8, I4, SEG, SIBLING, START, State, Tables
from equipoise.planning.tabulate import Tabulated

__all__ = ["Dual"]

SMOOTH, FAR = 0.3, 0.8
"""Weight of the best duals so far in the next duals to price: near the end, and while the master still knows little."""
CLOSED = 1e-5
"""Share of the bound at which the master counts as solved."""

OPTIONS = (
    ("output_flag", False),
    ("threads", 1),
    ("presolve", "off"),
    ("random_seed", 0),
    # the primal simplex: after new columns the old basis is still feasible for it
    ("simplex_strategy", 4),
)
"""How HiGHS solves the master."""
LEAST_PIVOTS = 500
"""Pivots that a step may always take; more if the master has more rows. Prices need not be exact to prove a bound."""
BLUR = 1e-6
"""Share by which the master overstates what commitments need: where both could bind, an hour is dear, not a task."""
PACE = 150, 700, 0.38
"""Steps of a walk during one step here: at least, more for a week, and the power of its growth."""
WEEK = 40_000.0
"""Size of a week's pricing."""
EASY = 0.6
"""How many more steps a walk takes in the same time where no work tires: nothing there has breaks to look for."""


def _pace(sizes: F8, tireless: NDArray[np.bool_]) -> int:
    """Return the steps of a walk that take about as long as one here, so that neither core waits for the other.

    Estimated from the sizes of the openings alone, never from a clock: a seed must give the same plan on every machine.
    """
    work = float(np.sum(sizes))
    least, more, power = PACE
    easy = float(np.sum(sizes[tireless])) / max(1.0, work)
    return int((least + more * (work / WEEK) ** power) * (1 + EASY * easy))


class Dual:
    """Multipliers on their way to the best bound.

    Attributes:
        bound: best bound so far. ``best``: its multipliers (mu, nu, gamma).
        done: True once the master is solved, so that no better bound of this kind exists.
    """

    def __init__(self, tabulated: Tabulated, prices: tuple[F8, F8, F8] | None = None) -> None:
        t = tabulated.bound
        self.t: Tables = t
        self.acts, self.days, self.goals, self.opens = (
            len(t.need),
            len(t.cap),
            len(t.goal_rate),
            len(t.open_s),
        )
        self.values = np.zeros(self.opens)
        room = int(np.sum(t.open_e - t.open_s)) // max(1, int(t.minc.min(initial=1))) + self.opens + 16
        self.blocks: I4 = np.zeros((room, 4), np.int32)
        self.scratch = paths_for(t)
        worth = np.zeros(self.acts)
        dearest(t, worth)
        self.mu: F8 = np.where(t.must == 1, 0.0, worth)
        self.nu: F8 = np.zeros(self.days)
        self.gamma: F8 = np.zeros(self.goals)
        if prices is not None:
            self.mu = np.where(t.must == 1, prices[0], np.maximum(0.0, prices[0]))
            self.nu, self.gamma = np.maximum(0.0, prices[1]), np.clip(prices[2], 0.0, t.goal_rate)
        self.best = (self.mu, self.nu, self.gamma)
        self.bound = float("inf")
        self.done = False
        self.steps = 0
        self.offered: list[I4] = []
        self.seen: set[bytes] = set()
        self.master = self._master()
        sizes = (t.open_e - t.open_s) * np.diff(t.open_seg_ptr) * t.trans.shape[1] / 4
        tireless = np.zeros(self.opens, bool)
        tireless_openings(t, self.scratch.side, tireless)
        self.pace = _pace(sizes, tireless)

    def _master(self) -> highspy.Highs:
        t, inf = self.t, highspy.kHighsInf
        h = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in OPTIONS:
            h.setOptionValue(name, value)
        h.changeObjectiveSense(highspy.ObjSense.kMaximize)
        lower = np.full(self.acts + self.days + self.opens + self.goals, -inf)
        lower[: self.acts][t.must == 1] = t.need[t.must == 1]
        upper = np.concatenate(
            (t.need * (1 + BLUR), t.cap, np.ones(self.opens), np.zeros(self.goals))
        ).astype(float)
        # what must be placed may be bought at a loss while the master has no columns for it yet
        rows = len(upper)
        h.setOptionValue("simplex_iteration_limit", max(LEAST_PIVOTS, rows))
        h.addRows(rows, lower, upper, 0, np.zeros(rows, np.int32), np.zeros(0, np.int32), np.zeros(0))
        base = self.acts + self.days + self.opens
        for g in range(self.goals):
            index = np.asarray([base + g], np.int32)
            h.addCol(float(t.goal_rate[g]), 0.0, float(t.goal_want[g]), 1, index, np.ones(1))
        for a in np.flatnonzero(t.must == 1):
            h.addCol(-1e4, 0.0, inf, 1, np.asarray([a], np.int32), np.ones(1))
        self.columns = self.goals + int(np.sum(t.must == 1))
        self.paths: list[I4] = []
        self.weights: F8 = np.zeros(self.columns)
        return h

    def _columns(self, blocks: I4, worth: F8) -> None:
        """Add one column for each opening in ``blocks``; ``worth`` is by opening, without prices."""
        t = self.t
        if not len(blocks):
            return
        o, g, s, e = blocks.T
        a = t.seg_act[g]
        length, own = e - s, t.own[e] - t.own[s]
        goal = t.goal[a]
        base = self.acts + self.days
        used = np.unique(o)
        row = np.concatenate((a, self.acts + t.seg_day[g], base + used, base + self.opens + goal[goal >= 0]))
        col = np.concatenate((o, o, used, o[goal >= 0]))
        coef = np.concatenate((length, own, np.ones(len(used)), -length[goal >= 0])).astype(float)
        rows = base + self.opens + self.goals
        key, where = np.unique(col.astype(np.int64) * rows + row, return_inverse=True)
        total = np.bincount(where, coef)
        keep = total != 0
        key, total = key[keep], total[keep]
        starts = np.searchsorted(key, used.astype(np.int64) * rows).astype(np.int32)
        n = len(used)
        where = np.searchsorted(used, o) + self.columns
        self.paths.append(np.column_stack((where, a, s, e)).astype(np.int32))
        self.columns += n
        self.master.addCols(
            n,
            worth[used],
            np.zeros(n),
            np.full(n, highspy.kHighsInf),
            len(key),
            starts,
            (key % rows).astype(np.int32),
            total,
        )

    def offer(self, state: State) -> None:
        """Remember the blocks of a plan; the next round makes columns of them. Copies what it needs.

        Good plans teach the master what fits together long before its own columns do.
        """
        live: list[int] = []
        for a in np.flatnonzero(state.head >= 0):
            x = int(state.head[a])
            while x >= 0:
                live.append(x)
                x = int(state.node[x, SIBLING])
        rows = state.node[np.asarray(live, np.int64)]
        self.offered.append(rows[np.argsort(rows[:, START])])

    def _learn(self, rows: I4) -> None:
        """Add the paths of a plan as columns, so that the master is never worse than it."""
        t = self.t
        a, g, s, e = rows[:, ACT], rows[:, SEG], rows[:, START], rows[:, END]
        o = t.seg_open[g]
        gain = t.prefix[t.row[a] + e] - t.prefix[t.row[a] + s] + t.fold[a] * (e - s) - t.block_cost[a]
        joined = o[1:] == o[:-1]
        gain[1:] -= np.where(joined, t.switch[t.seg_day[g[1:]], t.ctx[a[:-1]], t.ctx[a[1:]]], 0.0)
        for i in np.flatnonzero(t.arc_ptr[a + 1] > t.arc_ptr[a]):
            arcs = slice(t.arc_ptr[a[i]], t.arc_ptr[a[i] + 1])
            gain[i] += t.arc_bonus * np.any((t.arc_s[arcs] == s[i]) & (t.arc_e[arcs] == e[i]))
        worth: F8 = np.bincount(o, gain, self.opens).astype(np.float64)
        paths = np.split(np.column_stack((o, g, s, e)).astype(np.int32), np.flatnonzero(~joined) + 1)
        fresh = [path for path in paths if len(path) and path.tobytes() not in self.seen]
        self.seen.update(path.tobytes() for path in fresh)
        if fresh:
            self._columns(np.concatenate(fresh), worth)

    def run(self) -> None:
        """Learn from the plans offered, then take one step."""
        for rows in self.offered:
            if len(rows):
                self._learn(rows)
        self.offered = []
        if not self.done:
            self.step()

    def favourites(self, noise: float, seed: int) -> I4:
        """Return the blocks of the master's fractional solution as (activity, start, end), the most wanted first.

        Args:
            noise: blurs the order: standard deviation added to weights in [0, 1]. ``seed``: of that noise.
        """
        if not self.paths or len(self.weights) < self.columns:
            return np.zeros((0, 3), np.int32)
        rows = np.concatenate(self.paths)
        weight = self.weights[rows[:, 0]]
        rows, weight = rows[weight > 1e-4], weight[weight > 1e-4]
        found, where = np.unique(rows[:, 1:], axis=0, return_inverse=True)
        total: F8 = np.bincount(where.ravel(), weight, minlength=len(found)).astype(np.float64)
        if noise:
            total = total + np.random.default_rng(seed).normal(0.0, noise, len(total))
        return np.ascontiguousarray(found[np.argsort(-total, kind="stable")], np.int32)

    def step(self) -> None:
        """Price all openings once, keep the bound if it is better, add the paths, solve the master."""
        t = self.t
        self.steps += 1
        count = price(t, self.scratch, self.mu, self.nu, self.gamma, self.values, self.blocks)
        blocks = self.blocks[:count]
        rest = float(self.mu @ t.need + self.nu @ t.cap + (t.goal_rate - self.gamma) @ t.goal_want)
        value = float(self.values.sum()) + rest
        if value < self.bound:
            self.bound = value
            self.best = (self.mu, self.nu, self.gamma)
        a = t.seg_act[blocks[:, 1]]
        cost = self.mu[a].copy()
        goal = t.goal[a]
        if self.goals:
            cost -= np.where(goal >= 0, self.gamma[np.maximum(goal, 0)], 0.0)
        own = t.own[blocks[:, 3]] - t.own[blocks[:, 2]]
        paid = cost * (blocks[:, 3] - blocks[:, 2]) + self.nu[t.seg_day[blocks[:, 1]]] * own
        worth = self.values + np.bincount(blocks[:, 0], paid, minlength=self.opens)
        self._columns(blocks, worth)
        self._solve()

    def _solve(self) -> None:
        t = self.t
        self.master.run()
        top = self.master.getInfo().objective_function_value
        solution = self.master.getSolution()
        self.weights = np.asarray(solution.col_value)
        dual = np.asarray(solution.row_dual)
        if len(dual) != self.acts + self.days + self.opens + self.goals:
            self.done = True
            return
        mu = np.where(t.must == 1, dual[: self.acts], np.maximum(0.0, dual[: self.acts]))
        nu = np.maximum(0.0, dual[self.acts : self.acts + self.days])
        gamma = np.clip(dual[self.acts + self.days + self.opens :], 0.0, t.goal_rate)
        gap = (self.bound - top) / max(1.0, abs(self.bound))
        stay = float(np.clip(gap * 4, SMOOTH, FAR))
        self.mu = stay * self.best[0] + (1 - stay) * mu
        self.nu = stay * self.best[1] + (1 - stay) * nu
        self.gamma = stay * self.best[2] + (1 - stay) * gamma
        self.done = gap < CLOSED
