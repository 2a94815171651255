"""Can it be placed? One question, answered by solving: with these members in force, does everything fit?"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from equipoise.domain.errors import ConflictError
from equipoise.planning.build import Setup, build
from equipoise.planning.explain.members import Kind, Member, members_of, without
from equipoise.planning.explain.wording import length
from equipoise.planning.problem import Activity, Problem
from equipoise.planning.search import Effort, Progress, search

__all__ = ["Oracle", "smallest_conflict_for"]

OFF_HOURS = "price.off_hours"
TRY = Effort(seconds=30.0, rounds=6, gap=0.0, patience=99)


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


def _all_placed(problem: Problem) -> bool:
    """Tell whether the search places everything; it stops when it does, or when the bound proves that it cannot."""
    target = sum(a.need + a.completion for a in problem.activities)
    stop = threading.Event()

    def look(progress: Progress) -> None:
        if progress.objective >= target - 1e-6 or progress.bound < target - 1e-6:
            stop.set()

    found = search(problem, TRY, on_progress=look, stop=stop)
    need = np.asarray([a.need for a in problem.activities])
    return bool(np.all(found.state.placed >= need))


def _long_enough(problem: Problem, activity: Activity) -> bool:
    """Tell whether the activity's segments hold enough open stretches of its shortest length."""
    mask = problem.open_mask
    covered = np.zeros(len(mask), np.bool_)
    for start, end in activity.segments:
        marks = np.concatenate(([False], mask[start:end], [False])).astype(np.int8)
        edges = np.flatnonzero(np.diff(marks))
        for lo, hi in zip(edges[::2] + start, edges[1::2] + start, strict=True):
            if hi - lo >= activity.minc:
                covered[lo:hi] = True
    return int(covered.sum()) >= activity.need


@dataclass
class Oracle:
    """Answers whether an activity fits while other commitments keep as many slots as the plan gives them.

    Attributes:
        setup: the problem. ``activity``: what should fit. ``placed``: slots that the plan gives each
            activity.
        own_only: count the price of off-hours work among the members: with it work stays inside own hours,
            but for what the plan places outside them, whose ids are in ``outside``.
        members: all that may stand in its way. ``asked``: number of problems solved.
        placeable: sets of members for which a plan was found; it is a plan for every smaller set too.
    """

    setup: Setup
    activity: Activity
    placed: Mapping[str, int]
    own_only: bool = False
    outside: frozenset[str] = frozenset()
    members: list[Member] = field(default_factory=list)
    asked: int = 0
    placeable: list[frozenset[tuple[Kind, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = members_of(self.setup, self.activity, self.placed)
        if self.own_only:
            text = "the price of work outside your own hours"
            self.members.append(Member(Kind.PRICE, OFF_HOURS, text))

    def fits(self, kept: Sequence[Member]) -> bool:
        """Tell whether a plan exists, as far as the search can find one, in which only ``kept`` holds."""
        kept_keys = frozenset((m.kind, i) for m in kept for i in m.ids)
        if any(kept_keys <= wider for wider in self.placeable):
            return True
        gone = [m for m in self.members if (m.kind, m.id) not in kept_keys]
        try:
            setup = build(without(self.setup.request, self.activity, gone))
        except ConflictError:
            return False
        acts = self._demands(setup, {i for kind, i in kept_keys if kind is Kind.OTHER})
        if (Kind.PRICE, OFF_HOURS) in kept_keys:
            acts = [self._inside_own(setup, a) if self._stays_inside(a) else a for a in acts]
        if not any(a.id == self.activity.id for a in acts):
            return False
        problem = replace(
            setup.problem,
            activities=tuple(_wanted(a) for a in acts),
            switch=np.zeros_like(setup.problem.switch),
            goals=(),
            previous=(),
            change=0.0,
        )
        if not all(_long_enough(problem, a) for a in acts):
            return False
        self.asked += 1
        if _all_placed(problem):
            self.placeable.append(kept_keys)
            return True
        return False

    def _demands(self, setup: Setup, others: set[str]) -> list[Activity]:
        """Return what must be placed: the activity, what it waits for, the others as far as the plan goes."""
        by_id = {a.id: a for a in setup.problem.activities}
        waited: set[str] = set()
        queue = list(by_id[self.activity.id].after) if self.activity.id in by_id else []
        while queue:
            one = queue.pop()
            if one in by_id and one not in waited:
                waited.add(one)
                queue.extend(by_id[one].after)
        out = []
        for activity in setup.problem.activities:
            size = min(self.placed.get(activity.id, 0), activity.need)
            if activity.id == self.activity.id or activity.id in waited:
                out.append(activity)
            elif activity.commitment in others and size > 0:
                least, most = min(activity.minc, size), min(activity.maxc, size)
                out.append(replace(activity, need=size, minc=least, maxc=most))
        return out

    def _stays_inside(self, activity: Activity) -> bool:
        """Tell whether the plan keeps an activity of area work inside own hours, or did not place it."""
        return activity.area.value == "work" and activity.id not in self.outside

    def _inside_own(self, setup: Setup, activity: Activity) -> Activity:
        """Return the activity kept to own hours."""
        own = setup.problem.own_mask
        cut: list[tuple[int, int]] = []
        for start, end in activity.segments:
            marks = np.concatenate(([False], own[start:end], [False])).astype(np.int8)
            edges = (np.flatnonzero(np.diff(marks)) + start).tolist()
            cut.extend(zip(edges[::2], edges[1::2], strict=True))
        return replace(activity, segments=tuple(sorted(set(cut))))


def _grouped(members: Sequence[Member], size: int) -> list[list[Member]]:
    """Return members in groups of one kind of up to ``size``; own limits stand alone."""
    out: list[list[Member]] = []
    for member in members:
        most = size if member.kind in {Kind.EVENT, Kind.OTHER} else min(size, 4)
        if member.kind in {Kind.OWN, Kind.PRICE}:
            most = 1
        if out and out[-1][0].kind is member.kind and len(out[-1]) < most:
            out[-1].append(member)
        else:
            out.append([member])
    return out


def _as_one(groups: Sequence[Sequence[Member]]) -> list[Member]:
    """Return members that were only tried together as one member of each kind."""
    out = []
    for kind in dict.fromkeys(group[0].kind for group in groups):
        flat = [m for group in groups if group[0].kind is kind for m in group]
        noun = {Kind.EVENT: "fixed events", Kind.OTHER: "other commitments"}.get(kind, "rules")
        text = f"{len(flat)} {noun}, among them {flat[-1].text}"
        out.append(Member(kind, "", text, tuple(m.id for m in flat)))
    return out


def smallest_conflict_for(oracle: Oracle, *, budget: int = 45, group: int = 8) -> tuple[Member, ...]:
    """Return members that together keep the activity out, none of which can go; () if it fits after all.

    Deletion filter (Chinneck & Dravnieks 1991, doi 10.1287/ijoc.3.2.157), in halves: a group that can go
    goes at once, one that cannot is split. A member stays only if a plan was found without it, and that
    plan is still a witness when later members go.

    Args:
        oracle: answers whether the activity fits.
        budget: problems solved after which events and other commitments are no longer told apart: those
            that are left stay as one member of their kind.
        group: first size of groups.
    """
    kept = list(oracle.members)
    if oracle.fits(kept):
        return ()
    if not oracle.fits([]):
        size = length(oracle.activity.need)
        return (Member(Kind.OWN, "need", f"its size, {size} in all"),)
    todo = _grouped(kept, group)
    together: list[list[Member]] = []
    while todo:
        now = todo.pop(0)
        rest = [m for m in kept if m not in now]
        if not oracle.fits(rest):
            kept = rest
        elif len(now) > 1:
            if oracle.asked >= budget and now[0].kind in {Kind.EVENT, Kind.OTHER}:
                together.append(now)
                continue
            middle = len(now) // 2
            todo[:0] = [now[:middle], now[middle:]]
    merged = [m for group_ in together for m in group_]
    return (*(m for m in kept if m not in merged), *_as_one(together))
