"""Scores as views show them: what is measured, in which unit, and which direction is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from equipoise.planning.figures import figure
from equipoise.views.model import WeekView

__all__ = ["Better", "CompareColumn", "ScoreRow", "alike", "best", "score_words", "table"]

Better = Literal["more", "less", "neutral"]
"""Which direction is better."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One measured property of one or several weeks.

    Attributes:
        key: id of the measure. ``label``: its name. ``unit``: "min", "h", "%", "" and so on.
        values: one for each column; None if it was not measured.
    """

    key: str
    label: str
    unit: str = ""
    better: Better = "neutral"
    values: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """One rhythm of a comparison.

    Attributes:
        scores: by the key of a row; used where a row brings no values of its own.
        highlights: a few short sentences on what stands out.
        recommended: True for the one that is advised.
    """

    name: str
    view: WeekView
    scores: Mapping[str, float] = field(default_factory=dict)
    highlights: tuple[str, ...] = ()
    recommended: bool = False


def table(columns: Sequence[CompareColumn], rows: Sequence[ScoreRow]) -> tuple[ScoreRow, ...]:
    """Return the rows with one value for each column; without rows, one for each score of any column."""
    if not rows:
        keys = dict.fromkeys(key for column in columns for key in column.scores)
        rows = [ScoreRow(key, key.replace("_", " ").capitalize()) for key in keys]
    out = []
    for row in rows:
        values = row.values or tuple(column.scores.get(row.key) for column in columns)
        if len(values) != len(columns):
            raise ValueError(f"score {row.key!r} has {len(values)} values for {len(columns)} columns")
        out.append(ScoreRow(row.key, row.label, row.unit, row.better, tuple(values)))
    return tuple(out)


def best(row: ScoreRow) -> frozenset[int]:
    """Return the columns with the best value; none if all are equal, or neither direction is better.

    Values that read the same are the same: nobody wins by what is not shown.
    """
    known = [value for value in row.values if value is not None]
    words = [score_words(value, row.unit) for value in row.values]
    if (
        row.better == "neutral"
        or len(known) < 2
        or len({score_words(value, row.unit) for value in known}) == 1
    ):
        return frozenset()
    top = score_words(max(known) if row.better == "more" else min(known), row.unit)
    return frozenset(i for i, text in enumerate(words) if text == top)


def score_words(value: float | None, unit: str) -> str:
    """Return a value with its unit, as short as is honest; a dash if it was not measured."""
    return "\u2013" if value is None else figure(value, unit)


def alike(row: ScoreRow) -> bool:
    """Tell whether all columns of a row read the same."""
    return len({score_words(value, row.unit) for value in row.values}) == 1
