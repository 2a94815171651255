"""What bounds an opening: the fixed elements before and after it, and the work that a chain may join."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from equipoise.planning.kernel.jit import jit, lean
from equipoise.planning.kernel.tables import I4, Tables

__all__ = ["measure_sides", "never_tires", "tireless_openings"]

FAR = 1 << 29


@lean
def _sides_of(t: Tables, o: int, side: I4) -> None:
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
def never_tires(t: Tables, o: int, side: I4) -> bool:
    """Tell whether an opening is so short that even one chain of work over all of it, with what it joins, is legal."""
    brk = t.brk[t.open_day[o]]
    begin = side[2] if t.open_s[o] - side[6] < brk else t.open_s[o]
    end = side[5] if side[7] - t.open_e[o] < brk else t.open_e[o]
    return bool(end - begin <= t.stretch[t.open_day[o]])


@jit
def measure_sides(t: Tables, out: I4) -> None:
    """Write what bounds each opening: [openings, 8]."""
    for o in range(len(t.open_s)):
        _sides_of(t, o, out[o])


@jit
def tireless_openings(t: Tables, side: I4, out: NDArray[np.bool_]) -> None:
    """Write which openings are too short for a chain of work to become too long: [openings]."""
    for o in range(len(t.open_s)):
        out[o] = never_tires(t, o, side[o])
