"""What a forecast says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Forecast", "TaskForecast", "WeekForecast"]


@dataclass(frozen=True, slots=True)
class TaskForecast:
    """One task.

    Attributes:
        chance: probability that it is done by its due date; None without one.
        promised: True if the plan places all of it before its due date.
        planned_end: when its last block ends, or None if it has no place in the plan.
        p50, p80, p95: local times by which it is done with these probabilities; None if that is not within
            the horizon.
        sentence: the chance in words.
    """

    id: str
    title: str
    due: datetime | None
    chance: float | None
    promised: bool
    planned_end: datetime | None
    p50: datetime | None
    p80: datetime | None
    p95: datetime | None
    sentence: str


@dataclass(frozen=True, slots=True)
class WeekForecast:
    """One ISO week: how many promises it has, and the chance that all of them are kept."""

    monday: date
    promises: int
    holds: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the plan's promises are worth.

    Attributes:
        tasks: every task that still needs time, in the order of the life.
        holds: chance that all promises of the plan are kept: tasks placed whole before their due date.
        weeks: the same for each week with a promise.
        promises: how many promises that is. ``kept``: how many of them are kept on average.
        all_done: chance that all placed work is done within own hours by the end of the horizon.
        extra_p50, extra_p80, extra_p95: minutes of work that would have to be found outside the plan's
            blocks and the free own hours to keep every due date and finish by the end of the horizon.
        ratio_p50, ratio_p80: ratio of actual to estimated time that a task stays under with these chances.
        pairs: the person's own outcomes behind it; 0 means the prior alone.
        sentences: the forecast in words, the weakest promise first.
    """

    tasks: tuple[TaskForecast, ...]
    holds: float
    promises: int
    kept: float
    weeks: tuple[WeekForecast, ...]
    all_done: float
    extra_p50: float
    extra_p80: float
    extra_p95: float
    ratio_p50: float
    ratio_p80: float
    pairs: int
    samples: int
    seed: int
    sentences: tuple[str, ...]
