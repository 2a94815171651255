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
def _join(t: Tables, o: int, side: I4, w: Paths, p: int, u: int, joined: bool) -> None:
    """Write with what value a block of each context may start at position ``u``, ``p`` after the chain's start."""
    contexts = t.trans.shape[1]
    day = t.open_day[o]
    brk = t.brk[day]
    row = p * contexts
    slot = t.open_s[o] + u
    for c in range(contexts):
        if p == 0 and not joined:
            w.st[row + c] = w.first[c]
        elif joined and slot - side[6] < brk:
            if side[1] < 0 or side[0] + t.trans[day, side[1], c] <= slot:
                w.st[row + c] = 0.0
        for d in range(contexts):
            gap = t.trans[day, d, c]
            while gap < brk and gap <= p:
                v = w.h[(p - gap) * contexts + d]
                if v > NEG:
                    v -= t.switch[day, d, c]
                    if v > w.st[row + c]:
                        w.st[row + c] = v
                        w.st_c[row + c] = d
                        w.st_e[row + c] = u - gap
                gap += 1


@lean
def extend_chain(t: Tables, o: int, side: I4, w: Paths, many: int, s0: int, joined: bool) -> int:
    """Extend a chain of work from position ``s0``; ``w.h`` gets the best value of a chain that ends at each position.

    ``w.first`` holds, for each context, the value with which a block may start at ``s0``; if ``joined``, the chain goes
    on from fixed work before the opening, and blocks may start at any position that is still closer than a break.
    Returns the last position reached. Rows of ``w.h`` and ``w.st`` are positions from ``s0``.
    """
    lo = t.open_s[o]
    size = t.open_e[o] - lo
    contexts = t.trans.shape[1]
    chain = side[2] if joined else lo + s0
    span = min(size, chain + t.stretch[t.open_day[o]] - lo) - s0
    if span < 0:
        return s0
    for p in range(span + 1):
        row = p * contexts
        for c in range(contexts):
            w.h[row + c] = NEG
            w.st[row + c] = NEG
            w.st_c[row + c] = -1
        u = s0 + p
        for k in range(many):
            length = w.kinds[k, 2]
            if length > p:
                break
            if w.kinds[k, 1] == 0:
                continue
            c = w.kinds[k, 0]
            v = w.st[(p - length) * contexts + c] + w.gain[k * (size + 1) + u - length]
            if v > w.h[row + c]:
                w.h[row + c] = v
                w.h_seg[row + c] = w.who[k * (size + 1) + u - length]
                w.h_s[row + c] = u - length
        _join(t, o, side, w, p, u, joined)
    return int(s0 + span)
