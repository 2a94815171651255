"""The two-process model of sleep: pressure that builds up awake and drains asleep, between two thresholds.

A small cross-check beside the three-process model, which is the one the curve uses.

Source: Borbely 1982; Daan, Beersma & Borbely 1984. Pressure is a number in [0, 1]; time is in hours. The
circadian modulation of the thresholds is left out, so the natural lengths below are those without a body
clock.
"""

from __future__ import annotations

from math import exp, log

TAU_AWAKE_H = 18.2
TAU_ASLEEP_H = 4.2
SLEEP_ONSET = 0.67
WAKING = 0.17


def pressure_awake(start: float, hours: float) -> float:
    """Sleep pressure after `hours` (>= 0) awake, from `start` in [0, 1]."""
    return 1.0 - (1.0 - start) * exp(-hours / TAU_AWAKE_H)


def pressure_asleep(start: float, hours: float) -> float:
    """Sleep pressure after `hours` (>= 0) asleep, from `start` in [0, 1]."""
    return start * exp(-hours / TAU_ASLEEP_H)


def natural_sleep_h(onset: float = SLEEP_ONSET, waking: float = WAKING) -> float:
    """Hours asleep until pressure falls from `onset` to `waking`; 5.8 h with the published thresholds."""
    return TAU_ASLEEP_H * log(onset / waking)


def natural_wake_h(onset: float = SLEEP_ONSET, waking: float = WAKING) -> float:
    """Hours awake until pressure climbs from `waking` to `onset`; 16.8 h with the published thresholds."""
    return TAU_AWAKE_H * log((1.0 - waking) / (1.0 - onset))
