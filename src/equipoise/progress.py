"""What became of a plan by a later moment: which work counts as done when the rest is planned anew."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from equipoise.domain.commitments import Task
from equipoise.domain.errors import Finding, InputError
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan
from equipoise.domain.time import SLOT_MINUTES, to_slots

__all__ = ["with_progress"]


def with_progress(
    life: Life, previous: Plan, now: datetime, *, done: Mapping[str, int] | None = None, missed: bool = False
) -> Life:
    """Return a life whose tasks, routines and non-negotiables know what was done since the previous plan was made.

    Blocks of the previous plan that have ended count as done, unless they are of today and ``missed`` is set.
    A task
    whose need in the life file has changed since then is taken as the file has it: somebody kept it up to
        date.

    Args:
        life: the life as its file says.
        previous: the plan in force.
        now: the moment of the replan, in the person's zone.
        done: minutes worked, by id of the task; these count instead of what the plan says.
        missed: True if nothing of today was done.

    Raises:
        InputError: ``done`` names no task, or less than nothing.
    """
    given = dict(done or {})
    _check(life, given)
    planned: dict[str, float] = defaultdict(float)
    past: dict[str, float] = defaultdict(float)
    dates: dict[str, list[date]] = defaultdict(list)
    for block in previous.blocks:
        planned[block.commitment] += block.when.minutes
        day = block.when.start.astimezone(now.tzinfo).date()
        if block.when.end <= now and not (missed and day == now.date()):
            past[block.commitment] += block.when.minutes
            dates[block.commitment].append(day)
    for misfit in previous.misfits:
        planned[misfit.commitment] += misfit.missing

    def known(task: Task) -> Task:
        if task.id in given:
            return replace(task, done=task.done + given[task.id])
        untouched = to_slots(task.remaining) * SLOT_MINUTES == planned[task.id]
        return replace(task, done=task.done + int(past[task.id])) if untouched and past[task.id] else task

    return replace(
        life,
        tasks=tuple(known(task) for task in life.tasks),
        routines=tuple(replace(r, done=(*r.done, *dates[r.id])) for r in life.routines),
        non_negotiables=tuple(replace(n, done=(*n.done, *dates[n.id])) for n in life.non_negotiables),
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
