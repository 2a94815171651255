"""Construction and improvement: take a few blocks out, put them back better.

Most steps move one activity to a random time; whoever stands there leaves and looks for a new place, and a few that
have none try again: the neighbourhood of Alexiadis & Refanidis, "Optimizing individual activity personal plans through
local search", AI Communications 29 (2016). The others empty a stretch of time and fill it again: Schrimpf et al.,
"Record breaking optimization results using the ruin and recreate principle", Journal of Computational Physics 159
(2000), doi 10.1006/jcph.1999.6413. Simulated annealing decides what stays.
"""

from __future__ import annotations

import numpy as np

from equipoise.planning.kernel.jit import jit, lean
from equipoise.planning.kernel.places import best_place, may_stand
from equipoise.planning.kernel.tables import ACT, CTX, END, F8, I4, NEXT, SEG, SIBLING, START, State, Tables
from equipoise.planning.kernel.timetable import (
    copy_state,
    forget,
    insert,
    remove,
    remove_activity,
    undo,
)

__all__ = ["construct", "improve", "place_all", "restore", "resume"]


SHIFTS, EXCHANGES, PARTS = 0.8, 0.1, 0.05
"""Shares of steps that move one activity to a random time, take out two, or take out a block of a split one."""
SNAPPED = 0.8
"""Share of moved activities that are put flush with what stands there."""
NOISY = 0.2
"""Share of steps in which a random number blurs which place is the best."""
DARING = 0.1
"""Chance that an activity stays although it costs more than it earns."""
RETRIES = 3
"""Activities drawn in each step to try again, if they have no place."""


@lean
def place_all(t: Tables, st: State, a: int, depth: int, noise: float, daring: float, place: I4) -> None:
    """Place as much of ``a`` as fits, block by block; take the new blocks out again if they cost more than they earn.

    With probability ``daring`` they stay all the same: a change of role that does not pay for one may pay for two.
    """
    before = st.worth[0]
    count = 0
    while st.placed[a] < t.need[a]:
        if best_place(t, st, a, depth, noise, -1, -1, place) < -1e17:
            break
        insert(t, st, a, place[0], place[1], place[2], place[3])
        count += 1
    if st.worth[0] < before - 1e-9 and (daring <= 0.0 or np.random.random() >= daring):
        while count > 0:
            remove(t, st, st.head[a])
            count -= 1


@jit
def construct(t: Tables, st: State, order: I4) -> None:
    """Place activities in a given order, each where it is best."""
    place = np.zeros(4, np.int32)
    for i in range(len(order)):
        place_all(t, st, order[i], 1, 0.0, 0.0, place)


@jit
def restore(t: Tables, st: State, wanted: I4) -> int:
    """Put blocks (activity, start, end) back where they were, where that is legal; return how many stand."""
    place = np.zeros(4, np.int32)
    count = 0
    for i in range(len(wanted)):
        a = wanted[i, 0]
        if best_place(t, st, a, 1, 0.0, wanted[i, 1], wanted[i, 2], place) > -1e17:
            insert(t, st, a, place[0], place[1], place[2], place[3])
            count += 1
    return count


@jit
def resume(t: Tables, st: State, wanted: I4) -> None:
    """Put the blocks of an earlier timetable back, and with them what others wait for; drop who waits in vain.

    Where something that others wait for had to leave, they stay if it finds a place before them.
    """
    place = np.zeros(4, np.int32)
    out = np.zeros(4 * len(t.need) + 64, np.int32)
    for i in range(len(wanted)):
        a = wanted[i, 0]
        if may_stand(t, st, a, wanted[i, 1], wanted[i, 2], place):
            insert(t, st, a, place[0], place[1], place[2], place[3])
    for a in range(len(t.need)):
        if st.placed[a] < t.need[a] and t.succ_ptr[a + 1] > t.succ_ptr[a]:
            place_all(t, st, a, 1, 0.0, 0.0, place)
    for a in range(len(t.need)):
        if st.placed[a] < t.need[a]:
            for i in range(t.succ_ptr[a], t.succ_ptr[a + 1]):
                remove_activity(t, st, t.succ[i], out, 0)


@lean
def _ruin_days(t: Tables, st: State, out: I4, size: int) -> int:
    """Take out what lies within a random stretch of time, up to ``size`` activities."""
    node = st.node
    opens = len(t.open_s)
    k = 0
    n = np.random.randint(opens)
    hops = np.random.randint(6)
    while hops > 0 and node[n, NEXT] >= 0:
        n = node[n, NEXT]
        hops -= 1
    while n >= 0 and k < size:
        m = node[n, NEXT]
        a = node[n, ACT]
        if a >= 0:
            before = k
            k = remove_activity(t, st, a, out, k)
            # the next node may have left too: start again from a node that certainly stays
            if k > before:
                m = -2
        if m == -2:
            start = node[n, START]
            n = t.seg_open[node[n, SEG]]
            while n >= 0 and (node[n, START] < start or node[n, ACT] == -2):
                n = node[n, NEXT]
        else:
            n = m
    return k


@lean
def _ruin_random(t: Tables, st: State, out: I4, size: int) -> int:
    k = 0
    acts = len(t.need)
    for _ in range(size * 4):
        if k >= size:
            break
        k = remove_activity(t, st, np.random.randint(acts), out, k)
    return k


@lean
def _spot(t: Tables, a: int) -> tuple[int, int]:
    """Draw a slot in which ``a`` may lie, every slot alike: segment and slot, or -1 if there is none."""
    lo = int(t.act_seg[a])
    hi = int(t.act_seg[a + 1]) - 1
    if hi < lo:
        return -1, -1
    first = t.seg_off[lo]
    drawn = first + np.random.randint(t.seg_off[hi] + t.seg_e[hi] - t.seg_s[hi] + 1 - first)
    while lo < hi:
        mid = (lo + hi + 1) // 2
        if t.seg_off[mid] <= drawn:
            lo = mid
        else:
            hi = mid - 1
    return lo, int(t.seg_s[lo] + drawn - t.seg_off[lo])


@lean
def _snap(t: Tables, st: State, a: int, g: int, spot: int, length: int) -> int:
    """Return a start near ``spot`` that leaves no sliver: flush with what lies there, or with what bounds the gap."""
    node = st.node
    n = int(t.seg_open[g])
    while node[n, NEXT] >= 0 and node[node[n, NEXT], START] <= spot and node[n, NEXT] >= len(t.open_s):
        n = node[n, NEXT]
    lo = max(t.seg_s[g], node[n, END])
    m = node[n, NEXT]
    hi = min(t.seg_e[g], node[m, START]) if m >= 0 else t.seg_e[g]
    day = t.seg_day[g]
    if node[n, ACT] >= 0 and node[n, END] > spot:
        lo, hi = node[n, START], node[n, END]
    else:
        if node[n, ACT] >= 0:
            lo = max(lo, node[n, END] + t.trans[day, node[n, CTX], t.ctx[a]])
        if m >= 0 and node[m, ACT] >= 0:
            hi = min(hi, node[m, START] - t.trans[day, t.ctx[a], node[m, CTX]])
    return int(lo) if np.random.random() < 0.5 else int(hi - length)


@lean
def _shift(t: Tables, st: State, a: int, out: I4, place: I4) -> int:
    """Put ``a`` at a random time; whoever is in the way leaves and is noted in ``out`` with ``a`` and its followers."""
    node = st.node
    k = remove_activity(t, st, a, out, 0)
    if k == 0:
        out[0] = a
        k = 1
    g, s = _spot(t, a)
    if g < 0:
        return k
    size = t.seg_e[g] - t.seg_s[g]
    length = min(t.need[a], t.maxc[a], size)
    if 0 < t.need[a] - length < t.minc[a]:
        length = t.need[a] - t.minc[a]
    if length < t.minc[a]:
        return k
    if np.random.random() < SNAPPED:
        s = _snap(t, st, a, g, s, length)
    s = max(t.seg_s[g], min(s, t.seg_e[g] - length))
    e = s + length
    day = t.seg_day[g]
    n = node[t.seg_open[g], NEXT]
    while n >= 0 and node[n, ACT] >= 0 and node[n, START] < e + t.trans[day, t.ctx[a], node[n, CTX]]:
        if node[n, END] + t.trans[day, node[n, CTX], t.ctx[a]] > s:
            k = remove_activity(t, st, node[n, ACT], out, k)
            n = t.seg_open[g]
        n = node[n, NEXT]
    if best_place(t, st, a, 1, 0.0, s, e, place) > -1e17:
        insert(t, st, a, place[0], place[1], place[2], place[3])
    return k


@lean
def _ruin_block(t: Tables, st: State, out: I4) -> int:
    """Take out one or two blocks of a split activity, leaving its others."""
    k = 0
    acts = len(t.need)
    for _ in range(20):
        a = np.random.randint(acts)
        if st.blocks[a] >= 2 and t.succ_ptr[a + 1] == t.succ_ptr[a]:
            x = st.head[a]
            skip = np.random.randint(st.blocks[a])
            while skip > 0:
                x = st.node[x, SIBLING]
                skip -= 1
            remove(t, st, x)
            out[k] = a
            k += 1
            if k >= 2:
                break
    return k


@lean
def _order(t: Tables, out: I4, k: int, keys: F8) -> None:
    """Sort the first k activities for reinsertion by one of several rules, drawn at random."""
    rule = np.random.randint(4)
    for i in range(k):
        a = out[i]
        worth = t.rate[a] + t.completion[a] / max(1, t.need[a])
        if rule == 0:
            keys[i] = np.random.random()
        elif rule == 1:
            keys[i] = -worth * (0.7 + 0.6 * np.random.random())
        elif rule == 2:
            keys[i] = -t.need[a] * (0.7 + 0.6 * np.random.random())
        else:
            keys[i] = -worth * t.need[a] * (0.7 + 0.6 * np.random.random())
        if t.must[a] == 1:
            keys[i] -= 1e6
        keys[i] += 1e7 * (t.pred_ptr[a + 1] - t.pred_ptr[a])
    # insertion sort: k is small
    for i in range(1, k):
        key = keys[i]
        a = out[i]
        j = i - 1
        while j >= 0 and keys[j] > key:
            keys[j + 1] = keys[j]
            out[j + 1] = out[j]
            j -= 1
        keys[j + 1] = key
        out[j + 1] = a


@jit
def improve(
    t: Tables,
    cur: State,
    best: State,
    seed: int,
    steps: int,
    heat_from: float,
    heat_to: float,
    limit: float,
    least_kept: int,
) -> None:
    """Run ``steps`` ruin-and-recreate steps from ``cur``; keep the best timetable in ``best``.

    Args:
        t: the tables.
        cur: where the walk is. ``best``: best found. Both are written.
        seed: of the random numbers of this call.
        steps: number of steps.
        heat_from: temperature of the annealing at the first step, in value-minutes; it falls
            geometrically to ``heat_to`` at the last.
        heat_to: see ``heat_from``.
        limit: stop as soon as ``best`` is worth this much.
        least_kept: a timetable that keeps fewer blocks of the previous plan is refused.
    """
    np.random.seed(seed)
    acts = len(t.need)
    out = np.zeros(4 * acts + 64, np.int32)
    keys = np.zeros(4 * acts + 64)
    place = np.zeros(4, np.int32)
    heat = heat_from
    fall = (heat_to / heat_from) ** (1.0 / max(1, steps))
    for _ in range(steps):
        heat *= fall
        forget(cur)
        before = cur.worth[0]
        draw = np.random.random()
        first = 0
        if draw < SHIFTS:
            k = _shift(t, cur, np.random.randint(acts), out, place)
            place_all(t, cur, out[0], 2, 0.0, 0.0, place)
            first = 1
        elif draw < SHIFTS + EXCHANGES:
            k = _ruin_random(t, cur, out, 2)
        elif draw < SHIFTS + EXCHANGES + PARTS:
            k = _ruin_block(t, cur, out)
        else:
            k = _ruin_days(t, cur, out, 2 + np.random.randint(5))
        if k == 0:
            continue
        for _i in range(RETRIES):
            a = np.random.randint(acts)
            if cur.placed[a] < t.need[a]:
                out[k] = a
                k += 1
        _order(t, out[first:], k - first, keys)
        noise = 0.0
        if np.random.random() < NOISY:
            noise = heat * 2.0
        for i in range(first, k):
            place_all(t, cur, out[i], 2, noise, DARING, place)
        gain = cur.worth[0] - before
        if gain > heat * np.log(np.random.random()) and cur.tally[1] >= least_kept:
            if cur.worth[0] > best.worth[0] + 1e-9:
                copy_state(best, cur)
                if best.worth[0] >= limit:
                    return
        elif not undo(t, cur, before):
            copy_state(cur, best)
