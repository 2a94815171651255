"""Commitments: what wants time. Events, tasks, routines, rituals, non-negotiables and goals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from equipoise.domain.time import Interval

__all__ = [
    "ALL_DAYS",
    "BY_HAND",
    "CLOSING",
    "Area",
    "BlockKind",
    "EnergyKind",
    "Estimate",
    "Event",
    "Goal",
    "LocalWindow",
    "NonNegotiable",
    "OnCall",
    "Priority",
    "Ritual",
    "Routine",
    "Task",
]

ALL_DAYS = frozenset(range(7))
"""Every weekday, Monday = 0 to Sunday = 6."""
CLOSING = "shutdown"
"""Id of the ritual that ends the working day: no work is placed after it."""
BY_HAND = "by-hand/"
"""What the id of an event begins with that stands for a block which the person moved; the block's id follows."""


class Area(StrEnum):
    """Whether something belongs to work or to the rest of life; the rules of the boundary follow from it."""

    WORK = "work"
    LIFE = "life"


class EnergyKind(StrEnum):
    """Which of the three energies a commitment draws on."""

    COGNITIVE = "cognitive"
    SOCIAL = "social"
    PHYSICAL = "physical"


class BlockKind(StrEnum):
    """What a block is for. The first five are commitments' own kinds; the planner adds the rest."""

    FOCUS = "focus"
    ADMIN = "admin"
    MEETING = "meeting"
    COMMS = "comms"
    LIFE = "life"
    RECOVERY = "recovery"
    RITUAL = "ritual"
    BUFFER = "buffer"
    TRAVEL = "travel"


class Priority(StrEnum):
    """How much a minute of it is worth; the price table of the rulebook says how many value-minutes."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class LocalWindow:
    """A daily stretch of local time on some weekdays.

    Attributes:
        start: wall-clock start.
        end: wall-clock end; at or before ``start`` means the next date (00:00 after 20:00 is midnight).
        days: weekdays on which it starts, Monday = 0.
    """

    start: time
    end: time
    days: frozenset[int] = ALL_DAYS


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long a task takes, in minutes, as three points or one.

    Attributes:
        low: it will hardly be less. ``likely``: the most likely. ``high``: it will hardly be more.
            0 < low <= likely <= high; all equal for a single estimate.
    """

    low: int
    likely: int
    high: int

    @classmethod
    def single(cls, minutes: int) -> Estimate:
        """Return an estimate of exactly ``minutes``."""
        return cls(minutes, minutes, minutes)

    @property
    def planned(self) -> int:
        """Minutes to plan for: the mean of the PERT beta distribution, (low + 4 likely + high) / 6, rounded up."""
        return -(-(self.low + 4 * self.likely + self.high) // 6)


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a fixed time, from a calendar or the life file.

    Attributes:
        id: identity that survives a re-read: UID, and RECURRENCE-ID for an occurrence.
        when: the time it takes. ``busy``: False if it is shown but takes no time (TRANSP:TRANSPARENT).
        meeting: True if other people attend.
        flexible: True if the planner may move it within ``window`` (a meeting with oneself, a movable call).
        source: the calendar it came from.
        private: True if others may not read what it is (CLASS): ``domain.discretion`` hides it from them.
    """

    id: str
    title: str
    when: Interval
    area: Area = Area.WORK
    role: str = "work"
    place: str = ""
    busy: bool = True
    meeting: bool = False
    all_day: bool = False
    flexible: bool = False
    window: Interval | None = None
    source: str = ""
    private: bool = False

    @property
    def immovable(self) -> bool:
        """True if it takes time, and nothing can move it: an element of every timeline."""
        return self.busy and not self.flexible and not self.all_day and self.when.start < self.when.end


@dataclass(frozen=True, slots=True)
class Task:
    """Work of a known size that may be placed in one or several chunks.

    Attributes:
        done: minutes already worked; the planner places ``max(0, estimate.planned - done)``.
        release: not before. ``due``: when it is wanted; ``hard_due`` makes it a deadline that no chunk passes.
        kind: focus, admin, meeting, comms, life or recovery.
        role: hat under which it is done; two different roles need a buffer. "" needs none.
        place: where; "" means anywhere.
        min_chunk, max_chunk: minutes of one block, min_chunk <= max_chunk. A task that may not be split has
            both at least as large as its planned minutes.
        after: ids of tasks that must be finished first.
        only: local windows outside which it cannot be placed; empty means no such limit.
        not_on: local dates on which none of it is placed.
        preferred: local windows where it is liked; outside costs the price ``preferred``.
        pins: times that the person fixed for parts of it.
        private: True if others may not read what it is, as for events.
    """

    id: str
    title: str
    estimate: Estimate
    done: int = 0
    release: datetime | None = None
    due: datetime | None = None
    hard_due: bool = False
    priority: Priority = Priority.NORMAL
    kind: BlockKind = BlockKind.FOCUS
    energy: EnergyKind = EnergyKind.COGNITIVE
    area: Area = Area.WORK
    role: str = "work"
    place: str = ""
    goal: str = ""
    min_chunk: int = 30
    max_chunk: int = 90
    after: tuple[str, ...] = ()
    only: tuple[LocalWindow, ...] = ()
    not_on: tuple[date, ...] = ()
    preferred: tuple[LocalWindow, ...] = ()
    pins: tuple[Interval, ...] = ()
    private: bool = False

    @property
    def remaining(self) -> int:
        """Minutes still to place."""
        return max(0, self.estimate.planned - self.done)


@dataclass(frozen=True, slots=True)
class Routine:
    """Something done n times a week, such as sport or an hour of learning.

    Attributes:
        minutes: length of one occurrence. ``per_week``: occurrences in each whole week of the horizon.
        windows: local windows in which it may lie; empty means any allowed time.
        gap_days: least distance between two occurrences in days; 1 means at most once a day.
        done: dates on which it was done already; they count for their week and for the distance.
    """

    id: str
    title: str
    minutes: int
    per_week: int
    windows: tuple[LocalWindow, ...] = ()
    gap_days: int = 1
    priority: Priority = Priority.NORMAL
    kind: BlockKind = BlockKind.LIFE
    energy: EnergyKind = EnergyKind.PHYSICAL
    area: Area = Area.LIFE
    role: str = ""
    place: str = ""
    goal: str = ""
    done: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Ritual:
    """A short daily act that a pattern or a person asks for: shutdown, walk, lunch, a comms window.

    Attributes:
        minutes: its length. ``window``: days and local times within which it lies whole.
        value: value-minutes that keeping it once is worth.
    """

    id: str
    title: str
    minutes: int
    window: LocalWindow
    kind: BlockKind = BlockKind.RITUAL
    energy: EnergyKind = EnergyKind.COGNITIVE
    area: Area = Area.LIFE
    value: float = 30.0


@dataclass(frozen=True, slots=True)
class NonNegotiable:
    """A hard rule of the person's own: sleep, health, a family ritual.

    Either ``minutes`` is 0 and every window is closed to all else; or the planner must place ``minutes``
    ``per_week`` times inside the windows, and no plan without them is legal. ``done``: dates on which it was done
    already, as for a routine.
    """

    id: str
    title: str
    windows: tuple[LocalWindow, ...]
    minutes: int = 0
    per_week: int = 0
    place: str = ""
    kind: BlockKind = BlockKind.LIFE
    done: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """An aim that tasks and routines serve, with the time it should get.

    Attributes:
        minutes_per_week: wanted minutes a week; a minute short costs the price ``goal``.
    """

    id: str
    title: str
    minutes_per_week: int = 0


@dataclass(frozen=True, slots=True)
class OnCall:
    """A stretch of on-call duty; its days keep the wider margin that the rulebook's ``margin.on_call`` names."""

    when: Interval
    title: str = "On call"
    tags: tuple[str, ...] = field(default=())
