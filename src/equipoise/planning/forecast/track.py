"""The plan as it is executed: stretches of time in order, each a task's own or free for what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from equipoise.domain.commitments import Task
from equipoise.domain.plan import Plan
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.build import Request
from equipoise.planning.masks import lay_out

__all__ = ["FREE", "LEAST_GAP", "Stretch", "Track", "lay_track", "promised"]

LEAST_GAP = 10
"""Free stretches shorter than this many minutes are not worked in."""
FREE = -1


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, in minutes from the start of the horizon; task -1 means that it is free."""

    start: float
    end: float
    task: int = FREE


@dataclass(frozen=True)
class Track:
    """What is executed.

    Attributes:
        tasks: those with a block still ahead, in the order of the life.
        index: position of each in ``life.tasks``.
        stretches: disjoint, by start. ``last``: the end of each task's last block.
        due: minutes from the start of the horizon, infinite without one.
        planned: minutes that the plan gives each task. ``before``: indices of all tasks that it waits for,
            each after those that it waits for itself.
        order: indices by urgency, in which free time goes to what is late.
    """

    tasks: tuple[Task, ...]
    index: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    last: tuple[float, ...]
    due: tuple[float, ...]
    planned: tuple[float, ...]
    before: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]


def _free(request: Request, plan: Plan) -> list[tuple[float, float]]:
    """Return the own hours from now on in which nothing is planned or fixed, in minutes."""
    grid = request.grid
    masks = lay_out(grid, request.books, request.events, request.life.non_negotiables, request.holidays)
    free = masks.own & ~masks.closed & ~masks.no_work & ~masks.day_off
    free[: grid.clamp(grid.ceil(request.now))] = False
    for block in plan.blocks:
        free[grid.clamp(grid.floor(block.when.start)) : grid.clamp(grid.ceil(block.when.end))] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([False], free, [False])).astype(np.int8))) * SLOT_MINUTES
    found = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(float(a), float(b)) for a, b in found if b - a >= LEAST_GAP]


def _waits(tasks: Sequence[Task]) -> tuple[tuple[int, ...], ...]:
    """Return for each task all that it waits for, directly or through others, first things first."""
    position = {task.id: i for i, task in enumerate(tasks)}
    done: dict[int, tuple[int, ...]] = {}

    def visit(i: int, path: frozenset[int]) -> tuple[int, ...]:
        if i not in done:
            found: dict[int, None] = {}
            for name in tasks[i].after:
                j = position.get(name, -1)
                if j >= 0 and j not in path:
                    found |= dict.fromkeys((*visit(j, path | {i}), j))
            done[i] = tuple(found)
        return done[i]

    return tuple(visit(i, frozenset({i})) for i in range(len(tasks)))


def _urgency(due: Sequence[float], before: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return indices by due date; what others wait for is as urgent as they are, and comes before them."""
    key = list(due)
    for i, waits in enumerate(before):
        for j in waits:
            key[j] = min(key[j], due[i])
    return tuple(sorted(range(len(due)), key=lambda i: (key[i], len(before[i]), i)))


def _split(stretches: list[Stretch], cuts: Sequence[float]) -> list[Stretch]:
    """Cut stretches at due dates, so that what is missing at a due date can be read off between two."""
    out = []
    for item in stretches:
        points = sorted({c for c in cuts if item.start < c < item.end} | {item.start, item.end})
        out += [Stretch(a, b, item.task) for a, b in pairwise(points)]
    return out


def lay_track(request: Request, plan: Plan) -> Track:
    """Read a plan as a track."""
    start, now = request.grid.start, (request.now - request.grid.start).total_seconds() / 60
    blocks: dict[str, list[tuple[float, float]]] = {}
    for block in plan.blocks:
        a = (block.when.start - start).total_seconds() / 60
        b = (block.when.end - start).total_seconds() / 60
        if block.commitment and b > now:
            blocks.setdefault(block.commitment, []).append((max(a, now), b))
    chosen = [(k, t) for k, t in enumerate(request.life.tasks) if t.id in blocks and t.remaining > 0]
    tasks = tuple(task for _k, task in chosen)
    dues = tuple((t.due - start).total_seconds() / 60 if t.due else float("inf") for t in tasks)
    raw = [Stretch(a, b) for a, b in _free(request, plan)]
    raw += [Stretch(a, b, i) for i, task in enumerate(tasks) for a, b in blocks[task.id]]
    raw.sort(key=lambda item: (item.start, item.end))
    before = _waits(tasks)
    return Track(
        tasks,
        tuple(k for k, _task in chosen),
        tuple(_split(raw, [d for d in dues if d < float("inf")])),
        tuple(max(b for _a, b in blocks[task.id]) for task in tasks),
        dues,
        tuple(sum(b - a for a, b in blocks[task.id]) for task in tasks),
        before,
        _urgency(dues, before),
    )


def promised(track: Track) -> Mapping[int, bool]:
    """Return for each task with a due date whether the plan places it whole before that date."""
    return {
        i: track.last[i] <= due and track.planned[i] >= task.remaining
        for i, (task, due) in enumerate(zip(track.tasks, track.due, strict=True))
        if due < float("inf")
    }
