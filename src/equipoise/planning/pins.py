"""Pins: what stands where it stands, by the person's word or because it is too near to be moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from equipoise.domain.commitments import Area, BlockKind, Event
from equipoise.domain.errors import ConflictError
from equipoise.domain.life import Life
from equipoise.domain.plan import Block, Plan
from equipoise.domain.time import Grid, Interval

__all__ = ["Pin", "find_pins"]


@dataclass(frozen=True, slots=True)
class Pin:
    """A block that the solver must leave alone; [start, end) in slots."""

    commitment: str
    title: str
    kind: BlockKind
    start: int
    end: int
    area: Area
    role: str
    place: str
    own: bool
    """True if the person fixed it, False if the frozen zone holds it."""


def _when(interval: Interval, grid: Grid) -> str:
    start, end = interval.start.astimezone(grid.zone), interval.end.astimezone(grid.zone)
    return f"{start:%a %d %b %H:%M}-{end:%H:%M}"


def _of_person(life: Life, grid: Grid, now: datetime) -> list[tuple[Pin, Interval]]:
    out = []
    for task in life.tasks:
        for pin in task.pins:
            if pin.start < now or pin.start < grid.start or pin.end > grid.end:
                continue
            start, end = grid.floor(pin.start), grid.ceil(pin.end)
            out.append(
                (
                    Pin(
                        task.id, task.title, task.kind, start, end, task.area, task.role, task.place, own=True
                    ),
                    pin,
                )
            )
    return out


def _of_frozen_zone(
    previous: Plan, life: Life, events: Sequence[Event], grid: Grid, *, now: datetime, earliest: int
) -> tuple[list[tuple[Pin, Interval]], list[Block]]:
    """Split the blocks of the previous plan that are not over into those that stand and those that may move."""
    stand: list[tuple[Pin, Interval]] = []
    movable: list[Block] = []
    remaining = {task.id: task.remaining for task in life.tasks}
    known = {
        *(t.id for t in life.tasks if t.remaining > 0),
        *(r.id for r in life.routines),
        *(n.id for n in life.non_negotiables),
        *(e.id for e in events if e.flexible),
    }
    busy = [e.when for e in events if e.immovable]
    for block in previous.blocks:
        if not block.commitment or block.when.end <= now or block.when.start >= grid.end:
            continue
        start, end = grid.floor(block.when.start), grid.floor(block.when.end)
        if start >= earliest:
            if not block.pinned:
                movable.append(block)
            continue
        hit = any(block.when.overlaps(other) for other in busy)
        ritual = (
            block.kind in {BlockKind.RITUAL, BlockKind.COMMS, BlockKind.RECOVERY}
            and block.commitment not in remaining
        )
        if hit or start < 0 or (block.commitment not in known and not ritual):
            continue
        pin = Pin(
            block.commitment,
            block.title,
            block.kind,
            start,
            end,
            block.area,
            block.role,
            block.place,
            own=block.pinned,
        )
        stand.append((pin, block.when))
    return _without_waiting(stand, life), movable


def _without_waiting(stand: list[tuple[Pin, Interval]], life: Life) -> list[tuple[Pin, Interval]]:
    """Drop what waits for a task that nothing which stands before it finishes: it is planned anew."""
    tasks = {task.id: task for task in life.tasks}
    out: list[tuple[Pin, Interval]] = []
    for pin, when in sorted(stand, key=lambda item: item[0].start):
        task = tasks.get(pin.commitment)
        ready = True
        for before in task.after if task else ():
            done = sum(w.minutes for p, w in out if p.commitment == before and w.end <= when.start)
            ready &= before not in tasks or done >= tasks[before].remaining
        if ready:
            out.append((pin, when))
    return out


def find_pins(
    life: Life, events: Sequence[Event], grid: Grid, now: datetime, earliest: int, *, previous: Plan | None
) -> tuple[tuple[Pin, ...], tuple[Block, ...]]:
    """Return all pins, and the blocks of the previous plan that may move.

    Args:
        life: whose tasks carry pins. ``events``: all events. ``grid``: the horizon.
        now: the moment of planning. ``earliest``: first slot after the frozen zone.
        previous: the plan in force, or None.

    Raises:
        ConflictError: a pin of the person meets another one or a fixed event; both are named.
    """
    pins = _of_person(life, grid, now)
    kept: list[Block] = []
    if previous is not None:
        standing, kept = _of_frozen_zone(previous, life, events, grid, now=now, earliest=earliest)
        pins.extend(item for item in standing if not any(item[1].overlaps(other[1]) for other in pins))
    fixed = [(e.title, e.when) for e in events if e.immovable]
    pins.sort(key=lambda item: item[0].start)
    for i, (pin, when) in enumerate(pins):
        for other, span in [*((p.title, w) for p, w in pins[i + 1 :]), *fixed]:
            if when.overlaps(span):
                names = (f"pin of {pin.title} ({_when(when, grid)})", f"{other} ({_when(span, grid)})")
                raise ConflictError(names)
    return tuple(pin for pin, _when_ in pins), tuple(kept)
