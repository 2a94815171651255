"""Blocks of an opening under given multipliers, of each context, length and start the best one only."""

from __future__ import annotations

import numpy as np

from equipoise.planning.kernel.jit import jit, lean
from equipoise.planning.kernel.tables import F8, I4, Tables

__all__ = ["NEG", "classes_of", "measure_spare", "reduce_worth", "room_for", "useful_blocks"]

NEG = -np.inf
"""Worth of what cannot be."""


@lean
def reduce_worth(t: Tables, o: int, mu: F8, nu: F8, gamma: F8, q: F8, chosen: I4, spare: F8) -> int:
    """Write reduced prefix sums of the opening's segments to ``q``; return how many could be worth a block.

    Those come first in ``chosen``. A block that is worth less than what its context could spare is never needed.
    """
    k = 0
    for i in range(t.open_seg_ptr[o], t.open_seg_ptr[o + 1]):
        g = t.open_seg[i]
        a = t.seg_act[g]
        cost = mu[a]
        if t.goal[a] >= 0:
            cost -= gamma[t.goal[a]]
        bonus = t.arc_bonus if t.arc_ptr[a + 1] > t.arc_ptr[a] else 0.0
        room = spare[t.ctx[a]] + bonus - t.block_cost[a]
        # no block can be worth more than its best slot all along
        most = t.seg_top[g] + t.completion[a] / t.need[a] - cost
        if most * (t.maxc[a] if most > 0.0 else t.minc[a]) + room <= 0.0:
            continue
        day = nu[t.seg_day[g]]
        off = t.seg_off[g]
        s0 = t.seg_s[g]
        row = t.row[a] + s0
        cost -= t.fold[a]
        size = t.seg_e[g] - s0
        length = t.minc[a]
        fixed = length == t.maxc[a]
        best = NEG
        least = np.inf
        for u in range(size + 1):
            q[off + u] = t.prefix[row + u] - t.prefix[row] - cost * u - day * (t.own[s0 + u] - t.own[s0])
            if u >= length:
                # of blocks of several lengths the longest stretch is allowed here, which is never less than the best
                before = q[off + u - length]
                least = before if fixed else min(least, before)
                best = max(best, q[off + u] - least)
        if best + room > 0.0 and size >= length:
            chosen[k] = g
            k += 1
    return k


@lean
def classes_of(
    t: Tables, o: int, chosen: I4, count: int, q: F8, index: I4, kinds: I4, gain: F8, who: I4
) -> int:
    """Keep, of all blocks of one context and length that start at one position, the best.

    Args:
        t: the tables. ``o``: the opening. ``chosen``, ``count``, ``q``: what ``reduce_worth`` wrote.
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
def room_for(t: Tables, index: I4) -> int:
    """Return the most classes of blocks that an opening can have; ``index`` is scratch."""
    longest = len(index) // (2 * t.trans.shape[1]) - 1
    for i in range(len(index)):
        index[i] = 0
    for o in range(len(t.open_s)):
        for i in range(t.open_seg_ptr[o], t.open_seg_ptr[o + 1]):
            g = t.open_seg[i]
            a = t.seg_act[g]
            for length in range(t.minc[a], min(t.maxc[a], t.seg_e[g] - t.seg_s[g]) + 1):
                index[(2 * t.ctx[a] + t.work[a]) * (longest + 1) + length] = 1
    return int(np.sum(index))


@lean
def useful_blocks(
    size: int, many: int, kinds: I4, gain: F8, who: I4, spare: F8,
    first: I4, ctx: I4, work: I4, length: I4, value: F8, seg: I4,
) -> None:  # fmt: skip
    """List by position the blocks that could be needed: ``first[u]`` to ``first[u + 1]`` start at position u.

    Args:
        size: the opening's last position. ``many``, ``kinds``, ``gain``, ``who``: what ``classes_of`` gave.
        spare: [contexts] what a block could spare.
        first: [positions + 1] written. ``ctx``, ``work``, ``length``, ``value``, ``seg``: written.
    """
    n = 0
    for u in range(size + 1):
        first[u] = n
        for k in range(many):
            v = gain[k * (size + 1) + u]
            if v + spare[kinds[k, 0]] > 0.0:
                ctx[n], work[n], length[n] = kinds[k, 0], kinds[k, 1], kinds[k, 2]
                value[n] = v
                seg[n] = who[k * (size + 1) + u]
                n += 1
    first[size + 1] = n


@jit
def measure_spare(t: Tables, spare: F8) -> None:
    """Write what a block of each context may spare by lying between two others: [contexts].

    At most the dearest change of role; anything, if without it the two could not lie so close.
    """
    contexts = t.trans.shape[1]
    dearest = 0.0
    if len(t.switch):
        dearest = t.switch.max()
    for c in range(contexts):
        spare[c] = dearest
        shortest = 1 << 29
        for i in range(len(t.minc)):
            if t.ctx[i] == c:
                shortest = min(shortest, t.minc[i])
        for day in range(t.trans.shape[0]):
            for a in range(contexts):
                for b in range(contexts):
                    if t.trans[day, a, b] > t.trans[day, a, c] + shortest + t.trans[day, c, b]:
                        spare[c] = np.inf
