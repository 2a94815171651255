"""Forecast: what a plan's promises are worth, from the person's own estimate-to-actual ratios."""

from equipoise.planning.forecast.calibration import Bin, brier, coverage, pit_histogram, reliability
from equipoise.planning.forecast.ratios import PRIOR, Outcome, RatioModel
from equipoise.planning.forecast.results import Forecast, TaskForecast, WeekForecast
from equipoise.planning.forecast.run import forecast

__all__ = [
    "PRIOR",
    "Bin",
    "Forecast",
    "Outcome",
    "RatioModel",
    "TaskForecast",
    "WeekForecast",
    "brier",
    "coverage",
    "forecast",
    "pit_histogram",
    "reliability",
]
