"""What a commitment allows: release, deadline, windows (4), chunks (5), how often (6), dependencies (7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, time, timedelta
from itertools import pairwise

from equipoise.domain.commitments import CLOSING, Area, Event, NonNegotiable, Ritual, Routine, Task
from equipoise.domain.time import at_local
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.timeline import Element, Timeline, on_grid, utc
from equipoise.planning.verify.verdict import Violation
from equipoise.planning.verify.wording import clock, name, span

__all__ = ["chunks", "dependencies", "how_often", "quota", "release_and_deadline", "week_quotas"]


def release_and_deadline(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 4: not before the release, not after a hard due date, whole inside one window."""
    for element in timeline.placed:
        if not element.free:
            continue
        if isinstance(element.source, Task):
            yield from _dates_of_task(case, element, element.source)
        if not _in_window(case, timeline, element):
            yield Violation(4, f"{name(case, element)} lies in none of its windows", element.ids)


def _dates_of_task(case: Case, element: Element, task: Task) -> Iterator[Violation]:
    if task.release is not None and element.when.start < task.release.astimezone(UTC):
        text = f"{name(case, element)} starts before its release, {clock(case, task.release)}"
        yield Violation(4, text, element.ids, "release")
    if task.hard_due and task.due is not None and element.when.end > task.due.astimezone(UTC):
        text = f"{name(case, element)} ends after its deadline, {clock(case, task.due)}"
        yield Violation(4, text, element.ids, "due")
    for day in task.not_on:
        start, end = (at_local(one, time(0), case.life.person.zone) for one in (day, day + timedelta(days=1)))
        if element.when.start < end and start < element.when.end:
            text = f"{name(case, element)} lies on {day.isoformat()}, which it is kept off"
            yield Violation(4, text, element.ids, "not_on")


def _in_window(case: Case, timeline: Timeline, element: Element) -> bool:
    source, when = element.source, element.when
    match source:
        case Task():
            return not source.only or case.in_one_window(source.only, when)
        case Routine():
            return not source.windows or case.in_one_window(source.windows, when)
        case NonNegotiable():
            return case.in_one_window(source.windows, when)
        case Ritual():
            rituals = timeline.rituals_on(source.id, when)
            return any(window is not None and window.contains(when) for _, window in rituals)
        case Event():
            return source.window is None or utc(source.window).contains(when)
    return True


def chunks(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 5: blocks of tasks keep lengths and distances; all else is placed in blocks of its own length."""
    for task in case.life.tasks:
        blocks = timeline.blocks_of(task.id)
        pinned = sum(element.minutes for element in blocks if not element.free)
        remaining = max(0.0, task.remaining - pinned)
        for element in blocks:
            if element.free:
                yield from _length_of_chunk(case, element, task, remaining)
        yield from _apart_and_enough(case, blocks, task)
    for element in timeline.placed:
        length = _own_length(element)
        if element.free and length is not None and element.minutes != length:
            text = f"{name(case, element)} is {element.minutes:g} minutes long instead of {length}"
            yield Violation(5, text, element.ids)


def _length_of_chunk(case: Case, element: Element, task: Task, remaining: float) -> Iterator[Violation]:
    """Judge the length of a block that is not pinned, by what remains of the task beside its pins."""
    least = on_grid(min(task.min_chunk, remaining))
    most = on_grid(max(task.max_chunk, task.min_chunk))
    if task.min_chunk >= remaining:
        most = least
    if not least <= element.minutes <= most:
        text = f"{name(case, element)} is {element.minutes:g} minutes long, allowed are {least} to {most}"
        yield Violation(5, text, element.ids)


def _apart_and_enough(case: Case, blocks: list[Element], task: Task) -> Iterator[Violation]:
    for one, two in pairwise(blocks):
        if one.when.end == two.when.start and (one.free or two.free):
            text = f"{name(case, one)} touches {span(case, two.when)}: two blocks of one task stand apart"
            yield Violation(5, text, one.ids + two.ids)
    total, needed = sum(element.minutes for element in blocks), on_grid(task.remaining)
    free = [element for element in blocks if element.free]
    if total > needed and free:
        ids = tuple(block_id for element in free for block_id in element.ids)
        yield Violation(5, f"{task.title} has {total:g} minutes in the plan and needs {needed}", ids)


def _own_length(element: Element) -> int | None:
    """Return the one length that a block may have; None for blocks of tasks."""
    source = element.source
    match source:
        case Routine() | Ritual() | NonNegotiable():
            return on_grid(source.minutes)
        case Event():
            return on_grid(utc(source.when).minutes)
    return None


def quota(per_week: int, days: int) -> int:
    """Return how often something is due in ``days`` of a week: the nearest whole, halves up."""
    return (2 * per_week * days + 7) // 14


def week_quotas(case: Case, item: Routine | NonNegotiable) -> dict[tuple[int, int], int]:
    """Return how often something is due in each ISO week (year, number) of the horizon, less what is done already.

    Never more often than on one date each, for at most once a day, among those on which its time is not over.
    """
    days: dict[tuple[int, int], int] = {}
    left: dict[tuple[int, int], int] = {}
    for day in case.grid.dates:
        week = _week(day)
        days[week] = days.get(week, 0) + 1
        free = all(abs((day - other).days) >= _distance(item) for other in item.done)
        left[week] = left.get(week, 0) + (free and _time_left(case, item, day))
    out = {}
    for week, count in days.items():
        still = item.per_week - sum(_week(day) == week for day in item.done)
        due = max(0, min(quota(item.per_week, count), still))
        out[week] = due if item.per_week > 7 else min(due, left[week])
    return out


def _distance(item: Routine | NonNegotiable) -> int:
    """Return the least distance in days between two times."""
    return item.gap_days if isinstance(item, Routine) else int(item.per_week <= 7)


def _time_left(case: Case, item: Routine | NonNegotiable, day: date) -> bool:
    """Tell whether one of an item's windows on a date (the date itself, if it has none) ends after now."""
    if not item.windows:
        return at_local(day + timedelta(days=1), time(0), case.grid.zone) > case.now
    here = [w for w in item.windows if day.weekday() in w.days]
    return any(case.grid.window(day, w.start, w.end).end > case.now for w in here)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def how_often(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 6: routines at most, non-negotiables exactly so often; rituals and movable events once."""
    for routine in case.life.routines:
        blocks = timeline.blocks_of(routine.id)
        yield from _weekly(case, routine, blocks, exactly=False)
        yield from _apart(case, routine, blocks)
    for item in case.life.non_negotiables:
        if item.minutes:
            blocks = timeline.blocks_of(item.id)
            yield from _weekly(case, item, blocks, exactly=True)
            yield from _apart(case, item, blocks)
    yield from _once(case, timeline)


def _weekly(
    case: Case, item: Routine | NonNegotiable, blocks: Iterable[Element], *, exactly: bool
) -> Iterator[Violation]:
    found: dict[tuple[int, int], list[Element]] = {}
    for element in blocks:
        found.setdefault(_week(case.date_of(element.when.start)), []).append(element)
    quotas = week_quotas(case, item)
    for week in sorted(quotas.keys() | found.keys()):
        here, due = found.get(week, []), quotas.get(week, 0)
        if len(here) > due or (exactly and len(here) < due):
            word = "exactly" if exactly else "at most"
            ids = tuple(block_id for element in here for block_id in element.ids)
            text = (
                f"{item.title} stands {len(here)} times in week {week[1]} of {week[0]}, {word} {due} are due"
            )
            yield Violation(6, text, ids, item.id)


def _apart(case: Case, item: Routine | NonNegotiable, blocks: Iterable[Element]) -> Iterator[Violation]:
    blocks, gap_days = list(blocks), _distance(item)
    for element in blocks:
        for day in item.done:
            if element.free and abs((case.date_of(element.when.start) - day).days) < gap_days:
                text = f"{name(case, element)} is less than {gap_days} days from {day}, when it was done"
                yield Violation(6, text, element.ids, item.id)
    for one, two in pairwise(blocks):
        days = (case.date_of(two.when.start) - case.date_of(one.when.start)).days
        if days < gap_days:
            text = f"{name(case, one)} and {name(case, two)} are less than {gap_days} days apart"
            yield Violation(6, text, one.ids + two.ids)


def _once(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """A ritual stands at most once on a date, a movable event at most once."""
    seen: dict[tuple[str, date | None], Element] = {}
    for element in timeline.placed:
        if not isinstance(element.source, Ritual | Event):
            continue
        day = case.date_of(element.when.start) if isinstance(element.source, Ritual) else None
        first = seen.setdefault((element.source.id, day), element)
        if first is not element:
            text = f"{name(case, element)} stands there already: {span(case, first.when)}"
            yield Violation(6, text, first.ids + element.ids, element.source.id)
    ends = {
        case.date_of(e.when.start): e
        for e in timeline.placed
        if isinstance(e.source, Ritual) and e.source.id == CLOSING
    }
    for element in timeline.placed:
        closing = ends.get(case.date_of(element.when.start))
        if closing is None or element is closing or not element.free or element.traits.area is not Area.WORK:
            continue
        if element.when.start >= closing.when.start:
            text = f"{name(case, element)} starts after {name(case, closing)}, which ends the working day"
            yield Violation(6, text, closing.ids + element.ids, CLOSING)


def dependencies(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 7: a task starts after the end of what it waits for, and only if that is placed whole or done.

    Pinned blocks do not wait, but what they should have waited for ends before the first of them.
    """
    tasks = {task.id: task for task in case.life.tasks}
    for task in case.life.tasks:
        for before in (tasks[other] for other in task.after if other in tasks):
            if before.remaining == 0:
                continue
            whole = timeline.minutes_of(before.id) >= on_grid(before.remaining)
            ends = [element.when.end for element in timeline.blocks_of(before.id)]
            yield from _late_for_pins(case, timeline, task, before)
            for element in timeline.blocks_of(task.id):
                if not element.free:
                    continue
                if not whole:
                    text = f"{name(case, element)} waits for {before.title}, which is not placed whole"
                    yield Violation(7, text, element.ids, before.id)
                elif element.when.start < max(ends):
                    text = (
                        f"{name(case, element)} starts before {before.title} ends, {clock(case, max(ends))}"
                    )
                    yield Violation(7, text, element.ids, before.id)


def _late_for_pins(case: Case, timeline: Timeline, task: Task, before: Task) -> Iterator[Violation]:
    """Find blocks of what is waited for that end after a pinned block of the task that waits has started."""
    pinned = [element for element in timeline.blocks_of(task.id) if not element.free]
    for element in timeline.blocks_of(before.id):
        if pinned and element.free and element.when.end > pinned[0].when.start:
            text = f"{name(case, element)} ends after {name(case, pinned[0])} starts, which waits for it"
            yield Violation(7, text, element.ids + pinned[0].ids, before.id)
