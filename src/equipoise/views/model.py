"""The week as it is shown: days, columns, lanes and hours. Every view draws this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, BlockKind, EnergyKind
from equipoise.domain.plan import Certificate, Clash, Misfit
from equipoise.domain.time import Interval
from equipoise.views.axis import Axis

__all__ = ["Band", "Day", "Entry", "Hints", "Kept", "Piece", "Span", "Stretch", "WeekView"]

Span = tuple[float, float]
"""Wall-clock minutes after midnight, start < end <= 1440."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where an entry lies on local clocks; an ``Interval`` keeps UTC only, and people read neither."""

    interval: Interval
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Local start."""
        return self.interval.start.astimezone(self.zone)

    @property
    def end(self) -> datetime:
        """Local end."""
        return self.interval.end.astimezone(self.zone)

    @property
    def minutes(self) -> float:
        """Elapsed length."""
        return self.interval.minutes


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch that is kept free of all planning. ``sleep``: it is the night, not a non-negotiable."""

    title: str
    when: Interval
    sleep: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The part of a kept stretch in one day's column, in wall-clock minutes."""

    title: str
    start: float
    end: float
    sleep: bool = False


@dataclass(frozen=True, slots=True)
class Hints:
    """What may be shown beside a plan; all of it is optional.

    Attributes:
        own, golden: own hours and golden hours of each date.
        kept: what is kept free of all planning, by the date on which it starts.
        energy: levels in [0, 1] over the local day, evenly spaced (288 for five-minute slots), by kind.
        why: block id to the reasons for its place. ``repairs``: commitment id to what would make room.
        next_steps: what the person can do now, one sentence each.
    """

    own: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
    golden: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
    kept: Mapping[date, Sequence[Kept]] = field(default_factory=dict)
    energy: Mapping[EnergyKind, Sequence[float]] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    repairs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A block or a fixed event as it is shown.

    Attributes:
        when: where it lies, on local clocks.
        fixed: from a calendar, not placed by the planner. ``busy``: it takes time.
        why: the reasons for its place, or "".
    """

    id: str
    title: str
    kind: BlockKind
    area: Area
    when: Stretch
    fixed: bool = False
    pinned: bool = False
    busy: bool = True
    all_day: bool = False
    place: str = ""
    role: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an entry in one day's column, in wall-clock minutes, on ``lane`` of ``lanes``."""

    entry: Entry
    start: float
    end: float
    minutes: float
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """One column.

    Attributes:
        kept: sleep and what else is kept free of all planning.
        length: elapsed minutes of the day: 1440, or 1380 or 1500 on a day with a clock change.
        change: the clock change in words, or "".
        totals: minutes by kind, of planned blocks and of busy events whose kind is known.
        other: minutes of busy events of no known kind.
    """

    date: date
    pieces: tuple[Piece, ...]
    all_day: tuple[Entry, ...]
    own: tuple[Span, ...]
    golden: tuple[Span, ...]
    length: float
    change: str
    totals: Mapping[BlockKind, float]
    other: float = 0.0
    kept: tuple[Band, ...] = ()

    @property
    def booked(self) -> float:
        """Minutes that are planned or fixed, without buffers."""
        known = sum(minutes for kind, minutes in self.totals.items() if kind is not BlockKind.BUFFER)
        return known + self.other


@dataclass(frozen=True, slots=True)
class WeekView:
    """One or more weeks, ready to be drawn.

    Attributes:
        now: local time from which it was planned.
        energy: levels of cognitive energy over the day, or of the first kind given.
    """

    person: str
    rhythm: str
    zone: str
    now: datetime
    days: tuple[Day, ...]
    axis: Axis
    energy: tuple[float, ...]
    misfits: tuple[Misfit, ...]
    clashes: tuple[Clash, ...]
    certificate: Certificate
    notes: tuple[str, ...]
    repairs: Mapping[str, Sequence[str]]
    next_steps: tuple[str, ...]

    @property
    def first(self) -> date:
        """First date."""
        return self.days[0].date

    @property
    def rows(self) -> tuple[tuple[Day, ...], ...]:
        """The days in rows of at most seven."""
        return tuple(self.days[i : i + 7] for i in range(0, len(self.days), 7))

    @property
    def totals(self) -> Mapping[BlockKind, float]:
        """Minutes by kind over all days."""
        sums = {kind: sum(day.totals.get(kind, 0.0) for day in self.days) for kind in BlockKind}
        return {kind: minutes for kind, minutes in sums.items() if minutes}

    @property
    def planned(self) -> float:
        """Minutes of planned blocks, without buffers and travel that the planner adds."""
        kinds = {BlockKind.BUFFER, BlockKind.TRAVEL}
        pieces = (piece for day in self.days for piece in day.pieces)
        return sum(p.minutes for p in pieces if not p.entry.fixed and p.entry.kind not in kinds)
