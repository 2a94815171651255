"""The hours that a picture shows: as few as hold everything, with long empty stretches folded away."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis", "choose_axis"]

_FOLD = 4
"""Empty hours in a row that are worth folding."""
_USUAL = (8, 18)
"""Hours that are shown in any case, so that an empty week still looks like one."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Stretches of the day that are shown, in wall-clock hours, in order; what lies between is folded."""

    stretches: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> int:
        """Number of hours shown."""
        return sum(high - low for low, high in self.stretches)

    @property
    def folds(self) -> int:
        """Number of folds between stretches."""
        return len(self.stretches) - 1

    def place(self, minute: float, per_hour: float, fold: float) -> float:
        """Return how far below the top a minute of the day lies.

        Args:
            minute: wall-clock minutes after midnight, 0 to 1440.
            per_hour: height of an hour.
            fold: height of a fold.
        """
        top = 0.0
        for i, (low, high) in enumerate(self.stretches):
            if minute < low * 60:
                before = self.stretches[i - 1][1] * 60 if i else None
                if before is None:
                    return 0.0
                return top - fold + fold * (minute - before) / (low * 60 - before)
            if minute <= high * 60:
                return top + (minute - low * 60) / 60 * per_hour
            top += (high - low) * per_hour + fold
        return top - fold

    def height(self, per_hour: float, fold: float) -> float:
        """Return the height of all that is shown."""
        return self.hours * per_hour + self.folds * fold


def choose_axis(spans: Iterable[tuple[float, float]]) -> Axis:
    """Return the axis that shows every span of wall-clock minutes, and the usual hours of a day."""
    used = [False] * 24
    for hour in range(*_USUAL):
        used[hour] = True
    for start, end in spans:
        for hour in range(int(start // 60), min(24, max(math.ceil(end / 60), int(start // 60) + 1))):
            used[hour] = True
    shown = [hour for hour in range(24) if used[hour]]
    stretches = [(shown[0], shown[0] + 1)]
    for hour in shown[1:]:
        low, high = stretches[-1]
        if hour - high < _FOLD:
            stretches[-1] = (low, hour + 1)
        else:
            stretches.append((hour, hour + 1))
    return Axis(tuple(stretches))
