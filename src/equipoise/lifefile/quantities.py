"""Kinds of values that are quantities: numbers, lengths of time, estimates, times of day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import time
from typing import Any

from equipoise.domain.commitments import Estimate
from equipoise.lifefile import notation
from equipoise.lifefile.kinds import Schema
from equipoise.lifefile.notation import NotationError
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import shown

__all__ = ["LONGEST_MINUTES", "Clock", "EstimateKind", "Length", "Number", "Whole"]

LONGEST_MINUTES = 600_000
"""The longest length that a file may state: 10,000 hours."""


@dataclass(frozen=True)
class Number:
    """A number from ``low`` to ``high``, inclusive."""

    low: float = 0.0
    high: float = 1.0
    unit: str = ""

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return f"number {self.low:g} to {self.high:g}" + (f" ({self.unit})" if self.unit else "")

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            return sink.add(
                path, f"{shown(value)} is not a number", f"write a number from {self.low:g} to {self.high:g}"
            )
        if not self.low <= value <= self.high:
            return sink.add(
                path, f"{shown(value)} is out of range", f"write a number from {self.low:g} to {self.high:g}"
            )
        return float(value)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``, inclusive."""

    low: int
    high: int

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return f"whole number {self.low} to {self.high}"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            return sink.add(
                path,
                f"{shown(value)} is not a whole number from {self.low} to {self.high}",
                f"write a number from {self.low} to {self.high} without quotation marks",
            )
        return value

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Length:
    """A length of time in minutes, written as text or as a whole number of minutes."""

    low: int = 1
    high: int = LONGEST_MINUTES
    label: str = 'length such as "45 min", "3h", "1h30"'

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        minutes = _minutes(value, path, sink)
        if minutes is BAD:
            return BAD
        if not self.low <= minutes <= self.high:
            low, high = notation.duration_text(self.low), notation.duration_text(self.high)
            return sink.add(
                path, f"{shown(value)} is out of range", f'write a length from "{low}" to "{high}"'
            )
        return minutes

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        text = {"type": "string", "pattern": LENGTH_PATTERN}
        return {"anyOf": [text, {"type": "integer", "minimum": self.low, "maximum": self.high}]}


LENGTH_PATTERN = (
    r"^\s*([0-9]+([.,][0-9]+)?\s*[hH][a-zA-Z]*\s*([0-9]+\s*([mM][a-zA-Z]*)?)?|[0-9]+\s*[mM][a-zA-Z]*)\s*$"
)


@dataclass(frozen=True)
class EstimateKind:
    """How long a task takes: one length or three."""

    label: str = 'length, or three as "low-likely-high"'

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, str):
            try:
                out = notation.estimate(value)
            except NotationError as error:
                return sink.notation(path, error)
        else:
            minutes = _minutes(value, path, sink)
            if minutes is BAD:
                return BAD
            out = Estimate.single(minutes)
        if not 0 < out.low <= out.high <= LONGEST_MINUTES:
            return sink.add(
                path, f"{shown(value)} is out of range", 'write a length from "1 min" to "10000h"'
            )
        return out

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        text = {"type": "string", "pattern": r"^\s*[0-9]+([.,][0-9]+)?\s*[^\s]*.*$"}
        return {"anyOf": [text, {"type": "integer", "minimum": 1, "maximum": LONGEST_MINUTES}]}


@dataclass(frozen=True)
class Clock:
    """A local time of day."""

    label: str = 'time of day such as "07:00"'

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if isinstance(value, time) and value.tzinfo is None:
            return value.replace(microsecond=0)
        if not isinstance(value, str):
            return sink.add(path, f"{shown(value)} is not a time of day", 'write it like "07:00"')
        try:
            return notation.clock(value)
        except NotationError as error:
            return sink.notation(path, error)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {
            "type": "string",
            "pattern": r"^\s*[0-9]{1,2}([:.][0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?\s*([aApP][mM])?\s*$",
        }


def _minutes(value: object, path: Path, sink: Sink) -> Any:
    """Return minutes from text or a whole number, or ``BAD``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return sink.add(
            path, f"{shown(value)} is not a length of time", 'write it like "45 min", "3h" or "1h30"'
        )
    try:
        return notation.duration(value)
    except NotationError as error:
        return sink.notation(path, error)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
