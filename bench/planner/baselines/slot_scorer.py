"""Slot scoring as calendar tools do it: every free slot gets a weighted score, each task takes its best one.

The factors and weights follow the published scorer of FluidCalendar (MIT). Two kindnesses are ours: slots
start at every quarter hour instead of at multiples of the task's length, and a splittable task that finds no
whole slot is cut.
"""

import math
from dataclasses import dataclass, field
from typing import Final

from .grid import SLOT, UNOWNED, Grid, Job, build, parse, put
from .neutral import Instance, PlacedBlock

NAME: Final = "slot_scorer"
WEIGHTS: Final = {
    "deadline": 3.0,
    "priority": 1.8,
    "energy": 1.5,
    "time": 1.2,
    "work_hours": 1.0,
    "buffer": 0.8,
    "project": 0.5,
}
PRIORITY_SCORE: Final = {1: 0.25, 2: 0.5, 3: 0.75, 4: 1.0}
HALF_LIFE_DAYS: Final = 7.0
DEADLINE_DECAY_DAYS: Final = 3.0
PROJECT_DECAY_HOURS: Final = 4.0
BUFFER_SLOTS: Final = 1
SLOTS_A_DAY: Final = 24 * 60 // SLOT
SLOTS_AN_HOUR: Final = 60 // SLOT


@dataclass(slots=True)
class _Scorer:
    grid: Grid
    now: float
    opens: int
    closes: int
    due: list[float]
    owner: list[int]
    projects: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def _project(self, job: Job, start: int, end: int) -> float:
        placed = self.projects.get(job.task["project"])
        if not placed:
            return 0.5
        nearest = min(min(abs(start - first), abs(end - last)) for first, last in placed)
        return math.exp(-(nearest // SLOTS_AN_HOUR) / PROJECT_DECAY_HOURS)

    def score(self, job: Job, slot: int, length: int) -> float:
        """Weighted mean of the factors for a stretch; higher is better."""
        start = self.grid.position[slot]
        end = start + length
        left = (self.due[job.index] - start) / SLOTS_A_DAY
        in_day = start % SLOTS_A_DAY
        buffered = in_day - BUFFER_SLOTS >= self.opens and in_day + length + BUFFER_SLOTS <= self.closes
        late = end > self.due[job.index]
        factors = {
            "deadline": 0.0 if late else min(0.99, math.exp(-left / DEADLINE_DECAY_DAYS)),
            "priority": PRIORITY_SCORE[job.task["prio"]],
            "energy": max(0.0, 1.0 - abs(job.level - self.grid.energy[slot]) / 2),
            "time": math.pow(0.5, (start - self.now) / SLOTS_A_DAY / HALF_LIFE_DAYS),
            "work_hours": 1.0,
            "buffer": float(buffered),
            "project": self._project(job, start, end),
        }
        return sum(WEIGHTS[name] * value for name, value in factors.items()) / sum(WEIGHTS.values())

    def best(self, job: Job, length: int) -> tuple[float, int] | None:
        """Best score and start for a stretch of this length, or nothing."""
        found: tuple[float, int] | None = None
        for start, end in self.grid.gaps(self.owner):
            for slot in range(start, end - length + 1):
                value = self.score(job, slot, length)
                if found is None or value > found[0]:
                    found = (value, slot)
        return found

    def take(self, job: Job, slot: int, length: int) -> None:
        """Gives a stretch to the job and remembers it for the project factor."""
        put(self.owner, job, [(slot, length)])
        first = self.grid.position[slot]
        self.projects.setdefault(job.task["project"], []).append((first, first + length))


def _in_pieces(scorer: _Scorer, job: Job) -> None:
    """Takes the longest legal piece at its best slot until nothing is left or nothing fits."""
    remaining = job.need
    while remaining:
        room = max((end - start for start, end in scorer.grid.gaps(scorer.owner)), default=0)
        length = job.piece(remaining, room)
        found = scorer.best(job, length) if length else None
        if found is None:
            return
        scorer.take(job, found[1], length)
        remaining -= length


def plan(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Orders tasks by their best slot score and gives each the best slot still free.

    Args:
        instance: The problem.
        budget_seconds: Not used; the rule needs tens of milliseconds.
        seed: Not used; nothing is random.

    Returns:
        The plan; it may hold late work, because a late slot only scores lower.
    """
    del budget_seconds, seed
    grid = build(instance)
    opens, closes = (hour * SLOTS_AN_HOUR for hour in instance["work"])

    def position(text: str) -> float:
        return (parse(text) - grid.origin).total_seconds() / 60 / SLOT

    due = [position(job.task["deadline"]) for job in grid.jobs]
    owner = [UNOWNED] * len(grid.position)
    scorer = _Scorer(grid, position(instance["now"]), opens, closes, due, owner)
    first = {job.index: (scorer.best(job, job.need) or (0.0, 0))[0] for job in grid.jobs}
    for job in sorted(grid.jobs, key=lambda job: (-first[job.index], job.index)):
        found = scorer.best(job, job.need)
        if found is not None:
            scorer.take(job, found[1], job.need)
        elif job.splittable:
            _in_pieces(scorer, job)
    return grid.blocks(scorer.owner)
