"""What an hour is worth: prices of stretches of time from the certificate's multipliers.

The price of a stretch is what the Lagrangian bound falls by if the stretch must stay free: with the stretch
blocked no plan is worth more than ``lagrangian`` less its price. Paths here do not ask for breaks, so
``lagrangian`` may lie a little above the certificate's bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.explain.paths import free_cost, run_paths, whole_path
from equipoise.planning.kernel.tables import Tables
from equipoise.planning.search import Found

__all__ = ["Multipliers", "Prices", "lagrangian"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FAR = 1 << 29


@dataclass(frozen=True)
class Multipliers:
    """Prices of activities' slots, of dates' budgets, and of goals."""

    mu: Floats
    nu: Floats
    gamma: Floats


@dataclass(frozen=True)
class _Opening:
    """One opening with its paths; positions count from ``start``."""

    start: int
    end: int
    run: Floats
    back: Floats
    trans: Ints
    switch: Floats
    first: Ints
    last: Ints
    whole: float


def _edges(t: Tables, lo: int, hi: int, trans: Ints) -> tuple[Ints, Ints]:
    """Return the first start and last end that the fixed elements on both sides leave each context."""
    size, contexts = hi - lo, trans.shape[0]
    first, last = np.zeros(contexts, np.int64), np.full(contexts, size, np.int64)
    left = np.flatnonzero(t.fix_e <= lo)
    if len(left):
        k = left[np.argmax(t.fix_e[left])]
        first = np.maximum(0, int(t.fix_e[k]) + trans[t.fix_ctx[k]] - lo)
    right = np.flatnonzero(t.fix_s >= hi)
    if len(right):
        k = right[np.argmin(t.fix_s[right])]
        last = np.minimum(size, int(t.fix_s[k]) - trans[:, t.fix_ctx[k]] - lo)
    return first, np.maximum(last, -1)


def _reduced(t: Tables, m: Multipliers, g: int) -> Floats:
    """Return the reduced prefix sums of a segment."""
    a = int(t.seg_act[g])
    lo, hi, row = int(t.seg_s[g]), int(t.seg_e[g]), int(t.row[a])
    sums = t.prefix[row + lo : row + hi + 1] - t.prefix[row + lo]
    price = m.mu[a] - t.fold[a] - (m.gamma[t.goal[a]] if t.goal[a] >= 0 else 0.0)
    own = t.own[lo : hi + 1] - t.own[lo]
    steps = np.arange(hi - lo + 1)
    return np.asarray(sums - price * steps - m.nu[t.seg_day[g]] * own)


def _mirrored(seg: Ints, sums: list[Floats], size: int) -> tuple[Ints, Floats]:
    """Return segments and prefix sums as seen from the end of the opening."""
    out = seg.copy()
    out[:, 0], out[:, 1] = size - seg[:, 1], size - seg[:, 0]
    return out, np.concatenate([part[-1] - part[::-1] for part in sums])


def _opening(t: Tables, m: Multipliers, o: int) -> _Opening | None:
    """Return the paths of one opening; None if nothing may lie in it."""
    lo, hi = int(t.open_s[o]), int(t.open_e[o])
    segs = t.open_seg[t.open_seg_ptr[o] : t.open_seg_ptr[o + 1]].tolist()
    if not segs:
        return None
    size, day = hi - lo, int(t.open_day[o])
    trans, switch = t.trans[day].astype(np.int64), np.ascontiguousarray(t.switch[day])
    first, last = _edges(t, lo, hi, trans)
    sums = [_reduced(t, m, g) for g in segs]
    offsets = np.concatenate(([0], np.cumsum([len(part) for part in sums])))
    rows = [
        (t.seg_s[g] - lo, t.seg_e[g] - lo, t.minc[a], t.maxc[a], t.ctx[a], offsets[i])
        for i, (g, a) in enumerate((g, int(t.seg_act[g])) for g in segs)
    ]
    seg = np.asarray(rows, np.int64)
    cost = t.block_cost[t.seg_act[segs]].astype(np.float64)
    arcs = _arcs(t, segs, lo)
    bonus = float(t.arc_bonus)
    run, back = np.empty((size + 1, len(first))), np.empty((size + 1, len(first)))
    run_paths(seg, np.concatenate(sums), cost, arcs, bonus, trans, switch, first, run)
    mirrored, q = _mirrored(seg, sums, size)
    turned = arcs.copy()
    turned[:, 1], turned[:, 2] = size - arcs[:, 2], size - arcs[:, 1]
    flipped, costs = np.ascontiguousarray(trans.T), np.ascontiguousarray(switch.T)
    run_paths(mirrored, q, cost, turned, bonus, flipped, costs, size - last, back)
    return _Opening(lo, hi, run, back, trans, switch, first, last, whole_path(run, last))


def _arcs(t: Tables, segs: list[int], lo: int) -> Ints:
    """Return segment, start and end of the previous plan's blocks in an opening."""
    if t.arc_bonus <= 0:
        return np.zeros((0, 3), np.int64)
    place = {g: i for i, g in enumerate(segs)}
    found = [
        (place[int(g)], int(s) - lo, int(e) - lo)
        for g, s, e in zip(t.arc_seg, t.arc_s, t.arc_e, strict=True)
        if int(g) in place
    ]
    return np.asarray(found, np.int64).reshape(-1, 3)


def _openings(t: Tables, m: Multipliers) -> list[_Opening]:
    found = (_opening(t, m, o) for o in range(len(t.open_s)))
    return [opening for opening in found if opening is not None]


def lagrangian(t: Tables, m: Multipliers) -> float:
    """Return the bound for given multipliers."""
    total = sum(opening.whole for opening in _openings(t, m))
    total += float(m.mu @ t.need) + float(m.nu @ t.cap)
    return total + float((t.goal_rate - m.gamma) @ t.goal_want)


class Prices:
    """Prices of one solution's hours."""

    def __init__(self, found: Found) -> None:
        self.tables = found.tables.bound
        self.multipliers = Multipliers(found.mu, found.nu, found.gamma)
        self.openings = _openings(self.tables, self.multipliers)

    def of(self, starts: Ints, ends: Ints) -> Floats:
        """Return the price of each stretch [start, end), in value-minutes, 0 or more."""
        out = np.zeros(len(starts))
        for o in self.openings:
            lo, hi = np.clip(starts, o.start, o.end) - o.start, np.clip(ends, o.start, o.end) - o.start
            hit = np.flatnonzero(lo < hi)
            if len(hit):
                part = np.zeros(len(hit))
                free_cost(
                    o.run, o.back, o.trans, o.switch, o.first, o.last, o.whole,
                    lo[hit].astype(np.int64), hi[hit].astype(np.int64), part,
                )  # fmt: skip
                out[hit] += part
        return out

    def stretch(self, start: int, end: int) -> float:
        """Return the price of one stretch [start, end)."""
        return float(self.of(np.asarray([start]), np.asarray([end]))[0])

    def budget(self, day: int, slots: int) -> float:
        """Return what a date's budget of ``slots`` fewer slots loses."""
        return float(self.multipliers.nu[day]) * slots

    def moved_to(self, tables: Tables, index: Mapping[int, int]) -> Multipliers:
        """Return the multipliers for another problem; ``index``: its activities to those of this one."""
        mu = np.zeros(len(tables.need))
        for new, old in index.items():
            mu[new] = self.multipliers.mu[old]
        return Multipliers(mu, self.multipliers.nu, self.multipliers.gamma)
