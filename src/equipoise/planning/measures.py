"""Measures and scorecards: what is measured, in which unit, and which direction is better.

A measure is *common* if the rulebook is not its yardstick, as it is where work "outside own hours" is
counted: only common measures compare plans that were made under different rulebooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Better", "Measure", "Row", "Scorecard", "Spec"]

Better = Literal["more", "less", "neutral"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table of measures.

    Attributes:
        unit: "min", "h", "%", "clock" (hours after midnight), "" for a count; "text" has words instead.
        matters: smallest difference between two plans that is worth a word, in the unit.
        common: True if it measures the same under every rulebook.
    """

    label: str
    unit: str
    better: Better
    matters: float
    definition: str
    source: str = "ours"
    common: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured property.

    Attributes:
        value: the figure, or None if there was nothing to measure. ``text``: words, for what is no number.
    """

    key: str
    label: str
    value: float | None
    unit: str
    better: Better
    definition: str
    source: str
    text: str = ""


@dataclass(frozen=True)
class Scorecard:
    """The measured properties of a plan or of a week that was lived. There is no total on purpose."""

    measures: tuple[Measure, ...]

    def __getitem__(self, key: str) -> Measure:
        return next(measure for measure in self.measures if measure.key == key)

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    def value(self, key: str) -> float | None:
        """Return the figure of a measure, or None."""
        return self[key].value


@dataclass(frozen=True, slots=True)
class Row:
    """A measure over several scorecards; the fields of ``views.ScoreRow``, in its order."""

    key: str
    label: str
    unit: str
    better: Better
    values: tuple[float | None, ...]
