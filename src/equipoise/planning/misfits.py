"""What found no place, with a reason that a person understands. The full analysis is in ``explain``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from equipoise.domain.commitments import Event, NonNegotiable, Ritual, Routine, Task
from equipoise.domain.plan import Misfit
from equipoise.domain.time import SLOT_MINUTES, Grid
from equipoise.planning.build import Setup
from equipoise.planning.problem import Activity
from equipoise.planning.worth import Placed

__all__ = ["find_misfits", "hours"]


def hours(minutes: int) -> str:
    """Return a duration in words: "45 min", "2 h", "1 h 30"."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}".removesuffix(" 00")


def _moment(grid: Grid, moment: datetime) -> str:
    return f"{moment.astimezone(grid.zone):%a %d %b %H:%M}"


def _longest(setup: Setup, activity: Activity) -> int:
    """Return the longest open stretch, in slots, in which the activity may lie."""
    mask = setup.problem.open_mask
    best = 0
    for start, end in activity.segments:
        run = 0
        for slot in range(start, end):
            run = run + 1 if mask[slot] else 0
            best = max(best, run)
    return best


def _pays(setup: Setup, activity: Activity) -> bool:
    """Tell whether the dearest open stretch would earn more than the block costs, nothing else considered."""
    gain = activity.completion - activity.block_cost
    sums = np.concatenate(([0.0], np.cumsum(activity.worth)))
    mask = setup.problem.open_mask
    for start, end in activity.segments:
        if end - start >= activity.minc and mask[start:end].any():
            best = float(
                (sums[start + activity.minc : end + 1] - sums[start : end + 1 - activity.minc]).max()
            )
            if best / activity.minc * activity.need + gain > 0:
                return True
    return False


def _too_late(setup: Setup, activity: Activity) -> str:
    """Return why a hard deadline cannot be met whatever else is given up, "" if it can or there is none."""
    item, request = setup.items[activity.id], setup.request
    if not isinstance(item, Task) or not item.hard_due or item.due is None:
        return ""
    due = _moment(request.grid, item.due)
    if item.due <= request.now:
        return f"its deadline, {due}, has passed"
    start, where = max(request.now, request.grid.start), f"before its deadline, {due}"
    if item.release is not None and item.release > start:
        start, where = item.release, f"between {_moment(request.grid, item.release)} and its deadline, {due}"
    there, need = max(0, int((item.due - start).total_seconds() // 60)), activity.need * SLOT_MINUTES
    if need <= there:
        return ""
    needed = "is" if need == 60 else "are"
    lies = "lies" if there in {1, 60} else "lie"
    return f"{hours(need)} {needed} needed and {hours(there)} {lies} {where}"


def _reason(
    setup: Setup, activity: Activity, missing: int, done: Mapping[str, bool]
) -> tuple[str, tuple[str, ...]]:
    """Return a sentence and the ids that keep an activity out."""
    item = setup.items[activity.id]
    grid = setup.request.grid
    late = _too_late(setup, activity)
    if late:
        return late, ("deadline",)
    waiting = [b for b in activity.after if not done.get(b, True)]
    if waiting:
        titles = {t.id: t.title for t in setup.request.life.tasks}
        return f"it waits for {', '.join(titles.get(b, b) for b in waiting)}, which found no place", tuple(
            waiting
        )
    if not activity.divisible:
        least, most = hours(activity.minc * SLOT_MINUTES), hours(activity.maxc * SLOT_MINUTES)
        whole = hours(activity.need * SLOT_MINUTES)
        return f"blocks of {least} to {most} cannot sum to {whole}; allow a shorter or a longer block", (
            "min_chunk",
            "max_chunk",
        )
    room = sum(e - s for s, e in activity.segments)
    due = (
        f" before its deadline, {_moment(grid, item.due)}"
        if isinstance(item, Task) and item.hard_due and item.due
        else ""
    )
    longest = _longest(setup, activity)
    if not activity.segments or longest == 0:
        return f"no open time is left for it{due}", ("deadline",) if due else ("closed",)
    if longest < activity.minc:
        piece, opening = hours(activity.minc * SLOT_MINUTES), hours(longest * SLOT_MINUTES)
        text = f"it needs {piece} in one piece{due}; the longest opening has {opening}"
        return text, ("min_chunk", "closed")
    if room < missing:
        there, wanted = hours(room * SLOT_MINUTES), hours(activity.need * SLOT_MINUTES)
        text = f"only {there} are open to it{due}, and {wanted} are needed"
        return text, ("deadline",) if due else ("closed",)
    if not _pays(setup, activity):
        return f"every time still open to it{due} costs more than it is worth, most of all off-hours time", (
            "price",
        )
    if isinstance(item, Ritual):
        return "its window is taken by fixed events and worthier blocks", ("window",)
    if isinstance(item, Routine):
        return "its windows hold no more openings, or worthier blocks fill them", ("window", "margin")
    return f"the time open to it{due} goes to blocks that are worth more, and to buffers and margin", (
        "margin",
    )


def find_misfits(setup: Setup, placed: Sequence[Placed]) -> tuple[Misfit, ...]:
    """Return one misfit for each commitment that is not placed whole."""
    got: dict[str, int] = defaultdict(int)
    pinned: dict[str, int] = defaultdict(int)
    for block in placed:
        (pinned if block.pinned else got)[block.commitment if block.pinned else block.activity] += (
            block.end - block.start
        )
    done = {a.id: got[a.id] >= a.need for a in setup.problem.activities}
    found: dict[str, list[tuple[Activity, int, str, tuple[str, ...]]]] = {}
    for activity in setup.problem.activities:
        missing = activity.need - got[activity.id]
        if missing > 0:
            reason, blockers = _reason(setup, activity, missing, done)
            found.setdefault(activity.commitment, []).append((activity, missing, reason, blockers))
    placed_by: dict[str, int] = defaultdict(int)
    for block in placed:
        placed_by[block.commitment] += block.end - block.start
    out = []
    for commitment, parts in found.items():
        missing = sum(m for _a, m, _r, _b in parts)
        reason = parts[0][2]
        if len(parts) > 1 or isinstance(setup.items[parts[0][0].id], Routine | Ritual | NonNegotiable):
            when = ", ".join(_when(setup, a) for a, _m, _r, _b in parts)
            reason = f"{when}: {reason}"
        out.append(
            Misfit(
                commitment=commitment,
                title=parts[0][0].title,
                missing=missing * SLOT_MINUTES,
                placed=placed_by[commitment] * SLOT_MINUTES,
                reason=reason,
                blockers=parts[0][3],
            )
        )
    return tuple(out)


def _when(setup: Setup, activity: Activity) -> str:
    item = setup.items[activity.id]
    if isinstance(item, Task | Event):
        return activity.title
    tail = activity.id.rpartition("@")[2]
    if isinstance(item, Ritual):
        return f"{datetime.fromisoformat(tail):%a %d %b}"
    return f"week {tail.partition('-W')[2]}"
