"""Ways out for a task that did not fit: edits worth trying, before anyone knows whether they work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from equipoise.domain.commitments import Event, Priority, Ritual, Routine, Task
from equipoise.domain.time import SLOT_MINUTES, Interval
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.changes import Change
from equipoise.planning.explain.hours import own_end
from equipoise.planning.explain.members import Kind
from equipoise.planning.explain.wording import clock, day_name, length, title_of, when
from equipoise.planning.masks import is_fixed

__all__ = ["Candidate", "candidates"]

LEVELS = tuple(Priority)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edit to try.

    Attributes:
        family: of several candidates of one family the first that works is enough: "priority", "split".
        what: a sentence without a final full stop. ``changes``: the edit.
    """

    family: str
    what: str
    changes: tuple[Change, ...]


def _minutes(slots: int) -> int:
    return slots * SLOT_MINUTES


def _own_limits(case: Case, task: Task) -> Iterator[Candidate]:
    grid = case.grid
    if task.release and task.release > case.request.now:
        change = Change("task", task.id, "release")
        yield Candidate("release", f"Let it start before {when(grid, task.release)}", (change,))
    for one in task.after:
        if one in case.waiting:
            change = Change("task", task.id, "after", one)
            yield Candidate(f"after {one}", f"Start it without waiting for {case.titles[one]}", (change,))
    for least in (60, 45, 30, 15):
        if least < min(task.min_chunk, task.remaining) and least * 2 <= task.remaining:
            change = Change("task", task.id, "min_chunk", least)
            yield Candidate("split", f"Let it be split into pieces of {least} minutes or more", (change,))
    for level in LEVELS[LEVELS.index(task.priority) + 1 :]:
        change = Change("task", task.id, "priority", level.value)
        yield Candidate("priority", f"Raise its priority to {level.value}", (change,))
    placed = _minutes(case.got)
    for part in dict.fromkeys(_floor15(x) for x in (placed, task.remaining * 0.75, task.remaining / 2)):
        if 15 <= part < task.remaining:
            change = Change("task", task.id, "minutes", part)
            yield Candidate("part", f"Plan only {length(part // SLOT_MINUTES)} of it now", (change,))


def _floor15(minutes: float) -> int:
    return int(minutes) // 15 * 15


def _other_tasks(case: Case) -> Iterator[Candidate]:
    """Yield lesser tasks to postpone or to shorten, the cheapest first."""
    missing = _minutes(case.missing)
    tasks = [t for t in case.request.life.tasks if t.id != case.commitment and case.placed_of.get(t.id)]
    tasks = [t for t in tasks if not t.pins]
    tasks.sort(key=lambda t: (t.id not in case.members(Kind.OTHER), case.worth_of(t), t.id))
    beyond = case.grid.end
    fitting = [t for t in tasks if t.remaining >= min(missing, 60)]
    for task in fitting[:3]:
        change = Change("task", task.id, "release", beyond)
        title = title_of(task.title)
        text = f"Postpone {title} ({length(case.placed_of[task.id])}) beyond {case.horizon}"
        yield Candidate(f"postpone {task.id}", text, (change,))
    longer = [t for t in tasks if t.remaining >= missing + 15]
    for task in longer[:2]:
        left = task.remaining - missing
        change = Change("task", task.id, "minutes", left)
        less = length(case.missing)
        yield Candidate("shorten", f"Make {title_of(task.title)} {less} shorter", (change,))


def _days(case: Case) -> Iterator[Candidate]:
    """Yield longer days, smaller margins and golden hours given up."""
    grid = case.grid
    more = timedelta(minutes=-(-(_minutes(case.missing) + 15) // 30) * 30)
    for day in case.last_days():
        end = own_end(grid, case.request.books[day], day)
        if end is None:
            continue
        end = _work_end(case, day, end)
        until = end.replace(tzinfo=None) + more
        if until.date() == day and until.hour < 23:
            change = Change("rule", "hours.own", "until", until.time().isoformat("minutes"), day)
            text = f"Allow work until {clock(until)} on {day_name(grid, day)}"
            yield Candidate(f"until {day}", text, (change,))
    for day, share in case.margins():
        change = Change("rule", "margin", "value", share, day)
        text = f"Lower the margin on {day_name(grid, day)} to {round(share * 100)} %"
        changes: tuple[Change, ...] = (change,)
        if case.on_call(day):
            changes = (change, Change("rule", "margin.on_call", "value", share, day))
        yield Candidate(f"margin {day}", text, changes)
    if case.shut_by_golden():
        for day in case.last_days():
            if case.request.books[day].is_hard("hours.focus"):
                change = Change("rule", "hours.focus", "drop", None, day)
                yield Candidate("golden", f"Give up the golden hours of {day_name(grid, day)}", (change,))


def _work_end(case: Case, day: date, end: datetime) -> datetime:
    """Return the later of the ends of own and outer hours on a date."""
    ends = [w.end for w in case.request.books[day].windows("hours.outer") if day.weekday() in w.days]
    later = [e for e in ends if e > end.time()]
    return datetime.combine(day, max(later), case.grid.zone) if later else end


def _events(case: Case) -> Iterator[Candidate]:
    """Yield meetings to move within their day or to decline: the conflict's first, then others near it."""
    grid = case.grid
    near = [e for e in case.request.events if is_fixed(e) and case.meets(e)]
    long_enough = [e for e in near if e.when.minutes >= min(60, _minutes(case.activity.minc))]
    order = sorted(
        long_enough, key=lambda e: (e.id not in case.members(Kind.EVENT), e.when.minutes, e.when, e.id)
    )
    for event in order[:2]:
        title, at = title_of(event.title), when(grid, event.when.start)
        day = event.when.start.astimezone(grid.zone).date()
        if day in grid.dates:
            whole = grid.window(day, time(0), time(0))
            change = Change("event", event.id, "window", whole)
            yield Candidate(f"move {event.id}", f"Move {title} from {at} to another time that day", (change,))
        change = Change("event", event.id, "drop")
        yield Candidate(f"decline {event.id}", f"Decline {title} on {at}", (change,))


def _routine(routine: Routine) -> Iterator[Candidate]:
    for level in LEVELS[LEVELS.index(routine.priority) + 1 :]:
        change = Change("routine", routine.id, "priority", level.value)
        yield Candidate("priority", f"Raise its priority to {level.value}", (change,))
    if routine.windows:
        for minutes in (60, 120):
            change = Change("routine", routine.id, "widen", minutes)
            text = f"Widen its windows by {length(minutes // SLOT_MINUTES)} on either side"
            yield Candidate("widen", text, (change,))
    for part in dict.fromkeys((_floor15(routine.minutes * 0.75), _floor15(routine.minutes / 2))):
        if 10 <= part < routine.minutes:
            change = Change("routine", routine.id, "minutes", part)
            yield Candidate("part", f"Make it {length(part // SLOT_MINUTES)} each time", (change,))
    if routine.per_week > 1:
        change = Change("routine", routine.id, "per_week", routine.per_week - 1)
        yield Candidate("fewer", f"Do it {routine.per_week - 1} x a week for now", (change,))


def _ritual(case: Case, ritual: Ritual) -> Iterator[Candidate]:
    day = case.day
    name = day_name(case.grid, day)
    for minutes in (30, 60, 120):
        change = Change("ritual", ritual.id, "widen", minutes, day)
        text = f"Widen its window on {name} by {length(minutes // SLOT_MINUTES)} on either side"
        yield Candidate("widen", text, (change,))
    for part in dict.fromkeys((ritual.minutes * 2 // 3 // 5 * 5, ritual.minutes // 2 // 5 * 5)):
        if 5 <= part < ritual.minutes:
            change = Change("ritual", ritual.id, "minutes", part, day)
            yield Candidate("part", f"Keep it to {length(part // SLOT_MINUTES)} on {name}", (change,))
    change = Change("ritual", ritual.id, "value", ritual.value * 4, day)
    yield Candidate("value", f"Let it count four times as much on {name}", (change,))


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


def candidates(case: Case) -> list[Iterator[Candidate]]:
    """Return sources of edits worth trying for what did not fit, one for each kind of edit."""
    item = case.item
    own: Iterator[Candidate] = iter(())
    if isinstance(item, Task):
        own = _own_limits(case, item)
    elif isinstance(item, Routine):
        own = _routine(item)
    elif isinstance(item, Ritual):
        own = _ritual(case, item)
    elif isinstance(item, Event):
        own = _flexible(case, item)
    out = [own, _events(case), _other_tasks(case)]
    if isinstance(item, Task) or (isinstance(item, Routine) and item.area.value == "work"):
        out.append(_days(case))
    return out
