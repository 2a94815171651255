"""Kinds of values that a plan's JSON has and a life file has not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from equipoise.lifefile.kinds import Kind, Schema
from equipoise.lifefile.moments import Moment
from equipoise.lifefile.sink import BAD, Path, Sink
from equipoise.lifefile.suggest import shown

__all__ = ["Amount", "Instant", "MapOf", "Maybe", "Words"]


@dataclass(frozen=True)
class Words:
    """Any text, empty or not."""

    label: str = "text"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        return (
            value if isinstance(value, str) else sink.add(path, f"{shown(value)} is not text", "write text")
        )

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "string"}


@dataclass(frozen=True)
class Amount:
    """Any number. ``none`` is what ``null`` means; without it ``null`` is refused."""

    none: float | None = None
    label: str = "number"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if value is None and self.none is not None:
            return self.none
        if isinstance(value, bool) or not isinstance(value, int | float):
            return sink.add(path, f"{shown(value)} is not a number", "write a number")
        try:
            out = float(value)
        except OverflowError:
            out = math.inf
        return out if math.isfinite(out) else sink.add(path, "the number is not finite", "write a finite one")

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "number"} if self.none is None else {"type": ["number", "null"]}


@dataclass(frozen=True)
class Instant:
    """An ISO 8601 date-time with its offset from UTC."""

    label: str = "date-time with offset"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        raw = Moment().read(value, path, Sink()) if isinstance(value, str) else BAD
        if isinstance(raw, datetime) and raw.tzinfo is not None:
            return datetime.fromisoformat(str(value).strip())
        cure = "write it like 2026-11-24T09:00:00+01:00, in a year from 1900 to 2199"
        return sink.add(path, f"{shown(value)} is no date-time with an offset", cure)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "string", "format": "date-time", "examples": ["2026-11-24T09:00:00+01:00"]}


@dataclass(frozen=True)
class MapOf:
    """Names to values of one kind."""

    kind: Kind

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return f"names to: {self.kind.label}"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        if not isinstance(value, Mapping):
            return sink.add(
                path, f"{shown(value)} is not an object", "write names and values between { and }"
            )
        return {key: self.kind.read(item, (*path, key), sink) for key, item in value.items()}

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"type": "object", "additionalProperties": self.kind.schema()}


@dataclass(frozen=True)
class Maybe:
    """A value of a kind, or ``null``."""

    kind: Kind

    @property
    def label(self) -> str:
        """The kind in a few words."""
        return f"{self.kind.label}, or null"

    def read(self, value: object, path: Path, sink: Sink) -> Any:
        """Return the checked value, or ``BAD`` after telling the sink."""
        return None if value is None else self.kind.read(value, path, sink)

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}
