"""Pricing: the best path of blocks through each opening under given multipliers.

For multipliers mu (a price for each activity's slots), nu (for each date's budget) and gamma (for each goal) the sum

    sum over openings of the best path  +  sum mu x need  +  sum nu x cap  +  sum (rate - gamma) x wanted

is an upper bound on the worth of any legal plan (Lagrangian duality). A path is a sequence of blocks with the gaps that
contexts ask for and the breaks that long stretches ask for, fixed work before and after
included. Paths are also the columns of the linear master problem: van den Akker, Hurkens & Savelsbergh,
"Time-indexed formulations for machine scheduling problems: column generation", INFORMS Journal on Computing 12
(2000), doi 10.1287/ijoc.12.2.111.11896.

Inside one opening positions are counted from its start. Work blocks closer than a break form a chain; a chain starts
fresh after a break, or joins the fixed work that ends just before the opening.
"""

from __future__ import annotations

import numpy as np

from equipoise.planning.kernel.jit import jit, lean
from equipoise.planning.kernel.tables import F8, I4, Tables

__all__ = ["dearest", "price"]

NEG = -np.inf
FAR = 1 << 29
NOTHING, WORK, LIFE = 0, 1, 2


@lean
def _reduce(t: Tables, o: int, mu: F8, nu: F8, gamma: F8, q: F8, chosen: I4, extra: float) -> int:
    """Write reduced prefix sums of the opening's segments to ``q``; return how many could be worth a block.

    Those come first in ``chosen``. A block that is worth less than any change of role it could save is never needed.
    """
    k = 0
    for i in range(t.open_seg_ptr[o], t.open_seg_ptr[o + 1]):
        g = t.open_seg[i]
        a = t.seg_act[g]
        cost = mu[a]
        if t.goal[a] >= 0:
            cost -= gamma[t.goal[a]]
        day = nu[t.seg_day[g]]
        off = t.seg_off[g]
        s0 = t.seg_s[g]
        size = t.seg_e[g] - s0
        top = 0.0
        length = t.minc[a]
        fixed = length == t.maxc[a]
        best = NEG
        for u in range(size + 1):
            q[off + u] = t.prefix[off + u] - cost * u - day * (t.own[s0 + u] - t.own[s0])
            if u > 0:
                step = q[off + u] - q[off + u - 1]
                top = max(top, step)
                if fixed and u >= length:
                    best = max(best, q[off + u] - q[off + u - length])
        if not fixed:
            best = top * t.maxc[a]
        bonus = t.arc_bonus if t.arc_ptr[a + 1] > t.arc_ptr[a] else 0.0
        if best - t.block_cost[a] + bonus + extra > 0.0 and size >= length:
            chosen[k] = g
            k += 1
    return k


@lean
def _sides(t: Tables, o: int, side: I4) -> None:
    """Write what bounds an opening: left end, context, chain start; right start, context, chain end; else -FAR, FAR.

    Of fixed work, ``side`` also says whether it may be joined at all.
    """
    lo = t.open_s[o]
    hi = t.open_e[o]
    brk = t.brk[t.open_day[o]]
    side[0], side[1], side[2] = -FAR, -1, -FAR
    side[3], side[4], side[5] = FAR, -1, FAR
    side[6], side[7] = -FAR, FAR
    last = -1
    for f in range(len(t.fix_s)):
        if t.fix_s[f] >= hi:
            break
        if t.fix_e[f] <= lo:
            last = f
    if last >= 0:
        side[0] = t.fix_e[last]
        side[1] = t.fix_ctx[last]
    f = last
    while f >= 0 and t.fix_work[f] == 0:
        f -= 1
    if f >= 0:
        side[6] = t.fix_e[f]
        start = t.fix_s[f]
        f -= 1
        while f >= 0:
            if t.fix_work[f] == 1:
                if start - t.fix_e[f] >= brk:
                    break
                start = min(start, t.fix_s[f])
            f -= 1
        side[2] = start
    f = last + 1
    while f < len(t.fix_s) and t.fix_s[f] < hi:
        f += 1
    if f < len(t.fix_s):
        side[3] = t.fix_s[f]
        side[4] = t.fix_ctx[f]
    while f < len(t.fix_s) and t.fix_work[f] == 0:
        f += 1
    if f < len(t.fix_s):
        side[7] = t.fix_s[f]
        end = t.fix_e[f]
        f += 1
        while f < len(t.fix_s):
            if t.fix_work[f] == 1:
                if t.fix_s[f] - end >= brk:
                    break
                end = max(end, t.fix_e[f])
            f += 1
        side[5] = end


@lean
def _classes(
    t: Tables, o: int, chosen: I4, count: int, q: F8, index: I4, kinds: I4, gain: F8, who: I4
) -> int:
    """Keep, of all blocks of one context and length that start at one position, the best.

    Args:
        t: the tables. ``o``: the opening. ``chosen``, ``count``, ``q``: what ``_reduce`` wrote.
        index: scratch, longest block + 1 for each context and area.
        kinds: [classes, 3] written: context, 1 for work, length; shorter ones come first.
        gain: [classes, positions] written: worth of the best block that starts there, ``NEG`` for none.
        who: [classes, positions] written: its segment.

    Returns:
        The number of classes.
    """
    lo = t.open_s[o]
    rows = t.open_e[o] - lo + 1
    contexts = t.trans.shape[1]
    longest = len(index) // (2 * contexts) - 1
    for i in range(len(index)):
        index[i] = -1
    for i in range(count):
        g = chosen[i]
        a = t.seg_act[g]
        at = (2 * t.ctx[a] + t.work[a]) * (longest + 1)
        for length in range(t.minc[a], min(t.maxc[a], t.seg_e[g] - t.seg_s[g]) + 1):
            index[at + length] = 0
    k = 0
    for length in range(1, longest + 1):
        for group in range(2 * contexts):
            if index[group * (longest + 1) + length] == 0:
                index[group * (longest + 1) + length] = k
                kinds[k, 0], kinds[k, 1], kinds[k, 2] = group // 2, group % 2, length
                for u in range(rows):
                    gain[k * rows + u] = NEG
                k += 1
    for i in range(count):
        g = chosen[i]
        a = t.seg_act[g]
        s_lo = t.seg_s[g] - lo
        span = t.seg_e[g] - t.seg_s[g]
        off = t.seg_off[g]
        at = (2 * t.ctx[a] + t.work[a]) * (longest + 1)
        cost = t.block_cost[a]
        for length in range(t.minc[a], min(t.maxc[a], span) + 1):
            row = index[at + length] * rows + s_lo
            for u in range(span - length + 1):
                v = q[off + u + length] - q[off + u] - cost
                if v > gain[row + u]:
                    gain[row + u] = v
                    who[row + u] = g
        for x in range(t.arc_ptr[a], t.arc_ptr[a + 1]):
            length = t.arc_e[x] - t.arc_s[x]
            if t.arc_seg[x] == g and t.minc[a] <= length <= t.maxc[a]:
                u = t.arc_s[x] - t.seg_s[g]
                row = index[at + length] * rows + s_lo
                v = q[off + u + length] - q[off + u] - cost + t.arc_bonus
                if v > gain[row + u]:
                    gain[row + u] = v
                    who[row + u] = g
    return k


@lean
def _may_end(t: Tables, o: int, side: I4, c: int, e: int, chain: int) -> bool:
    """Tell whether a work block of context ``c`` may end at slot ``e`` in a chain that started at slot ``chain``."""
    day = t.open_day[o]
    if side[4] >= 0 and e + t.trans[day, c, side[4]] > side[3]:
        return False
    return bool(side[7] - e >= t.brk[day] or side[5] - chain <= t.stretch[day])


@lean
def _chain(
    t: Tables, o: int, side: I4, kinds: I4, gain: F8, who: I4, many: int,
    s0: int, joined: bool, first: F8, h: F8, h_seg: I4, h_s: I4, st: F8, st_c: I4, st_e: I4,
) -> int:  # fmt: skip
    """Extend a chain of work from position ``s0``; ``h`` gets the best value of a chain that ends at each position.

    ``first`` holds, for each context, the value with which a block may start at ``s0``; if ``joined``, the chain goes
    on from fixed work before the opening, and blocks may start at any position that is still closer than a break.
    Returns the last position reached. Rows of ``h`` and ``st`` are positions from ``s0``.
    """
    lo = t.open_s[o]
    size = t.open_e[o] - lo
    day = t.open_day[o]
    brk = t.brk[day]
    contexts = t.trans.shape[1]
    chain = side[2] if joined else lo + s0
    span = min(size, chain + t.stretch[day] - lo) - s0
    if span < 0:
        return s0
    for p in range(span + 1):
        row = p * contexts
        for c in range(contexts):
            h[row + c] = NEG
            st[row + c] = NEG
            st_c[row + c] = -1
        u = s0 + p
        for k in range(many):
            length = kinds[k, 2]
            if length > p:
                break
            if kinds[k, 1] == 0:
                continue
            c = kinds[k, 0]
            v = st[(p - length) * contexts + c] + gain[k * (size + 1) + u - length]
            if v > h[row + c]:
                h[row + c] = v
                h_seg[row + c] = who[k * (size + 1) + u - length]
                h_s[row + c] = u - length
        for c in range(contexts):
            if p == 0 and not joined:
                st[row + c] = first[c]
            elif joined and lo + u - side[6] < brk:
                if side[1] < 0 or side[0] + t.trans[day, side[1], c] <= lo + u:
                    st[row + c] = 0.0
            for d in range(contexts):
                gap = t.trans[day, d, c]
                while gap < brk and gap <= p:
                    v = h[(p - gap) * contexts + d]
                    if v > NEG:
                        v -= t.switch[day, d, c]
                        if v > st[row + c]:
                            st[row + c] = v
                            st_c[row + c] = d
                            st_e[row + c] = u - gap
                    gap += 1
    return int(s0 + span)


@lean
def _opening(
    t: Tables, o: int, mu: F8, nu: F8, gamma: F8, extra: float,
    q: F8, chosen: I4, index: I4, kinds: I4, gain: F8, who: I4,
    side: I4, first: F8, h: F8, h_seg: I4, h_s: I4, st: F8, st_c: I4, st_e: I4,
    fw: F8, fw_s: I4, fl: F8, fl_seg: I4, fl_s: I4, rw: F8, rw_u: I4, rl: F8, rl_u: I4,
    sw: F8, sw_k: I4, sw_c: I4, sw_u: I4, sl: F8, sl_k: I4, sl_c: I4, sl_u: I4,
    blocks: I4, total: int,
) -> tuple[float, int]:  # fmt: skip
    """Solve one opening; append its blocks (opening, segment, start, end) to ``blocks``; return value and new total."""
    count = _reduce(t, o, mu, nu, gamma, q, chosen, extra)
    if count == 0:
        return 0.0, total
    lo = t.open_s[o]
    size = t.open_e[o] - lo
    day = t.open_day[o]
    brk = t.brk[day]
    contexts = t.trans.shape[1]
    _sides(t, o, side)
    many = _classes(t, o, chosen, count, q, index, kinds, gain, who)
    for i in range((size + 1) * contexts):
        fw[i] = NEG
        fl[i] = NEG
    value = 0.0
    end_k, end_c, end_u, end_s = NOTHING, -1, -1, -1
    join = lo - side[6] < brk and side[2] + t.stretch[day] > lo
    for u in range(size + 1):
        row = u * contexts
        if u == 0 and join:
            last = _chain(
                t, o, side, kinds, gain, who, many, 0, True, first,
                h, h_seg, h_s, st, st_c, st_e,
            )  # fmt: skip
            for p in range(1, last + 1):
                for c in range(contexts):
                    v = h[p * contexts + c]
                    if v > fw[p * contexts + c]:
                        fw[p * contexts + c] = v
                        fw_s[p * contexts + c] = -1
                    if v > value and _may_end(t, o, side, c, lo + p, side[2]):
                        value, end_k, end_c, end_u, end_s = v, WORK, c, p, -1
        for c in range(contexts):
            rw[row + c] = fw[row + c]
            rw_u[row + c] = u
            rl[row + c] = fl[row + c]
            rl_u[row + c] = u
            if u > 0:
                if rw[row - contexts + c] >= rw[row + c]:
                    rw[row + c] = rw[row - contexts + c]
                    rw_u[row + c] = rw_u[row - contexts + c]
                if rl[row - contexts + c] >= rl[row + c]:
                    rl[row + c] = rl[row - contexts + c]
                    rl_u[row + c] = rl_u[row - contexts + c]
        fresh = False
        for c in range(contexts):
            away = side[1] < 0 or side[0] + t.trans[day, side[1], c] <= lo + u
            sl[row + c] = 0.0 if away else NEG
            sl_k[row + c] = NOTHING
            rested = lo + u - side[6] >= brk
            sw[row + c] = 0.0 if away and rested else NEG
            sw_k[row + c] = NOTHING
            for d in range(contexts):
                gap = t.trans[day, d, c]
                if u >= gap:
                    at = (u - gap) * contexts + d
                    v = rw[at] - t.switch[day, d, c]
                    if v > sl[row + c]:
                        sl[row + c], sl_k[row + c], sl_c[row + c], sl_u[row + c] = v, WORK, d, rw_u[at]
                    v = rl[at] - t.switch[day, d, c]
                    if v > sl[row + c]:
                        sl[row + c], sl_k[row + c], sl_c[row + c], sl_u[row + c] = v, LIFE, d, rl_u[at]
                    if v > sw[row + c] and rested:
                        sw[row + c], sw_k[row + c], sw_c[row + c], sw_u[row + c] = v, LIFE, d, rl_u[at]
                gap = max(gap, brk)
                if u >= gap:
                    at = (u - gap) * contexts + d
                    v = rw[at] - t.switch[day, d, c]
                    if v > sw[row + c]:
                        sw[row + c], sw_k[row + c], sw_c[row + c], sw_u[row + c] = v, WORK, d, rw_u[at]
            fresh |= sw[row + c] > NEG
        for k in range(many):
            length = kinds[k, 2]
            e = u + length
            if e > size:
                break
            c = kinds[k, 0]
            # work that fits into a chain is left to the chains below
            alone = kinds[k, 1] == 1
            v = gain[k * (size + 1) + u]
            if v <= NEG or (alone and length <= t.stretch[day]):
                continue
            v += sw[row + c] if alone else sl[row + c]
            if v <= NEG:
                continue
            at = e * contexts + c
            # what follows decides about the gap to the next fixed element, unless nothing follows
            last_one = side[4] < 0 or lo + e + t.trans[day, c, side[4]] <= side[3]
            if alone:
                code = -2 - k * (size + 1) - u
                if v > fw[at]:
                    fw[at] = v
                    fw_s[at] = code
                if v > value and last_one and side[7] - lo - e >= brk:
                    value, end_k, end_c, end_u, end_s = v, WORK, c, e, code
            else:
                if v > fl[at]:
                    fl[at] = v
                    fl_seg[at] = who[k * (size + 1) + u]
                    fl_s[at] = u
                if v > value and last_one:
                    value, end_k, end_c, end_u = v, LIFE, c, e
        if fresh:
            for c in range(contexts):
                first[c] = sw[row + c]
            last = _chain(
                t, o, side, kinds, gain, who, many, u, False, first,
                h, h_seg, h_s, st, st_c, st_e,
            )  # fmt: skip
            for p in range(u + 1, last + 1):
                for c in range(contexts):
                    v = h[(p - u) * contexts + c]
                    if v > fw[p * contexts + c]:
                        fw[p * contexts + c] = v
                        fw_s[p * contexts + c] = u
                    if v > value and _may_end(t, o, side, c, lo + p, lo + u):
                        value, end_k, end_c, end_u, end_s = v, WORK, c, p, u
    # walk back
    k, c, u = end_k, end_c, end_u
    final = True
    while k != NOTHING:
        at = u * contexts + c
        if k == LIFE:
            final = False
            g, s = fl_seg[at], fl_s[at]
            blocks[total, 0], blocks[total, 1], blocks[total, 2], blocks[total, 3] = o, g, lo + s, lo + u
            total += 1
            row = s * contexts + c
            k, c, u = sl_k[row], sl_c[row], sl_u[row]
            continue
        s0 = end_s if final else fw_s[at]
        final = False
        if s0 <= -2:
            code = -2 - s0
            g, s = who[code], code % (size + 1)
            blocks[total, 0], blocks[total, 1], blocks[total, 2], blocks[total, 3] = o, g, lo + s, lo + u
            total += 1
            row = s * contexts + c
            k, c, u = sw_k[row], sw_c[row], sw_u[row]
            continue
        joined = s0 == -1
        begin = 0 if joined else s0
        if not joined:
            for d in range(contexts):
                first[d] = sw[begin * contexts + d]
        _chain(
            t, o, side, kinds, gain, who, many, begin, joined, first,
            h, h_seg, h_s, st, st_c, st_e,
        )  # fmt: skip
        while True:
            at = (u - begin) * contexts + c
            g, s = h_seg[at], h_s[at]
            blocks[total, 0], blocks[total, 1], blocks[total, 2], blocks[total, 3] = o, g, lo + s, lo + u
            total += 1
            row = (s - begin) * contexts + c
            if st_c[row] < 0:
                break
            u = st_e[row]
            c = st_c[row]
        if joined:
            break
        row = begin * contexts + c
        k, c, u = sw_k[row], sw_c[row], sw_u[row]
    return value, total


@jit
def dearest(t: Tables, out: F8) -> None:
    """Write the highest worth per slot that a shortest block of each activity can have anywhere."""
    out[:] = 0.0
    for g in range(len(t.seg_s)):
        a = t.seg_act[g]
        length = t.minc[a]
        off = t.seg_off[g]
        for u in range(length, t.seg_e[g] - t.seg_s[g] + 1):
            out[a] = max(out[a], (t.prefix[off + u] - t.prefix[off + u - length]) / length)


@lean
def _room(t: Tables, lo: int, hi: int, index: I4) -> int:
    """Return the most classes of blocks that an opening can have; ``index`` is scratch."""
    longest = len(index) // (2 * t.trans.shape[1]) - 1
    for i in range(len(index)):
        index[i] = 0
    for o in range(lo, hi):
        for i in range(t.open_seg_ptr[o], t.open_seg_ptr[o + 1]):
            g = t.open_seg[i]
            a = t.seg_act[g]
            for length in range(t.minc[a], min(t.maxc[a], t.seg_e[g] - t.seg_s[g]) + 1):
                index[(2 * t.ctx[a] + t.work[a]) * (longest + 1) + length] = 1
    return int(np.sum(index))


@jit
def price(t: Tables, mu: F8, nu: F8, gamma: F8, values: F8, blocks: I4, lo: int, hi: int) -> int:
    """Solve the openings ``lo`` to ``hi``.

    Args:
        t: the tables; completion must be folded into the prefix sums.
        mu, nu, gamma: the multipliers.
        values: [openings] written: value of the best path under the multipliers.
        blocks: [rows, 4] written: opening, segment, start, end of each block of the paths.
        lo, hi: range of openings.

    Returns:
        Number of rows written to ``blocks``.
    """
    contexts = t.trans.shape[1]
    longest = 0
    most = 0
    for o in range(lo, hi):
        longest = max(longest, t.open_e[o] - t.open_s[o])
        most = max(most, t.open_seg_ptr[o + 1] - t.open_seg_ptr[o])
    rows = (longest + 2) * contexts
    n = len(t.prefix)
    extra = 0.0
    for i in range(t.switch.shape[0]):
        for c in range(contexts):
            for d in range(contexts):
                extra = max(extra, t.switch[i, c, d])
    top = 0
    for a in range(len(t.maxc)):
        top = max(top, min(t.maxc[a], longest))
    index = np.empty(2 * contexts * (top + 1), np.int32)
    kinds = np.empty((len(index), 3), np.int32)
    q, chosen = np.empty(n), np.empty(most, np.int32)
    room = _room(t, lo, hi, index) * (longest + 1)
    gain, who = np.empty(room), np.empty(room, np.int32)
    side, first = np.empty(8, np.int32), np.empty(contexts)
    h, h_seg, h_s = np.empty(rows), np.empty(rows, np.int32), np.empty(rows, np.int32)
    st, st_c, st_e = np.empty(rows), np.empty(rows, np.int32), np.empty(rows, np.int32)
    fw, fw_s = np.empty(rows), np.empty(rows, np.int32)
    fl, fl_seg, fl_s = np.empty(rows), np.empty(rows, np.int32), np.empty(rows, np.int32)
    rw, rw_u, rl, rl_u = np.empty(rows), np.empty(rows, np.int32), np.empty(rows), np.empty(rows, np.int32)
    sw, sw_k, sw_c, sw_u = (
        np.empty(rows),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
    )
    sl, sl_k, sl_c, sl_u = (
        np.empty(rows),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
    )
    total = 0
    for o in range(lo, hi):
        values[o], total = _opening(
            t, o, mu, nu, gamma, extra, q, chosen, index, kinds, gain, who,
            side, first, h, h_seg, h_s, st, st_c, st_e, fw, fw_s, fl, fl_seg, fl_s, rw, rw_u, rl, rl_u,
            sw, sw_k, sw_c, sw_u, sl, sl_k, sl_c, sl_u, blocks, total,
        )  # fmt: skip
    return total
