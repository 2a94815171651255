"""Where a block may stand so that every hard rule holds, and where it is worth most."""

from __future__ import annotations

import numpy as np

from equipoise.planning.kernel.jit import lean
from equipoise.planning.kernel.tables import (
    ACT,
    CTX,
    END,
    I4,
    NEXT,
    PREV,
    SEG,
    SIBLING,
    START,
    WORK,
    State,
    Tables,
)
from equipoise.planning.kernel.timetable import goal_gain, is_arc, real_after, real_before, switch_delta

__all__ = ["best_place", "may_stand"]

FAR = 1 << 29
GRAIN = 3
"""Slots between the starts that a search looks at first."""


@lean
def _chain_start(node: I4, n: int, brk: int, stretch: int) -> int:
    """Return where the chain of joined work that ends with work element ``n`` starts."""
    start = int(node[n, START])
    end = int(node[n, END])
    while True:
        m = real_before(node, node[n, PREV])
        # life elements between two work elements are no work: step over them
        while m >= 0 and node[m, WORK] == 0:
            m = real_before(node, node[m, PREV])
        if m < 0 or start - node[m, END] >= brk or end - start > stretch:
            return start
        start = min(start, int(node[m, START]))
        n = m


@lean
def _chain_end(node: I4, n: int, brk: int, stretch: int) -> int:
    start = int(node[n, START])
    end = int(node[n, END])
    while True:
        m = real_after(node, node[n, NEXT])
        while m >= 0 and node[m, WORK] == 0:
            m = real_after(node, node[m, NEXT])
        if m < 0 or node[m, START] - end >= brk or end - start > stretch:
            return end
        end = max(end, int(node[m, END]))
        n = m


@lean
def _time_limits(t: Tables, st: State, a: int, ahead: bool) -> tuple[int, int]:
    """Return the stretch that dependencies leave for ``a``: (-1, -1) if something it waits for is not placed whole.

    If ``ahead``, it need not be placed yet.
    """
    lo = 0
    hi = FAR
    for i in range(t.pred_ptr[a], t.pred_ptr[a + 1]):
        b = t.pred[i]
        if st.placed[b] < t.need[b] and not ahead:
            return -1, -1
        x = st.head[b]
        while x >= 0:
            lo = max(lo, st.node[x, END])
            x = st.node[x, SIBLING]
    for i in range(t.succ_ptr[a], t.succ_ptr[a + 1]):
        x = st.head[t.succ[i]]
        while x >= 0:
            hi = min(hi, st.node[x, START])
            x = st.node[x, SIBLING]
    return lo, hi


@lean
def _day_blocked(t: Tables, st: State, a: int, day: int) -> bool:
    """Tell whether a block of ``a`` on a date stands closer than its distance in days."""
    for b in range(t.group_lo[a], t.group_hi[a] + 1):
        x = st.head[b]
        while x >= 0:
            if abs(t.seg_day[st.node[x, SEG]] - day) < t.gap_days[a]:
                return True
            x = st.node[x, SIBLING]
    return False


@lean
def _last_work(t: Tables, st: State, open_id: int, day: int) -> int:
    """Return where the last work block of a date ends, of those in or after an opening."""
    node = st.node
    n = open_id
    end = 0
    while n >= 0:
        if node[n, ACT] >= 0:
            if t.seg_day[node[n, SEG]] > day:
                break
            if node[n, WORK] == 1:
                end = max(end, int(node[n, END]))
        n = node[n, NEXT]
    return end


@lean
def _may_stand(
    t: Tables, a: int, s: int, e: int, room: int,
    left_start: int, left_end: int, right_start: int, right_end: int, brk: int, stretch: int,
) -> bool:  # fmt: skip
    """Tell whether a block within a gap leaves the day's margin free and the breaks long enough."""
    if t.own[e] - t.own[s] > room:
        return False
    if t.work[a] == 0:
        return True
    from_s = s
    to_e = e
    joined = False
    if s - left_end < brk:
        from_s = left_start
        joined = True
    if right_start - e < brk:
        to_e = right_end
        joined = True
    return not joined or to_e - from_s <= stretch


@lean
def _best_start(
    t: Tables, a: int, length: int, base: float, off: int, room: int, lo: int, hi: int,
    left_start: int, left_end: int, right_start: int, right_end: int, brk: int, stretch: int,
    noise: float, forward: bool, best: float, place: I4,
) -> float:  # fmt: skip
    """Find the best start in [lo, hi] for a block of one length; write it to ``place[0]`` if it beats ``best``.

    Looks at both ends, at where breaks begin to hold, at the old places and at every ``GRAIN``-th slot, then around
    the best of these: worth changes slowly from slot to slot.
    """
    step = GRAIN if hi - lo > 2 * GRAIN else 1
    regular = (hi - lo) // step + 1
    arcs = int(t.arc_ptr[a])
    many = int(t.arc_ptr[a + 1]) - arcs
    total = regular + (5 + many if step > 1 else 0)
    found = -1
    for k in range(total):
        if k < regular:
            s = lo + k * step if forward else hi - k * step
        elif k == regular:
            s = hi if forward else lo
        elif k == regular + 1:
            s = left_end + brk
        elif k == regular + 2:
            s = left_start + stretch - length
        elif k == regular + 3:
            s = right_start - brk - length
        elif k == regular + 4:
            s = right_end - stretch
        else:
            s = int(t.arc_s[arcs + k - regular - 5])
        if s < lo or s > hi:
            continue
        e = s + length
        score = base + t.prefix[off + e] - t.prefix[off + s]
        if noise > 0.0:
            score += noise * np.random.random()
        if many > 0 and is_arc(t, a, s, e):
            score += t.arc_bonus
        if score > best and _may_stand(
            t, a, s, e, room, left_start, left_end, right_start, right_end, brk, stretch
        ):
            best = score
            found = s
    if found >= 0:
        place[0] = found
        if step > 1 and noise <= 0.0:
            for s in range(max(lo, found - GRAIN + 1), min(hi, found + GRAIN - 1) + 1):
                e = s + length
                score = base + t.prefix[off + e] - t.prefix[off + s]
                if many > 0 and is_arc(t, a, s, e):
                    score += t.arc_bonus
                if score > best and _may_stand(
                    t, a, s, e, room, left_start, left_end, right_start, right_end, brk, stretch
                ):
                    best = score
                    place[0] = s
    return best


@lean
def _joined(
    t: Tables, node: I4, a: int, p: int, q: int, gap_s: int, gap_e: int, brk: int, stretch: int
) -> tuple[int, int, int, int]:
    """Return start and end of the work that a block of ``a`` in a gap may join before it, and after it."""
    left_start, left_end, right_start, right_end = -FAR, -FAR, FAR, FAR
    if t.work[a] == 0:
        return left_start, left_end, right_start, right_end
    w = p
    while w >= 0 and node[w, WORK] == 0:
        w = real_before(node, node[w, PREV])
    if w >= 0 and gap_s - node[w, END] < brk:
        left_end = int(node[w, END])
        left_start = _chain_start(node, w, brk, stretch)
    w = q
    while w >= 0 and node[w, WORK] == 0:
        w = real_after(node, node[w, NEXT])
    if w >= 0 and node[w, START] - gap_e < brk:
        right_start = int(node[w, START])
        right_end = _chain_end(node, w, brk, stretch)
    return left_start, left_end, right_start, right_end


@lean
def _find(
    t: Tables, st: State, a: int, depth: int, noise: float, only_s: int, only_e: int,
    part: bool, ahead: bool, place: I4,
) -> float:  # fmt: skip
    """Find the best block for ``a``, as ``best_place`` does.

    Only if ``part`` may it leave less than a shortest block; only if ``ahead`` may what it waits for come later.

    The score of a block is its gain less what its slots would earn on average elsewhere, so that lengths compare
    fairly; ``noise`` blurs it. Segments come by the worth of their best slot, so that the search may stop as soon as
    no later one can win. Returns the score, or -1e18 if there is no legal place.
    """
    node = st.node
    rest = t.need[a] - st.placed[a]
    best = -1e18
    if rest < t.minc[a] or st.tally[0] == 0:
        return best
    lo, hi = _time_limits(t, st, a, ahead)
    if lo < 0:
        return best
    minc = t.minc[a]
    ctx = t.ctx[a]
    off = t.row[a]
    whole = t.minc[a] == t.maxc[a]
    most = min(rest, t.maxc[a])
    # of equal places the first or the last one wins, so that a search sees both
    forward = depth == 1 or np.random.random() < 0.5
    extra = noise - t.block_cost[a] + t.completion[a]
    if t.goal[a] >= 0:
        extra += t.goal_rate[t.goal[a]] * most
    if t.arc_ptr[a + 1] > t.arc_ptr[a]:
        extra += t.arc_bonus
    for i in range(t.act_seg[a], t.act_seg[a + 1]):
        g = t.seg_rank[i]
        more = t.seg_top[g] - t.rate[a]
        if extra + more * (most if more > 0 else minc) <= best:
            break
        if only_s >= 0 and (t.seg_s[g] > only_s or t.seg_e[g] < only_e):
            continue
        if st.gap[t.seg_open[g]] < minc:
            continue
        day = t.seg_day[g]
        if t.gap_days[a] > 0 and _day_blocked(t, st, a, day):
            continue
        seg_s = max(t.seg_s[g], lo)
        seg_e = min(t.seg_e[g], hi)
        closer = t.closer[day]
        if closer == a:
            seg_s = max(seg_s, _last_work(t, st, t.seg_open[g], day))
        elif closer >= 0 and t.work[a] == 1 and st.head[closer] >= 0:
            seg_e = min(seg_e, node[st.head[closer], START])
        if seg_e - seg_s < minc:
            continue
        room = t.cap[day] - st.day_used[day]
        open_id = t.seg_open[g]
        brk = t.brk[day]
        stretch = t.stretch[day]
        n = open_id
        while True:
            m = node[n, NEXT]
            gap_s = max(node[n, END], seg_s)
            gap_e = seg_e
            if m >= 0:
                gap_e = min(gap_e, node[m, START])
            if gap_e - gap_s >= minc:
                p = real_before(node, n)
                q = real_after(node, m)
                if p >= 0:
                    gap_s = max(gap_s, node[p, END] + t.trans[day, node[p, CTX], ctx])
                    if node[p, ACT] == a and gap_s == node[p, END]:
                        gap_s += 1
                if q >= 0:
                    gap_e = min(gap_e, node[q, START] - t.trans[day, ctx, node[q, CTX]])
                    if node[q, ACT] == a and gap_e == node[q, START]:
                        gap_e -= 1
                size = gap_e - gap_s
                if size >= minc:
                    left_start, left_end, right_start, right_end = _joined(
                        t, node, a, p, q, gap_s, gap_e, brk, stretch
                    )
                    change = switch_delta(t, node, n, m, open_id, ctx, day)
                    top = min(most, size)
                    if not whole and not part and rest - top > 0 and rest - top < minc:
                        top = rest - minc
                    tries = 0
                    while tries < depth:
                        # lengths: the longest that fits, half of what is left, the shortest
                        if only_s >= 0:
                            length = only_e - only_s
                            if tries > 0 or length > top:
                                break
                        elif tries == 0:
                            length = top
                        elif whole:
                            break
                        elif tries == 1:
                            length = (top + minc) // 2
                        else:
                            length = minc
                        tries += 1
                        if length < minc or length > size or (tries > 1 and only_s < 0 and length >= top):
                            continue
                        left = rest - length
                        if not whole and not part and left > 0 and left < minc and only_s < 0:
                            continue
                        base = -t.block_cost[a] - change + goal_gain(t, st, a, length) - length * t.rate[a]
                        if left == 0:
                            base += t.completion[a]
                        if left > 0:
                            base -= t.block_cost[a] * (-(-left // t.maxc[a]))
                        s_first, s_last = gap_s, gap_e - length
                        if only_s >= 0:
                            s_first, s_last = max(s_first, only_s), min(s_last, only_s)
                        score = _best_start(
                            t, a, length, base, off, room, s_first, s_last, left_start, left_end,
                            right_start, right_end, brk, stretch, noise, forward, best, place,
                        )  # fmt: skip
                        if score > best:
                            best = score
                            place[1] = place[0] + length
                            place[2] = g
                            place[3] = n
            if m < 0 or node[m, START] >= seg_e or node[m, START] >= t.open_e[open_id]:
                break
            n = m
    return best


@lean
def best_place(
    t: Tables, st: State, a: int, depth: int, noise: float, only_s: int, only_e: int, place: I4
) -> float:
    """Find the best block for ``a``; ``place`` gets start, end, segment, node before; ``depth`` lengths are tried.

    If ``only_s`` is not negative, nothing but the block [only_s, only_e) is considered. A block that leaves less than
    a shortest one is the last resort. Returns the score, or -1e18 if there is no legal place.
    """
    best = _find(t, st, a, depth, noise, only_s, only_e, False, False, place)
    rest = t.need[a] - st.placed[a]
    if best < -1e17 and only_s < 0 and t.minc[a] < t.maxc[a] and t.minc[a] < rest < 2 * t.minc[a]:
        return _find(t, st, a, depth, noise, only_s, only_e, True, False, place)
    return best


@lean
def may_stand(t: Tables, st: State, a: int, s: int, e: int, place: I4) -> bool:
    """Tell whether the block [s, e) of ``a`` is legal, but for what it waits for; ``place`` as for ``best_place``."""
    return bool(_find(t, st, a, 1, 0.0, s, e, False, True, place) > -1e17)
