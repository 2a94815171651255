"""From the neutral measure's instances to our problem and back, and our measure of anybody's plan."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from bench.planner.baselines.grid import LEVELS, PRIORITY_WEIGHT, parse, show
from bench.planner.baselines.neutral import Instance, PlacedBlock, TaskSpec
from bench.planner.common import ENDLESS

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.time import SLOT_MINUTES, Grid
from equipoise.planning.kernel.tables import END, SIBLING, START
from equipoise.planning.problem import Activity, Fixed, Mask, Previous, Problem, Worth
from equipoise.planning.search import Effort, Found, search

__all__ = [
    "EQUAL", "HUMANE", "OwnScore", "Terms", "full_worth", "plan_within", "previous_of", "to_blocks",
    "to_problem", "worth_of",
]  # fmt: skip

COMPLETION: Final = 0.6
SHARE: Final = 0.2
PER_HOUR: Final = 60 // SLOT_MINUTES


@dataclass(frozen=True, slots=True)
class Terms:
    """What our planner is told beyond the neutral utility.

    Attributes:
        margin: share of each day left free. ``buffer``: minutes between different projects.
        block: cost of a block. ``switch``: cost of a change of project without a pause by an event.
    """

    margin: float = 0.0
    buffer: int = 0
    block: float = 0.0
    switch: float = 0.0


EQUAL: Final = Terms()
"""The neutral utility and nothing else: equal footing."""
HUMANE: Final = Terms(margin=0.1, buffer=5, block=2.0, switch=4.0)
"""A tenth of each day free, five minutes between projects, few fragments: what Equipoise gives people."""


@dataclass(frozen=True, slots=True)
class OwnScore:
    """A plan by our objective, with the rules of ours that it breaks.

    Attributes:
        worth: in weighted minutes, of what is on time. ``tight``: changes of project without the buffer.
        overfull: days whose margin is used up.
    """

    worth: float
    tight: int
    overfull: int


def _daylight(instance: Instance, grid: Grid) -> tuple[Mask, NDArrayInt]:
    """Return the working slots and the energy level of each slot, -1 for none."""
    work, level = np.zeros(grid.size, bool), np.full(grid.size, -1)
    for day in instance["days"]:
        base = grid.floor(parse(day))
        work[base + instance["work"][0] * PER_HOUR : base + instance["work"][1] * PER_HOUR] = True
        for start, end, name in instance["energy"]:
            level[base + start * PER_HOUR : base + end * PER_HOUR] = LEVELS[name]
    return work, level


NDArrayInt = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _matches(level: NDArrayInt) -> dict[tuple[str, int], Worth]:
    """Return for each energy and priority what each slot earns."""
    out = {}
    for name, wanted in LEVELS.items():
        match = np.choose(np.abs(wanted - np.clip(level, 0, 2)), [1.0, 0.5, 0.0])
        base = SLOT_MINUTES * (SHARE + SHARE * np.where(level >= 0, match, 0.0))
        out.update({(name, priority): weight * base for priority, weight in PRIORITY_WEIGHT.items()})
    return out


def _activity(  # noqa: PLR0917 - called once, by position
    task: TaskSpec,
    grid: Grid,
    days: tuple[tuple[int, int], ...],
    matches: Mapping[tuple[str, int], Worth],
    context: int,
    block: float,
) -> Activity:
    need, due = task["dur"] // SLOT_MINUTES, int(grid.floor(parse(task["deadline"])))
    last = bisect_left(days, (due, 0))
    spans = days[:last]
    if spans and spans[-1][1] > due:
        spans = (*spans[:-1], (spans[-1][0], due))
    worth = matches[task["energy"], task["prio"]]
    return Activity(
        id=task["id"],
        commitment=task["id"],
        title=task["id"],
        kind=BlockKind.FOCUS,
        area=Area.WORK,
        need=need,
        minc=min(need, task["min_chunk"] // SLOT_MINUTES) if task["splittable"] else need,
        maxc=need,
        segments=spans,
        worth=worth,
        context=context,
        completion=COMPLETION * PRIORITY_WEIGHT[task["prio"]] * task["dur"],
        block_cost=block,
    )


def to_problem(
    instance: Instance, terms: Terms = EQUAL, previous: tuple[Previous, ...] = (), change: float = 0.0
) -> Problem:
    """Return an instance as our problem: worth is the neutral utility in weighted minutes, less the terms."""
    first, last = parse(instance["days"][0]).date(), parse(instance["days"][-1]).date()
    grid = Grid(first, (last - first).days + 1, ZoneInfo("UTC"))
    own, level = _daylight(instance, grid)
    free = own.copy()
    fixed = []
    for busy in instance["busy"]:
        start, end = int(grid.floor(parse(busy["start"]))), int(grid.ceil(parse(busy["end"])))
        free[start:end] = False
        fixed.append(Fixed(start, end, 0, work=False, name=busy["title"]))
    roles = sorted({task["project"] for task in instance["tasks"]})
    size = len(roles) + 1
    differ = ~np.eye(size, dtype=bool)
    differ[0, :] = differ[:, 0] = False
    days = tuple(pairwise(grid.midnights))
    matches = _matches(level)
    return Problem(
        grid=grid,
        activities=tuple(
            _activity(task, grid, days, matches, 1 + roles.index(task["project"]), terms.block)
            for task in instance["tasks"]
        ),
        fixed=tuple(fixed),
        open_mask=free,
        own_mask=own,
        cap=tuple(int((1 - terms.margin) * int(free[lo:hi].sum()) + 1e-9) for lo, hi in days),
        contexts=(("", "", False), *((role, "", False) for role in roles)),
        trans=(differ * (terms.buffer // SLOT_MINUTES)).astype(np.int32)[None],
        switch=(differ * terms.switch).astype(np.float64)[None],
        day_kind=(0,) * len(days),
        stretch=(10**6,) * len(days),
        brk=(1,) * len(days),
        previous=previous,
        change=change,
    )


def to_blocks(problem: Problem, found: Found) -> list[PlacedBlock]:
    """Return the blocks of a search's best timetable."""
    out: list[PlacedBlock] = []
    node, grid = found.state.node, problem.grid
    for a, activity in enumerate(problem.activities):
        x = int(found.state.head[a])
        while x >= 0:
            start, end = (grid.instant(int(node[x, column])) for column in (START, END))
            out.append({"task": activity.id, "start": show(start), "end": show(end)})
            x = int(node[x, SIBLING])
    return sorted(out, key=lambda block: block["start"])


def plan_within(
    instance: Instance, seconds: float, seed: int = 0, terms: Terms = EQUAL
) -> tuple[list[PlacedBlock], Found, Problem]:
    """Plan an instance; reading it counts as planning time."""
    began = time.perf_counter()
    problem = to_problem(instance, terms)
    left = max(0.0, seconds - (time.perf_counter() - began))
    found = search(problem, Effort(seconds=left, gap=1e-4, patience=ENDLESS, seed=seed))
    return to_blocks(problem, found), found, problem


def previous_of(problem: Problem, plan: Sequence[PlacedBlock]) -> tuple[Previous, ...]:
    """Return a plan's blocks as those of the plan in force."""
    grid = problem.grid
    return tuple(
        Previous(b["task"], int(grid.floor(parse(b["start"]))), int(grid.ceil(parse(b["end"])))) for b in plan
    )


def full_worth(instance: Instance) -> float:
    """Return the worth of all work done on time at its best energy: neutral U = worth / this."""
    return float(sum(PRIORITY_WEIGHT[task["prio"]] * task["dur"] for task in instance["tasks"]))


def _joined(problem: Problem, plan: Sequence[PlacedBlock]) -> list[Previous]:
    """Return a plan in slots by start, touching pieces of one task joined."""
    out: list[Previous] = []
    for block in sorted(previous_of(problem, plan), key=lambda b: (b.activity, b.start)):
        if out and (out[-1].activity, out[-1].end) == (block.activity, block.start):
            out[-1] = Previous(block.activity, out[-1].start, block.end)
        else:
            out.append(block)
    return sorted(out, key=lambda b: b.start)


def _between(problem: Problem, blocks: Sequence[Previous], terms: Terms) -> tuple[int, int]:
    """Return the changes of project within one opening, and all those with less than the buffer between."""
    context = {a.id: a.context for a in problem.activities}
    switches = tight = 0
    for a, b in pairwise(blocks):
        if context[a.activity] == context[b.activity]:
            continue
        switches += bool(problem.open_mask[a.end : b.start].all())
        tight += b.start - a.end < terms.buffer // SLOT_MINUTES
    return switches, tight


def worth_of(problem: Problem, plan: Sequence[PlacedBlock], terms: Terms) -> OwnScore:
    """Score anybody's plan by our objective on ``problem``, which was made with ``terms``."""
    acts = {a.id: a for a in problem.activities}
    blocks = _joined(problem, plan)
    placed = dict.fromkeys(acts, 0)
    worth = 0.0
    for block in blocks:
        act = acts[block.activity]
        due = max((end for _start, end in act.segments), default=0)
        worth += float(act.worth[block.start : max(block.start, min(block.end, due))].sum()) - act.block_cost
        placed[act.id] += max(0, min(block.end, due) - block.start)
    worth += sum(act.completion for act in acts.values() if placed[act.id] >= act.need)
    switches, tight = _between(problem, blocks, terms)
    used = np.zeros(problem.grid.size, np.int64)
    for block in blocks:
        used[block.start : block.end] = 1
    days = pairwise(problem.grid.midnights)
    overfull = sum(int(used[lo:hi].sum()) > cap for (lo, hi), cap in zip(days, problem.cap, strict=True))
    return OwnScore(worth - terms.switch * switches, tight, overfull)
