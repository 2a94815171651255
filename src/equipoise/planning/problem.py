"""The narrow waist: what readers and rulebooks build, and what the solver consumes. Immutable; numbers and names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.time import Grid

__all__ = ["Activity", "Fixed", "Previous", "Problem"]

Worth = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Activity:
    """A commitment as the solver sees it. All lengths are slots.

    Attributes:
        id: id of the commitment; a routine or ritual has one activity for each week or date: ``run@2026-W48``.
        commitment: id of the commitment it stands for.
        need: slots wanted, > 0. ``minc`` <= ``maxc`` <= need: shortest and longest block.
        segments: stretches [start, end) in which it may lie, by start; each within one date; may overlap.
        worth: worth per slot over the horizon, in value-minutes, all per-minute terms together: [grid.size].
        completion: worth earned only when all of it is placed. ``block_cost``: cost of each block.
        must: True if a plan without it is not legal.
        gap_days: least distance in days between two of its blocks; 0 for no such rule.
        goal: index into ``Problem.goals``, -1 for none.
        after: ids of activities that must be placed whole, and end, before it.
        context: index into ``Problem.contexts``.
        closing: True for the act that ends the working day: no work block of its date starts after it.
    """

    id: str
    commitment: str
    title: str
    kind: BlockKind
    area: Area
    need: int
    minc: int
    maxc: int
    segments: tuple[tuple[int, int], ...]
    worth: Worth
    context: int
    completion: float = 0.0
    block_cost: float = 0.0
    must: bool = False
    gap_days: int = 0
    goal: int = -1
    after: tuple[str, ...] = ()
    closing: bool = False

    @property
    def divisible(self) -> bool:
        """Tell whether blocks of the allowed lengths can sum to exactly what it needs."""
        fewest = -(-self.need // self.maxc)
        return fewest * self.minc <= self.need


@dataclass(frozen=True, slots=True)
class Fixed:
    """An element that the solver cannot move: a busy event or a pin. [start, end) in slots."""

    start: int
    end: int
    context: int
    work: bool
    name: str
    pin_of: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """A movable block of the previous plan: the activity that it served and its slots."""

    activity: str
    start: int
    end: int


@dataclass(frozen=True)
class Problem:
    """A week, or twelve, ready to be solved.

    Attributes:
        open_mask: slots that are closed to nobody: [grid.size]. Fixed elements are closed.
        own_mask: slots inside own hours. ``cap``: most slots of placed blocks inside own hours, by date.
        contexts: (role, place, meeting) triples. ``trans``: least gap in slots between two contexts, and
            ``switch`` the cost of that change, both by kind of date: [kinds, contexts, contexts].
        day_kind: index into the two for each date.
        stretch, brk: longest stretch of joined work and shortest break, by date.
        goals: (id, worth of a slot, slots that count less those pinned).
        change: cost of each previous block that is not kept.
    """

    grid: Grid
    activities: tuple[Activity, ...]
    fixed: tuple[Fixed, ...]
    open_mask: Mask
    own_mask: Mask
    cap: tuple[int, ...]
    contexts: tuple[tuple[str, str, bool], ...]
    trans: NDArray[np.int32]
    switch: Worth
    day_kind: tuple[int, ...]
    stretch: tuple[int, ...]
    brk: tuple[int, ...]
    goals: tuple[tuple[str, float, int], ...] = ()
    previous: tuple[Previous, ...] = ()
    change: float = 0.0
