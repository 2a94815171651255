"""Tasks of an iCalendar file (VTODO), by the calendars' own reader."""

from __future__ import annotations

import tomllib
from typing import Any

from equipoise.calendars.todos import read_tasks
from equipoise.domain.commitments import Task
from equipoise.domain.life import CalendarSource
from equipoise.intake.found import MOST, Context, Found, Intake, clean, key_of
from equipoise.lifefile.entries import task_pairs

__all__ = ["read_calendar"]


def read_calendar(text: str, context: Context) -> Intake:
    """Return the tasks of a calendar file; its events are no tasks."""
    tasks, findings = read_tasks(
        text.encode("utf-8", "surrogatepass"),
        name="the file",
        zone=context.zone,
        now=context.now,
        source=CalendarSource(path="the file"),
        places=context.known.places,
    )
    problems = tuple(f"{f.message}; {f.cure}" if f.cure else f.message for f in findings)
    more = (f"Only the first {MOST} tasks were taken.",) if len(tasks) > MOST else ()
    return Intake(tuple(_found(task, context) for task in tasks[:MOST]), problems + more)


def _found(task: Task, context: Context) -> Found:
    pairs = task_pairs(task, context.zone)
    data: dict[str, Any] = tomllib.loads("\n".join(f"{name} = {value}" for name, value in pairs))
    data = {
        name: value if isinstance(value, str | int | bool | list) else value.isoformat()
        for name, value in data.items()
    }
    if "after" in data:
        data["after"] = [key_of("ical", one) for one in data["after"]]
    return Found(key_of("ical", task.id), {"title": clean(task.title), **data}, done=task.remaining == 0)
