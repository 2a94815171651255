"""Where minutes stand in a picture."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.views.axis import Axis
from equipoise.views.model import Span

__all__ = ["FOLD", "Scale"]

FOLD = 16.0
"""Height of a fold."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Top of the columns and height of an hour, in pixels."""

    axis: Axis
    top: float
    per_hour: float

    def y(self, minute: float) -> float:
        """Return the height at which a wall-clock minute stands."""
        return self.top + self.axis.place(minute, self.per_hour, FOLD)

    @property
    def bottom(self) -> float:
        """Lower end of the columns."""
        return self.top + self.axis.height(self.per_hour, FOLD)

    def spans(self, span: Span) -> tuple[Span, ...]:
        """Return the parts of a stretch of minutes that are shown, as heights."""
        parts = []
        for low, high in self.axis.stretches:
            start, end = max(span[0], low * 60), min(span[1], high * 60)
            if start < end:
                parts.append((self.y(start), self.y(end)))
        return tuple(parts)
