"""Checks of tasks: their own times and chunks, and how they hang together.

That a task does not fit before its deadline is no finding: the planner explains it, with repairs.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from equipoise.lifefile.build import chunks
from equipoise.lifefile.identity import Names
from equipoise.lifefile.moments import instant
from equipoise.lifefile.notation import duration_text
from equipoise.lifefile.pin_checks import check_pins
from equipoise.lifefile.records import Record, good
from equipoise.lifefile.sink import Path, Sink
from equipoise.lifefile.spans import check_clock
from equipoise.lifefile.windows import longest

__all__ = ["check_tasks"]


MOST_NAMED = 8
"""Tasks of a ring that are named; of a longer one the middle is only counted."""


def check_tasks(tasks: tuple[Record, ...], names: Names, zone: ZoneInfo, sink: Sink) -> None:
    """Tell the sink what is wrong with tasks.

    Args:
        tasks: the tasks, as read.
        names: the ids of all entries.
        zone: the person's zone.
        sink: where problems go.
    """
    for number, task in enumerate(tasks):
        path: Path = ("task", number)
        _times(task, path, zone, sink)
        _sizes(task, path, sink)
        goal = good(task, "goal")
        if goal is not None:
            names.lookup(goal, "goal", (*path, "goal"), sink)
    waits = _order(tasks, names, sink)
    check_pins(tasks, waits, names.ids.get("task", []), zone, sink)


def _times(task: Record, path: Path, zone: ZoneInfo, sink: Sink) -> None:
    check_clock(task, path, zone, sink, "release", "due", "deadline")
    if "due" in task and "deadline" in task:
        sink.add(
            (*path, "deadline"), "both due and deadline are given", "keep deadline if it is firm, due if not"
        )
    if good(task, "hard_due") and "due" not in task and "deadline" not in task:
        sink.add(
            (*path, "hard_due"), "hard_due says nothing without due", "add due, or write deadline instead"
        )
    if good(task, "hard_due") is False and "deadline" in task:
        sink.add(
            (*path, "hard_due"),
            "a deadline is always hard",
            "take the line out, or write due instead of deadline",
        )
    key = "deadline" if "deadline" in task else "due"
    due, release = good(task, key), good(task, "release")
    if due is not None and release is not None and instant(due, zone, end=True) <= instant(release, zone):
        sink.add(
            (*path, key), f"the {key} is not after the release", "write a later one, or an earlier release"
        )


def _sizes(task: Record, path: Path, sink: Sink) -> None:
    estimate = good(task, "estimate")
    whole = good(task, "split") is False
    if whole and ("min_chunk" in task or "max_chunk" in task):
        key = "min_chunk" if "min_chunk" in task else "max_chunk"
        sink.add(
            (*path, key), "a task that is not split has no chunks", "take this line or split = false out"
        )
        return
    low, high = good(task, "min_chunk"), good(task, "max_chunk")
    if low is not None and high is not None and low > high:
        sink.add(
            (*path, "min_chunk"),
            f"the shortest chunk ({duration_text(low)}) is longer than the longest ({duration_text(high)})",
            "swap the two",
        )
        return
    only = good(task, "only") or ()
    if not only or estimate is None:
        return
    remaining = max(0, estimate.planned - (good(task, "done") or 0))
    record = {key: value for key, value in (("min_chunk", low), ("max_chunk", high)) if value is not None}
    least = remaining if whole else min(chunks(record, estimate)[0], remaining)
    if longest(only) < least:
        sink.warn(
            (*path, "only"),
            f"none of these windows holds its shortest chunk ({duration_text(least)})",
            "widen a window, or shorten min_chunk",
        )


def _order(tasks: tuple[Record, ...], names: Names, sink: Sink) -> list[list[int]]:
    """Check that ``after`` names tasks, and that no task waits for itself; return who waits for whom."""
    ids = names.ids.get("task", [])
    place = {key: number for number, key in reversed(list(enumerate(ids)))}
    waits: list[list[int]] = []
    for number, task in enumerate(tasks):
        after = good(task, "after") or ()
        known = [
            key
            for order, key in enumerate(after)
            if names.lookup(key, "task", ("task", number, "after", order), sink)
        ]
        waits.append([place[key] for key in known if key in place])
    for cycle in _cycles(waits):
        path: Path = ("task", cycle[0], "after")
        ring = [f'"{ids[number]}"' for number in (*cycle, cycle[0])]
        if len(ring) > MOST_NAMED:
            ring[MOST_NAMED // 2 : -MOST_NAMED // 2] = [f"{len(ring) - MOST_NAMED} more"]
        words = " after ".join(ring)
        text = f"{words} never starts" if len(cycle) > 1 else f"{words}: the task waits for itself"
        sink.add(
            path,
            f"these tasks wait for each other: {text}" if len(cycle) > 1 else text,
            "take one of these links out",
        )
    return waits


def _cycles(waits: list[list[int]]) -> list[list[int]]:
    """Return cycles, each starting at its first task in the file; every ring of tasks is met."""
    fresh, open_, closed = 0, 1, 2
    state = [fresh] * len(waits)
    out: list[list[int]] = []
    for root in range(len(waits)):
        if state[root] != fresh:
            continue
        trail, steps = [root], [iter(waits[root])]
        state[root] = open_
        while trail:
            following = next(steps[-1], None)
            if following is None:
                state[trail.pop()] = closed
                steps.pop()
            elif state[following] == fresh:
                state[following] = open_
                trail.append(following)
                steps.append(iter(waits[following]))
            elif state[following] == open_:
                ring = trail[trail.index(following) :]
                first = ring.index(min(ring))
                out.append(ring[first:] + ring[:first])
    return out
