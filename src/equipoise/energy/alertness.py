"""The three-process model of alertness: sleep pressure, body clock, and the slowness after waking.

Alertness is the sum of S (homeostatic: falls awake, recovers asleep), C (24-hour circadian), U (12-hour
ultradian) and W (sleep inertia, only after waking). KSS is the nine-point Karolinska sleepiness scale,
1 = extremely alert to 9 = fighting sleep.

Source: Ingre et al. 2014, PLoS ONE 9:e108679 (equations and constants as implemented in the R package FIPS).

Traps, all handled here:

* U carries an offset of 3 h (``p + 3``). Without it the dips move to 10:48 and 22:48.
* W is *negative*: inertia takes alertness away.
* Falling asleep with S already above the bend at 12.2 (a nap) must go straight to the exponential branch.
  FIPS computes a negative time of the bend there, and S jumps from 13.000 to 12.865 at once.
* The customary start S = 7.96 lies far below the steady state of a rested person (13.8 at waking). A curve
  shown to a person needs several nights of burn-in; `steady_day` runs thirty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BURN_IN_NIGHTS = 30
"""Identical nights before `steady_day` reads off a day; the start value is then forgotten to 1e-9."""

REFERENCE_MSFSC_H = 3.0
"""Mid-sleep in hours after midnight of the 23:00-07:00 sleeper to whom the published phase 16.8 h belongs."""


@dataclass(frozen=True, slots=True)
class Constants:
    """Constants of the model. Defaults: Ingre et al. 2014, as in FIPS.

    Attributes:
        la: Lower asymptote of S, alertness units.
        ha: Upper asymptote of S, alertness units.
        d: Rate of the fall of S awake, per hour, < 0.
        g: Rate of the recovery of S asleep, per hour, < 0; ln(0.3 / 6.34) / 8.
        bl: Bend of S asleep: linear below, exponential above, la < bl < ha.
        cm: Mean of C.
        ca: Amplitude of C.
        p: Hour of the day of the maximum of C, [0, 24) for a 23:00-07:00 sleeper; any real number is
            accepted.
        um: Mean of U.
        ua: Amplitude of U.
        wc: Size of sleep inertia at the moment of waking, < 0.
        wd: Rate of its decay, per hour, < 0.
        kss_intercept: KSS at alertness 0.
        kss_slope: KSS per unit of alertness, < 0. Ingre's own refit (9.68, -0.46) is known to us second-hand
            only.
    """

    la: float = 2.4
    ha: float = 14.3
    d: float = -0.0353
    g: float = float(np.log(0.3 / 6.34) / 8)
    bl: float = 12.2
    cm: float = 0.0
    ca: float = 2.5
    p: float = 16.8
    um: float = -0.5
    ua: float = 0.5
    wc: float = -5.72
    wd: float = -1.51
    kss_intercept: float = 10.6
    kss_slope: float = -0.6


INGRE_2014 = Constants()


@dataclass(frozen=True, slots=True)
class Sleep:
    """One sleep, half-open [start_h, end_h), in hours after midnight of day 0; above 24 are later days.

    Raises:
        ValueError: If it does not end after it starts.
    """

    start_h: float
    end_h: float

    def __post_init__(self) -> None:
        if not self.end_h > self.start_h:
            raise ValueError(f"a sleep must end after it starts; got [{self.start_h}, {self.end_h})")


@dataclass(frozen=True, slots=True, eq=False)
class Alertness:
    """The four processes at the times asked for, in alertness units, all arrays of one length.

    While asleep, `w` is the full inertia: the total is the alertness of a person woken at that moment, which
    makes it continuous at waking.
    """

    s: Floats
    c: Floats
    u: Floats
    w: Floats
    awake: NDArray[np.bool_]
    constants: Constants = field(default=INGRE_2014)

    @property
    def total(self) -> Floats:
        """S + C + U + W; about 14 high, 7 sleepiness threshold, 3 extreme sleepiness (second-hand)."""
        return self.s + self.c + self.u + self.w

    @property
    def kss(self) -> Floats:
        """Predicted Karolinska sleepiness. Not clipped: a person just woken can exceed 9."""
        return self.constants.kss_intercept + self.constants.kss_slope * self.total


def s_awake(s0: float, hours: Floats, constants: Constants = INGRE_2014) -> Floats:
    """S after `hours` awake (>= 0), from `s0` at waking."""
    return constants.la + (s0 - constants.la) * np.exp(constants.d * hours)


def s_asleep(s0: float, hours: Floats, constants: Constants = INGRE_2014) -> Floats:
    """S after `hours` asleep (>= 0), from `s0` at sleep onset: linear up to the bend, then exponential."""
    ha, bl, g = constants.ha, constants.bl, constants.g
    if s0 >= bl:
        return ha - (ha - s0) * np.exp(g * hours)
    slope = g * (bl - ha)
    bend = (bl - s0) / slope
    above = ha - (ha - bl) * np.exp(g * np.maximum(hours - bend, 0.0))
    return np.where(hours < bend, s0 + slope * hours, above)


def circadian(hours: Floats, constants: Constants = INGRE_2014) -> Floats:
    """C at the given hours after midnight (any real numbers): highest at p, lowest twelve hours away."""
    return constants.cm + constants.ca * np.cos(2 * np.pi / 24 * (hours - constants.p))


def ultradian(hours: Floats, constants: Constants = INGRE_2014) -> Floats:
    """U at the given hours: highest at p + 3 and p - 9, lowest at p - 3 (13:48 for p = 16.8) and p + 9."""
    return constants.um + constants.ua * np.cos(2 * np.pi / 12 * (hours - constants.p - 3))


def three_process(
    hours: Floats,
    sleeps: Sequence[Sleep],
    *,
    wake_h: float = 7.0,
    s0: float = 7.96,
    constants: Constants = INGRE_2014,
) -> Alertness:
    """Run the model over any sleep schedule.

    Args:
        hours: Times to report, hours after midnight of day 0, each >= `wake_h`, in any order.
        sleeps: The sleeps, in order, none overlapping, none starting before `wake_h`; may be empty.
        wake_h: When the person woke at the start, hours after midnight of day 0.
        s0: S at that moment, alertness units (see the module's note on burn-in).
        constants: The model's constants.

    Returns:
        The four processes at `hours`.

    Raises:
        ValueError: If a time lies before `wake_h`, or the sleeps overlap or are out of order.
    """
    at = np.asarray(hours, dtype=np.float64)
    if at.size and float(at.min()) < wake_h:
        raise ValueError(f"times must not lie before the first waking at {wake_h} h; got {float(at.min())} h")
    s = np.empty_like(at)
    since_waking = np.zeros_like(at)
    awake = np.ones_like(at, dtype=np.bool_)
    level, woke = s0, wake_h
    for sleep in sleeps:
        if sleep.start_h < woke:
            raise ValueError(f"the sleep at {sleep.start_h} h starts before the waking at {woke} h")
        night = (at >= sleep.start_h) & (at < sleep.end_h)
        day = (at >= woke) & (at < sleep.start_h)
        since_waking[day] = at[day] - woke
        s[day] = s_awake(level, since_waking[day], constants)
        level = _last(s_awake(level, _one(sleep.start_h - woke), constants))
        s[night] = s_asleep(level, at[night] - sleep.start_h, constants)
        awake[night] = False
        level = _last(s_asleep(level, _one(sleep.end_h - sleep.start_h), constants))
        woke = sleep.end_h
    rest = at >= woke
    since_waking[rest] = at[rest] - woke
    s[rest] = s_awake(level, since_waking[rest], constants)
    w = constants.wc * np.exp(constants.wd * since_waking)
    return Alertness(s, circadian(at, constants), ultradian(at, constants), w, awake, constants)


def phase_for(msfsc_h: float) -> float:
    """Hour of the maximum of C for a person with this mid-sleep on free days.

    The published phase, 16.8 h, belongs to a 23:00-07:00 sleeper with mid-sleep at 03:00, so it moves with
    mid-sleep, hour for hour. The shift is our own step, not part of the published model.

    Args:
        msfsc_h: Corrected mid-sleep on free days (MSFsc), hours after midnight, taken modulo 24.

    Returns:
        A phase in [4.8, 28.8), for `Constants.p`.
    """
    shift = (msfsc_h - REFERENCE_MSFSC_H + 12.0) % 24.0 - 12.0
    return INGRE_2014.p + shift


def steady_day(
    minutes: Floats,
    *,
    wake: float,
    sleep: float,
    constants: Constants = INGRE_2014,
    nights: int = BURN_IN_NIGHTS,
) -> Alertness:
    """One day in the life of a person who sleeps the same hours every night.

    Args:
        minutes: Times of the local day to report, in minutes, each in [0, 1440).
        wake: Usual waking time, minutes after midnight, in [0, 1440).
        sleep: Usual time of falling asleep, minutes after midnight, in [0, 1440), not equal to `wake`.
        constants: The model's constants.
        nights: Identical nights before the day that is reported, >= 1.

    Returns:
        The four processes at `minutes`. Periodic in 24 hours.

    Raises:
        ValueError: If `wake` equals `sleep`.
    """
    awake_for = (sleep - wake) % 1440
    if awake_for == 0:
        raise ValueError("waking and falling asleep must be different times of day")
    first_wake = wake - 1440  # so that the whole of the last day lies after it, whatever the hours
    sleeps = [
        Sleep((first_wake + night * 1440 + awake_for) / 60, (first_wake + (night + 1) * 1440) / 60)
        for night in range(nights + 3)
    ]
    hours = (np.asarray(minutes, dtype=np.float64) + nights * 1440) / 60
    return three_process(hours, sleeps, wake_h=first_wake / 60, constants=constants)


def _one(hours: float) -> Floats:
    return np.array([hours], dtype=np.float64)


def _last(values: Floats) -> float:
    return float(values[-1])
