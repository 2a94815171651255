"""Pricing: the best path of blocks through each opening under given multipliers.

For multipliers mu (a price for each activity's slots), nu (for each date's budget) and gamma (for each goal) the sum

    sum over openings of the best path  +  sum mu x need  +  sum nu x cap  +  sum (rate - gamma) x wanted

is an upper bound on the worth of any legal plan (Lagrangian duality). A path is a sequence of blocks with the gaps that
contexts ask for and the breaks that long stretches ask for, fixed work before and after
included. Paths are also the columns of the linear master problem: van den Akker, Hurkens & Savelsbergh,
"Time-indexed formulations for machine scheduling problems: column generation", INFORMS Journal on Computing 12
(2000), doi 10.1287/ijoc.12.2.111.11896.

Inside one opening positions are counted from its start. Work blocks closer than a break form a chain; a chain starts
fresh after a break, or joins the fixed work that ends just before the opening. Where an opening is too short for a
chain to become too long, work needs no chains: its blocks are as free as any other.
"""

from __future__ import annotations

from equipoise.planning.kernel.chains import extend_chain, may_end
from equipoise.planning.kernel.classes import NEG, classes_of, reduce_worth, useful_blocks
from equipoise.planning.kernel.jit import jit, lean
from equipoise.planning.kernel.paths import LIFE, NOTHING, WORK, Paths
from equipoise.planning.kernel.sides import never_tires
from equipoise.planning.kernel.tables import F8, I4, Tables

__all__ = ["dearest", "price"]


@lean
def _keep(w: Paths, value: float, kind: int, c: int, u: int, code: int) -> None:
    """Note the best path so far."""
    w.best[0] = value
    w.last[0] = kind
    w.last[1] = c
    w.last[2] = u
    w.last[3] = code


@lean
def _carry(w: Paths, contexts: int, u: int) -> None:
    """Note, for each context, the best paths that end up to a position."""
    row = u * contexts
    for at in range(row, row + contexts):
        w.rw[at] = w.fw[at]
        w.rw_u[at] = u
        w.rl[at] = w.fl[at]
        w.rl_u[at] = u
        if u > 0:
            if w.rw[at - contexts] >= w.rw[at]:
                w.rw[at] = w.rw[at - contexts]
                w.rw_u[at] = w.rw_u[at - contexts]
            if w.rl[at - contexts] >= w.rl[at]:
                w.rl[at] = w.rl[at - contexts]
                w.rl_u[at] = w.rl_u[at - contexts]


@lean
def _starts(t: Tables, o: int, side: I4, w: Paths, u: int, tireless: bool) -> bool:
    """Note after which path a block of each context starts best at a position; tell whether a chain may start."""
    contexts = t.trans.shape[1]
    day = t.open_day[o]
    slot = t.open_s[o] + u
    brk = t.brk[day]
    rested = slot - side[6] >= brk and not tireless
    fresh = False
    for c in range(contexts):
        row = u * contexts + c
        away = side[1] < 0 or side[0] + t.trans[day, side[1], c] <= slot
        w.sl[row] = 0.0 if away else NEG
        w.sl_k[row] = NOTHING
        w.sw[row] = 0.0 if away and rested else NEG
        w.sw_k[row] = NOTHING
        for d in range(contexts):
            gap = t.trans[day, d, c]
            if u < gap:
                continue
            at = (u - gap) * contexts + d
            cost = t.switch[day, d, c]
            v = w.rl[at] - cost
            if v > w.sl[row]:
                w.sl[row], w.sl_k[row], w.sl_c[row], w.sl_u[row] = v, LIFE, d, w.rl_u[at]
            if tireless:
                continue
            if v > w.sw[row] and rested:
                w.sw[row], w.sw_k[row], w.sw_c[row], w.sw_u[row] = v, LIFE, d, w.rl_u[at]
            v = w.rw[at] - cost
            if v > w.sl[row]:
                w.sl[row], w.sl_k[row], w.sl_c[row], w.sl_u[row] = v, WORK, d, w.rw_u[at]
            gap = max(gap, brk)
            if u >= gap:
                at = (u - gap) * contexts + d
                v = w.rw[at] - cost
                if v > w.sw[row]:
                    w.sw[row], w.sw_k[row], w.sw_c[row], w.sw_u[row] = v, WORK, d, w.rw_u[at]
        fresh |= w.sw[row] > NEG
    return fresh


@lean
def _blocks(t: Tables, o: int, side: I4, w: Paths, u: int, tireless: bool) -> None:
    """Add each block that starts at a position to the best path before it; chains of work are left to ``_chains``."""
    lo = t.open_s[o]
    day = t.open_day[o]
    contexts = t.trans.shape[1]
    row = u * contexts
    for i in range(w.starts[u], w.starts[u + 1]):
        c = w.b_ctx[i]
        e = u + w.b_len[i]
        alone = w.b_work[i] == 1 and not tireless
        if alone and w.b_len[i] <= t.stretch[day]:
            continue
        v = w.b_gain[i] + (w.sw[row + c] if alone else w.sl[row + c])
        if v <= NEG:
            continue
        at = e * contexts + c
        # what follows decides about the gap to the next fixed element, unless nothing follows
        last_one = side[4] < 0 or lo + e + t.trans[day, c, side[4]] <= side[3]
        if alone:
            if v > w.fw[at]:
                w.fw[at] = v
                w.fw_s[at] = -2 - i
            if v > w.best[0] and last_one and side[7] - lo - e >= t.brk[day]:
                _keep(w, v, WORK, c, e, -2 - i)
        else:
            if v > w.fl[at]:
                w.fl[at] = v
                w.fl_seg[at] = w.b_seg[i]
                w.fl_s[at] = u
            if v > w.best[0] and last_one:
                _keep(w, v, LIFE, c, e, 0)


@lean
def _chains(t: Tables, o: int, side: I4, w: Paths, u: int, joined: bool) -> None:
    """Add the chains that start at a position, or that join the work before the opening."""
    contexts = t.trans.shape[1]
    lo = t.open_s[o]
    if not joined:
        for c in range(contexts):
            w.first[c] = w.sw[u * contexts + c]
    last = extend_chain(t, o, side, w, u, joined)
    code = -1 if joined else u
    begin = side[2] if joined else lo + u
    for p in range(u + 1, last + 1):
        for c in range(contexts):
            v = w.h[(p - u) * contexts + c]
            if v > w.fw[p * contexts + c]:
                w.fw[p * contexts + c] = v
                w.fw_s[p * contexts + c] = code
            if v > w.best[0] and may_end(t, o, side, c, lo + p, begin):
                _keep(w, v, WORK, c, p, code)


@lean
def _write(blocks: I4, total: int, o: int, g: int, s: int, e: int) -> int:
    blocks[total, 0] = o
    blocks[total, 1] = g
    blocks[total, 2] = s
    blocks[total, 3] = e
    return total + 1


@lean
def _walk_back(t: Tables, o: int, side: I4, w: Paths, blocks: I4, total: int) -> int:
    """Append the blocks of the best path (opening, segment, start, end) to ``blocks``; return the new total."""
    lo = t.open_s[o]
    contexts = t.trans.shape[1]
    k, c, u = w.last[0], w.last[1], w.last[2]
    code = w.last[3]
    while k != NOTHING:
        at = u * contexts + c
        if k == LIFE:
            s = w.fl_s[at]
            total = _write(blocks, total, o, w.fl_seg[at], lo + s, lo + u)
            row = s * contexts + c
            k, c, u = w.sl_k[row], w.sl_c[row], w.sl_u[row]
        elif code <= -2:
            s = u - w.b_len[-2 - code]
            total = _write(blocks, total, o, w.b_seg[-2 - code], lo + s, lo + u)
            row = s * contexts + c
            k, c, u = w.sw_k[row], w.sw_c[row], w.sw_u[row]
        else:
            begin = max(0, code)
            if code >= 0:
                for d in range(contexts):
                    w.first[d] = w.sw[begin * contexts + d]
            extend_chain(t, o, side, w, begin, code < 0)
            while True:
                at = (u - begin) * contexts + c
                s = w.h_s[at]
                total = _write(blocks, total, o, w.h_seg[at], lo + s, lo + u)
                row = (s - begin) * contexts + c
                if w.st_c[row] < 0:
                    break
                u, c = w.st_e[row], w.st_c[row]
            if code < 0:
                break
            row = begin * contexts + c
            k, c, u = w.sw_k[row], w.sw_c[row], w.sw_u[row]
        if k == WORK:
            code = w.fw_s[u * contexts + c]
    return total


@lean
def _opening(t: Tables, o: int, w: Paths, mu: F8, nu: F8, gamma: F8, blocks: I4, total: int) -> int:
    """Solve one opening: ``w.best`` gets its value; append its blocks to ``blocks`` and return the new total."""
    _keep(w, 0.0, NOTHING, -1, -1, 0)
    count = reduce_worth(t, o, mu, nu, gamma, w.q, w.chosen, w.spare)
    if count == 0:
        return total
    size = t.open_e[o] - t.open_s[o]
    contexts = t.trans.shape[1]
    side = w.side[o]
    many = classes_of(t, o, w.chosen, count, w.q, w.ranks, w.kinds, w.gain, w.who)
    useful_blocks(
        size, many, w.kinds, w.gain, w.who, w.spare,
        w.starts, w.b_ctx, w.b_work, w.b_len, w.b_gain, w.b_seg,
    )  # fmt: skip
    for i in range((size + 1) * contexts):
        w.fw[i] = NEG
        w.fl[i] = NEG
    tireless = never_tires(t, o, side)
    brk, stretch = t.brk[t.open_day[o]], t.stretch[t.open_day[o]]
    if not tireless and t.open_s[o] - side[6] < brk and side[2] + stretch > t.open_s[o]:
        _chains(t, o, side, w, 0, True)
    for u in range(size + 1):
        _carry(w, contexts, u)
        fresh = _starts(t, o, side, w, u, tireless)
        _blocks(t, o, side, w, u, tireless)
        if fresh:
            _chains(t, o, side, w, u, False)
    return _walk_back(t, o, side, w, blocks, total)


@jit
def dearest(t: Tables, out: F8) -> None:
    """Write the highest worth per slot that a shortest block of each activity can have anywhere."""
    out[:] = 0.0
    for g in range(len(t.seg_s)):
        a = t.seg_act[g]
        length = t.minc[a]
        row = t.row[a]
        for e in range(t.seg_s[g] + length, t.seg_e[g] + 1):
            out[a] = max(out[a], (t.prefix[row + e] - t.prefix[row + e - length]) / length + t.fold[a])


@jit
def price(t: Tables, w: Paths, mu: F8, nu: F8, gamma: F8, values: F8, blocks: I4) -> int:
    """Solve all openings.

    Args:
        t: the tables; completion must be folded into the worth of slots.
        w: scratch for this problem.
        mu, nu, gamma: the multipliers.
        values: [openings] written: value of the best path under the multipliers.
        blocks: [rows, 4] written: opening, segment, start, end of each block of the paths.

    Returns:
        Number of rows written to ``blocks``.
    """
    total = 0
    for o in range(len(t.open_s)):
        total = _opening(t, o, w, mu, nu, gamma, blocks, total)
        values[o] = w.best[0]
    return total
