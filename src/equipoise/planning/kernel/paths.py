"""What is written while the best path through an opening is sought."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from equipoise.planning.kernel.classes import measure_spare, room_for
from equipoise.planning.kernel.sides import measure_sides
from equipoise.planning.kernel.tables import F8, I4, Tables

__all__ = ["LIFE", "NOTHING", "WORK", "Paths", "paths_for"]

NOTHING, WORK, LIFE = 0, 1, 2
"""What a path ends with."""


class Paths(NamedTuple):
    """Arrays for one opening at a time: ``P`` positions from its start, ``C`` contexts, ``K`` classes of blocks.

    Arrays over [P, C] tell of paths that end, or of blocks that start, at a position with a context.
    """

    side: I4  # [O, 8] what bounds each opening
    q: F8  # prefix sums of worth less prices, segment by segment
    chosen: I4  # segments that could be worth a block
    ranks: I4  # class by context, area and length
    kinds: I4  # [K, 3] context, 1 for work, length
    gain: F8  # [K, P] worth of the best block that starts there
    who: I4  # [K, P] its segment
    spare: F8  # [C] what a block could spare by lying between two others
    starts: I4  # [P + 1] first block that starts at each position, of those that could be needed
    b_ctx: I4  # their contexts, 1 for work, lengths, worths and segments
    b_work: I4
    b_len: I4
    b_gain: F8
    b_seg: I4
    first: F8  # [C] value with which a chain may start
    h: F8  # [P, C] best chain that ends there, from the chain's start
    h_seg: I4  # segment and start of its last block
    h_s: I4
    st: F8  # [P, C] best chain after which a block may start there
    st_c: I4  # context and end of the block before
    st_e: I4
    fw: F8  # [P, C] best path that ends there with work
    fw_s: I4  # start of its last chain; -1 if that joins fixed work; else a single block
    fl: F8  # [P, C] best path that ends there with life
    fl_seg: I4
    fl_s: I4
    rw: F8  # the best of ``fw`` and ``fl`` up to there, and where
    rw_u: I4
    rl: F8
    rl_u: I4
    sw: F8  # [P, C] best path after which a chain may start there: its kind, context and end
    sw_k: I4
    sw_c: I4
    sw_u: I4
    sl: F8  # the same for any other block
    sl_k: I4
    sl_c: I4
    sl_u: I4
    best: F8  # [1] value of the best path
    last: I4  # [4] what it ends with, its context, position and code


def paths_for(t: Tables) -> Paths:
    """Return the arrays for the openings of a problem."""
    contexts = t.trans.shape[1]
    longest = int(np.max(t.open_e - t.open_s, initial=0))
    most = int(np.max(np.diff(t.open_seg_ptr), initial=0))
    top = min(int(np.max(t.maxc, initial=0)), longest)
    index = np.empty(2 * contexts * (top + 1), np.int32)
    room = room_for(t, index) * (longest + 1)
    side = np.empty((len(t.open_s), 8), np.int32)
    measure_sides(t, side)
    spare = np.zeros(contexts)
    measure_spare(t, spare)

    def real() -> F8:
        return np.empty((longest + 2) * contexts)

    def whole() -> I4:
        return np.empty((longest + 2) * contexts, np.int32)

    return Paths(
        side=side,
        q=np.empty(int(np.sum(t.seg_e - t.seg_s + 1)) + 1),
        chosen=np.empty(most, np.int32),
        ranks=index,
        kinds=np.empty((len(index), 3), np.int32),
        gain=np.empty(room),
        who=np.empty(room, np.int32),
        spare=spare,
        starts=np.empty(longest + 3, np.int32),
        b_ctx=np.empty(room, np.int32),
        b_work=np.empty(room, np.int32),
        b_len=np.empty(room, np.int32),
        b_gain=np.empty(room),
        b_seg=np.empty(room, np.int32),
        first=np.empty(contexts),
        h=real(), h_seg=whole(), h_s=whole(),
        st=real(), st_c=whole(), st_e=whole(),
        fw=real(), fw_s=whole(),
        fl=real(), fl_seg=whole(), fl_s=whole(),
        rw=real(), rw_u=whole(),
        rl=real(), rl_u=whole(),
        sw=real(), sw_k=whole(), sw_c=whole(), sw_u=whole(),
        sl=real(), sl_k=whole(), sl_c=whole(), sl_u=whole(),
        best=np.empty(1),
        last=np.empty(4, np.int32),
    )  # fmt: skip
