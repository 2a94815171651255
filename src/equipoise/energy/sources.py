"""Where a curve starts: the population, a chronotype, or the peaks that a person states.

The cognitive curve is the three-process model (see `alertness`), which includes sleep inertia and how much
the person sleeps. The social and physical curves stand at the same rested level and follow measured rhythms
of feeling:

* physical: felt energy of 2,789 people, peak 15.6 h, amplitude 0.52 on a scale of range 6 within studies
  (psychTools msqR, our arithmetic). Clock time explains 1.5 % of its variance between people.
* social: positive affect of 53 people at six times of day, peak 17.5 h, amplitude 0.26 of the standard
  deviation between people (R package cosinor2, Mutak & Vukasovic Hlupic; our arithmetic). Measured from 10 to
  20 h only.

Both are small, and both move with the person's body clock as the cognitive curve does, which is our
assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from equipoise.energy.alertness import INGRE_2014, Constants, phase_for, steady_day
from equipoise.energy.chronotype import Chronotype, msfsc_prior
from equipoise.energy.cosinor import CosinorPrior
from equipoise.energy.curve import GRID_MINUTES, KINDS, Band, EnergyCurve, Kind
from equipoise.energy.mctq import Night

Floats = NDArray[np.float64]
Window = tuple[time, time]
"""Local times [start, end); an end before the start means the next day."""

POPULATION_WEIGHT: Final = 0.25
"""Ours: a curve that nobody has checked on this person.

It is near the share of people with an individually significant rhythm in the one data set where we could
count: 4 of 19, although that was a weekly rhythm of mood in 30 daily ratings.
"""
STATED_WEIGHT: Final = 0.5
"""Ours: even odds. A person knows something about their own hours, but nobody has rated it yet."""

CURVE_PRIOR: Final = CosinorPrior(level_sd=0.25, rhythm_sd=0.05, noise_sd=0.15)
"""How far a person may lie from a starting curve, in levels.

`level_sd` is the scatter of felt energy between people over the range of its scale (1.54 / 6, msqR).
`rhythm_sd` is a fifth of it, near the ratio (0.15 / 0.86) that predicts left-out ratings best in the 53
people of cosinor2; the optimum is flat between 0.1 and 0.2. `noise_sd`, for one tap, is ours, and is learnt
from the ratings.
"""
BAND_Z: Final = 1.2815515655446004
"""Half-width of an 80 % interval in standard deviations."""

_PHYSICAL_AMPLITUDE, _PHYSICAL_PEAK_H = 0.086, 15.6
_SOCIAL_AMPLITUDE, _SOCIAL_PEAK_H = 0.068, 17.5
_STATED_STEP = 0.25
_SHOULDER_MINUTES = 30.0


def population_curve(wake: time, sleep: time) -> EnergyCurve:
    """The curve of an average person whose body clock has settled on these hours.

    Args:
        wake: Usual waking time, local.
        sleep: Usual time of falling asleep, local, different from `wake`.

    Returns:
        A curve of source "population curve" and weight 0.25. Moving both times moves the curve with them;
        sleeping less lowers it.

    Raises:
        ValueError: If `wake` equals `sleep`.
    """
    night = Night(_minutes(sleep) / 60, _minutes(wake) / 60)
    return from_chronotype(night.mid_h, wake, sleep)


def from_chronotype(chronotype: Chronotype | float, wake: time, sleep: time) -> EnergyCurve:
    """The curve of a person whose body clock may differ from the hours they keep.

    Args:
        chronotype: Mid-sleep on free days corrected for oversleep (MSFsc) in hours after midnight, or a
            class, which stands for the MSFsc to expect of it.
        wake: Usual waking time, local.
        sleep: Usual time of falling asleep, local, different from `wake`.

    Returns:
        A curve of source "population curve" and weight 0.25: nothing in it is the person's own rating.

    Raises:
        ValueError: If `wake` equals `sleep`.
    """
    msfsc_h = msfsc_prior(chronotype).mean_h if isinstance(chronotype, Chronotype) else chronotype
    phase_h = phase_for(msfsc_h)
    constants = Constants(p=phase_h)
    day = steady_day(GRID_MINUTES, wake=_minutes(wake), sleep=_minutes(sleep), constants=constants)
    cognitive = np.clip(_level_of_kss(day.kss), 0, 1)
    rested = _level_of_kss(constants.kss_intercept + constants.kss_slope * (day.total - day.w))
    mean = float(rested[day.awake].mean()) if day.awake.any() else float(rested.mean())
    moved_h = phase_h - INGRE_2014.p

    def felt(amplitude: float, peak_h: float) -> Floats:
        hours = GRID_MINUTES / 60 - peak_h - moved_h
        return np.where(day.awake, mean + amplitude * np.cos(2 * np.pi / 24 * hours), cognitive)

    return EnergyCurve(
        cognitive=_prior_band(cognitive),
        social=_prior_band(felt(_SOCIAL_AMPLITUDE, _SOCIAL_PEAK_H)),
        physical=_prior_band(felt(_PHYSICAL_AMPLITUDE, _PHYSICAL_PEAK_H)),
        source="population curve",
        weight=POPULATION_WEIGHT,
    )


def from_peaks(
    peaks: Mapping[Kind, Sequence[Window]],
    lows: Mapping[Kind, Sequence[Window]],
    wake: time,
    sleep: time,
    *,
    chronotype: Chronotype | float | None = None,
) -> EnergyCurve:
    """The starting curve raised in the hours that a person calls peaks and lowered in those they call lows.

    Each stated window moves the level by 0.25, two points of the nine-point KSS (ours), with half-hour
    shoulders. Sleep inertia stays in the cognitive curve under a peak stated for the first hour awake, and
    nothing is raised during sleep.

    Args:
        peaks: Kind -> windows of high energy, each [start, end) in local time; kinds may be left out.
        lows: Kind -> windows of low energy, likewise. A peak and a low that overlap cancel.
        wake: Usual waking time, local.
        sleep: Usual time of falling asleep, local, different from `wake`.
        chronotype: As in `from_chronotype`; None takes the body clock to have settled on the hours kept.

    Returns:
        A curve of source "your stated peaks" and weight 0.5; without any window, the starting curve itself.

    Raises:
        ValueError: If a window is empty, a kind is unknown, or `wake` equals `sleep`.
    """
    unknown = sorted({*peaks, *lows} - set(KINDS))
    if unknown:
        raise ValueError(f"unknown kinds of energy: {', '.join(unknown)}; use {', '.join(KINDS)}")
    base = population_curve(wake, sleep) if chronotype is None else from_chronotype(chronotype, wake, sleep)
    if not any([*peaks.values(), *lows.values()]):
        return base
    awake = (GRID_MINUTES - _minutes(wake)) % 1440 < (_minutes(sleep) - _minutes(wake)) % 1440

    def stated(kind: Kind) -> Band:
        step = _bumps(peaks.get(kind, ())) - _bumps(lows.get(kind, ()))
        return _prior_band(base.levels(kind) + _STATED_STEP * step * awake)

    return EnergyCurve(
        cognitive=stated("cognitive"),
        social=stated("social"),
        physical=stated("physical"),
        source="your stated peaks",
        weight=STATED_WEIGHT,
    )


def _level_of_kss(kss: Floats) -> Floats:
    return (9.0 - kss) / 8.0


def _prior_band(level: Floats) -> Band:
    """The band of a curve without ratings, the one that `update_with_ratings` starts from."""
    return Band.around(
        np.clip(level, 0, 1), BAND_Z * float(np.hypot(CURVE_PRIOR.level_sd, CURVE_PRIOR.rhythm_sd))
    )


def _bumps(windows: Sequence[Window]) -> Floats:
    """1 inside any window, falling to 0 over a raised-cosine shoulder on both sides."""
    height = np.zeros_like(GRID_MINUTES)
    for start, end in windows:
        length = (_minutes(end) - _minutes(start)) % 1440
        if length == 0:
            raise ValueError(
                f"the window {start:%H:%M}-{end:%H:%M} is empty; give an end different from its start"
            )
        into = (GRID_MINUTES - _minutes(start)) % 1440
        outside = np.where(into < length, 0.0, np.minimum(into - length, 1440 - into))
        shoulder = 0.5 * (1 + np.cos(np.pi * np.minimum(outside / _SHOULDER_MINUTES, 1.0)))
        height = np.maximum(height, shoulder)
    return height


def _minutes(at: time) -> float:
    return at.hour * 60 + at.minute + at.second / 60
