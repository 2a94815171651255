"""The search: primal and dual side by side, round by round, until the gap, the time or the patience runs out.

Each round runs two compiled loops at once, one on each core: ruin and recreate on the plan, and deflected subgradient
steps on the bound. They exchange their best values between rounds only, so a seed and a number of rounds
determine the result. The clock is watched from outside and can only stop the search between rounds or, through the
sizes of rounds, within a few dozen milliseconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from equipoise.planning.kernel.bound import ascend
from equipoise.planning.kernel.search import construct, improve
from equipoise.planning.kernel.tables import F8, State
from equipoise.planning.kernel.timetable import copy_state, empty_state
from equipoise.planning.problem import Problem
from equipoise.planning.tabulate import MUST, Tabulated, tabulate

__all__ = ["Effort", "Found", "Progress", "search"]

STEPS = 300
"""Ruin-and-recreate steps of a round."""
CYCLE = 24
"""Rounds after which the walk starts again, warm, from the best plan."""
HEAT = 0.003
"""First threshold of a cycle, as a share of the plan's worth."""


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


class _Dual:
    """Multipliers on their way to the best bound."""

    def __init__(self, tabulated: Tabulated) -> None:
        t = tabulated.bound
        self.tables, self.first = t, tabulated.first
        acts, days, goals = len(t.need), len(t.cap), len(t.goal_rate)
        self.mu = np.where(t.must == 1, 0.0, np.maximum(0.0, t.rate + t.completion / np.maximum(1, t.need)))
        self.nu, self.gamma = np.zeros(days), np.zeros(goals)
        self.best = (self.mu.copy(), self.nu.copy(), self.gamma.copy())
        self.scalars = np.array([1e300, 1.0, 0.0, 0.0])
        self.use, self.day_use = np.zeros(acts, np.int32), np.zeros(days, np.int32)
        self.direction = (np.zeros(acts), np.zeros(days), np.zeros(goals))
        self.steps = int(max(3, min(40, 4_000_000 // (1 + len(t.prefix) + 8 * int(tabulated.first[-1])))))

    @property
    def bound(self) -> float:
        return float(self.scalars[0])

    def run(self, target: float) -> None:
        ascend(
            self.tables, self.first, self.mu, self.nu, self.gamma, *self.best, self.scalars, float(target), self.steps,
            self.use, self.day_use, *self.direction,
        )  # fmt: skip


class _Primal:
    """Timetables on their way to the best plan."""

    def __init__(self, tabulated: Tabulated) -> None:
        self.tables = tabulated.search
        self.best, self.current, self.trial = (empty_state(self.tables) for _ in range(3))
        self.stats = np.zeros(2, np.int64)
        self.must_blocks = float(
            np.sum(self.tables.need[tabulated.musts] // self.tables.minc[tabulated.musts])
        )

    def first(self, order: np.ndarray) -> None:
        construct(self.tables, self.current, order.astype(np.int32))
        if self.current.worth[0] > self.best.worth[0] or self.best.tally[0] == len(self.best.node):
            copy_state(self.best, self.current)

    @property
    def worth(self) -> float:
        placed = float(np.sum(self.best.blocks[self.tables.must == 1]))
        return float(self.best.worth[0]) - MUST * placed + self.tables.arc_bonus * self._arcs()

    def _arcs(self) -> float:
        return 0.0

    @property
    def legal(self) -> bool:
        musts = self.tables.must == 1
        return bool(np.all(self.best.placed[musts] >= self.tables.need[musts]))

    def run(self, seed: int, heat_from: float, heat_to: float, limit: float) -> None:
        improve(
            self.tables, self.current, self.best, self.trial, seed, STEPS, heat_from, heat_to, limit, self.stats
        )  # fmt: skip


def _orders(tabulated: Tabulated) -> list[np.ndarray]:
    """Return orders for the first plans: what must be, then by worth of a slot, or by date and worth."""
    t = tabulated.search
    density = t.rate + t.completion / np.maximum(1, t.need)
    last = np.full(len(t.need), 0, np.int64)
    for a in range(len(t.need)):
        lo, hi = t.act_seg[a], t.act_seg[a + 1]
        last[a] = int(t.seg_e[hi - 1]) if hi > lo else 0
    waits = np.diff(t.pred_ptr) > 0
    by_worth = np.lexsort((last, -density, waits, -t.must))
    by_date = np.lexsort((-density, last, waits, -t.must))
    return [by_worth, by_date]


def search(
    problem: Problem,
    effort: Effort = Effort(),  # noqa: B008 - frozen
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    start: State | None = None,
) -> Found:
    """Search for the best plan of a problem.

    Args:
        problem: what to solve.
        effort: when to stop.
        on_progress: called after the first plan and after each round that improved something.
        stop: set it from another thread to stop after the round under way.
        start: a timetable to start from instead of a constructed one.

    Returns:
        The best timetable found and the best bound proven. ``legal`` is False if something that must be placed is not.
    """
    clock = time.perf_counter
    began = clock()
    tabulated = tabulate(problem)
    primal, dual = _Primal(tabulated), _Dual(tabulated)
    if start is not None:
        copy_state(primal.best, start)
    for order in _orders(tabulated):
        copy_state(primal.current, empty_state(tabulated.search))
        primal.first(order)
    copy_state(primal.current, primal.best)
    first_seconds = clock() - began
    curve = [Progress(first_seconds, primal.worth, float("inf"))]
    if on_progress:
        on_progress(curve[0])
    quiet = done = 0
    with ThreadPoolExecutor(1) as pool:
        while done < effort.rounds and len(problem.activities):
            before = (primal.worth, dual.bound)
            phase = done % CYCLE
            if phase == 0:
                copy_state(primal.current, primal.best)
            top = max(1.0, abs(primal.worth)) * HEAT
            limit = float(primal.best.worth[0]) + dual.bound - primal.worth if dual.bound < 1e299 else 1e300
            side = pool.submit(dual.run, primal.worth)
            primal.run(
                effort.seed * 1_000_003 + done, top * 0.82**phase, top * 0.82 ** (phase + 1), limit - 1e-9
            )
            side.result()
            done += 1
            now = Progress(clock() - began, primal.worth, dual.bound)
            better = now.objective > before[0] + 1e-9 or now.bound < before[1] - 1e-4 * abs(before[1])
            quiet = 0 if better else quiet + 1
            if now.objective > before[0] + 1e-9 or now.bound < before[1] - 1e-9:
                curve.append(now)
                if on_progress:
                    on_progress(now)
            late = now.seconds >= effort.seconds or (stop is not None and stop.is_set())
            if late or quiet >= effort.patience or (now.gap <= effort.gap and primal.legal):
                break
    if not problem.activities:
        dual.scalars[0] = 0.0
    return Found(
        state=primal.best,
        tables=tabulated,
        objective=primal.worth,
        bound=dual.bound,
        legal=primal.legal,
        seconds=clock() - began,
        first_seconds=first_seconds,
        rounds=done,
        mu=dual.best[0],
        nu=dual.best[1],
        gamma=dual.best[2],
        curve=curve,
    )
