"""Tiny days, and the worth of the best plan among all there are, found by trying them all from left to right.

Written from ``docs/model.md`` and nothing else: blocks of any allowed length, contexts with buffers and costs of switches, breaks,
a margin, a goal, dependencies, the ritual that closes the day, and blocks of a previous plan that want to stay.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.time import Grid
from equipoise.planning.problem import Activity, Fixed, Previous, Problem

__all__ = ["NINE", "best_worth", "tiny_day"]

GRID = Grid(date(2026, 11, 23), 1, ZoneInfo("UTC"))
NINE = 108
CONTEXTS = (("x", "near", False), ("y", "", False), ("x", "far", False), ("x", "", True))
LONG_AGO = -99


@dataclass(frozen=True)
class Moment:
    """All of the past that matters for what may come: nothing else does."""

    at: int
    placed: tuple[int, ...]
    own: int = 0
    end: int = LONG_AGO
    context: int = -1
    actor: int = -1
    work_end: int = LONG_AGO
    chain: int = LONG_AGO
    joined: int = 0
    with_block: bool = False
    role: int = -1
    closed: bool = False

    def add(self, p: Problem, start: int, end: int, context: int, *, work: bool, actor: int) -> Moment | None:
        """Return the moment after an element, or None if it stands too near or makes a chain too long."""
        movable = actor >= 0 or self.actor >= 0
        if self.context >= 0 and movable and start - self.end < p.trans[0, self.context, context]:
            return None
        after = replace(
            self, at=end, end=end, context=context, actor=actor, role=context if actor >= 0 else -1
        )
        if not work:
            return after
        fresh = start - self.work_end >= p.brk[0]
        chain, joined = (start, 1) if fresh else (self.chain, self.joined + 1)
        with_block = (self.with_block and not fresh) or actor >= 0
        if joined > 1 and with_block and end - chain > p.stretch[0]:
            return None
        return replace(after, work_end=end, chain=chain, joined=joined, with_block=with_block)


def _blocks(p: Problem, now: Moment) -> Iterator[tuple[Moment, float]]:
    """Yield what may start now, with what it earns besides its goal and its completion."""
    index = {a.id: i for i, a in enumerate(p.activities)}
    kept = {(index[b.activity], b.start, b.end) for b in p.previous}
    for i, a in enumerate(p.activities):
        work = a.area is Area.WORK
        waits = any(now.placed[index[b]] < p.activities[index[b]].need for b in a.after)
        touches = now.actor == i and now.end == now.at
        if waits or touches or (work and now.closed):
            continue
        for length in range(a.minc, min(a.maxc, a.need - now.placed[i]) + 1):
            end = now.at + length
            own = now.own + int(p.own_mask[now.at : end].sum())
            inside = any(s <= now.at and end <= e for s, e in a.segments)
            if not inside or not p.open_mask[now.at : end].all() or own > p.cap[0]:
                continue
            after = now.add(p, now.at, end, a.context, work=work, actor=i)
            if after is None:
                continue
            gain = float(a.worth[now.at : end].sum()) - a.block_cost
            gain += p.change * ((i, now.at, end) in kept)
            gain -= float(p.switch[0, now.role, a.context]) if now.role >= 0 else 0.0
            placed = tuple(n + length * (k == i) for k, n in enumerate(now.placed))
            yield replace(after, placed=placed, own=own, closed=now.closed or a.closing), gain


def _rewards(p: Problem, placed: tuple[int, ...]) -> float:
    """Return what is earned by all that is placed together."""
    whole = sum(a.completion for a, n in zip(p.activities, placed, strict=True) if n >= a.need)
    for g, (_name, rate, want) in enumerate(p.goals):
        served = sum(n for a, n in zip(p.activities, placed, strict=True) if a.goal == g)
        whole += rate * min(served, want)
    return whole


def best_worth(p: Problem, end: int) -> float:
    """Return the worth of the best plan among all that place blocks before slot ``end``."""
    fixed = {f.start: f for f in p.fixed}

    @cache
    def best(now: Moment) -> float:
        if now.at >= end:
            return _rewards(p, now.placed)
        if now.at in fixed:
            f = fixed[now.at]
            after = now.add(p, f.start, f.end, f.context, work=f.work, actor=-1)
            return best(after) if after is not None else -np.inf
        idle = replace(now, at=now.at + 1, role=now.role if p.open_mask[now.at] else -1)
        return max([best(idle), *(gain + best(after) for after, gain in _blocks(p, now))])

    return best(Moment(NINE, (0,) * len(p.activities)))


def _activity(rng: random.Random, number: int, size: int, *, crumbs: bool) -> Activity:
    need = rng.randint(1, 6)
    minc = rng.randint(1, need) if crumbs else rng.choice((1, need))
    maxc = rng.randint(minc, need)
    worth = np.zeros(GRID.size)
    worth[NINE : NINE + size] = [rng.randint(-2, 6) for _ in range(size)]
    lo = rng.choice((0, 0, 0, rng.randint(0, size // 2)))
    hi = rng.choice((size, size, size, rng.randint(size // 2, size)))
    return Activity(
        id=f"a{number}", commitment=f"a{number}", title=f"A{number}", kind=BlockKind.ADMIN,
        area=rng.choice((Area.WORK, Area.WORK, Area.LIFE)), need=need, minc=minc, maxc=maxc,
        segments=((NINE + lo, NINE + hi),), worth=worth, context=rng.randint(0, 2), completion=float(rng.randint(0, 5)),
        block_cost=float(rng.randint(0, 3)), goal=rng.choice((-1, 0)),
        after=(f"a{number - 1}",) if number and rng.random() < 0.15 else (),
    )  # fmt: skip


def _closer(number: int, size: int) -> Activity:
    """The act that ends the working day."""
    return Activity(
        id=f"a{number}", commitment=f"a{number}", title="Shutdown", kind=BlockKind.RITUAL, area=Area.LIFE, need=1,
        minc=1, maxc=1, segments=((NINE + size // 3, NINE + size),), worth=np.zeros(GRID.size), context=0,
        completion=3.0, closing=True,
    )  # fmt: skip


def tiny_day(seed: int, *, crumbs: bool = True) -> tuple[Problem, int]:
    """Return a small problem and the slot after its last: the same seed, the same day.

    Without ``crumbs`` no block leaves less behind than a shortest block.
    """
    rng = random.Random(seed)
    size = rng.randint(7, 13)
    activities = [_activity(rng, i, size, crumbs=crumbs) for i in range(rng.randint(2, 3))]
    if rng.random() < 0.3:
        activities.append(_closer(len(activities), size))
    open_mask, own = np.zeros(GRID.size, np.bool_), np.zeros(GRID.size, np.bool_)
    open_mask[NINE : NINE + size] = True
    own[NINE : NINE + rng.randint(size // 2, size)] = True
    fixed = []
    for start in rng.sample(range(size - 2), rng.choice((0, 1, 1, 2))):
        at, length = NINE + start, rng.randint(1, 2)
        if open_mask[at : at + length].all():
            fixed.append(Fixed(at, at + length, rng.choice((2, 3)), work=rng.random() < 0.8, name="meeting"))
            open_mask[at : at + length] = False
    if rng.random() < 0.2:
        open_mask[NINE + rng.randrange(size)] = False
    return _problem(rng, activities, fixed, open_mask, own), NINE + size


def _problem(
    rng: random.Random, activities: list[Activity], fixed: list[Fixed], open_mask: np.ndarray, own: np.ndarray
) -> Problem:
    size = len(CONTEXTS)
    trans, switch = np.zeros((1, size, size), np.int32), np.zeros((1, size, size))
    for i, (role, place, meeting) in enumerate(CONTEXTS):
        for j, (other, there, called) in enumerate(CONTEXTS):
            far = 2 * bool(place and there and place != there) or 2 * (role != other)
            trans[0, i, j] = max(far, int(meeting != called))
            switch[0, i, j] = 2.5 * (role != other)
    previous = [
        Previous(a.id, s, s + a.minc)
        for a in activities
        if rng.random() < 0.3 and (s := a.segments[0][0]) + a.minc <= a.segments[0][1]
    ]
    return Problem(
        grid=GRID, activities=tuple(activities), fixed=tuple(sorted(fixed, key=lambda f: f.start)),
        open_mask=open_mask, own_mask=own, cap=(rng.randint(2, int(own.sum())),), contexts=CONTEXTS, trans=trans,
        switch=switch, day_kind=(0,), stretch=(rng.randint(3, 9),), brk=(rng.randint(1, 3),),
        goals=(("goal", 1.5, rng.randint(1, 6)),), previous=tuple(previous), change=3.0 if previous else 0.0,
    )  # fmt: skip
