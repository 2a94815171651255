"""The search: primal and dual side by side, round by round, until the gap, the time or the patience runs out.

Each round runs two compiled loops at once, one on each core: the walk over timetables, and a step of the bound's column
generation. They exchange plans and favourite blocks between rounds only, so a seed and a number of rounds determine
the result. The clock is watched from outside and can only stop the search between rounds, which are short.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.dual import Dual
from equipoise.planning.kernel.search import construct, improve, restore
from equipoise.planning.kernel.tables import F8, I4, State, Tables
from equipoise.planning.kernel.timetable import copy_state, empty_state
from equipoise.planning.problem import Problem
from equipoise.planning.tabulate import MUST, Tabulated, tabulate

I8 = NDArray[np.int64]

__all__ = ["Effort", "Found", "Progress", "Start", "search"]

STEPS = 2000
"""Ruin-and-recreate steps of a round once the bound is done."""
CYCLE = 60
"""Steps for each activity of the first cycle; each cycle is twice as long, and starts from the best plan."""
OFFERS = 2
"""Rounds from one offer of plans to the bound to the next."""
SQUEAKS, SQUEAKS_IN_ALL = 20, 3000
"""Most timetables constructed for the first plan, and most activities handled in them all."""
SQUEAK = 0.5
"""How much more urgent what found no place becomes, in mean worths of a slot, if it is of mean length and worth."""
HEAT, HOTTER, HOTTEST = 0.02, 1.3, 0.05
"""Temperature at the start of the first cycle, as a share of the mean worth of an activity; its growth; its limit."""
COLD = 0.05
"""Last temperature of a cycle, as a share of the first."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Attributes:
        seconds: wall-clock guard. ``gap``: stop once proven this close to the best, a share.
        rounds: most rounds. ``patience``: stop after this many rounds without progress on plan or bound.
        seed: of all random numbers.
    """

    seconds: float = 10.0
    gap: float = 0.001
    rounds: int = 100_000
    patience: int = 60
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life: seconds spent, worth of the best plan, bound."""

    seconds: float
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Share of the bound that may be missing."""
        return max(0.0, self.bound - self.objective) / max(abs(self.bound), 1e-9)


@dataclass
class Found:
    """The result of a search.

    Attributes:
        state: the best timetable. ``tables``: its problem's arrays.
        objective, bound: worth of the plan and proven limit, without the problem's constant.
        legal: True if everything that must be placed is.
        mu, nu, gamma: the multipliers that prove the bound.
    """

    state: State
    tables: Tabulated
    objective: float
    bound: float
    legal: bool
    seconds: float
    first_seconds: float
    rounds: int
    mu: F8
    nu: F8
    gamma: F8
    curve: list[Progress] = field(default_factory=list)


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


class _Walk:
    """A walk over timetables, from the best known to better ones."""

    def __init__(self, tabulated: Tabulated) -> None:
        self.tables = tabulated.search
        self.best, self.current, self.trial = (empty_state(self.tables) for _ in range(3))
        self.stats = np.zeros(2, np.int64)
        self.least_kept = 0
        self.taken = 0
        self.heat = HEAT
        self.cycle = CYCLE * max(1, len(self.tables.need))
        self.empty = empty_state(self.tables)
        self.order = _orders_of(self.tables)[0].astype(np.int32)

    def first(self) -> None:
        """Construct some timetables and keep the best: what found no place squeaks, and comes earlier the next time.

        After Joslin & Clements, "Squeaky wheel optimization", JAIR 10 (1999), doi 10.1613/jair.561.
        """
        t = self.tables
        for order in _orders_of(t):
            self._construct(order)
        worth = t.rate + t.completion / np.maximum(1, t.need)
        if not len(t.need):
            return
        worth = worth / max(1e-9, float(worth.mean()))
        urgent = worth - _last_slots(t) / max(1, t.horizon)
        loud = SQUEAK * worth * t.need / float(t.need.mean())
        waits = np.diff(t.pred_ptr) > 0
        for _ in range(min(SQUEAKS, SQUEAKS_IN_ALL // max(1, len(t.need)))):
            self._construct(np.lexsort((-urgent, waits, -t.must)))
            lacking = self.current.placed < t.need
            if not lacking.any():
                break
            urgent = urgent + np.where(lacking, loud, 0.0)
        copy_state(self.current, self.best)

    def _construct(self, order: I8) -> None:
        """Construct one timetable; keep it if it is the best."""
        copy_state(self.current, self.empty)
        construct(self.tables, self.current, order.astype(np.int32))
        if self.current.worth[0] > self.best.worth[0]:
            copy_state(self.best, self.current)

    def resume(self, start: Start) -> None:
        """Put the previous plan's blocks back where that is legal, and the rest where it fits."""
        copy_state(self.current, empty_state(self.tables))
        restore(self.tables, self.current, start.blocks)
        kept = int(self.current.tally[1])
        self.least_kept = min(kept, int(self.tables.arc_ptr[-1]) - start.most_lost)
        construct(self.tables, self.current, _orders_of(self.tables)[0].astype(np.int32))
        copy_state(self.best, self.current)

    @property
    def worth(self) -> float:
        """Worth of the best timetable, without the rewards for what must be placed."""
        return float(self.best.worth[0]) - MUST * float(np.sum(self.best.blocks[self.tables.must == 1]))

    @property
    def legal(self) -> bool:
        """True if everything that must be placed is."""
        musts = self.tables.must == 1
        return bool(np.all(self.best.placed[musts] >= self.tables.need[musts]))

    def run(self, seed: int, steps: int, limit: float) -> None:
        """Take some steps; the threshold of acceptance falls from step to step until the cycle ends."""
        if self.taken >= self.cycle:
            self.taken = 0
            self.cycle *= 2
            self.heat = min(HOTTEST, self.heat * HOTTER)
            copy_state(self.current, self.best)
        top = max(1.0, abs(self.worth) / max(1, len(self.tables.need))) * self.heat
        improve(
            self.tables, self.current, self.best, seed, steps,
            top * COLD ** (self.taken / self.cycle), top * COLD ** ((self.taken + steps) / self.cycle),
            limit, self.least_kept, self.stats,
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

    def take(self, other: _Walk) -> None:
        """Adopt another walk's best timetable if it is better."""
        if other.best.worth[0] > self.best.worth[0] + 1e-9:
            copy_state(self.best, other.best)


def _last_slots(t: Tables) -> I8:
    """Return for each activity the slot after the last in which it may lie."""
    last = np.zeros(len(t.need), np.int64)
    np.maximum.at(last, t.seg_act, t.seg_e)
    return last


def _orders_of(t: Tables) -> list[I8]:
    """Return orders for the first plans: what must be, then by worth of a slot, or by date and worth."""
    density = t.rate + t.completion / np.maximum(1, t.need)
    last = _last_slots(t)
    waits = np.diff(t.pred_ptr) > 0
    by_worth = np.lexsort((last, -density, waits, -t.must))
    by_date = np.lexsort((-density, last, waits, -t.must))
    return [by_worth, by_date]


class _Run:
    """One search: a walk on the plan beside steps on the bound, then beside a second walk."""

    def __init__(self, problem: Problem, effort: Effort, start: Start | None) -> None:
        self.began = time.perf_counter()
        self.effort = effort
        self.tabulated = tabulate(problem)
        self.walk = _Walk(self.tabulated)
        if start is not None:
            self.walk.resume(start)
        else:
            self.walk.first()
        self.curve = [Progress(self.seconds, self.walk.worth, float("inf"))]
        self.dual = Dual(self.tabulated, start.prices(problem) if start else None)
        self.second: _Walk | None = None
        self.favourites: I4 | None = None
        self.rounds = self.quiet = 0
        self.last = 0.0

    @property
    def seconds(self) -> float:
        """Wall-clock time since the start."""
        return time.perf_counter() - self.began

    def round(self, pool: ThreadPoolExecutor) -> bool:
        """Do one round on both cores; tell whether plan or bound got better."""
        walk, dual, began = self.walk, self.dual, self.seconds
        seed = self.effort.seed * 1_000_003 + self.rounds
        before = (walk.worth, dual.bound)
        limit = float(walk.best.worth[0]) + dual.bound - walk.worth - 1e-9
        if dual.done and self.second is None:
            self.second = _Walk(self.tabulated)
            self.second.least_kept = walk.least_kept
            self.second.taken = walk.cycle // 2
        if self.second is not None:
            self.second.take(walk)
            steps = STEPS
            side = pool.submit(self.second.run, seed + 500_009, steps, limit)
        else:
            if self.rounds % OFFERS == 0:
                dual.offer(walk.best)
                dual.offer(walk.current)
            steps = dual.pace
            side = pool.submit(dual.run)
        if self.favourites is not None:
            walk.round_off(self.favourites)
        walk.run(seed, steps, limit)
        side.result()
        if self.second is None or self.rounds % 4 == 0:
            self.favourites = dual.favourites(0.2 * (self.rounds % 3), seed)
        else:
            self.favourites = None
        if self.second is not None:
            walk.take(self.second)
        self.rounds += 1
        better = walk.worth > before[0] + 1e-9 or dual.bound < before[1] - 1e-9
        self.quiet = 0 if better else self.quiet + 1
        self.last = self.seconds - began
        return better

    @property
    def over(self) -> bool:
        """True if the time, the patience or the gap says that it is enough."""
        effort, now = self.effort, self.curve[-1]
        late = self.seconds + self.last / 2 >= effort.seconds
        tired = self.quiet >= effort.patience and self.dual.done
        good = now.gap <= effort.gap and self.walk.legal
        return late or tired or good or self.rounds >= effort.rounds


def search(
    problem: Problem,
    effort: Effort | None = None,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    start: Start | None = None,
) -> Found:
    """Search for the best plan of a problem.

    Args:
        problem: what to solve.
        effort: when to stop.
        on_progress: called after the first plan and after each round that improved something.
        stop: set it from another thread to stop after the round under way.
        start: what a previous plan leaves to start from, instead of a constructed timetable.

    Returns:
        The best timetable found and the best bound proven. ``legal`` is False if something that must be placed is not.
    """
    run = _Run(problem, effort or Effort(), start)
    if on_progress:
        on_progress(run.curve[0])
    with ThreadPoolExecutor(1) as pool:
        while problem.activities and not run.over and not (stop is not None and stop.is_set()):
            if run.round(pool):
                run.curve.append(Progress(run.seconds, run.walk.worth, run.dual.bound))
                if on_progress:
                    on_progress(run.curve[-1])
    dual = run.dual
    if problem.activities and not run.rounds:
        dual.step()
    return Found(
        state=run.walk.best,
        tables=run.tabulated,
        objective=run.walk.worth,
        bound=dual.bound if problem.activities else 0.0,
        legal=run.walk.legal,
        seconds=run.seconds,
        first_seconds=run.curve[0].seconds,
        rounds=run.rounds,
        mu=dual.best[0],
        nu=dual.best[1],
        gamma=dual.best[2],
        curve=run.curve,
    )
