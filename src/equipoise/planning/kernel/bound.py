"""The Lagrangian bound: a longest path through each opening under multipliers, and the ascent on them.

For multipliers mu (a price for each activity's slots), nu (for each date's budget) and gamma (for each goal), an upper
bound on the worth of any legal plan is

    sum over openings of the best path  +  sum mu x need  +  sum nu x cap  +  sum (rate - gamma) x wanted  +  ...

where a path is a sequence of blocks with the gaps that contexts ask for. Held & Karp (1971), doi 10.1007/BF01584070, for the
principle; van den Akker, Hurkens & Savelsbergh (2000), doi 10.1287/ijoc.12.2.111.11896, for paths as columns of a
time-indexed model; step lengths after Polyak (1969).
"""

from __future__ import annotations

import numpy as np

from equipoise.planning.kernel.jit import jit
from equipoise.planning.kernel.tables import F8, I4, Tables

__all__ = ["ascend", "evaluate"]

NEG = -1e17


@jit
def _path(
    t: Tables,
    o: int,
    first: I4,
    mu: F8,
    nu: F8,
    gamma: F8,
    q: F8,
    dq_val: F8,
    dq_pos: I4,
    head: I4,
    tail: I4,
    best: F8,
    arg_seg: I4,
    arg_s: I4,
    run: F8,
    run_arg: I4,
    start: F8,
    start_c: I4,
    start_u: I4,
    use: I4,
    day_use: I4,
) -> float:
    """Solve one opening; add the slots used to ``use`` and ``day_use``; return the path's value.

    ``first[o]`` is the offset of the opening in the arrays over (position, context).
    """
    lo = t.open_s[o]
    size = t.open_e[o] - lo
    contexts = t.trans.shape[1]
    day0 = t.open_day[o]
    b = first[o]
    g0 = t.open_seg_ptr[o]
    g1 = t.open_seg_ptr[o + 1]
    if g0 == g1:
        return 0.0
    # reduced prefix sums
    for i in range(g0, g1):
        g = t.open_seg[i]
        a = t.seg_act[g]
        price = mu[a]
        if t.goal[a] >= 0:
            price -= gamma[t.goal[a]]
        day = nu[t.seg_day[g]]
        off = t.seg_off[g]
        s0 = t.seg_s[g]
        for u in range(t.seg_e[g] - s0 + 1):
            q[off + u] = t.prefix[off + u] - price * u - day * (t.own[s0 + u] - t.own[s0])
        head[g] = 0
        tail[g] = 0
    left_e = -(1 << 29)
    left_c = -1
    right_s = 1 << 29
    right_c = -1
    for f in range(len(t.fix_s)):
        if t.fix_e[f] <= lo and t.fix_e[f] > left_e:
            left_e = t.fix_e[f]
            left_c = t.fix_ctx[f]
        if t.fix_s[f] >= lo + size and t.fix_s[f] < right_s:
            right_s = t.fix_s[f]
            right_c = t.fix_ctx[f]
    result = 0.0
    end_c = -1
    end_u = -1
    for u in range(size + 1):
        row = (b + u) * contexts
        # best block ending exactly here, for each context
        for c in range(contexts):
            best[row + c] = NEG
            arg_seg[row + c] = -1
        for i in range(g0, g1):
            g = t.open_seg[i]
            a = t.seg_act[g]
            c = t.ctx[a]
            off = t.seg_off[g]
            s0 = t.seg_s[g] - lo
            e0 = t.seg_e[g] - lo
            if u > e0 or u < s0 + t.minc[a]:
                continue
            if right_c >= 0 and lo + u + t.trans[day0, c, right_c] > right_s:
                continue
            s = u - t.minc[a]
            # s may now start a block
            value = start[(b + s) * contexts + c]
            if value > NEG:
                value -= q[off + s - s0]
                while tail[g] > head[g] and dq_val[off + tail[g] - 1] <= value:
                    tail[g] -= 1
                dq_val[off + tail[g]] = value
                dq_pos[off + tail[g]] = s
                tail[g] += 1
            while tail[g] > head[g] and dq_pos[off + head[g]] < u - t.maxc[a]:
                head[g] += 1
            if tail[g] > head[g]:
                value = q[off + u - s0] + dq_val[off + head[g]] - t.block_cost[a]
                if value > best[row + c]:
                    best[row + c] = value
                    arg_seg[row + c] = g
                    arg_s[row + c] = dq_pos[off + head[g]]
        # blocks of the previous plan, with their bonus
        if t.arc_bonus > 0.0:
            for i in range(g0, g1):
                g = t.open_seg[i]
                a = t.seg_act[g]
                for k in range(t.arc_ptr[a], t.arc_ptr[a + 1]):
                    if t.arc_seg[k] == g and t.arc_e[k] == lo + u:
                        c = t.ctx[a]
                        if right_c >= 0 and lo + u + t.trans[day0, c, right_c] > right_s:
                            continue
                        s = t.arc_s[k] - lo
                        value = start[(b + s) * contexts + c]
                        if value > NEG:
                            s0 = t.seg_s[g] - lo
                            off = t.seg_off[g]
                            value += q[off + u - s0] - q[off + s - s0] - t.block_cost[a] + t.arc_bonus
                            if value > best[row + c]:
                                best[row + c] = value
                                arg_seg[row + c] = g
                                arg_s[row + c] = s
        for c in range(contexts):
            run[row + c] = best[row + c]
            run_arg[row + c] = u
            if u > 0 and run[row - contexts + c] >= run[row + c]:
                run[row + c] = run[row - contexts + c]
                run_arg[row + c] = run_arg[row - contexts + c]
            if run[row + c] > result:
                result = run[row + c]
                end_c = c
                end_u = run_arg[row + c]
        # best value with which a block of each context may start here
        for c in range(contexts):
            value = 0.0
            from_c = -1
            from_u = -1
            if left_c >= 0 and left_e + t.trans[day0, left_c, c] > lo + u:
                value = NEG
            for d in range(contexts):
                v = u - t.trans[day0, d, c]
                if v >= 0 and run[(b + v) * contexts + d] > NEG:
                    other = run[(b + v) * contexts + d] - t.switch[day0, d, c]
                    if other > value:
                        value = other
                        from_c = d
                        from_u = run_arg[(b + v) * contexts + d]
            start[row + c] = value
            start_c[row + c] = from_c
            start_u[row + c] = from_u
    # walk back
    c = end_c
    u = end_u
    while c >= 0:
        row = (b + u) * contexts + c
        g = arg_seg[row]
        a = t.seg_act[g]
        s = arg_s[row]
        use[a] += u - s
        day_use[t.seg_day[g]] += t.own[lo + u] - t.own[lo + s]
        row = (b + s) * contexts + c
        c = start_c[row]
        u = start_u[row]
    return result


@jit
def evaluate(t: Tables, first: I4, mu: F8, nu: F8, gamma: F8, use: I4, day_use: I4) -> float:
    """Return the bound for given multipliers, and in ``use`` and ``day_use`` the slots that the best paths take."""
    contexts = t.trans.shape[1]
    rows = (first[-1] + 1) * contexts
    n = len(t.prefix)
    return _evaluate(
        t,
        first,
        mu,
        nu,
        gamma,
        use,
        day_use,
        np.empty(n),
        np.empty(n),
        np.empty(n, np.int32),
        np.zeros(len(t.seg_s), np.int32),
        np.zeros(len(t.seg_s), np.int32),
        np.empty(rows),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.empty(rows),
        np.empty(rows, np.int32),
        np.empty(rows),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
    )


@jit
def _evaluate(
    t: Tables,
    first: I4,
    mu: F8,
    nu: F8,
    gamma: F8,
    use: I4,
    day_use: I4,
    q: F8,
    dv: F8,
    dp: I4,
    hd: I4,
    tl: I4,
    best: F8,
    asg: I4,
    ars: I4,
    run: F8,
    ra: I4,
    st: F8,
    sc: I4,
    su: I4,
) -> float:
    use[:] = 0
    day_use[:] = 0
    total = 0.0
    for o in range(len(t.open_s)):
        total += _path(
            t, o, first, mu, nu, gamma, q, dv, dp, hd, tl, best, asg, ars, run, ra, st, sc, su, use, day_use
        )
    for a in range(len(mu)):
        total += mu[a] * t.need[a]
    for d in range(len(nu)):
        total += nu[d] * t.cap[d]
    for g in range(len(gamma)):
        total += (t.goal_rate[g] - gamma[g]) * t.goal_want[g]
    return total


@jit
def ascend(
    t: Tables,
    first: I4,
    mu: F8,
    nu: F8,
    gamma: F8,
    best_mu: F8,
    best_nu: F8,
    best_gamma: F8,
    scalars: F8,
    target: float,
    steps: int,
    use: I4,
    day_use: I4,
    dir_a: F8,
    dir_d: F8,
    dir_g: F8,
) -> None:
    """Improve the multipliers by ``steps`` deflected subgradient steps.

    Args:
        t: the tables; completion must be folded into the prefix sums.
        first: offsets of the openings, see ``_path``.
        mu, nu, gamma: where the walk is; written. ``best_*``: the best multipliers; written.
        scalars: [4] best bound, step factor, steps without progress, steps done; written.
        target: worth of the best known plan, for Polyak's step length.
        steps: number of steps.
        use, day_use: scratch. ``dir_*``: the direction, kept between calls.
    """
    contexts = t.trans.shape[1]
    rows = (first[-1] + 1) * contexts
    n = len(t.prefix)
    q = np.empty(n)
    dv = np.empty(n)
    dp = np.empty(n, np.int32)
    hd = np.zeros(len(t.seg_s), np.int32)
    tl = np.zeros(len(t.seg_s), np.int32)
    best = np.empty(rows)
    asg = np.empty(rows, np.int32)
    ars = np.empty(rows, np.int32)
    run = np.empty(rows)
    ra = np.empty(rows, np.int32)
    st = np.empty(rows)
    sc = np.empty(rows, np.int32)
    su = np.empty(rows, np.int32)
    goals = len(gamma)
    # a step is measured in shares of a price, not in value-minutes: prices differ by a factor of ten
    scale_a = np.empty(len(mu))
    mean = 0.0
    for a in range(len(mu)):
        worth = t.rate[a] + t.completion[a] / t.need[a]
        mean += worth / len(mu)
        scale_a[a] = max(worth, 0.1) / t.need[a]
    scale_d = np.empty(len(nu))
    for d in range(len(nu)):
        scale_d[d] = mean / max(1, t.cap[d])
    scale_g = np.empty(goals)
    for g in range(goals):
        scale_g[g] = t.goal_rate[g] / max(1, t.goal_want[g])
    for _ in range(steps):
        scalars[3] += 1
        value = _evaluate(
            t, first, mu, nu, gamma, use, day_use, q, dv, dp, hd, tl, best, asg, ars, run, ra, st, sc, su
        )
        if value < scalars[0] - 1e-9:
            if value < scalars[0] - 1e-4 * max(1.0, scalars[0] - target):
                scalars[2] = 0
            scalars[0] = value
            best_mu[:] = mu
            best_nu[:] = nu
            best_gamma[:] = gamma
        scalars[2] += 1
        if scalars[2] > 12:
            scalars[1] = max(scalars[1] * 0.6, 1e-3)
            scalars[2] = 0
            mu[:] = best_mu
            nu[:] = best_nu
            gamma[:] = best_gamma
            dir_a[:] = 0
            dir_d[:] = 0
            dir_g[:] = 0
            continue
        norm = 0.0
        for a in range(len(mu)):
            grad = use[a] - t.need[a]
            dir_a[a] = 0.4 * grad + 0.6 * dir_a[a]
            if mu[a] <= 0.0 and dir_a[a] < 0 and t.must[a] == 0:
                dir_a[a] = 0.0
            norm += scale_a[a] * dir_a[a] * dir_a[a]
        for d in range(len(nu)):
            dir_d[d] = 0.4 * (day_use[d] - t.cap[d]) + 0.6 * dir_d[d]
            if nu[d] <= 0.0 and dir_d[d] < 0:
                dir_d[d] = 0.0
            norm += scale_d[d] * dir_d[d] * dir_d[d]
        for g in range(goals):
            got = 0
            for a in range(len(mu)):
                if t.goal[a] == g:
                    got += use[a]
            # raising gamma pays for slots used and stops paying for slots wanted
            dir_g[g] = 0.4 * (t.goal_want[g] - got) + 0.6 * dir_g[g]
            if gamma[g] <= 0.0 and dir_g[g] < 0:
                dir_g[g] = 0.0
            if gamma[g] >= t.goal_rate[g] and dir_g[g] > 0:
                dir_g[g] = 0.0
            norm += scale_g[g] * dir_g[g] * dir_g[g]
        if norm < 1e-12:
            return
        step = scalars[1] * max(value - target, 1e-6) / norm
        for a in range(len(mu)):
            mu[a] += step * scale_a[a] * dir_a[a]
            if t.must[a] == 0 and mu[a] < 0.0:
                mu[a] = 0.0
        for d in range(len(nu)):
            nu[d] = max(0.0, nu[d] + step * scale_d[d] * dir_d[d])
        for g in range(goals):
            gamma[g] = min(max(0.0, gamma[g] + step * scale_g[g] * dir_g[g]), t.goal_rate[g])
