"""How good probabilities were, once it is known what happened: Brier score, reliability, coverage, PIT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Bin", "brier", "coverage", "pit_histogram", "reliability"]


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of about the same probability: how many, their mean, and the share that came true."""

    count: int
    stated: float
    happened: float


def brier(chances: ArrayLike, happened: ArrayLike) -> float:
    """Return the mean squared distance between stated chance and what happened (Brier 1950); 0 is perfect."""
    stated, true = np.asarray(chances, np.float64), np.asarray(happened, np.float64)
    return float(np.mean((stated - true) ** 2))


def reliability(chances: ArrayLike, happened: ArrayLike, bins: int = 10) -> tuple[Bin, ...]:
    """Return the reliability table over equal bins of stated chance; empty bins are left out."""
    stated, true = np.asarray(chances, np.float64), np.asarray(happened, np.float64)
    which = np.minimum((stated * bins).astype(np.int64), bins - 1)
    return tuple(
        Bin(int(inside.sum()), float(stated[inside].mean()), float(true[inside].mean()))
        for k in range(bins)
        if (inside := which == k).any()
    )


def coverage(pit: ArrayLike, share: float) -> float:
    """Return how often the truth stayed within the stated quantile; ``share`` if calibrated.

    Args:
        pit: the stated probability of a value at most the true one, for each case.
        share: the quantile, such as 0.8.
    """
    return float(np.mean(np.asarray(pit, np.float64) <= share))


def pit_histogram(pit: ArrayLike, bins: int = 10) -> tuple[float, ...]:
    """Return the share of cases in each bin of the probability integral transform; flat if calibrated."""
    counts, _edges = np.histogram(np.asarray(pit, np.float64), bins=bins, range=(0.0, 1.0))
    return tuple(float(count) for count in counts / max(1, counts.sum()))
