"""What a plan is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from equipoise.domain.commitments import Event
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan, Progress
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Grid
from equipoise.planning.pricing import Curve

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """All that a plan is made from.

    Attributes:
        life: the person's life. ``events``: every event, of calendars and life file.
        books: rulebook of each local date of the horizon.
        curve: the person's energy. ``holidays``: public holidays in the horizon.
        grid: the horizon. ``now``: the moment from which is planned, aware.
        previous: the plan in force, for a replan.
        progress: what the life counts as done beyond its file: the plan carries it.
    """

    life: Life
    events: tuple[Event, ...]
    books: Mapping[date, Rulebook]
    curve: Curve
    grid: Grid
    now: datetime
    holidays: frozenset[date] = frozenset()
    previous: Plan | None = None
    progress: Progress = field(default_factory=Progress)
