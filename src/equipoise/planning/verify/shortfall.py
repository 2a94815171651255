"""What was not placed: every shortfall has to be stated, and stated rightly."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.domain.commitments import Event
from equipoise.domain.plan import Misfit
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.limits import week_quotas
from equipoise.planning.verify.timeline import Timeline, is_movable, on_grid, utc
from equipoise.planning.verify.verdict import Unexplained

__all__ = ["unexplained"]


def unexplained(case: Case, timeline: Timeline) -> Iterator[Unexplained]:
    """Yield the commitments whose shortfall the plan states wrongly or not at all."""
    stated: dict[str, list[Misfit]] = {}
    for misfit in case.plan.misfits:
        stated.setdefault(misfit.commitment, []).append(misfit)
    for commitment, title, wanted in _wanted(case):
        there = timeline.minutes_of(commitment)
        missing = max(0.0, wanted - there)
        said = [(misfit.missing, misfit.placed) for misfit in stated.get(commitment, ())]
        if said == ([(missing, there)] if missing else []):
            continue
        claims = " and ".join(f"{m} missing, {p} placed" for m, p in said) or "nothing"
        text = f"{title} has {there:g} of {wanted} minutes in the plan; the plan states {claims}"
        yield Unexplained(commitment, text, missing, there)


def _wanted(case: Case) -> Iterator[tuple[str, str, int]]:
    """Yield id, title and wanted minutes of tasks, routines and movable events."""
    for task in case.life.tasks:
        yield task.id, task.title, on_grid(task.remaining)
    for routine in case.life.routines:
        times = sum(week_quotas(case, routine).values())
        yield routine.id, routine.title, times * on_grid(routine.minutes)
    for event in case.events:
        if is_movable(event) and _concerns(case, event):
            yield event.id, event.title, on_grid(utc(event.when).minutes)


def _concerns(case: Case, event: Event) -> bool:
    """Tell whether a movable event stands in the horizon now, and is not over."""
    when = utc(event.when)
    return when.start < case.grid.end and when.end > max(case.grid.start, case.now)
