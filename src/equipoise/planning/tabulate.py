"""From a problem to the arrays of the kernels."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.sums import add_up
from equipoise.planning.kernel.tables import F8, I4, Tables
from equipoise.planning.midnight import rules_by_date
from equipoise.planning.problem import Activity, Problem

__all__ = ["MUST", "Tabulated", "tabulate"]


MUST = 1e6
"""Reward, in the search only, of each block that a legal plan cannot lack."""


@dataclass(frozen=True, slots=True)
class Tabulated:
    """Arrays of one problem.

    Attributes:
        search: for the timetable: completion is earned at the end.
        bound: for the bound: completion is spread over the slots, which can only raise the worth of a part.
    """

    search: Tables
    bound: Tables


def _runs(mask: NDArray[np.bool_]) -> tuple[I4, I4]:
    """Return starts and ends of the stretches where ``mask`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges[::2].astype(np.int32), edges[1::2].astype(np.int32)


def _offsets(counts: Sequence[int]) -> I4:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)


def _csr(groups: Sequence[Sequence[int]]) -> tuple[I4, I4]:
    flat = [item for group in groups for item in group]
    return _offsets([len(group) for group in groups]), np.asarray(flat, np.int32)


@dataclass(frozen=True, slots=True)
class _Segments:
    """The segments of all activities, cut at openings, one row each."""

    act: I4
    opening: I4
    start: I4
    end: I4
    counts: list[int]


def _segments(acts: Sequence[Activity], open_s: I4, open_e: I4) -> _Segments:
    """Cut each activity's segments at the openings' ends and drop what is too short for a block."""
    cuts: dict[tuple[tuple[int, int], ...], tuple[I4, I4, I4]] = {}
    rows: list[tuple[I4, I4, I4]] = []
    for a in acts:
        if a.segments not in cuts:
            spans = np.asarray(a.segments, np.int32).reshape(-1, 2)
            first = np.searchsorted(open_e, spans[:, 0], side="right")
            last = np.searchsorted(open_s, spans[:, 1], side="left")
            many = np.maximum(0, last - first)
            which = np.repeat(np.arange(len(spans)), many)
            opening = np.repeat(first - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
            start = np.maximum(spans[which, 0], open_s[opening])
            end = np.minimum(spans[which, 1], open_e[opening])
            cuts[a.segments] = (opening.astype(np.int32), start.astype(np.int32), end.astype(np.int32))
        found = cuts[a.segments]
        keep = found[2] - found[1] >= a.minc
        rows.append((found[0][keep], found[1][keep], found[2][keep]))
    counts = [len(row[0]) for row in rows]
    empty = np.zeros(0, np.int32)
    return _Segments(
        act=np.repeat(np.arange(len(acts), dtype=np.int32), counts),
        opening=np.concatenate([row[0] for row in rows] or [empty]),
        start=np.concatenate([row[1] for row in rows] or [empty]),
        end=np.concatenate([row[2] for row in rows] or [empty]),
        counts=counts,
    )


@dataclass(frozen=True, slots=True)
class _Worths:
    """What slots are worth: rows of prefix sums, the row of each activity, its mean, and the best slot of segments."""

    row: I4
    prefix: F8
    rate: F8
    top: F8


def _worths(acts: Sequence[Activity], seg: _Segments, size: int) -> _Worths:
    """Add up the worth of slots; activities that share the array of their worth share the sums."""
    rows: dict[int, int] = {}
    sums: list[F8] = []
    row, rate, top = np.zeros(len(acts), np.int32), np.zeros(len(acts)), np.zeros(len(seg.start))
    lo = 0
    for i, (a, count) in enumerate(zip(acts, seg.counts, strict=True)):
        if id(a.worth) not in rows:
            rows[id(a.worth)] = len(sums) * (size + 1)
            sums.append(np.concatenate(([0.0], np.cumsum(a.worth))))
        row[i] = rows[id(a.worth)]
        hi = lo + count
        if count:
            slots = float(np.sum(seg.end[lo:hi] - seg.start[lo:hi]))
            rate[i] = add_up(a.worth, seg.start, seg.end, lo, hi, top) / slots
        lo = hi
    return _Worths(row, np.concatenate(sums or [np.zeros(1)]), rate, top)


def _groups(acts: Sequence[Activity]) -> list[tuple[int, int]]:
    """Return for each activity the first and last index of its neighbours that serve the same commitment."""
    out: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(acts) + 1):
        if i == len(acts) or acts[i].commitment != acts[start].commitment:
            out.extend([(start, i - 1)] * (i - start))
            start = i
    return out


def _closers(problem: Problem) -> I4:
    """Return for each date the activity that closes its work, -1 for none."""
    out = np.full(problem.grid.days, -1, np.int32)
    for i, a in enumerate(problem.activities):
        if a.closing and a.segments:
            out[problem.grid.day_of(a.segments[0][0])] = i
    return out


def _reachable(problem: Problem, waits: Sequence[Sequence[int]]) -> list[bool]:
    """Tell for each activity whether all that comes before it leaves it any open time at all.

    Of ten thousand tasks that wait for each other a week holds a few dozen; the others need no places in any table.
    """
    opened = np.concatenate(([0], np.cumsum(problem.open_mask))).tolist()
    done: list[float] = [float("inf")] * len(waits)
    out = [False] * len(waits)
    try:
        order = tuple(TopologicalSorter(dict(enumerate(waits))).static_order())
    except CycleError:
        return [True] * len(waits)
    for i in order:
        a = problem.activities[i]
        if not a.segments:
            continue
        start = max([opened[a.segments[0][0]], *(done[before] for before in waits[i])])
        end = opened[max(e for _s, e in a.segments)]
        out[i] = start + a.minc <= end
        done[i] = start + a.need if start + a.need <= end else float("inf")
    return out


def _followers(problem: Problem, waits: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return for each activity all that depend on it and can be reached, directly or through others, nearest first."""
    reachable = _reachable(problem, waits)
    direct: list[list[int]] = [[] for _ in waits]
    for i, before in enumerate(waits):
        for b in before if reachable[i] else ():
            direct[b].append(i)
    out: list[list[int]] = []
    for follows in direct:
        seen = dict.fromkeys(follows)
        queue = deque(seen)
        while queue:
            fresh = [j for j in direct[queue.popleft()] if j not in seen]
            seen.update(dict.fromkeys(fresh))
            queue.extend(fresh)
        out.append(list(seen))
    return out


def tabulate(problem: Problem) -> Tabulated:
    """Return the arrays of a problem."""
    acts = problem.activities
    open_s, open_e = _runs(problem.open_mask)
    index = {a.id: i for i, a in enumerate(acts)}
    seg = _segments(acts, open_s, open_e)
    lengths = seg.end - seg.start + 1
    days = np.asarray(problem.grid.midnights[1:], np.int64)
    seg_day = np.searchsorted(days, seg.start, side="right").astype(np.int32)
    need = np.asarray([a.need for a in acts], np.int32)
    completion = np.asarray([a.completion if a.divisible else 0.0 for a in acts], np.float64)
    worths = _worths(acts, seg, int(problem.grid.size))
    waits = [[index[b] for b in a.after if b in index] for a in acts]
    pred_ptr, pred = _csr(waits)
    succ_ptr, succ = _csr(_followers(problem, waits))
    block_cost = np.asarray([a.block_cost for a in acts], np.float64)
    groups = _groups(acts)
    strict, loose = rules_by_date(problem)
    act_seg = _offsets(seg.counts)
    arcs: list[list[tuple[int, int, int]]] = [[] for _ in acts]
    for block in problem.previous:
        i = index.get(block.activity, -1)
        if i < 0:
            continue
        for k in range(act_seg[i], act_seg[i + 1]):
            if seg.start[k] <= block.start and block.end <= seg.end[k]:
                arcs[i].append((block.start, block.end, k))
                break
    flat_arcs = np.asarray([arc for group in arcs for arc in group], np.int32).reshape(-1, 3)
    fixed = sorted(problem.fixed, key=lambda f: (f.start, f.end))
    tables = Tables(
        need=need,
        minc=np.asarray([a.minc for a in acts], np.int32),
        maxc=np.asarray([a.maxc for a in acts], np.int32),
        ctx=np.asarray([a.context for a in acts], np.int32),
        work=np.asarray([a.area.value == "work" for a in acts], np.int32),
        must=np.asarray([a.must for a in acts], np.int32),
        goal=np.asarray([a.goal for a in acts], np.int32),
        gap_days=np.asarray([a.gap_days for a in acts], np.int32),
        group_lo=np.asarray([lo for lo, _hi in groups], np.int32),
        group_hi=np.asarray([hi for _lo, hi in groups], np.int32),
        completion=completion,
        block_cost=block_cost - MUST * (np.asarray([a.must for a in acts], np.float64) if acts else 0.0),
        rate=worths.rate,
        act_seg=act_seg,
        seg_open=seg.opening,
        seg_s=seg.start,
        seg_e=seg.end,
        seg_day=seg_day,
        seg_off=_offsets(lengths.tolist())[:-1],
        seg_act=seg.act,
        seg_top=worths.top,
        seg_rank=np.lexsort((seg.start, -worths.top, seg.act)).astype(np.int32),
        row=worths.row,
        prefix=worths.prefix,
        fold=np.zeros(len(acts)),
        pred_ptr=pred_ptr,
        pred=pred,
        succ_ptr=succ_ptr,
        succ=succ,
        open_s=open_s,
        open_e=open_e,
        open_seg_ptr=_offsets(np.bincount(seg.opening, minlength=len(open_s)).tolist()),
        open_seg=np.argsort(seg.opening, kind="stable").astype(np.int32),
        open_day=np.searchsorted(days, open_s, side="right").astype(np.int32),
        fix_s=np.asarray([f.start for f in fixed], np.int32),
        fix_e=np.asarray([f.end for f in fixed], np.int32),
        fix_ctx=np.asarray([f.context for f in fixed], np.int32),
        fix_work=np.asarray([f.work for f in fixed], np.int32),
        trans=strict.trans,
        switch=strict.switch,
        own=np.concatenate(([0], np.cumsum(problem.own_mask))).astype(np.int32),
        cap=np.asarray(problem.cap, np.int32),
        closer=_closers(problem),
        stretch=strict.stretch,
        brk=strict.brk,
        goal_rate=np.asarray([g[1] for g in problem.goals], np.float64),
        goal_want=np.asarray([g[2] for g in problem.goals], np.int32),
        arc_ptr=_offsets([len(group) for group in arcs]),
        arc_s=flat_arcs[:, 0].copy(),
        arc_e=flat_arcs[:, 1].copy(),
        arc_seg=flat_arcs[:, 2].copy(),
        arc_bonus=float(problem.change),
        horizon=int(problem.grid.size),
    )
    return Tabulated(
        search=tables,
        bound=tables._replace(
            fold=completion / np.maximum(1, need),
            block_cost=block_cost,
            trans=loose.trans,
            switch=loose.switch,
            stretch=loose.stretch,
            brk=loose.brk,
        ),
    )
