"""Can it be placed? One question, answered by solving: with these members in force, does everything fit?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.errors import ConflictError
from equipoise.planning.build import Setup, build
from equipoise.planning.explain.case import blocks_in
from equipoise.planning.explain.members import Kind, Member, members_of, without
from equipoise.planning.explain.room import Blocks, Room
from equipoise.planning.problem import Activity, Problem
from equipoise.planning.search import Effort, Progress, search

__all__ = ["Oracle", "has_room"]

Key = tuple[Kind, str]

OFF_HOURS = "price.off_hours"
KNOWN = 4
"""Most timetables that are kept besides the last one found."""
TRY = Effort(seconds=30.0, rounds=4, gap=0.0, patience=99)


def _wanted(activity: Activity) -> Activity:
    """Return an activity that earns the same everywhere, and more if all of it is placed."""
    return replace(
        activity,
        worth=np.ones_like(activity.worth),
        completion=4.0 * activity.need + 20.0,
        block_cost=0.0,
        must=False,
        goal=-1,
    )


def _all_placed(problem: Problem) -> Blocks | None:
    """Return a timetable of everything, None if the search finds none; it stops when the bound proves that."""
    target = sum(a.need + a.completion for a in problem.activities)
    stop = threading.Event()

    def look(progress: Progress) -> None:
        if progress.objective >= target - 1e-6 or progress.bound < target - 1e-6:
            stop.set()

    found = search(problem, TRY, on_progress=look, stop=stop)
    need = np.asarray([a.need for a in problem.activities])
    if not np.all(found.state.placed >= need):
        return None
    return blocks_in(problem, found)


def _runs(mask: NDArray[np.bool_], start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of [start, end) in which ``mask`` is true."""
    marks = np.concatenate(([False], mask[start:end], [False])).astype(np.int8)
    edges = (np.flatnonzero(np.diff(marks)) + start).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _room_for(problem: Problem, ids: Sequence[str]) -> bool:
    """Tell whether some activities' segments hold enough open stretches of their shortest length."""
    return all(has_room(problem, a) for a in problem.activities if a.id in ids)


def has_room(problem: Problem, activity: Activity) -> bool:
    """Tell whether open stretches of an activity's shortest length add up to what it needs, all else away."""
    covered = np.zeros(len(problem.open_mask), np.bool_)
    for start, end in activity.segments:
        for lo, hi in _runs(problem.open_mask, start, end):
            if hi - lo >= activity.minc:
                covered[lo:hi] = True
    return int(covered.sum()) >= activity.need


@dataclass
class Oracle:
    """Answers whether an activity fits while other commitments keep as many slots as the plan gives them.

    Attributes:
        setup: the problem. ``activity``: what should fit. ``blocks``: where the plan places each activity.
        own_only: count the price of off-hours work among the members: with it work stays inside own hours,
            but for what the plan places outside them, whose ids are in ``outside``.
        members: all that may stand in its way. ``asked``: number of searches made.
        known: timetables to begin with: the plan's, and the last ones that were found.
        placeable: sets of members for which a plan was found; it is a plan for every smaller set too.
    """

    setup: Setup
    activity: Activity
    blocks: Blocks
    own_only: bool = False
    outside: frozenset[str] = frozenset()
    members: list[Member] = field(default_factory=list)
    asked: int = 0
    placeable: list[frozenset[Key]] = field(default_factory=list)
    setups: dict[frozenset[Key], Setup | None] = field(default_factory=dict)
    known: list[Blocks] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = [self.blocks]
        self.placed = {i: sum(e - s for s, e in spans) for i, spans in self.blocks.items()}
        self.members = members_of(self.setup, self.activity, self.placed)
        if self.own_only:
            text = "the price of work outside your own hours"
            self.members.append(Member(Kind.PRICE, OFF_HOURS, text))

    def fits(self, kept: Sequence[Member]) -> bool:
        """Tell whether a plan exists, as far as the search can find one, in which only ``kept`` holds."""
        keys = frozenset((m.kind, i) for m in kept for i in m.ids)
        if any(keys <= wider for wider in self.placeable):
            return True
        problem, first = self._posed(keys)
        if problem is None or not _room_for(problem, first):
            return False
        if not Room(problem, self.known).holds(first):
            self.asked += 1
            blocks = _all_placed(problem)
            if blocks is None:
                return False
            self.known = [self.known[0], blocks, *self.known[1:KNOWN]]
        self.placeable.append(keys)
        return True

    def swaps(self, kept: Sequence[Member], among: Sequence[Member]) -> set[str]:
        """Return the commitments in ``among`` of which each alone, taken from ``kept``, is seen to make room."""
        keys = frozenset((m.kind, i) for m in kept for i in m.ids)
        problem, first = self._posed(keys)
        if problem is None or not _room_for(problem, first):
            return set()
        room = Room(problem, self.known)
        out = set()
        for member in among:
            mine = [a.id for a in problem.activities if a.commitment == member.id and a.id not in first]
            if member.kind is Kind.OTHER and mine and room.holds(first, mine):
                out.add(member.id)
                self.placeable.append(keys - {(member.kind, member.id)})
        return out

    def _posed(self, keys: frozenset[Key]) -> tuple[Problem | None, list[str]]:
        """Return the question as a problem, and what has no block yet; None if it cannot even be posed."""
        setup = self._setup(keys)
        if setup is None or all(a.id != self.activity.id for a in setup.problem.activities):
            return None, []
        first = self._waited(setup)
        acts = self._demands(setup, first, {i for kind, i in keys if kind is Kind.OTHER})
        if (Kind.PRICE, OFF_HOURS) in keys:
            acts = _inside_own(setup, acts, self.outside)
        problem = replace(
            setup.problem,
            activities=tuple(_wanted(a) for a in acts),
            open_mask=setup.problem.open_mask & _reach(setup.problem, acts),
            switch=np.zeros_like(setup.problem.switch),
            goals=(),
            previous=(),
            change=0.0,
        )
        return problem, first

    def _setup(self, keys: frozenset[Key]) -> Setup | None:
        """Return the problem without what is not kept; other commitments make no difference to it."""
        gone = [m for m in self.members if m.kind is not Kind.OTHER and (m.kind, m.id) not in keys]
        key = frozenset((m.kind, m.id) for m in gone)
        if key not in self.setups:
            try:
                self.setups[key] = build(without(self.setup.request, self.activity, gone))
            except ConflictError:
                self.setups[key] = None
        return self.setups[key]

    def _waited(self, setup: Setup) -> list[str]:
        """Return the activity and all that it waits for, what must come first before what waits for it."""
        by_id = {a.id: a for a in setup.problem.activities}
        out: list[str] = []
        queue = [self.activity.id]
        while queue:
            one = queue.pop(0)
            if one in by_id:
                out = [i for i in out if i != one] + [one]
                queue.extend(by_id[one].after)
        return out[::-1]

    def _demands(self, setup: Setup, first: Sequence[str], others: set[str]) -> list[Activity]:
        """Return what must be placed: the activity, what it waits for, the others as far as the plan goes."""
        out = []
        for activity in setup.problem.activities:
            size = min(self.placed.get(activity.id, 0), activity.need)
            if activity.id in first:
                out.append(activity)
            elif activity.commitment in others and size > 0:
                least, most = min(activity.minc, size), min(activity.maxc, size)
                out.append(replace(activity, need=size, minc=least, maxc=most))
        return out


def _reach(problem: Problem, acts: Sequence[Activity]) -> NDArray[np.bool_]:
    """Return the slots in which any of some activities may lie; short openings are quick to search."""
    out = np.zeros(len(problem.open_mask), np.bool_)
    for start, end in {run for activity in acts for run in activity.segments}:
        out[start:end] = True
    return out


def _inside_own(setup: Setup, acts: Sequence[Activity], outside: frozenset[str]) -> list[Activity]:
    """Return the activities with those of area work kept to own hours, but for some."""
    own = _runs(setup.problem.own_mask, 0, len(setup.problem.own_mask))
    cuts: dict[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = {}
    out = []
    for activity in acts:
        if activity.area.value == "work" and activity.id not in outside:
            whole = activity.segments
            if whole not in cuts:
                met = {(max(s, lo), min(e, hi)) for s, e in whole for lo, hi in own if s < hi and lo < e}
                cuts[whole] = tuple(sorted(met))
            out.append(replace(activity, segments=cuts[whole]))
        else:
            out.append(activity)
    return out
