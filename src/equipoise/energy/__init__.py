"""Energy: chronotype, alertness, and a person's curve over the day with its uncertainty.

Pure: no input or output, no clock. Times of day are local. Sources stand in each module.
"""

from equipoise.energy.chronotype import (
    Chronotype,
    chronotype_of_msfsc,
    meq_class,
    meq_total,
    msfsc_prior,
    points_for_time,
    rmeq_class,
    rmeq_total,
)
from equipoise.energy.curve import KINDS, SLEEP_INERTIA_MINUTES, Band, EnergyCurve, Kind, Source
from equipoise.energy.mctq import Night, SleepTiming, sleep_timing
from equipoise.energy.ratings import Rating, update_with_ratings
from equipoise.energy.sources import Window, from_chronotype, from_peaks, population_curve

__all__ = [
    "KINDS",
    "SLEEP_INERTIA_MINUTES",
    "Band",
    "Chronotype",
    "EnergyCurve",
    "Kind",
    "Night",
    "Rating",
    "SleepTiming",
    "Source",
    "Window",
    "chronotype_of_msfsc",
    "from_chronotype",
    "from_peaks",
    "meq_class",
    "meq_total",
    "msfsc_prior",
    "points_for_time",
    "population_curve",
    "rmeq_class",
    "rmeq_total",
    "sleep_timing",
    "update_with_ratings",
]
