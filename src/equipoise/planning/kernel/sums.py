"""Sums of worth over segments."""

from __future__ import annotations

from equipoise.planning.kernel.jit import jit
from equipoise.planning.kernel.tables import F8, I4

__all__ = ["add_up"]


@jit
def add_up(worth: F8, seg_s: I4, seg_e: I4, lo: int, hi: int, top: F8) -> float:
    """Return the worth of all slots of the segments ``lo`` to ``hi``, and write that of the best slot of each.

    Args:
        worth: of each slot of the horizon.
        seg_s, seg_e: first slot, and slot after the last, of all segments.
        lo, hi: the segments to look at.
        top: [segments] written.
    """
    total = 0.0
    for g in range(lo, hi):
        best = -1e18
        for s in range(seg_s[g], seg_e[g]):
            total += worth[s]
            best = max(best, worth[s])
        top[g] = best
    return total
