"""Executing a plan in many futures at once.

The policy, stated so that it can be argued with:

1. Each block is worked on its own task until the task is done or the block is over.
2. A task that is not done when its last block is over is *late*. What is late is worked on in the next
   free own hours (the margin) and in what is left of blocks whose task was done early; most urgent first.
3. Nothing else moves: no block of another task, no ritual, no life block and no buffer gives way, and
   nothing is pulled forward.
4. A block whose task waits for another that is not done goes to that other until it is done.
5. Nobody works outside own hours, but for the blocks that the plan places there.

With more free time no task of any future is done later, so more margin never lowers a chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.forecast.track import FREE, Stretch, Track

__all__ = ["Run", "execute"]

Floats = NDArray[np.float64]
DONE = 1e-6
"""Minutes of work that count as none."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it, each of shape [tasks, samples], in minutes.

    Attributes:
        finish: when each task was done, from the start of the horizon; infinite if it was not done within it.
        missing: work that was missing at the due date, or at the end of the horizon for tasks without one.
    """

    finish: Floats
    missing: Floats


class _State:
    """Work that is left and times of completion, while time goes on."""

    def __init__(self, track: Track, work: Floats) -> None:
        self.track = track
        self.left = work.copy()
        self.finish = np.full(work.shape, np.inf)
        self.rank = {task: place for place, task in enumerate(track.order)}
        self.late: list[int] = []

    def serve(self, task: int, at: Floats, end: float) -> Floats:
        """Work on one task from ``at`` until it is done or ``end`` comes; return when that was."""
        left = self.left[task]
        used = np.minimum(left, end - at)
        now = at + used
        self.left[task] = left = left - used
        ended = (left <= DONE) & np.isinf(self.finish[task])
        self.finish[task][ended] = now[ended]
        left[left <= DONE] = 0.0
        return np.asarray(now)

    def serve_late(self, at: Floats, end: float) -> None:
        """Work on what is late, in order of urgency, from ``at`` to ``end``."""
        self.late = [task for task in self.late if self.left[task].any()]
        rows = np.array(self.late, np.intp)
        some = np.flatnonzero((at < end) & self.left[rows].any(axis=0))
        if not len(some):
            return
        at, room = at[some], end - at[some]
        for task in self.late:
            left = self.left[task, some]
            after = np.maximum(0.0, left - room)
            used = left - after
            after[after <= DONE] = 0.0
            at, room = at + used, room - used
            ended = (left > 0) & (after == 0)
            self.finish[task, some[ended]] = at[ended]
            self.left[task, some] = after
            on = room > 0
            if not on.all():
                some, at, room = some[on], at[on], room[on]
                if not len(some):
                    return

    def stretch(self, item: Stretch) -> None:
        """Live through one stretch of time."""
        at = np.full(self.left.shape[1], item.start)
        if item.task != FREE:
            for other in self.track.before[item.task]:
                if self.left[other].any():
                    at = self.serve(other, at, item.end)
            at = self.serve(item.task, at, item.end)
        self.serve_late(at, item.end)
        if item.task != FREE and item.end >= self.track.last[item.task]:
            self.late = sorted({*self.late, item.task}, key=self.rank.__getitem__)


def execute(track: Track, work: Floats) -> Run:
    """Execute a plan.

    Args:
        track: the plan as stretches of time.
        work: minutes that each task really takes, of shape [tasks, samples].
    """
    state = _State(track, np.asarray(work, np.float64))
    missing = np.zeros_like(state.left)
    waiting = sorted((due, i) for i, due in enumerate(track.due) if np.isfinite(due))
    for item in track.stretches:
        while waiting and waiting[0][0] <= item.start:
            task = waiting.pop(0)[1]
            missing[task] = state.left[task]
        state.stretch(item)
    for _due, task in waiting:
        missing[task] = state.left[task]
    for task, due in enumerate(track.due):
        if not np.isfinite(due):
            missing[task] = state.left[task]
    return Run(state.finish, missing)
