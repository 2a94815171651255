"""Learning: a person's own ratings move the curve, narrow its band, and decide how much weight it earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from math import exp, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equipoise.energy.cosinor import fit_cosinor
from equipoise.energy.curve import GRID_MINUTES, KINDS, Band, EnergyCurve, Kind
from equipoise.energy.sources import BAND_Z, CURVE_PRIOR

Floats = NDArray[np.float64]

SECOND_HARMONIC_FROM: Final = 61
"""Ratings from which a 12-hour component is learnt too; with fewer it would only fit noise."""
RHYTHM_CREDIBILITY: Final = 0.05
"""A curve is called "your ratings" once the 95 % region of the person's own rhythm excludes zero."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How a person felt at one time of day.

    Attributes:
        minute_of_day: Minutes after local midnight, [0, 1440).
        level: The rating as a level, [0, 1].
        kind: What was rated; None means energy in general, and counts for all three curves.
    """

    minute_of_day: float
    level: float
    kind: Kind | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.minute_of_day < 1440:
            raise ValueError(f"minute_of_day must lie in [0, 1440); got {self.minute_of_day}")
        if not 0 <= self.level <= 1:
            raise ValueError(f"level must lie in [0, 1]; got {self.level}")
        if self.kind is not None and self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS} or None; got {self.kind!r}")

    @classmethod
    def from_tap(cls, at: time, tap: int, kind: Kind | None = None) -> Rating:
        """A check-in of 0 to 10 at a local time of day."""
        return cls(at.hour * 60 + at.minute + at.second / 60, tap / 10, kind)


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    """What the ratings say about one kind."""

    band: Band
    weight: float
    own_rhythm: bool


def update_with_ratings(curve: EnergyCurve, ratings: Sequence[Rating]) -> EnergyCurve:
    """The curve after a person's ratings.

    Each kind learns the person's departure from the starting curve: a level and a 24-hour rhythm (a 12-hour
    one too above 60 ratings), by the conjugate Bayesian cosinor of `cosinor`, shrunk towards no departure. So
    few ratings move the level and hardly the shape.

    The weight becomes the posterior probability of "hour of day matters as this curve says" against "only my
    level matters", from the closed-form evidence of both, with the starting weight as the prior probability;
    it is averaged over the three kinds, and a kind without ratings keeps the starting weight. It can fall as
    well as rise. Ratings of one day share that day's mood, which this does not model: spread over days, they
    teach more than bunched.

    The source becomes "your ratings" only when the 95 % region of the person's own rhythm excludes zero,
    judged from the ratings alone under a sceptical prior of no rhythm (a prior centred on the curve would
    exclude zero before the first rating).

    Args:
        curve: The starting curve, without ratings in it.
        ratings: *All* the ratings so far, in any order; none returns the curve unchanged.

    Returns:
        A new curve; `ratings` counts what it learnt from.

    Raises:
        ValueError: If the curve has learnt from ratings before: give all ratings to the starting curve
            instead.
    """
    if curve.ratings:
        raise ValueError(
            "this curve has already learnt from ratings; give all of them to the starting curve at once"
        )
    if not ratings:
        return curve
    learnt = {kind: _learn(curve, kind, ratings) for kind in KINDS}
    return replace(
        curve,
        cognitive=learnt["cognitive"].band,
        social=learnt["social"].band,
        physical=learnt["physical"].band,
        source="your ratings" if any(one.own_rhythm for one in learnt.values()) else curve.source,
        weight=sum(one.weight for one in learnt.values()) / len(KINDS),
        ratings=len(ratings),
    )


def _learn(curve: EnergyCurve, kind: Kind, ratings: Sequence[Rating]) -> _Learnt:
    mine = [rating for rating in ratings if rating.kind in (None, kind)]
    if not mine:
        return _Learnt(curve.of(kind), curve.weight, own_rhythm=False)
    minutes = np.array([rating.minute_of_day for rating in mine])
    levels = np.array([rating.level for rating in mine])
    hours = minutes / 60
    start = np.array([curve.level(kind, minute) for minute in minutes])
    harmonics = 2 if len(mine) >= SECOND_HARMONIC_FROM else 1

    departure = fit_cosinor(hours, levels - start, prior=CURVE_PRIOR, harmonics=harmonics)
    flat = fit_cosinor(hours, levels - start.mean(), prior=CURVE_PRIOR, harmonics=0)
    sceptical = fit_cosinor(hours, levels - 0.5, prior=CURVE_PRIOR)

    grid_hours = GRID_MINUTES / 60
    level = np.clip(curve.levels(kind) + departure.predict(grid_hours), 0, 1)
    return _Learnt(
        band=Band.around(level, BAND_Z * departure.predict_sd(grid_hours)),
        weight=_posterior_probability(curve.weight, departure.log_evidence - flat.log_evidence),
        own_rhythm=sceptical.p_no_rhythm < RHYTHM_CREDIBILITY,
    )


def _posterior_probability(prior: float, log_bayes_factor: float) -> float:
    """Probability after evidence, kept from overflow at both ends."""
    if prior in (0.0, 1.0):
        return prior
    logit = log(prior / (1 - prior)) + log_bayes_factor
    return 1 / (1 + exp(-logit)) if logit > 0 else exp(max(logit, -700.0)) / (1 + exp(max(logit, -700.0)))
