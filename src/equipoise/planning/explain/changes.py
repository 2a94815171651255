"""Changes: small edits of what a plan is made from, which a machine can apply and a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from equipoise.domain.commitments import Estimate, Event, LocalWindow, Priority, Ritual, Routine, Task
from equipoise.domain.life import Life
from equipoise.domain.rules import RULES, Origin, Rule, Rulebook
from equipoise.domain.time import Grid, Interval
from equipoise.planning.build import Request
from equipoise.planning.explain.hours import later_end

__all__ = ["Candidate", "Change", "Value", "apply", "rounded_up"]

Value = str | int | float | datetime | Interval | tuple[Interval, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One edit.

    Attributes:
        target: "task", "routine", "ritual", "event", "rule" or "horizon".
        id: of the commitment or rule; empty for the horizon.
        field: what changes: "due", "hard_due" (no longer hard), "release", "min_chunk", "minutes", "priority",
            "after", "only" (its windows no longer hold), "not_on" (any date will do), "pins", "drop",
            "per_week", "gap_days", "widen" (minutes on both sides of its windows), "window", "until" (end of
            working hours), "value", "days" (length of the horizon).
        value: the new value; for "after" the id that it no longer waits for.
        day: the date on which a rule or ritual changes; None for all.
    """

    target: str
    id: str
    field: str
    value: Value = None
    day: date | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the change in JSON's types."""
        out: dict[str, object] = {"target": self.target, "id": self.id, "field": self.field}
        out["value"] = _plain(self.value)
        if self.day is not None:
            out["day"] = self.day.isoformat()
        return out


@dataclass(frozen=True, slots=True)
class Candidate:
    """Edits worth trying together, before anyone knows whether they work.

    Attributes:
        family: of several candidates of one family the first that works is enough: "priority", "move review".
        what: a sentence without a final full stop. ``changes``: the edits.
    """

    family: str
    what: str
    changes: tuple[Change, ...]

    @property
    def kind(self) -> str:
        """The kind of the edit: "move" for every meeting that moves."""
        return self.family.partition(" ")[0]


def _plain(value: Value) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Interval):
        return {"start": value.start.isoformat(), "end": value.end.isoformat()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _minutes(value: Value) -> int:
    if not isinstance(value, int | float):
        raise TypeError("this change needs a number of minutes")
    return int(value)


_GONE: Mapping[str, dict[str, Any]] = {
    "hard_due": {"hard_due": False},
    "only": {"only": ()},
    "not_on": {"not_on": ()},
}
"""A task's own limits that a change takes away."""


def _task(task: Task, change: Change) -> Task:
    value = change.value
    if change.field == "due" and isinstance(value, datetime):
        return replace(task, due=value)
    if change.field in _GONE:
        return replace(task, **_GONE[change.field])
    if change.field == "release":
        return replace(task, release=value if isinstance(value, datetime) else None)
    if change.field == "min_chunk":
        least = _minutes(value)
        return replace(task, min_chunk=least, max_chunk=max(least, min(task.max_chunk, task.remaining)))
    if change.field == "minutes":
        return replace(task, estimate=Estimate.single(task.done + _minutes(value)))
    if change.field == "priority":
        return replace(task, priority=Priority(str(value)))
    if change.field == "after":
        return replace(task, after=tuple(i for i in task.after if i != value))
    if change.field == "pins" and isinstance(value, tuple):
        return replace(task, pins=(*task.pins, *value))
    raise ValueError(f"a task has no change of {change.field}")


def _widened(windows: Iterable[LocalWindow], minutes: int) -> tuple[LocalWindow, ...]:
    """Return windows that start earlier and end later, within their date."""
    out = []
    for window in windows:
        begin = window.start.hour * 60 + window.start.minute
        end = window.end.hour * 60 + window.end.minute
        if end <= begin:
            out.append(window)
            continue
        begin, end = max(0, begin - minutes), min(1435, end + minutes)
        start, stop = time(begin // 60, begin % 60), time(end // 60, end % 60)
        out.append(replace(window, start=start, end=stop))
    return tuple(out)


def _routine(routine: Routine, change: Change) -> Routine:
    if change.field == "per_week":
        return replace(routine, per_week=_minutes(change.value))
    if change.field == "minutes":
        return replace(routine, minutes=_minutes(change.value))
    if change.field == "gap_days":
        return replace(routine, gap_days=_minutes(change.value))
    if change.field == "priority":
        return replace(routine, priority=Priority(str(change.value)))
    if change.field == "widen":
        return replace(routine, windows=_widened(routine.windows, _minutes(change.value)))
    raise ValueError(f"a routine has no change of {change.field}")


def _ritual(ritual: Ritual, change: Change) -> Ritual:
    if change.field == "minutes":
        return replace(ritual, minutes=_minutes(change.value))
    if change.field == "widen":
        return replace(ritual, window=_widened([ritual.window], _minutes(change.value))[0])
    if change.field == "value":
        return replace(ritual, value=float(_minutes(change.value)))
    raise ValueError(f"a ritual has no change of {change.field}")


def _events(events: Iterable[Event], change: Change) -> tuple[Event, ...]:
    out = []
    for event in events:
        if event.id != change.id:
            out.append(event)
        elif change.field == "window" and isinstance(change.value, Interval):
            out.append(replace(event, flexible=True, window=change.value))
        elif change.field == "minutes":
            when = Interval(event.when.start, event.when.start + timedelta(minutes=_minutes(change.value)))
            out.append(replace(event, when=when))
        elif change.field != "drop":
            raise ValueError(f"an event has no change of {change.field}")
    return tuple(out)


def _rule(rule: Rule, change: Change) -> Rule | None:
    """Return a rule after a change; None if it is gone."""
    if change.target == "ritual" and rule.id == "rituals" and isinstance(rule.value, tuple):
        rituals = [r for r in rule.value if isinstance(r, Ritual)]
        if change.field == "drop":
            return replace(rule, value=tuple(r for r in rituals if r.id != change.id))
        return replace(rule, value=tuple(_ritual(r, change) if r.id == change.id else r for r in rituals))
    if change.target == "rule" and rule.id == change.id:
        if change.field == "drop":
            return None
        if change.field == "value" and isinstance(change.value, int | float):
            return replace(rule, value=float(change.value), origin=Origin("you", rule.detail))
    return rule


def _book(book: Rulebook, day: date, change: Change) -> Rulebook:
    if change.target == "rule" and change.field == "until":
        until = time.fromisoformat(str(change.value))
        return later_end(book, day, until, rules=("hours.own", "hours.outer"))
    rules = [r for r in (_rule(r, change) for r in book.rules) if r is not None]
    missing = change.target == "rule" and change.field == "value" and not book.has(change.id)
    if missing and isinstance(change.value, int | float):
        rules.append(Rule(change.id, RULES[change.id].strengths[0], float(change.value), Origin("you")))
    return replace(book, rules=tuple(rules))


def _life(life: Life, change: Change) -> Life:
    if change.target == "task" and change.field == "drop":
        return replace(life, tasks=tuple(t for t in life.tasks if t.id != change.id))
    if change.target == "task":
        return replace(life, tasks=tuple(_task(t, change) if t.id == change.id else t for t in life.tasks))
    if change.field == "drop":
        return replace(life, routines=tuple(r for r in life.routines if r.id != change.id))
    routines = tuple(_routine(r, change) if r.id == change.id else r for r in life.routines)
    return replace(life, routines=routines)


def _longer(request: Request, days: int) -> Request:
    """Return a request with a longer horizon; new dates have the rulebooks of their weekday a week before."""
    grid, week = Grid(request.grid.first, days, request.grid.zone), timedelta(days=7)
    books = dict(request.books)
    for day in (*grid.dates, grid.dates[-1] + timedelta(days=1)):
        if day not in books:
            if day - week not in books:
                raise ValueError("a horizon can only be made longer if it has a week already")
            books[day] = books[day - week]
    return replace(request, grid=grid, books=books)


def apply(request: Request, changes: Iterable[Change]) -> Request:
    """Return a request after some changes; the request itself stays as it is.

    Raises:
        ValueError: a change does not suit its target.
    """
    for change in changes:
        if change.target in {"task", "routine"}:
            request = replace(request, life=_life(request.life, change))
        elif change.target == "event":
            life = replace(request.life, events=_events(request.life.events, change))
            request = replace(request, life=life, events=_events(request.events, change))
        elif change.target in {"rule", "ritual"}:
            days = request.grid.dates if change.day is None else (change.day,)
            books: Mapping[date, Rulebook] = {
                **request.books,
                **{day: _book(request.books[day], day, change) for day in days},
            }
            request = replace(request, books=books)
        elif change.target == "horizon":
            request = _longer(request, _minutes(change.value))
        else:
            raise ValueError(f"nothing of kind {change.target} can change")
    return request


def rounded_up(instant: datetime, minutes: int = 15) -> datetime:
    """Return the next full quarter of an hour, or other round time, at or after an instant."""
    rest = (instant.minute % minutes) * 60 + instant.second
    return instant if rest == 0 else instant + timedelta(seconds=minutes * 60 - rest)
