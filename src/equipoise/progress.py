"""What became of a plan by a later moment: which work counts as done when the rest is planned anew."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan, Progress
from equipoise.domain.time import SLOT_MINUTES, to_slots

__all__ = ["progress_since", "with_progress"]


def progress_since(
    life: Life, previous: Plan, now: datetime, *, done: Mapping[str, int] | None = None, missed: bool = False
) -> Progress:
    """Return what counts as done by ``now``, beyond what the life file says.

    What counted when the previous plan was made still does. Its blocks that have ended count too, unless they are of
    today and ``missed`` is set. A task whose need in the life file has changed since then is taken as the file has
    it: somebody kept it up to date.

    Args:
        life: the life as its file says.
        previous: the plan in force.
        now: the moment of the replan, in the person's zone.
        done: minutes worked since the previous plan, by id of the task; these count instead of what the plan says.
        missed: True if nothing of today was done.

    Raises:
        InputError: ``done`` names no task, or less than nothing.
    """
    given = dict(done or {})
    _check(life, given)
    planned: dict[str, float] = defaultdict(float)
    past: dict[str, float] = defaultdict(float)
    dates = {name: list(days) for name, days in previous.progress.dates.items()}
    repeated = {routine.id for routine in life.routines} | {item.id for item in life.non_negotiables}
    for block in previous.blocks:
        planned[block.commitment] += block.when.minutes
        day = block.when.start.astimezone(now.tzinfo).date()
        if block.when.end <= now and not (missed and day == now.date()):
            past[block.commitment] += block.when.minutes
            if block.commitment in repeated:
                dates.setdefault(block.commitment, []).append(day)
    for misfit in previous.misfits:
        planned[misfit.commitment] += misfit.missing
    minutes: dict[str, int] = {}
    for task in life.tasks:
        before = previous.progress.minutes.get(task.id, 0)
        left = max(0.0, task.remaining - before)
        untouched = to_slots(int(left)) * SLOT_MINUTES == planned[task.id]
        worked = (before if untouched else 0) + given.get(task.id, int(past[task.id]) if untouched else 0)
        if worked:
            minutes[task.id] = worked
    return Progress(minutes, {name: tuple(days) for name, days in dates.items()})


def with_progress(life: Life, progress: Progress) -> Life:
    """Return a life whose tasks, routines and non-negotiables know what was done."""
    minutes, dates = progress.minutes, progress.dates
    return replace(
        life,
        tasks=tuple(replace(t, done=t.done + minutes.get(t.id, 0)) for t in life.tasks),
        routines=tuple(replace(r, done=(*r.done, *dates.get(r.id, ()))) for r in life.routines),
        non_negotiables=tuple(replace(n, done=(*n.done, *dates.get(n.id, ()))) for n in life.non_negotiables),
    )


def _check(life: Life, done: Mapping[str, int]) -> None:
    ids = [task.id for task in life.tasks]
    findings = []
    for name, minutes in done.items():
        if name not in ids:
            close = difflib.get_close_matches(name, ids, n=3, cutoff=0.4)
            cure = f"did you mean {', '.join(close)}?" if close else "equipoise plan --json names them"
            findings.append(Finding(f"there is no task {name!r}", cure, field="--done"))
        elif minutes < 0:
            findings.append(
                Finding(f"{minutes} min cannot have been worked", "write 0 or more", field="--done")
            )
    if findings:
        raise InputError(findings)
