"""The walk: from first timetables to better ones, by ruin and recreate under annealing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.search import construct, improve, restore, resume
from equipoise.planning.kernel.tables import F8, I4, State, Tables
from equipoise.planning.kernel.timetable import copy_state, empty_state
from equipoise.planning.problem import Problem
from equipoise.planning.tabulate import MUST, Tabulated

I8 = NDArray[np.int64]

__all__ = ["BOLD", "STEADY", "Heat", "Start", "Walk", "is_legal", "worth_of"]

CYCLE = 210
"""Steps for each activity of the first cycle; each cycle is twice as long, and starts from the best plan."""
YOUTH, MOST_YOUTH = 3, 300_000
"""Steps before the bound begins: in first cycles (the second is twice as long), and the most."""
SQUEAKS, SQUEAKS_IN_ALL = 20, 3000
"""Most timetables constructed for the first plan, and most activities handled in them all."""
SQUEAK = 0.17
"""How much more urgent what found no place becomes, in mean worths of a slot, if it is of mean length and worth."""
COLD = 0.05
"""Last temperature of a cycle, as a share of the first."""


@dataclass(frozen=True, slots=True)
class Heat:
    """Temperatures at the start of cycles, as shares of the mean worth of an activity.

    Attributes:
        first: of the first cycle. ``growth``: from cycle to cycle. ``most``: the limit.
    """

    first: float
    growth: float
    most: float


STEADY = Heat(0.02, 1.3, 0.05)
"""Of a walk that mends the best plan."""
BOLD = Heat(0.08, 1.0, 0.08)
"""Of a walk that looks for another one."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a previous plan leaves.

    Attributes:
        blocks: (activity index, start, end) in time order: [n, 3].
        most_lost: blocks of the previous plan that may move; more only if more cannot stand where they are.
        multipliers: of the previous plan's certificate, by name.
    """

    blocks: I4
    most_lost: int
    multipliers: Mapping[str, float]

    def prices(self, problem: Problem) -> tuple[F8, F8, F8]:
        """Return the multipliers in the order of a problem; new commitments start at 0."""
        get = self.multipliers.get
        mu = np.asarray([get(f"activity:{a.id}", 0.0) for a in problem.activities], np.float64)
        nu = np.asarray([get(f"day:{d.isoformat()}", 0.0) for d in problem.grid.dates], np.float64)
        gamma = np.asarray([get(f"goal:{g[0]}", 0.0) for g in problem.goals], np.float64)
        return mu, nu, gamma


def worth_of(t: Tables, state: State) -> float:
    """Return the worth of a timetable, without the rewards for what must be placed."""
    return float(state.worth[0]) - MUST * float(np.sum(state.blocks[t.must == 1]))


def is_legal(t: Tables, state: State) -> bool:
    """Tell whether everything that must be placed is."""
    musts = t.must == 1
    return bool(np.all(state.placed[musts] >= t.need[musts]))


class Walk:
    """A walk over timetables, from the best known to better ones."""

    def __init__(self, tabulated: Tabulated, heat: Heat = STEADY) -> None:
        self.tabulated = tabulated
        self.tables = tabulated.search
        self.empty = empty_state(self.tables)
        self.best, self.current, self.trial = (
            State._make(part.copy() for part in self.empty) for _ in range(3)
        )
        self.least_kept = 0
        self.taken = 0
        self.heat = heat
        self.warmth = heat.first
        self.cycle = CYCLE * max(1, len(self.tables.need))
        self.order = _by_worth(self.tables)

    def first(self) -> None:
        """Construct some timetables and keep the best: what found no place squeaks, and comes earlier the next time.

        After Joslin & Clements, "Squeaky wheel optimization", JAIR 10 (1999), doi 10.1613/jair.561.
        """
        t = self.tables
        for order in (self.order, _by_date(t)):
            self._construct(order)
        worth = _density(t)
        if not len(t.need):
            return
        worth = worth / max(1e-9, float(worth.mean()))
        urgent = worth - _last_slots(t) / max(1, t.horizon)
        loud = SQUEAK * worth * t.need / float(t.need.mean())
        waits = np.diff(t.pred_ptr) > 0
        for _ in range(min(SQUEAKS, SQUEAKS_IN_ALL // max(1, len(t.need)))):
            self._construct(np.lexsort((-urgent, waits, -t.must)).astype(np.int32))
            lacking = self.current.placed < t.need
            if not lacking.any():
                break
            urgent = urgent + np.where(lacking, loud, 0.0)
        copy_state(self.current, self.best)

    def _construct(self, order: I4) -> None:
        """Construct one timetable; keep it if it is the best."""
        copy_state(self.current, self.empty)
        construct(self.tables, self.current, order)
        if self.current.worth[0] > self.best.worth[0]:
            copy_state(self.best, self.current)

    def resume(self, start: Start) -> None:
        """Put the previous plan's blocks back where that is legal, and the rest where it fits.

        Where not all of them can stand, their order decides which do: the one that keeps most is taken.
        """
        t, blocks = self.tables, start.blocks
        lengths = blocks[:, 2] - blocks[:, 1]
        most = (-1, 0.0)
        for keys in (blocks[:, 1], lengths, -lengths):
            order = np.argsort(keys, kind="stable")
            copy_state(self.trial, self.empty)
            resume(t, self.trial, np.ascontiguousarray(blocks[order]))
            # a second time: what left in vain may come back
            restore(t, self.trial, blocks)
            found = (int(self.trial.tally[1]), float(self.trial.worth[0]))
            if found > most:
                most = found
                copy_state(self.current, self.trial)
        kept = int(self.current.tally[1])
        self.least_kept = min(kept, int(self.tables.arc_ptr[-1]) - start.most_lost)
        construct(t, self.current, self.order)
        copy_state(self.best, self.current)

    @property
    def worth(self) -> float:
        """Worth of the best timetable, without the rewards for what must be placed."""
        return worth_of(self.tables, self.best)

    @property
    def legal(self) -> bool:
        """True if everything that must be placed is."""
        return is_legal(self.tables, self.best)

    @property
    def young(self) -> bool:
        """True until the second cycle is over, or very many steps are taken."""
        first = CYCLE * max(1, len(self.tables.need))
        done = self.cycle - first + self.taken
        return done < min(YOUTH * first, MOST_YOUTH)

    @property
    def turning(self) -> bool:
        """True if the next step begins a cycle."""
        return self.taken >= self.cycle

    def twin(self) -> Walk:
        """Return another walk from the same timetable."""
        other = Walk(self.tabulated, self.heat)
        for name in ("best", "current"):
            copy_state(getattr(other, name), getattr(self, name))
        other.least_kept = self.least_kept
        return other

    def run(self, seed: int, steps: int, limit: float) -> None:
        """Take some steps; the threshold of acceptance falls from step to step until the cycle ends."""
        if self.turning:
            self.taken = 0
            self.cycle *= 2
            self.warmth = min(self.heat.most, self.warmth * self.heat.growth)
            copy_state(self.current, self.best)
        top = max(1.0, abs(self.worth) / max(1, len(self.tables.need))) * self.warmth
        improve(
            self.tables, self.current, self.best, seed, steps,
            top * COLD ** (self.taken / self.cycle), top * COLD ** ((self.taken + steps) / self.cycle),
            limit, self.least_kept,
        )  # fmt: skip
        self.taken += steps

    def round_off(self, favourites: I4) -> None:
        """Make a timetable of the blocks that the bound's fractional plan likes best; go on from it if it is good."""
        copy_state(self.trial, self.empty)
        restore(self.tables, self.trial, favourites)
        construct(self.tables, self.trial, self.order)
        if self.trial.worth[0] > self.best.worth[0] + 1e-9 and self.trial.tally[1] >= self.least_kept:
            copy_state(self.best, self.trial)
            copy_state(self.current, self.trial)

    def take(self, other: Walk) -> None:
        """Adopt another walk's best timetable if it is better."""
        if other.best.worth[0] > self.best.worth[0] + 1e-9:
            copy_state(self.best, other.best)


def _last_slots(t: Tables) -> I8:
    """Return for each activity the slot after the last in which it may lie."""
    last = np.zeros(len(t.need), np.int64)
    some = np.diff(t.act_seg) > 0
    if some.any():
        last[some] = np.maximum.reduceat(t.seg_e, t.act_seg[:-1][some])
    return last


def _density(t: Tables) -> F8:
    """Return what each activity earns by slot."""
    return t.rate + t.completion / np.maximum(1, t.need)


def _by_worth(t: Tables) -> I4:
    """Return an order for first plans: what must be, then what waits for nothing, then by worth of a slot."""
    waits = np.diff(t.pred_ptr) > 0
    return np.lexsort((_last_slots(t), -_density(t), waits, -t.must)).astype(np.int32)


def _by_date(t: Tables) -> I4:
    """Return an order for first plans: what must be, then what waits for nothing, then by date."""
    waits = np.diff(t.pred_ptr) > 0
    return np.lexsort((-_density(t), _last_slots(t), waits, -t.must)).astype(np.int32)
