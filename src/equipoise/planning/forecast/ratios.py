"""How long things really take: a person's ratio of actual to estimated time, learned from their own history.

The logarithm of the ratio of task i of a person is ``mu + s h_i z_i``: ``mu`` is the person's bias and ``s``
their scatter, both shared by all their tasks, so that tasks run late together; ``z_i`` is standard normal;
``h_i`` widens or narrows the scatter for a task with a three-point estimate. ``(mu, s^2)`` has a
normal-inverse-gamma prior, which history updates in closed form.

Where the prior's numbers come from stands in docs/forecast.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Estimate

__all__ = ["PRIOR", "Outcome", "RatioModel", "spread_factor"]

Floats = NDArray[np.float64]

TYPICAL_SPREAD = 0.5
"""Scatter of the log ratio that a single estimate stands for: the prior's. Ours."""
RANGE_WIDENING = 2.0
"""Stated ranges are read as twice as wide, since people state them too narrow. The factor is ours."""
RANGE_TRUST = 0.5
"""Part of the variance that a stated range decides; the rest is the person's own scatter. Ours."""
LIMIT = math.log(20)
"""Ratios beyond 1 : 20 either way are cut: they are mistakes in the record, or another task."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task that is finished: what was estimated, and the minutes that it took."""

    estimate: Estimate
    actual: float

    def __post_init__(self) -> None:
        if not (self.actual > 0 and self.estimate.planned > 0 and math.isfinite(self.actual)):
            raise ValueError("an outcome needs an estimate and an actual time above 0 minutes")

    @classmethod
    def of(cls, estimate: int, actual: float) -> Outcome:
        """Return the outcome of a task with a single estimate, in minutes."""
        return cls(Estimate.single(estimate), actual)


def spread_factor(estimate: Estimate) -> float:
    """Return by how much a task's scatter differs from the person's usual one: 1 for a single estimate.

    The standard deviation of a three-point estimate is PERT's, (high - low) / 6.
    """
    if estimate.low == estimate.high:
        return 1.0
    relative = (estimate.high - estimate.low) / 6 / estimate.planned
    stated = math.sqrt(math.log1p(relative**2)) * RANGE_WIDENING / TYPICAL_SPREAD
    return math.sqrt(1 - RANGE_TRUST + RANGE_TRUST * stated**2)


@dataclass(frozen=True, slots=True)
class RatioModel:
    """What is known of a log ratio: mu | s^2 ~ N(mean, s^2 / weight), s^2 ~ inverse gamma(shape, scale).

    Attributes:
        mean: of the bias. ``weight``: how many tasks' worth of knowledge stand behind it.
        shape, scale: of the scatter's variance.
        pairs: the person's own outcomes that are in it.
    """

    mean: float
    weight: float
    shape: float
    scale: float
    pairs: int = 0

    def update(self, history: Iterable[Outcome]) -> RatioModel:
        """Return the model after some outcomes; their order does not matter."""
        outcomes = tuple(history)
        if not outcomes:
            return self
        x = np.array([math.log(o.actual / o.estimate.planned) for o in outcomes]).clip(-LIMIT, LIMIT)
        w = np.array([spread_factor(o.estimate) ** -2 for o in outcomes])
        total = float(w.sum())
        mean = float((w * x).sum() / total)
        weight = self.weight + total
        apart = self.weight * total / weight * (mean - self.mean) ** 2
        scale = self.scale + 0.5 * (float((w * (x - mean) ** 2).sum()) + apart)
        return RatioModel(
            (self.weight * self.mean + total * mean) / weight,
            weight,
            self.shape + len(outcomes) / 2,
            scale,
            self.pairs + len(outcomes),
        )

    def draw(self, factors: Floats, samples: int, rng: np.random.Generator) -> Floats:
        """Draw ratios for tasks that one person does, of shape [len(factors), samples].

        Args:
            factors: ``spread_factor`` of each task.
            samples: how many futures.
            rng: source of random numbers.
        """
        scatter = np.sqrt(self.scale / rng.gamma(self.shape, size=samples))
        bias = self.mean + scatter / math.sqrt(self.weight) * rng.standard_normal(samples)
        noise = rng.standard_normal((len(factors), samples))
        return np.asarray(np.exp((bias + scatter * factors[:, None] * noise).clip(-LIMIT, LIMIT)))

    def quantile(self, share: float, *, samples: int = 20_000) -> float:
        """Return the ratio that a task with a single estimate stays under with probability ``share``."""
        drawn = self.draw(np.ones(1), samples, np.random.default_rng(0))
        return float(np.quantile(drawn, share))


PRIOR = RatioModel(mean=math.log(1.1), weight=4.0, shape=3.0, scale=0.5)
"""Before any data: half of all tasks take over 1.1 times their estimate, one in five over 1.66 times."""
