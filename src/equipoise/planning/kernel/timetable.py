"""The timetable: inserting and removing blocks, what they earn, and the way back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from equipoise.planning.kernel.jit import lean
from equipoise.planning.kernel.tables import (
    ACT,
    CTX,
    END,
    I4,
    NEXT,
    PREV,
    SEG,
    SIBLING,
    START,
    WORK,
    State,
    Tables,
)

__all__ = [
    "copy_state",
    "empty_state",
    "forget",
    "goal_gain",
    "insert",
    "is_arc",
    "real_after",
    "real_before",
    "remove",
    "remove_activity",
    "switch_delta",
    "undo",
]


def empty_state(t: Tables) -> State:
    """Return a timetable that holds the fixed elements alone."""
    opens, fixed, acts = len(t.open_s), len(t.fix_s), len(t.need)
    room = int(np.sum(-(-t.need // np.maximum(1, t.minc)))) + acts + 8
    total = opens + fixed + min(room, 20 * acts + 64)
    node = np.full((total, 9), -1, np.int32)
    node[:opens, START] = node[:opens, END] = t.open_s
    node[:opens, ACT] = -2
    node[:opens, WORK] = 0
    node[opens : opens + fixed, START] = t.fix_s
    node[opens : opens + fixed, END] = t.fix_e
    node[opens : opens + fixed, CTX] = t.fix_ctx
    node[opens : opens + fixed, WORK] = t.fix_work
    # a sentinel stands after the fixed element that ends where its opening starts
    order = sorted(
        range(opens + fixed), key=lambda n: (int(node[n, START]), 0 if n >= opens else 1, int(node[n, END]))
    )
    for left, right in pairwise(order):
        node[left, NEXT] = right
        node[right, PREV] = left
    free = np.arange(total - 1, opens + fixed - 1, -1).astype(np.int32)
    stack = np.zeros(total, np.int32)
    stack[: len(free)] = free
    return State(
        node=node,
        head=np.full(acts, -1, np.int32),
        placed=np.zeros(acts, np.int32),
        blocks=np.zeros(acts, np.int32),
        day_used=np.zeros(len(t.cap), np.int32),
        goal_used=np.zeros(len(t.goal_rate), np.int32),
        free=stack,
        gap=(t.open_e - t.open_s).astype(np.int32),
        tally=np.array([len(free), 0, 0, 0], np.int32),
        log=np.zeros((4 * total + 64, 5), np.int32),
        worth=np.zeros(1),
    )


@lean
def copy_state(into: State, source: State) -> None:
    """Overwrite one timetable with another of the same problem; the logs stay as they are."""
    for n in range(source.node.shape[0]):
        for column in range(source.node.shape[1]):
            into.node[n, column] = source.node[n, column]
        into.free[n] = source.free[n]
    for a in range(len(source.head)):
        into.head[a] = source.head[a]
        into.placed[a] = source.placed[a]
        into.blocks[a] = source.blocks[a]
    for day in range(len(source.day_used)):
        into.day_used[day] = source.day_used[day]
    for goal in range(len(source.goal_used)):
        into.goal_used[goal] = source.goal_used[goal]
    for open_id in range(len(source.gap)):
        into.gap[open_id] = source.gap[open_id]
    into.tally[0] = source.tally[0]
    into.tally[1] = source.tally[1]
    into.worth[0] = source.worth[0]


@lean
def real_before(node: I4, n: int) -> int:
    """Return ``n`` or the nearest element before it that is not a sentinel, -1 for none."""
    while n >= 0 and node[n, ACT] == -2:
        n = node[n, PREV]
    return n


@lean
def real_after(node: I4, n: int) -> int:
    """Return ``n`` or the nearest element after it that is not a sentinel, -1 for none."""
    while n >= 0 and node[n, ACT] == -2:
        n = node[n, NEXT]
    return n


@lean
def goal_gain(t: Tables, st: State, a: int, length: int) -> float:
    """Return what ``length`` more slots of an activity earn towards its goal."""
    g = t.goal[a]
    if g < 0:
        return 0.0
    used = st.goal_used[g]
    want = t.goal_want[g]
    return float(t.goal_rate[g] * (min(used + length, want) - min(used, want)))


@lean
def is_arc(t: Tables, a: int, s: int, e: int) -> bool:
    """Tell whether the previous plan had this block of an activity."""
    for i in range(t.arc_ptr[a], t.arc_ptr[a + 1]):
        if t.arc_s[i] == s and t.arc_e[i] == e:
            return True
    return False


@lean
def switch_delta(t: Tables, node: I4, n: int, m: int, open_id: int, ctx: int, day: int) -> float:
    """Return the change of switch costs if a block of ``ctx`` comes between nodes n and m of one opening."""
    before = node[n, CTX] if node[n, ACT] >= 0 else -1
    after = -1
    if m >= 0 and node[m, ACT] >= 0 and node[m, START] < t.open_e[open_id]:
        after = node[m, CTX]
    delta = 0.0
    if before >= 0:
        delta += t.switch[day, before, ctx]
    if after >= 0:
        delta += t.switch[day, ctx, after]
    if before >= 0 and after >= 0:
        delta -= t.switch[day, before, after]
    return delta


@lean
def _measure_gap(t: Tables, st: State, open_id: int) -> None:
    """Note the longest empty stretch of an opening."""
    node = st.node
    n = open_id
    stop = t.open_e[open_id]
    longest = 0
    while True:
        m = node[n, NEXT]
        until = min(stop, node[m, START]) if m >= 0 else stop
        longest = max(longest, until - node[n, END])
        if m < 0 or node[m, START] >= stop:
            break
        n = m
    st.gap[open_id] = longest


@lean
def _note(st: State, a: int, s: int, e: int, g: int, n: int) -> None:
    """Write one line of the log."""
    k = st.tally[2]
    if k >= st.log.shape[0]:
        st.tally[3] = 1
        return
    st.log[k, 0] = a
    st.log[k, 1] = s
    st.log[k, 2] = e
    st.log[k, 3] = g
    st.log[k, 4] = n
    st.tally[2] = k + 1


@lean
def forget(st: State) -> None:
    """Begin a new log: ``undo`` goes back to here."""
    st.tally[2] = 0
    st.tally[3] = 0


@lean
def insert(t: Tables, st: State, a: int, s: int, e: int, g: int, n: int) -> int:
    """Place activity ``a`` at [s, e) in segment ``g`` right after node ``n``; the caller checked that it fits."""
    node = st.node
    st.tally[0] -= 1
    x = int(st.free[st.tally[0]])
    m = node[n, NEXT]
    day = t.seg_day[g]
    open_id = t.seg_open[g]
    off = t.row[a]
    gain = t.prefix[off + e] - t.prefix[off + s] - t.block_cost[a]
    gain -= switch_delta(t, node, n, m, open_id, t.ctx[a], day)
    gain += goal_gain(t, st, a, e - s)
    if t.arc_ptr[a + 1] > t.arc_ptr[a] and is_arc(t, a, s, e):
        gain += t.arc_bonus
        st.tally[1] += 1
    node[x, START] = s
    node[x, END] = e
    node[x, CTX] = t.ctx[a]
    node[x, WORK] = t.work[a]
    node[x, ACT] = a
    node[x, SEG] = g
    node[x, PREV] = n
    node[x, NEXT] = m
    node[n, NEXT] = x
    if m >= 0:
        node[m, PREV] = x
    node[x, SIBLING] = st.head[a]
    st.head[a] = x
    st.blocks[a] += 1
    was = st.placed[a]
    st.placed[a] = was + e - s
    if st.placed[a] >= t.need[a] > was:
        gain += t.completion[a]
    st.day_used[day] += t.own[e] - t.own[s]
    if t.goal[a] >= 0:
        st.goal_used[t.goal[a]] += e - s
    st.worth[0] += gain
    _measure_gap(t, st, open_id)
    _note(st, -1, x, 0, 0, 0)
    return x


@lean
def remove(t: Tables, st: State, x: int) -> None:
    """Take one block out again."""
    node = st.node
    a = node[x, ACT]
    s = node[x, START]
    e = node[x, END]
    g = node[x, SEG]
    n = node[x, PREV]
    m = node[x, NEXT]
    node[n, NEXT] = m
    if m >= 0:
        node[m, PREV] = n
    y = st.head[a]
    if y == x:
        st.head[a] = node[x, SIBLING]
    else:
        while node[y, SIBLING] != x:
            y = node[y, SIBLING]
        node[y, SIBLING] = node[x, SIBLING]
    day = t.seg_day[g]
    off = t.row[a]
    loss = t.prefix[off + e] - t.prefix[off + s] - t.block_cost[a]
    loss -= switch_delta(t, node, n, m, t.seg_open[g], t.ctx[a], day)
    if t.arc_ptr[a + 1] > t.arc_ptr[a] and is_arc(t, a, s, e):
        loss += t.arc_bonus
        st.tally[1] -= 1
    st.blocks[a] -= 1
    was = st.placed[a]
    st.placed[a] = was - (e - s)
    if was >= t.need[a] > st.placed[a]:
        loss += t.completion[a]
    st.day_used[day] -= t.own[e] - t.own[s]
    if t.goal[a] >= 0:
        st.goal_used[t.goal[a]] -= e - s
    loss += goal_gain(t, st, a, e - s)
    st.worth[0] -= loss
    _measure_gap(t, st, t.seg_open[g])
    _note(st, a, s, e, g, n)
    st.free[st.tally[0]] = x
    st.tally[0] += 1


@lean
def undo(t: Tables, st: State, worth: float) -> bool:
    """Go back to where ``forget`` was called, when the timetable was worth ``worth``; False if the log is too short."""
    if st.tally[3] == 1:
        return False
    k = st.tally[2] - 1
    while k >= 0:
        if st.log[k, 0] < 0:
            remove(t, st, st.log[k, 1])
        else:
            insert(t, st, st.log[k, 0], st.log[k, 1], st.log[k, 2], st.log[k, 3], st.log[k, 4])
        k -= 1
    st.worth[0] = worth
    forget(st)
    return True


@lean
def remove_activity(t: Tables, st: State, a: int, out: I4, k: int) -> int:
    """Take out every block of ``a``, and of all that depends on it; their numbers go to ``out[k:]``. Returns k."""
    if st.head[a] < 0:
        return k
    while st.head[a] >= 0:
        remove(t, st, st.head[a])
    out[k] = a
    k += 1
    for i in range(t.succ_ptr[a], t.succ_ptr[a + 1]):
        b = t.succ[i]
        if st.head[b] >= 0:
            while st.head[b] >= 0:
                remove(t, st, st.head[b])
            out[k] = b
            k += 1
    return k
