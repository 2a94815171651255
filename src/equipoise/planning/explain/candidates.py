"""Ways out for what did not fit: edits worth trying, before anyone knows whether they work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time

from equipoise.domain.commitments import Event, Priority, Ritual, Routine, Task
from equipoise.domain.time import SLOT_MINUTES, Interval
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.changes import Candidate, Change, apply, rounded_up
from equipoise.planning.explain.relief import (
    bent_rules,
    declined,
    longer_days,
    more_weeks,
    moved,
    other_tasks,
    until_it_fits,
)
from equipoise.planning.explain.trial import Trials
from equipoise.planning.explain.wording import day_name, joined, length, moment, when

__all__ = ["combined", "sources"]

LEVELS = tuple(Priority)
PAIRS = 10
"""Most pairs of edits that are tried."""


def _floor15(minutes: float) -> int:
    """Return full quarters of an hour; of less than one, full slots."""
    return int(minutes) // 15 * 15 if minutes >= 15 else int(minutes) // SLOT_MINUTES * SLOT_MINUTES


def _later(case: Case, trials: Trials, task: Task) -> Iterator[Candidate]:
    """Yield the earliest deadline, to the quarter of an hour, that a plan which must have the task finds."""
    grid = case.grid
    if not (task.hard_due and task.due and task.due < grid.end):
        return
    end = Change("task", task.id, "due", grid.end)
    blocks = trials.forced(apply(case.request, [end]))
    due = rounded_up(grid.instant(max(e for _s, e in blocks))) if blocks else grid.end
    if due > task.due:
        change = Change("task", task.id, "due", due)
        to = when(grid, due) if due < grid.end else f"the end of {case.horizon}"
        text = f"Move its deadline to {to}"
        yield Candidate("due", text, (change,))
        for level in ("high", "urgent"):
            raised = Change("task", task.id, "priority", level)
            yield Candidate("due", f"{text} and raise its priority to {level}", (change, raised))
    soft = Change("task", task.id, "hard_due")
    yield Candidate("due late", "Let it be late: take its deadline as a wish", (soft,))


def _limits(case: Case, task: Task) -> Iterator[Candidate]:
    """Yield limits of a task's own that can go: its first date, its windows, the size of its pieces."""
    if task.release and task.release > case.request.now:
        change = Change("task", task.id, "release")
        yield Candidate("release", f"Let it start before {when(case.grid, task.release)}", (change,))
    if task.only:
        yield Candidate("windows", "Let it lie outside its windows", (Change("task", task.id, "only"),))
    dates = case.grid.dates
    off = [day_name(case.grid, day) for day in task.not_on if dates[0] <= day <= dates[-1]]
    if off:
        yield Candidate("not_on", f"Let it lie on {joined(off)}", (Change("task", task.id, "not_on"),))
    yield from _smaller(task, "Let it be split")


def _smaller(task: Task, text: str, family: str = "split") -> Iterator[Candidate]:
    for least in (60, 45, 30, 15):
        if least < min(task.min_chunk, task.remaining) and least * 2 <= task.remaining:
            change = Change("task", task.id, "min_chunk", least)
            yield Candidate(family, f"{text} into pieces of {least} minutes or more", (change,))


def _waiting(case: Case, task: Task) -> Iterator[Candidate]:
    """Yield ways to be done with waiting: not to wait, or to make room for what is waited for."""
    for one in task.after:
        if one in case.waiting:
            change = Change("task", task.id, "after", one)
            yield Candidate(f"after {one}", f"Start it without waiting for {case.titles[one]}", (change,))
    for first in (t for t in case.request.life.tasks if t.id in case.waiting):
        title = case.titles[first.id]
        family = f"before {first.id}"
        yield from _smaller(first, f"Let {title}, which it waits for, be split", family)
        for part in dict.fromkeys(_floor15(first.remaining * x) for x in (0.75, 0.5, 0.25)):
            if 5 <= part < first.remaining:
                change = Change("task", first.id, "minutes", part)
                size = length(part // SLOT_MINUTES)
                yield Candidate(
                    f"less {first.id}", f"Make {title}, which it waits for, {size} long", (change,)
                )
        if first.hard_due:
            soft = Change("task", first.id, "hard_due")
            text = f"Let {title}, which it waits for, be late"
            yield Candidate(f"late {first.id}", text, (soft,))
        given_up = Change("task", first.id, "drop")
        yield Candidate(f"drop {first.id}", f"Give up {title}, which it waits for", (given_up,))


def _part(case: Case, trials: Trials, task: Task, *also: Change, of: str = "") -> Iterator[Candidate]:
    """Yield how much of a task fits, and less; ``also``: edits that are made besides, in words ``of``."""
    request = apply(case.request, also)
    most = sum(e - s for s, e in trials.forced(request, whole=False))
    most = most or sum(e - s for s, e in trials.forced(request, whole=False, least=1))
    sizes = [most * x * SLOT_MINUTES for x in (1, 0.9, 0.75, 0.5)]
    for part in dict.fromkeys(_floor15(x) for x in sizes):
        if 15 <= part < task.remaining and part <= most * SLOT_MINUTES:
            change = Change("task", task.id, "minutes", part)
            now, rest = (length(x // SLOT_MINUTES) for x in (part, task.remaining - part))
            text = f"{of} and plan" if of else "Plan"
            yield Candidate("part", f"{text} only {now} of it now, {rest} later", (*also, change))


def _raised(item: Task | Routine) -> Iterator[Candidate]:
    target = "task" if isinstance(item, Task) else "routine"
    for level in LEVELS[LEVELS.index(item.priority) + 1 :]:
        change = Change(target, item.id, "priority", level.value)
        yield Candidate("priority", f"Raise its priority to {level.value}", (change,))


def _pinned(case: Case, trials: Trials, task: Task) -> Iterator[Candidate]:
    """Yield the place that a task gets if it must have one."""
    grid = case.grid
    blocks = trials.forced(case.request)
    where = ""
    for field, words in (("only", ", outside its windows"), ("hard_due", ", after its deadline")):
        if not blocks and (task.only if field == "only" else task.hard_due):
            blocks = trials.forced(apply(case.request, [Change("task", task.id, field)]))
            where = words
    if blocks:
        spans = tuple(Interval(grid.instant(s), grid.instant(e)) for s, e in blocks)
        at = joined([moment(grid, s) for s, _e in blocks])
        yield Candidate("pin", f"Pin it to {at}{where}", (Change("task", task.id, "pins", spans),))


def _routine(routine: Routine) -> Iterator[Candidate]:
    if routine.windows:
        for minutes in (60, 120):
            change = Change("routine", routine.id, "widen", minutes)
            text = f"Widen its windows by {length(minutes // SLOT_MINUTES)} on either side"
            yield Candidate("widen", text, (change,))
    if routine.gap_days:
        change = Change("routine", routine.id, "gap_days", 0)
        yield Candidate("gap", "Let it come on dates that are not apart", (change,))


def _fewer(routine: Routine) -> Iterator[Candidate]:
    if routine.per_week > 1:
        change = Change("routine", routine.id, "per_week", routine.per_week - 1)
        yield Candidate("fewer", f"Do it {routine.per_week - 1} x a week for now", (change,))
    for part in dict.fromkeys((_floor15(routine.minutes * 0.75), _floor15(routine.minutes / 2))):
        if 10 <= part < routine.minutes:
            change = Change("routine", routine.id, "minutes", part)
            yield Candidate("part", f"Make it {length(part // SLOT_MINUTES)} each time", (change,))


def _widened(case: Case, ritual: Ritual) -> Iterator[Candidate]:
    for minutes in (30, 60, 120):
        change = Change("ritual", ritual.id, "widen", minutes, case.day)
        size, day = length(minutes // SLOT_MINUTES), day_name(case.grid, case.day)
        yield Candidate("widen", f"Widen its window on {day} by {size} on either side", (change,))


def _shorter(case: Case, ritual: Ritual) -> Iterator[Candidate]:
    for part in dict.fromkeys((ritual.minutes * 2 // 3 // 5 * 5, ritual.minutes // 2 // 5 * 5)):
        if 5 <= part < ritual.minutes:
            change = Change("ritual", ritual.id, "minutes", part, case.day)
            size, day = length(part // SLOT_MINUTES), day_name(case.grid, case.day)
            yield Candidate("part", f"Keep it to {size} on {day}", (change,))


def _dearer(case: Case, ritual: Ritual) -> Iterator[Candidate]:
    change = Change("ritual", ritual.id, "value", ritual.value * 4, case.day)
    day = day_name(case.grid, case.day)
    yield Candidate("value", f"Let it count four times as much on {day}", (change,))


def _flexible(case: Case, event: Event) -> Iterator[Candidate]:
    if event.window:
        day = event.when.start.astimezone(case.grid.zone).date()
        whole = Interval(case.grid.start, case.grid.end)
        for family, span, name in (
            ("day", case.grid.window(day, time(0), time(0)), "any time that day"),
            ("horizon", whole, f"any time in {case.horizon}"),
        ):
            change = Change("event", event.id, "window", span)
            yield Candidate(family, f"Let it move to {name}", (change,))
    minutes = int(event.when.minutes)
    for part in dict.fromkeys((_floor15(minutes * 0.75), _floor15(minutes / 2))):
        if 15 <= part < minutes:
            change = Change("event", event.id, "minutes", part)
            yield Candidate("part", f"Keep it to {length(part // SLOT_MINUTES)}", (change,))


def _own(case: Case, trials: Trials) -> list[Iterator[Candidate]]:
    """Return edits of the commitment itself, one source for each kind."""
    item = case.item
    if isinstance(item, Task):
        return [
            _waiting(case, item),
            _later(case, trials, item),
            _limits(case, item),
            _part(case, trials, item),
            _raised(item),
        ]
    if isinstance(item, Routine):
        return [_routine(item), _fewer(item), _raised(item)]
    if isinstance(item, Ritual):
        return [_widened(case, item), _shorter(case, item)]
    return [_flexible(case, item)] if isinstance(item, Event) else []


def sources(case: Case, trials: Trials) -> list[Iterator[Candidate]]:
    """Return sources of edits worth trying for what did not fit, one for each kind of edit."""
    item = case.item
    out = [*_own(case, trials), moved(case), other_tasks(case)]
    if isinstance(item, Task) or case.activity.area.value == "work":
        out += [until_it_fits(case, trials), longer_days(case)]
    out.append(bent_rules(case, trials))
    if isinstance(item, Task):
        out += [_pinned(case, trials, item), more_weeks(case, trials)]
    out.append(declined(case))
    return [*out, _dearer(case, item)] if isinstance(item, Ritual) else out


def combined(case: Case, trials: Trials, singles: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield pairs of edits of different kinds, for when too few work alone.

    Args:
        case: what did not fit.
        trials: solves.
        singles: edits that were tried and do not work alone.
    """
    halves = list({c.kind: c for c in reversed(singles) if c.kind not in {"pin", "horizon"}}.values())[::-1]
    item = case.item
    for half in halves:
        if isinstance(item, Task) and half.kind not in {"part", "priority"}:
            found = next(_part(case, trials, item, *half.changes, of=half.what), None)
            if found is not None:
                yield replace(found, family=f"part+{half.kind}")
    for i, first in enumerate(halves[:5]):
        for second in halves[i + 1 : 5]:
            one, other = (second, first) if first.kind == "part" else (first, second)
            what = f"{one.what} and {other.what[0].lower()}{other.what[1:]}"
            yield Candidate(f"{one.kind}+{other.kind}", what, (*one.changes, *other.changes))
