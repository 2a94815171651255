"""Simulated people whose true ratios of actual to estimated time are known, as the model assumes or not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Estimate
from equipoise.planning.forecast import PRIOR, Outcome

Floats = NDArray[np.float64]
Noise = Callable[[np.random.Generator, int], Floats]


@dataclass(frozen=True)
class Human:
    """A person as they really are: bias and scatter of the log ratio, shape of the noise, how weeks differ.

    Attributes:
        week: standard deviation of a shock that all tasks of one week share; the model knows none.
    """

    bias: float
    scatter: float
    noise: Noise
    week: float = 0.0

    def ratios(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw the true ratios of one week's tasks."""
        shock = self.week * rng.standard_normal()
        return np.asarray(np.exp((self.bias + shock + self.scatter * self.noise(rng, count)).clip(-3.0, 3.0)))

    def history(self, count: int, rng: np.random.Generator) -> list[Outcome]:
        """Draw finished tasks, twelve to a week."""
        out: list[Outcome] = []
        while len(out) < count:
            size = min(12, count - len(out))
            for ratio in self.ratios(size, rng):
                estimate = int(rng.choice((30, 60, 90, 120, 240)))
                out.append(Outcome(Estimate.single(estimate), max(1.0, float(ratio) * estimate)))
        return out


def normal(rng: np.random.Generator, count: int) -> Floats:
    """The model's own noise."""
    return rng.standard_normal(count)


def heavy(rng: np.random.Generator, count: int) -> Floats:
    """Student's t with three degrees of freedom: one task in forty is off by over four scatters."""
    return rng.standard_t(3, count)


def lumpy(rng: np.random.Generator, count: int) -> Floats:
    """Four in ten take exactly what was estimated, as people record it; the rest scatter wider."""
    return np.where(rng.random(count) < 0.4, 0.0, 1.3 * rng.standard_normal(count))


def _drawn(
    noise: Noise, *, bias: float = PRIOR.mean, scale: float = 1.0, week: float = 0.0
) -> Callable[[np.random.Generator], Human]:
    def draw(rng: np.random.Generator) -> Human:
        scatter = math.sqrt(PRIOR.scale / rng.gamma(PRIOR.shape)) * scale
        return Human(bias + scatter / math.sqrt(PRIOR.weight) * rng.standard_normal(), scatter, noise, week)

    return draw


WORLDS: Mapping[str, Callable[[np.random.Generator], Human]] = {
    "as assumed": _drawn(normal),
    "heavy tails (t3)": _drawn(heavy, scale=0.8),
    "lumpy records": _drawn(lumpy),
    "all late (median 1.5)": _drawn(normal, bias=math.log(1.5)),
    "good and bad weeks": _drawn(normal, week=0.2),
}
"""Each draws a person. The first is the model's own world, the others break one of its assumptions each."""
