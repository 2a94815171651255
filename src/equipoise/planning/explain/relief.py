"""Ways out that ask something of what is around: meetings, lesser tasks, rules of a day, the horizon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from equipoise.domain.commitments import CLOSING, Event, Ritual, Routine, Task
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.explain.case import Case
from equipoise.planning.explain.changes import Candidate, Change, apply, rounded_up
from equipoise.planning.explain.hours import own_end
from equipoise.planning.explain.members import Kind
from equipoise.planning.explain.trial import Trials
from equipoise.planning.explain.wording import clock, day_name, joined, length, moment, title_of, when

__all__ = ["bent_rules", "declined", "longer_days", "more_weeks", "moved", "other_tasks", "until_it_fits"]

_LOOSE = {
    "buffer.meeting": (0.0, "Keep no buffer around meetings"),
    "buffer.role": (0.0, "Keep no buffer between roles"),
    "stretch.max": (1440.0, "Allow a long stretch without a break"),
}
"""Rules that can be let go for a day: the value that no longer binds, and words."""


def _minutes(slots: int) -> int:
    return slots * SLOT_MINUTES


def _meetings(case: Case) -> list[tuple[Event, ...]]:
    """Return up to two choices of meetings near by, the conflict's first; as many as there are blocks missing."""
    near = [e for e in case.request.events if e.immovable and case.meets(e)]
    long_enough = [e for e in near if e.when.minutes >= min(60, _minutes(case.activity.minc))]
    blamed = case.members(Kind.EVENT)
    order = sorted(long_enough, key=lambda e: (e.id not in blamed, e.when.minutes, e.when, e.id))
    times = -(-case.missing // case.activity.minc) if isinstance(case.item, Routine) else 1
    if 1 < times <= min(4, len(order)):
        return [tuple(order[:times])]
    return [(event,) for event in order[:2]]


def _told(case: Case, events: Sequence[Event], between: str) -> str:
    return joined([f"{title_of(e.title)} {between} {when(case.grid, e.when.start)}" for e in events])


def moved(case: Case) -> Iterator[Candidate]:
    """Yield meetings to move within their day."""
    grid = case.grid
    for events in _meetings(case):
        days = [e.when.start.astimezone(grid.zone).date() for e in events]
        if all(day in grid.dates for day in days):
            changes = tuple(
                Change("event", e.id, "window", grid.window(day, time(0), time(0)))
                for e, day in zip(events, days, strict=True)
            )
            to = "another time that day" if len(events) == 1 else "other times of their days"
            yield Candidate(f"move {events[0].id}", f"Move {_told(case, events, 'from')} to {to}", changes)


def declined(case: Case) -> Iterator[Candidate]:
    """Yield meetings to decline."""
    for events in _meetings(case):
        changes = tuple(Change("event", e.id, "drop") for e in events)
        yield Candidate(f"decline {events[0].id}", f"Decline {_told(case, events, 'on')}", changes)


def other_tasks(case: Case) -> Iterator[Candidate]:
    """Yield lesser tasks to postpone or to shorten, the cheapest first."""
    missing = _minutes(case.missing)
    tasks = [t for t in case.request.life.tasks if t.id != case.commitment and case.placed_of.get(t.id)]
    tasks = [t for t in tasks if not t.pins and t.id not in case.activity.after]
    blamed = case.members(Kind.OTHER)
    tasks.sort(key=lambda t: (t.id not in blamed, case.worth_of(t), t.id))
    for task in [t for t in tasks if t.remaining >= min(missing, 60)][:3]:
        change = Change("task", task.id, "release", case.grid.end)
        size = length(case.placed_of[task.id])
        text = f"Postpone {title_of(task.title)} ({size}) beyond {case.horizon}"
        yield Candidate(f"postpone {task.id}", text, (change,))
    for task in [t for t in tasks if t.remaining >= missing + 15][:2]:
        change = Change("task", task.id, "minutes", task.remaining - missing)
        text = f"Make {title_of(task.title)} {length(case.missing)} shorter"
        yield Candidate(f"shorten {task.id}", text, (change,))


def longer_days(case: Case) -> Iterator[Candidate]:
    """Yield longer days, with the act that ends them after the longer day, and smaller margins."""
    for day in case.last_days():
        end = own_end(case.grid, case.request.books[day], day)
        if end is not None:
            more = timedelta(minutes=-(-(_minutes(case.shortage) + 15) // 30) * 30)
            yield from _until(case, day, _work_end(case, day, end).replace(tzinfo=None) + more)
    grid = case.grid
    for day, share in case.margins():
        change = Change("rule", "margin", "value", share, day)
        text = f"Lower the margin on {day_name(grid, day)} to {round(share * 100)} %"
        changes: tuple[Change, ...] = (change,)
        if case.on_call(day):
            changes = (change, Change("rule", "margin.on_call", "value", share, day))
        yield Candidate(f"margin {day}", text, changes)


def until_it_fits(case: Case, trials: Trials) -> Iterator[Candidate]:
    """Yield the longer day that the commitment would have if no day had an end."""
    if "hours.outer" not in case.members(Kind.RULE):
        return
    found = trials.forced(apply(case.request, [Change("rule", "hours.outer", "drop")]))
    if len(found) == 1:
        last = rounded_up(case.grid.instant(max(e for _s, e in found))).astimezone(case.grid.zone)
        yield from _until(case, last.date(), last.replace(tzinfo=None))


def _until(case: Case, day: date, until: datetime) -> Iterator[Candidate]:
    """Yield a day on which work may go on until later, alone and with the act that ends it after that."""
    if until.date() != day or until.hour >= 23:
        return
    change = Change("rule", "hours.own", "until", until.time().isoformat("minutes"), day)
    text = f"Allow work until {clock(until)} on {day_name(case.grid, day)}"
    yield Candidate(f"until {day}", text, (change,))
    closing = _closing(case, day)
    if closing:
        more = until - datetime.combine(day, closing.window.end)
        later = Change("ritual", CLOSING, "widen", max(0, int(more.total_seconds() // 60)), day)
        yield Candidate(f"until {day}", f"{text}, with the shutdown after it", (change, later))


def _closing(case: Case, day: date) -> Ritual | None:
    """Return the act that ends the working day of a date, if it has one."""
    found = (r for r in case.request.books[day].rituals() if r.id == CLOSING)
    return next((r for r in found if day.weekday() in r.window.days), None)


def _work_end(case: Case, day: date, end: datetime) -> datetime:
    """Return the later of the ends of own and outer hours on a date."""
    ends = [w.end for w in case.request.books[day].windows("hours.outer") if day.weekday() in w.days]
    later = [e for e in ends if e > end.time()]
    return datetime.combine(day, max(later), case.grid.zone) if later else end


def _where(trials: Trials, change: Change) -> list[date]:
    """Return the dates on which the commitment would lie if it had to, with a change on all dates."""
    grid = trials.case.grid
    found = trials.forced(apply(trials.case.request, [change]))
    return sorted({grid.dates[grid.day_of(start)] for start, _end in found})


def _on(case: Case, days: Sequence[date]) -> str:
    return joined([day_name(case.grid, day) for day in days])


def bent_rules(case: Case, trials: Trials) -> Iterator[Candidate]:
    """Yield rules to let go on the dates where that helps: golden hours, the shutdown, buffers, breaks."""
    blamed = case.members(Kind.RULE)
    if case.shut_by_golden():
        days = _where(trials, Change("rule", "hours.focus", "drop"))
        days = [d for d in days if case.request.books[d].is_hard("hours.focus")]
        if days:
            changes = tuple(Change("rule", "hours.focus", "drop", None, d) for d in days)
            yield Candidate("golden", f"Give up the golden hours of {_on(case, days)}", changes)
    if case.activity.area.value == "work" and not isinstance(case.item, Ritual):
        days = [d for d in _where(trials, Change("ritual", CLOSING, "drop")) if _closing(case, d)]
        if days:
            changes = tuple(Change("ritual", CLOSING, "drop", None, d) for d in days)
            yield Candidate("shutdown", f"Work past the shutdown on {_on(case, days)}", changes)
    for rule, (value, text) in _LOOSE.items():
        if rule in blamed:
            days = _where(trials, Change("rule", rule, "value", value))
            if days:
                changes = tuple(Change("rule", rule, "value", value, d) for d in days)
                yield Candidate(rule, f"{text} on {_on(case, days)}", changes)


def more_weeks(case: Case, trials: Trials) -> Iterator[Candidate]:
    """Yield a horizon that is a week or two longer; a deadline moves to where there is room."""
    grid, task = case.grid, case.item
    if not isinstance(task, Task) or grid.days < 7:
        return
    for days in (grid.days + 7, grid.days + 14):
        if days > 84:
            return
        changes: tuple[Change, ...] = (Change("horizon", "", "days", days),)
        longer = apply(case.request, changes)
        also = ""
        if task.hard_due and task.due and task.due < longer.grid.end:
            changes = (*changes, Change("task", task.id, "due", longer.grid.end))
            also = " and let its deadline go"
        found = trials.forced(apply(case.request, changes))
        if not found:
            continue
        end = max(e for _s, e in found)
        # where there is room already without another week, another week is no answer
        if end > int(grid.size):
            text = f"Plan {days // 7} weeks at once{also}: it would be done by {moment(longer.grid, end)}"
            yield Candidate("horizon", f"{text}, as far as that calendar is known", changes)
        return
