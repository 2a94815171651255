"""VTODO components (RFC 5545 section 3.6.2) read into tasks of a life."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from equipoise.calendars.content import Report, scan
from equipoise.calendars.places import place_of
from equipoise.calendars.reading import contents
from equipoise.calendars.recurrence import Budget
from equipoise.calendars.todo_items import HORIZON, Instance, Todo, Unsized, current, read_todo
from equipoise.calendars.zones import Zones
from equipoise.domain.commitments import Area, Estimate, Priority, Task
from equipoise.domain.errors import Finding
from equipoise.domain.life import CalendarSource

__all__ = ["read_tasks", "tasks_of_sources"]

MAX_TASKS = 20_000


def read_tasks(
    data: bytes,
    *,
    name: str,
    zone: ZoneInfo,
    now: datetime,
    source: CalendarSource,
    hard_due: bool = False,
    places: Collection[str] = (),
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Return the tasks of a file, and what is wrong with the file. Bad data never raises.

    A completed task has nothing remaining; a cancelled one is left out. Of a task that repeats there is one
    instance: the newest that has begun if it is open, or else the next.

    Args:
        data: the file, whatever it holds.
        name: how the person calls the file; findings carry it.
        zone: the person's zone, in which dates and times without a zone are read.
        now: decides which instance of a task that repeats is meant; aware.
        source: area, role and place of the tasks.
        hard_due: True if DUE is a deadline, not only a wish.
        places: names of places that travel times exist for; a LOCATION that names one is the task's place.
    """
    report, unsized = Report(name), Unsized()
    found: dict[str, Task] = {}
    ids: dict[str, str] = {}
    for instance in islice(_everything(data, zone, now, report, unsized), MAX_TASKS):
        task = _task(instance, source, hard_due=hard_due, places=places)
        if task.id not in found:
            found[task.id] = task
            ids[instance.todo.item.uid] = task.id
    unsized.tell(report)
    return _linked(found, ids), report.close()


def tasks_of_sources(
    sources: Iterable[CalendarSource],
    base: Path,
    zone: ZoneInfo,
    now: datetime,
    *,
    places: Collection[str] = (),
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Return the tasks of those calendars of a life file whose tasks are planned; the same one twice counts once.

    Completed tasks are among them, since others may wait for them.
    """
    tasks: dict[str, Task] = {}
    findings: list[Finding] = []
    wanted = [source for source in sources if source.tasks]
    for source, name, data in contents(wanted, base, []):
        some, problems = read_tasks(data, name=name, zone=zone, now=now, source=source, places=places)
        tasks |= {task.id: task for task in some if task.id not in tasks}
        findings += problems
    return tuple(tasks.values()), tuple(findings)


def _everything(
    data: bytes, zone: ZoneInfo, now: datetime, report: Report, unsized: Unsized
) -> Iterator[Instance]:
    budget = Budget()
    for calendar in scan(data, report, ("VTODO",)):
        if calendar.text("METHOD").upper() == "CANCEL":
            continue
        zones = Zones(calendar, zone, now + HORIZON, budget, report)
        groups: dict[str, list[Todo]] = {}
        for child in calendar.given_up("VTODO"):
            try:
                todo = read_todo(child, zones, report, unsized)
            except (ValueError, OverflowError) as error:
                report.add(f"this task is not understood: {error}", cure="it was left out", line=child.line)
                continue
            if todo is not None:
                groups.setdefault(todo.item.uid, []).append(todo)
        for uid in list(groups):
            group = groups.pop(uid)  # each is forgotten once it is read
            try:
                instance = current(group, now, budget, report)
            except (ValueError, OverflowError) as error:
                line = group[0].item.line
                report.add(f"this task is not understood: {error}", cure="it was left out", line=line)
                continue
            if instance is not None:
                yield instance


def _task(instance: Instance, source: CalendarSource, *, hard_due: bool, places: Collection[str]) -> Task:
    todo = instance.todo
    estimate = Estimate.single(todo.minutes)
    due, release = instance.due, instance.release
    uid, key = todo.item.uid, instance.key
    return Task(
        id=f"{uid}/{key}" if key else uid,
        title=todo.item.title or "Untitled task",
        estimate=estimate,
        done=estimate.planned if todo.done else int(estimate.planned * todo.share),
        release=release,
        due=due,
        hard_due=hard_due and due is not None,
        priority=_priority(todo.priority),
        area=Area.LIFE if source.area == Area.LIFE else Area.WORK,
        role=source.role,
        place=place_of(todo.item.location, places) or source.place,
        min_chunk=min(30, todo.minutes),
        after=todo.after,
        private=todo.item.private,
    )


def _priority(number: int) -> Priority:
    """Return what PRIORITY means (section 3.8.1.9): 1 to 4 high, 5 or none medium, 6 to 9 low; 1 is urgent here."""
    if number == 1:
        return Priority.URGENT
    if 2 <= number <= 4:
        return Priority.HIGH
    return Priority.LOW if 6 <= number <= 9 else Priority.NORMAL


def _linked(found: dict[str, Task], ids: dict[str, str]) -> tuple[Task, ...]:
    """Return the tasks, each waiting only for open ones among them; those of a ring, and behind it, for none."""
    waits = {
        key: {ids[uid] for uid in task.after if uid in ids and found[ids[uid]].remaining}
        for key, task in found.items()
    }
    behind: dict[str, list[str]] = {}
    for key, others in waits.items():
        for other in others:
            behind.setdefault(other, []).append(key)
    left = {key: len(others) for key, others in waits.items()}
    free = [key for key, count in left.items() if not count]
    for key in free:
        for other in behind.get(key, ()):
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return tuple(
        _waiting(task, () if left[key] else tuple(sorted(waits[key]))) for key, task in found.items()
    )


def _waiting(task: Task, after: tuple[str, ...]) -> Task:
    return task if task.after == after else replace(task, after=after)
