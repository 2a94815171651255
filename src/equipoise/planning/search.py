"""The search: primal and dual side by side, round by round, until the gap, the time or the patience runs out.

Each round runs two compiled loops at once, one on each core: the walk over timetables, and a step of the bound's column
generation. They exchange plans and favourite blocks between rounds only, so a seed and a number of rounds determine
the result. The clock is watched from outside and can only stop the search between rounds, which are short.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from equipoise.planning.dual import Dual
from equipoise.planning.kernel.tables import F8, I4, State
from equipoise.planning.problem import Problem
from equipoise.planning.tabulate import Tabulated, tabulate
from equipoise.planning.walk import BOLD, Start, Walk

__all__ = ["Effort", "Found", "Progress", "search"]

STEPS = 2000
"""Ruin-and-recreate steps of a round once the bound is done."""
ALONE = 1000
"""Steps of each walk at a time before the bound begins."""
OFFERS = 2
"""Rounds from one offer of plans to the bound to the next."""


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
        objective, bound: worth of the plan and proven limit.
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


class _Run:
    """One search: two walks on the plan, then one beside steps on the bound, then beside a bolder walk."""

    def __init__(self, problem: Problem, effort: Effort, start: Start | None) -> None:
        self.began = time.perf_counter()
        self.effort = effort
        self.tabulated = tabulate(problem)
        self.walk = Walk(self.tabulated)
        if start is not None:
            self.walk.resume(start)
        else:
            self.walk.first()
        self.curve = [Progress(self.seconds, self.walk.worth, float("inf"))]
        self.dual = Dual(self.tabulated, start.prices(problem) if start else None)
        self.twin: Walk | None = None
        self.second: Walk | None = None
        self.favourites: I4 | None = None
        self.rounds = self.quiet = 0
        self.last = 0.0

    @property
    def seconds(self) -> float:
        """Wall-clock time since the start."""
        return time.perf_counter() - self.began

    def abreast(self, pool: ThreadPoolExecutor) -> None:
        """Take steps of two walks before the bound begins: its first columns are to be of a good plan.

        Each goes its own way for a cycle; both begin the next one from the better plan.
        """
        began, walk = self.seconds, self.walk
        if self.twin is None:
            self.twin = walk.twin()
        if walk.turning:
            self.twin.take(walk)
        seed = self.effort.seed * 1_000_003 + walk.cycle + walk.taken
        side = pool.submit(self.twin.run, seed + 900_007, ALONE, float("inf"))
        walk.run(seed + 700_001, ALONE, float("inf"))
        side.result()
        walk.take(self.twin)
        self.last = self.seconds - began

    def round(self, pool: ThreadPoolExecutor) -> bool:
        """Do one round on both cores; tell whether plan or bound got better."""
        walk, dual, began = self.walk, self.dual, self.seconds
        seed = self.effort.seed * 1_000_003 + self.rounds
        before = (walk.worth, dual.bound)
        limit = float(walk.best.worth[0]) + dual.bound - walk.worth - 1e-9
        if dual.done and self.second is None:
            self.second = Walk(self.tabulated, BOLD)
            self.second.least_kept = walk.least_kept
        noise = 0.2 * (self.rounds % 3)
        if self.second is not None:
            self.second.take(walk)
            steps = STEPS
            side = pool.submit(self._beside, self.second, seed, limit, noise)
        else:
            if self.rounds % OFFERS == 0:
                dual.offer(walk.best)
                dual.offer(walk.current)
            steps = dual.pace
            side = pool.submit(self._prove, seed, noise)
        if self.favourites is not None:
            walk.round_off(self.favourites)
        walk.run(seed, steps, limit)
        self.favourites = side.result()
        if self.second is not None:
            walk.take(self.second)
        self.rounds += 1
        better = walk.worth > before[0] + 1e-9 or dual.bound < before[1] - 1e-9
        self.quiet = 0 if better else self.quiet + 1
        self.last = self.seconds - began
        return better

    def _prove(self, seed: int, noise: float) -> I4:
        """Take a step towards the bound; return the blocks that it likes best."""
        self.dual.run()
        return self.dual.favourites(noise, seed)

    def _beside(self, second: Walk, seed: int, limit: float, noise: float) -> I4 | None:
        """Take steps of a second walk; now and then return the blocks that the bound likes best."""
        second.run(seed + 500_009, STEPS, limit)
        return None if self.rounds % 4 else self.dual.favourites(noise, seed)

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

    def going() -> bool:
        return bool(problem.activities) and not run.over and not (stop is not None and stop.is_set())

    with ThreadPoolExecutor(1) as pool:
        while start is None and run.walk.young and going():
            run.abreast(pool)
        while going():
            if run.round(pool):
                run.curve.append(Progress(run.seconds, run.walk.worth, run.dual.bound))
                if on_progress:
                    on_progress(run.curve[-1])
    dual = run.dual
    if problem.activities and not dual.steps:
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
