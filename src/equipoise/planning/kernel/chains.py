"""Chains: work blocks closer to each other than a break, and no longer together than a stretch."""

from __future__ import annotations

from equipoise.planning.kernel.classes import NEG
from equipoise.planning.kernel.jit import lean
from equipoise.planning.kernel.paths import Paths
from equipoise.planning.kernel.tables import I4, Tables

__all__ = ["extend_chain", "may_end"]


@lean
def may_end(t: Tables, o: int, side: I4, c: int, e: int, chain: int) -> bool:
    """Tell whether a work block of context ``c`` may end at slot ``e`` in a chain that started at slot ``chain``."""
    day = t.open_day[o]
    if side[4] >= 0 and e + t.trans[day, c, side[4]] > side[3]:
        return False
    return bool(side[7] - e >= t.brk[day] or side[5] - chain <= t.stretch[day])


@lean
def _join(t: Tables, w: Paths, day: int, p: int, u: int, span: int) -> None:
    """Note where a block may follow the chains that end at position ``u``, ``p`` after the chain's start."""
    contexts = t.trans.shape[1]
    brk = t.brk[day]
    for d in range(contexts):
        value = w.h[p * contexts + d]
        if value <= NEG:
            continue
        for c in range(contexts):
            v = value - t.switch[day, d, c]
            for gap in range(t.trans[day, d, c], min(brk, span - p + 1)):
                at = (p + gap) * contexts + c
                if v > w.st[at]:
                    w.st[at] = v
                    w.st_c[at] = d
                    w.st_e[at] = u


@lean
def _begin(t: Tables, o: int, side: I4, w: Paths, span: int, joined: bool) -> None:
    """Note where the first block of a chain may start."""
    contexts = t.trans.shape[1]
    day = t.open_day[o]
    lo = t.open_s[o]
    for at in range((span + 1) * contexts):
        w.h[at] = NEG
        w.st[at] = NEG
        w.st_c[at] = -1
    if not joined:
        for c in range(contexts):
            w.st[c] = w.first[c]
        return
    for p in range(min(span, side[6] + t.brk[day] - 1 - lo) + 1):
        for c in range(contexts):
            if side[1] < 0 or side[0] + t.trans[day, side[1], c] <= lo + p:
                w.st[p * contexts + c] = 0.0


@lean
def extend_chain(t: Tables, o: int, side: I4, w: Paths, s0: int, joined: bool) -> int:
    """Extend a chain of work from position ``s0``; ``w.h`` gets the best value of a chain that ends at each position.

    ``w.first`` holds, for each context, the value with which a block may start at ``s0``; if ``joined``, the chain goes
    on from fixed work before the opening, and blocks may start at any position that is still closer than a break.
    Returns the last position reached. Rows of ``w.h`` and ``w.st`` are positions from ``s0``.
    """
    lo = t.open_s[o]
    day = t.open_day[o]
    contexts = t.trans.shape[1]
    chain = side[2] if joined else lo + s0
    span = min(t.open_e[o] - lo, chain + t.stretch[day] - lo) - s0
    if span < 0:
        return s0
    _begin(t, o, side, w, span, joined)
    for p in range(span + 1):
        u = s0 + p
        _join(t, w, day, p, u, span)
        row = p * contexts
        for i in range(w.starts[u], w.starts[u + 1]):
            if p + w.b_len[i] > span or w.b_work[i] == 0:
                continue
            v = w.st[row + w.b_ctx[i]] + w.b_gain[i]
            at = (p + w.b_len[i]) * contexts + w.b_ctx[i]
            if v > w.h[at]:
                w.h[at] = v
                w.h_seg[at] = w.b_seg[i]
                w.h_s[at] = u
    return int(s0 + span)
