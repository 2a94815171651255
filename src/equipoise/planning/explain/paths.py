"""Compiled loops over one opening: the best path up to each slot, and what it costs to leave a stretch free.

The same longest path as in the bound, run forward and, on mirrored arrays, backward. What the week loses
under the certificate's multipliers if a stretch stays free is then the best path less the best pair of a
path that ends before the stretch and one that starts after it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.jit import jit

__all__ = ["free_cost", "run_paths", "whole_path"]

I8 = NDArray[np.int64]
F8 = NDArray[np.float64]
NEG = -1e17


@jit
def run_paths(  # noqa: C901, PLR0917 - a compiled loop
    seg: I8, q: F8, block_cost: F8, arcs: I8, bonus: float, trans: I8, switch: F8, first: I8, run: F8
) -> None:
    """Fill ``run``: the best value of a path in [0, u] whose last block has context c.

    Args:
        seg: [n, 6] start, end, shortest, longest, context, offset in ``q``; positions within the opening.
        q: reduced prefix sums.
        block_cost: [n] cost of each block.
        arcs: [m, 3] segment, start, end of blocks of the previous plan.
        bonus: what such a block is worth more.
        trans: [c, c] least gap.
        switch: [c, c] cost of a change of role.
        first: [c] first slot at which a block may start if nothing precedes it.
        run: [size + 1, c] written.
    """
    size, contexts = run.shape[0] - 1, run.shape[1]
    start = np.full((size + 1, contexts), NEG)
    for u in range(size + 1):
        for c in range(contexts):
            run[u, c] = run[u - 1, c] if u > 0 else NEG
        for i in range(seg.shape[0]):
            s0, e0, shortest, longest = seg[i, 0], seg[i, 1], seg[i, 2], seg[i, 3]
            c, off = seg[i, 4], seg[i, 5]
            if u > e0:
                continue
            for s in range(max(s0, u - longest), u - shortest + 1):
                value = start[s, c] + q[off + u - s0] - q[off + s - s0] - block_cost[i]
                run[u, c] = max(run[u, c], value)
        for k in range(arcs.shape[0]):
            if arcs[k, 2] == u:
                i, s = arcs[k, 0], arcs[k, 1]
                off = seg[i, 5] - seg[i, 0]
                value = start[s, seg[i, 4]] + q[off + u] - q[off + s] - block_cost[i] + bonus
                run[u, seg[i, 4]] = max(run[u, seg[i, 4]], value)
        for c in range(contexts):
            if u >= first[c]:
                start[u, c] = 0.0
            for d in range(contexts):
                v = u - trans[d, c]
                if v >= 0 and run[v, d] > NEG / 2:
                    start[u, c] = max(start[u, c], run[v, d] - switch[d, c])


@jit
def whole_path(run: F8, last: I8) -> float:
    """Return the value of the opening's best path; ``last``: [c] where its last block must end."""
    best = 0.0
    for c in range(run.shape[1]):
        if last[c] >= 0:
            best = max(best, run[min(last[c], run.shape[0] - 1), c])
    return best


@jit
def free_cost(  # noqa: PLR0917 - a compiled loop
    run: F8, back: F8, trans: I8, switch: F8, first: I8, last: I8, whole: float, starts: I8, ends: I8, out: F8
) -> None:
    """Fill ``out``: what is lost if [starts[i], ends[i]) stays free.

    Args:
        run: paths from the left.
        back: paths from the right, mirrored: back[size - u] is for [u, size].
        trans: least gaps.
        switch: costs of role changes.
        first: see ``run_paths``.
        last: [c] last slot at which a final block may end.
        whole: value of the best path.
        starts: positions within the opening.
        ends: positions within the opening.
        out: added to.
    """
    size, contexts = run.shape[0] - 1, run.shape[1]
    for i in range(len(starts)):
        s, e = starts[i], ends[i]
        best = 0.0
        for c in range(contexts):
            if last[c] >= 0:
                best = max(best, run[min(s, last[c]), c])
            begin = max(e, first[c])
            if begin <= size:
                best = max(best, back[size - begin, c])
            for d in range(contexts):
                gap = trans[c, d]
                for u in range(max(0, min(s, e - gap)), s + 1):
                    v = max(e, u + gap)
                    if v <= size and run[u, c] > NEG / 2 and back[size - v, d] > NEG / 2:
                        best = max(best, run[u, c] + back[size - v, d] - switch[c, d])
        out[i] += max(0.0, whole - best)
