"""The timeline: what each block stands for, and the elements in the order of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Event,
    NonNegotiable,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.plan import Block
from equipoise.domain.time import SLOT_MINUTES, Interval, to_slots
from equipoise.planning.verify.case import Case

__all__ = [
    "Element",
    "Source",
    "Timeline",
    "Traits",
    "is_fixed",
    "is_movable",
    "minutes_between",
    "on_grid",
    "traits",
    "utc",
]

Source = Task | Routine | Ritual | NonNegotiable | Event
"""What a placed block can serve."""

OWN_KINDS = frozenset({BlockKind.BUFFER, BlockKind.TRAVEL, BlockKind.RECOVERY})
"""Kinds of block that the planner may add itself, for no commitment."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What the rules ask of an element. Events are social; non-negotiables are of life."""

    kind: BlockKind
    area: Area
    role: str
    place: str
    energy: EnergyKind


def traits(source: Source) -> Traits:
    """Return what the rules ask of a commitment's blocks."""
    match source:
        case Task() | Routine():
            return Traits(source.kind, source.area, source.role, source.place, source.energy)
        case Ritual():
            return Traits(source.kind, source.area, "", "", source.energy)
        case NonNegotiable():
            return Traits(source.kind, Area.LIFE, "", source.place, EnergyKind.PHYSICAL)
        case Event():
            return Traits(BlockKind.MEETING, source.area, source.role, source.place, EnergyKind.SOCIAL)


def utc(when: Interval) -> Interval:
    """Return the interval in UTC, where comparing and subtracting are safe across clock changes."""
    return Interval(when.start.astimezone(UTC), when.end.astimezone(UTC))


def on_grid(minutes: float) -> int:
    """Return minutes rounded up to the grid."""
    return to_slots(math.ceil(minutes)) * SLOT_MINUTES


def minutes_between(start: datetime, end: datetime) -> float:
    """Return the elapsed minutes between two instants in UTC."""
    return (end - start) / timedelta(minutes=1)


def is_fixed(event: Event) -> bool:
    """Tell whether an event takes time that the planner cannot move."""
    return event.busy and not event.flexible and not event.all_day


def is_movable(event: Event) -> bool:
    """Tell whether an event is one that the planner places."""
    return event.busy and event.flexible and not event.all_day


@dataclass(frozen=True, slots=True)
class Element:
    """A block or a busy fixed event on the timeline.

    Attributes:
        when: its time in UTC. ``first``, ``last``: its slots, from ``first`` up to, not including, ``last``.
        meeting: True for a fixed event that other people attend.
        source: what it serves; None for a fixed event, and for a block whose commitment nobody knows.
        block: the block; None for a fixed event.
    """

    title: str
    when: Interval
    first: int
    last: int
    traits: Traits
    meeting: bool = False
    source: Source | None = None
    block: Block | None = None

    @property
    def slots(self) -> slice:
        """Its slots, ready to cut them out of an array of the horizon."""
        return slice(max(self.first, 0), max(self.last, 0))

    @property
    def minutes(self) -> float:
        """Its elapsed length; whole, and a multiple of the grid, if the block is legal."""
        return minutes_between(self.when.start, self.when.end)

    @property
    def free(self) -> bool:
        """Tell whether it is a placed block that nothing pins."""
        return self.block is not None and not self.block.pinned

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of its block, if it has one."""
        return () if self.block is None else (self.block.id,)


class Timeline:
    """The elements of a case in the order of time.

    Attributes:
        elements: all. ``placed``: the blocks among them. ``fixed``: the busy fixed events among them.
        added: the blocks that the planner added itself; they are no elements.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        life = case.life
        self._sources: dict[str, Source] = {event.id: event for event in case.events if is_movable(event)}
        self._sources |= {item.id: item for item in life.non_negotiables if item.minutes}
        self._sources |= {routine.id: routine for routine in life.routines}
        self._sources |= {task.id: task for task in life.tasks}
        self.added = tuple(b for b in case.plan.blocks if not b.commitment and b.kind in OWN_KINDS)
        blocks = (b for b in case.plan.blocks if b.commitment or b.kind not in OWN_KINDS)
        self.placed = in_order(self._of_block(block) for block in blocks)
        self.fixed = in_order(self._of_events())
        self.elements = in_order((*self.placed, *self.fixed))

    def blocks_of(self, commitment: str) -> list[Element]:
        """Return the placed blocks of one commitment in the order of time."""
        return self._groups.get(commitment, [])

    def knows(self, block: Block) -> bool:
        """Tell whether a block of another plan serves something that can still be placed."""
        return self._source(block, utc(block.when)) is not None

    def minutes_of(self, commitment: str) -> float:
        """Return the minutes placed for one commitment."""
        return sum(element.minutes for element in self.blocks_of(commitment))

    def rituals_on(self, commitment: str, when: Interval) -> list[tuple[Ritual, Interval | None]]:
        """Return what the rulebooks of the block's date and the day before call so, with its window."""
        found: list[tuple[Ritual, Interval | None]] = []
        day = self.case.date_of(when.start)
        for start in (day, day - timedelta(days=1)):
            for ritual in self.case.book(start).rituals():
                if ritual.id == commitment:
                    spans = self.case.spans_on(start, (ritual.window,))
                    found.append((ritual, spans[0] if spans else None))
        return found

    @cached_property
    def _groups(self) -> dict[str, list[Element]]:
        groups: dict[str, list[Element]] = {}
        for element in self.placed:
            if element.block is not None:
                groups.setdefault(element.block.commitment, []).append(element)
        return groups

    def _source(self, block: Block, when: Interval) -> Source | None:
        known = self._sources.get(block.commitment)
        if known is not None:
            return known
        rituals = self.rituals_on(block.commitment, when)
        fitting = [ritual for ritual, window in rituals if window is not None and window.contains(when)]
        return next(iter(fitting), rituals[0][0] if rituals else None)

    def _of_block(self, block: Block) -> Element:
        when = utc(block.when)
        source = self._source(block, when)
        own = Traits(block.kind, block.area, block.role, block.place, EnergyKind.COGNITIVE)
        grid = self.case.grid
        return Element(
            title=block.title or block.commitment or block.id,
            when=when,
            first=grid.floor(when.start),
            last=grid.ceil(when.end),
            traits=own if source is None else traits(source),
            source=source,
            block=block,
        )

    def _of_events(self) -> Iterator[Element]:
        grid = self.case.grid
        for event in self.case.events:
            when = utc(event.when)
            first, last = grid.clamp(grid.floor(when.start)), grid.clamp(grid.ceil(when.end))
            if is_fixed(event) and when.start < when.end and first < last:
                widened = Interval(grid.instant(first).astimezone(UTC), grid.instant(last).astimezone(UTC))
                yield Element(event.title, widened, first, last, traits(event), meeting=event.meeting)


def in_order(elements: Iterable[Element]) -> tuple[Element, ...]:
    """Return elements sorted by start, then end."""
    return tuple(sorted(elements, key=lambda item: (item.when.start, item.when.end)))
