"""The arrays that the compiled loops read and write.

All positions are slots from the start of the horizon. ``A`` activities, ``G`` segments (a stretch in which one
activity may lie), ``O`` openings (a stretch free of fixed elements), ``C`` contexts (role and place), ``D`` dates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["F8", "I4", "State", "Tables"]

I4 = NDArray[np.int32]
F8 = NDArray[np.float64]


class Tables(NamedTuple):
    """A problem as arrays; never written by a kernel.

    Ranges such as ``act_seg`` are offsets: activity a owns the items ``act_seg[a] .. act_seg[a + 1]``.
    """

    need: I4  # [A] slots wanted
    minc: I4  # [A] shortest block
    maxc: I4  # [A] longest block
    ctx: I4  # [A] context
    work: I4  # [A] 1 if of area work
    must: I4  # [A] 1 if no plan without it is legal
    goal: I4  # [A] goal served, -1 for none
    gap_days: I4  # [A] 0, or least distance in days between two blocks
    group_lo: I4  # [A] first and last activity of the same commitment: its other weeks
    group_hi: I4  # [A]
    completion: F8  # [A] worth earned when all of it is placed
    block_cost: F8  # [A] cost of each block
    rate: F8  # [A] mean worth of a slot
    act_seg: I4  # [A+1]
    seg_open: I4  # [G] opening in which it lies
    seg_s: I4  # [G] first slot
    seg_e: I4  # [G] slot after the last
    seg_day: I4  # [G] date index
    seg_off: I4  # [G] lengths of all segments before it, one added to each
    seg_act: I4  # [G]
    seg_top: F8  # [G] worth of its best slot
    seg_rank: I4  # [G] the segments of each activity, the one with the best slot first
    row: I4  # [A] where its prefix sums begin in ``prefix``
    prefix: F8  # prefix sums of worth per slot over the horizon, one row for each distinct worth
    fold: F8  # [A] what each slot earns on top of that
    pred_ptr: I4  # [A+1]
    pred: I4  # activities that it waits for
    succ_ptr: I4  # [A+1]
    succ: I4  # activities that wait for it, through others too
    open_s: I4  # [O]
    open_e: I4  # [O]
    open_seg_ptr: I4  # [O+1]
    open_seg: I4  # segments by opening
    open_day: I4  # [O] date index of its start
    fix_s: I4  # [F] fixed elements, by start; may overlap each other
    fix_e: I4
    fix_ctx: I4
    fix_work: I4
    trans: I4  # [D, C, C] least gap between two elements, by the date of the second
    switch: F8  # [D, C, C] cost of a change of role
    own: I4  # [S+1] prefix count of own-hours slots
    cap: I4  # [D] most slots of placed blocks inside own hours
    closer: I4  # [D] activity after which no work block starts on that date, -1 for none
    stretch: I4  # [D]
    brk: I4  # [D]
    goal_rate: F8  # [Q] worth of a slot towards the goal
    goal_want: I4  # [Q] slots that count, less those already pinned
    arc_ptr: I4  # [A+1] blocks of the previous plan
    arc_s: I4
    arc_e: I4
    arc_seg: I4  # segment, -1 if it no longer fits anywhere
    arc_bonus: float
    horizon: int


class State(NamedTuple):
    """A timetable under construction: a doubly linked list of nodes in time order.

    Nodes 0 .. O-1 are sentinels, one at the start of each opening; then come the fixed elements; then blocks.
    ``node`` has the columns of ``columns``. ``scalars``: objective, moves counted, spare.
    """

    node: I4  # [N, 9]
    head: I4  # [A] first block of an activity, -1 for none
    placed: I4  # [A] slots placed
    blocks: I4  # [A] number of blocks
    day_used: I4  # [D]
    goal_used: I4  # [Q]
    free: I4  # [N] stack of free nodes
    gap: I4  # [O] longest stretch of an opening in which nothing lies
    tally: I4  # [4] number of free nodes, number of kept arcs, entries in the log, 1 if the log is too short
    log: I4  # [L, 5] removals: activity, start, end, segment, node before; insertions: -1, node
    worth: F8  # [1] objective


# columns of State.node
START, END, CTX, WORK, ACT, SEG, NEXT, PREV, SIBLING = range(9)
