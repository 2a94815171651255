"""Prefix sums of worth."""

from __future__ import annotations

from equipoise.planning.kernel.jit import jit
from equipoise.planning.kernel.tables import F8, I4

__all__ = ["add_up"]


@jit
def add_up(
    worth: F8, seg_s: I4, seg_e: I4, off: I4, lo: int, hi: int, fold: float, out: F8, folded: F8, top: F8
) -> float:
    """Write the prefix sums of one activity's segments ``lo`` to ``hi``; each starts at 0.

    Args:
        worth: of each slot of the horizon.
        seg_s, seg_e, off: first slot, slot after the last, and offset of the sums, of all segments.
        lo, hi: the activity's segments.
        fold: what the activity earns when it is whole, by slot.
        out: written: the sums. ``folded``: written: the sums with ``fold``.
        top: [segments] written: worth of the best slot.

    Returns:
        Worth of all slots of the segments.
    """
    total = 0.0
    for g in range(lo, hi):
        at = off[g]
        value = 0.0
        best = -1e18
        out[at] = 0.0
        folded[at] = 0.0
        for u in range(seg_e[g] - seg_s[g]):
            slot = worth[seg_s[g] + u]
            value += slot
            best = max(best, slot)
            out[at + u + 1] = value
            folded[at + u + 1] = value + fold * (u + 1)
        top[g] = best
        total += value
    return total
