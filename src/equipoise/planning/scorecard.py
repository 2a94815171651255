"""The scorecard: what is measured of a plan, by published definitions where they exist. No total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

import numpy as np

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Ritual, Task
from equipoise.domain.plan import Plan
from equipoise.domain.time import SLOT_MINUTES, Interval, merge, subtract, to_slots
from equipoise.planning import metrics
from equipoise.planning.build import Request
from equipoise.planning.measure_table import MEASURES
from equipoise.planning.measures import Measure, Row, Scorecard
from equipoise.planning.week import Week
from equipoise.rhythms.rest import DAILY_REST_HOURS, night_rests

__all__ = ["WEIGHTS", "score_rows", "scorecard"]

WEIGHTS: Mapping[str, float] = {"low": 0.5, "normal": 1.0, "high": 2.0, "urgent": 4.0}
"""Worth of a minute by priority, the same under every rhythm."""
EVENING, MORNING = time(19), time(7)
PEAK_SHARE = 0.75

Values = dict[str, float | None]


def _share(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole > 0 else None


def _got(week: Week, task: Task) -> tuple[float, float]:
    """Return the minutes of a task that are placed, and those of them before its due date."""
    blocks = [e.when for e in week.elements if e.placed and e.commitment == task.id]
    total = sum(b.minutes for b in blocks)
    if task.due is None:
        return total, 0.0
    early = [Interval(b.start, min(b.end, task.due)) for b in blocks if b.start < task.due]
    return total, sum(i.minutes for i in early)


def _done(week: Week) -> Values:
    """Measure what gets done."""
    placed = needed = value = worth = on_time = due_worth = 0.0
    count = kept = 0
    for task in week.request.life.tasks:
        need, weight = to_slots(task.remaining) * SLOT_MINUTES, WEIGHTS[task.priority.value]
        got, early = (min(found, need) for found in _got(week, task))
        placed, needed = placed + got, needed + need
        value, worth = value + weight * got, worth + weight * need
        if need and task.due is not None and task.due <= week.window.end:
            count, kept = count + 1, kept + (early >= need)
            on_time, due_worth = on_time + weight * early, due_worth + weight * need
    rituals = {r.id for book in week.request.books.values() for r in book.rituals()}
    return {
        "placed": placed,
        "placed_share": _share(placed, needed),
        "placed_value": _share(value, worth),
        "on_time": _share(kept, count),
        "on_time_value": _share(on_time, due_worth),
        "misfit": float(sum(m.missing for m in week.plan.misfits if m.commitment not in rituals)),
    }


def _hours(week: Week) -> Values:
    """Measure where work lies in the day and the week."""
    zone, dates = week.request.grid.zone, week.request.grid.dates
    off = week.slots(week.masks.day_off | week.absent)
    late = metrics.on_dates(dates, EVENING, time(0), zone)
    early = metrics.on_dates(dates, time(0), MORNING, zone)
    weekend = week.whole(week.free_days)
    talk = week.when(lambda e: e.area is Area.WORK and (e.meeting or e.kind is BlockKind.COMMS))
    own = {d: merge(week.on_day(d, week.request.books[d].windows("hours.own"))) for d in dates}
    ends = {d: found[-1].end for d, found in own.items() if found}
    evenings = [Interval(end, max(end, day.end)) for d, end in ends.items() for day in week.whole([d])]
    return {
        "work": metrics.minutes_of(week.work),
        "off_hours": metrics.minutes_of(subtract(week.work, week.own)),
        "day_off": metrics.minutes_of(metrics.overlap(week.work, off)),
        "unsocial": metrics.minutes_of(metrics.overlap(week.work, (*late, *early, *weekend))),
        "weekend": metrics.minutes_of(metrics.overlap(week.work, weekend)),
        "after_hours_collaboration": metrics.minutes_of(subtract(talk, week.own)),
        "latest_end": metrics.latest_clock(week.work, zone),
        "evenings_worked": float(sum(bool(metrics.overlap(week.work, [i])) for i in late)),
        "evenings_free": float(sum(not metrics.overlap(week.work, [i]) for i in evenings)),
        "workweek_span": metrics.workweek_span(week.work, zone),
    }


def _peak(week: Week) -> tuple[Interval, ...]:
    """Return the quarter of the usual waking day with the highest cognitive energy."""
    levels = np.asarray(week.request.curve.levels("cognitive"))[(week.masks.minute // SLOT_MINUTES) % 288]
    awake = np.zeros(week.request.grid.size, np.bool_)
    for item in metrics.clip_all(week.waking.values(), week.window):
        awake[week.request.grid.floor(item.start) : week.request.grid.ceil(item.end)] = True
    if not awake.any() or np.ptp(levels[awake]) == 0:
        return ()
    return week.slots(awake & (levels >= np.quantile(levels[awake], PEAK_SHARE)))


def _energy(week: Week) -> float | None:
    """Return the mean level of the energy that placed blocks draw on, in percent."""
    life = week.request.life
    kinds: dict[str, EnergyKind] = {task.id: task.energy for task in life.tasks}
    kinds |= {routine.id: routine.energy for routine in life.routines}
    kinds |= {event.id: EnergyKind.SOCIAL for event in week.request.events if event.flexible}
    levels = {kind: np.asarray(week.request.curve.levels(kind.value)) for kind in EnergyKind}
    grid, total, minutes = week.request.grid, 0.0, 0.0
    for e in week.elements:
        if e.placed and e.commitment in kinds:
            at = week.masks.minute[grid.clamp(grid.floor(e.when.start)) : grid.clamp(grid.ceil(e.when.end))]
            total += float(levels[kinds[e.commitment]][(at // SLOT_MINUTES) % 288].sum())
            minutes += len(at)
    return _share(total, minutes)


def _attention(week: Week) -> Values:
    """Measure focus, energy, switching and meetings."""
    zone, deep = week.request.grid.zone, metrics.minutes_of(week.deep)
    tasks = {task.id for task in week.request.life.tasks}
    pieces = [e.commitment for e in week.elements if e.placed and e.commitment in tasks]
    golden, batch, peak = week.windows("hours.focus"), week.windows("hours.meetings"), _peak(week)
    met = metrics.minutes_of(week.meetings)
    roles = [(e.when.start, e.role) for e in week.elements]
    return {
        "focus": metrics.focus_minutes(week.own, week.meetings) / 60,
        "deep": deep,
        "deep_golden": _share(metrics.minutes_of(metrics.overlap(week.deep, golden)), deep)
        if golden
        else None,
        "deep_peak": _share(metrics.minutes_of(metrics.overlap(week.deep, peak)), deep) if peak else None,
        "energy": _energy(week),
        "switches": metrics.switches(roles, zone) / len(week.work_dates) if week.work_dates else None,
        "fragments": float(len(pieces) - len(set(pieces))),
        "meetings": met,
        "batched": _share(metrics.minutes_of(metrics.overlap(week.meetings, batch)), met) if batch else None,
    }


def _margin(week: Week) -> float | None:
    """Return the smallest free share of a date's own hours, in percent."""
    grid = week.request.grid
    base = week.masks.own & ~week.masks.taken
    base[: grid.clamp(grid.ceil(week.request.now))] = False
    used = np.zeros(grid.size, np.bool_)
    for e in week.elements:
        if e.placed:
            used[grid.clamp(grid.floor(e.when.start)) : grid.clamp(grid.ceil(e.when.end))] = True
    shares = [
        100.0 * (1 - (used & base)[lo:hi].sum() / base[lo:hi].sum())
        for lo, hi in zip(grid.midnights, grid.midnights[1:], strict=False)
        if base[lo:hi].any()
    ]
    return float(min(shares)) if shares else None


def _kept(week: Week, keep: Callable[[Ritual], bool]) -> float | None:
    """Return the share of the rituals still ahead, where ``keep`` holds, that are in the plan."""
    zone = week.request.grid.zone
    have = {(e.commitment, e.when.start.astimezone(zone).date()) for e in week.elements if e.placed}
    want = [
        (ritual.id, day)
        for day in week.request.grid.dates
        for ritual in week.request.books[day].rituals()
        if keep(ritual) and any(w.end > week.request.now for w in week.on_day(day, (ritual.window,)))
    ]
    return _share(sum(item in have for item in want), len(want))


def _sleep(week: Week) -> float | None:
    """Return the shortest night's sleep window in hours, less fixed events inside it."""
    grid, books = week.request.grid, week.request.books
    busy = week.when(lambda e: not e.placed)
    nights = [
        metrics.minutes_of(subtract(found, busy)) / 60
        for day in grid.dates
        if (found := week.on_day(day, books[day].windows("sleep")))
    ]
    return min(nights, default=None)


def _home(week: Week) -> float | None:
    """Return the share of home hours without work, in percent."""
    zone, dates = week.request.grid.zone, week.request.grid.dates
    home = [
        *metrics.on_dates([d for d in dates if d not in week.free_days], time(17), time(21), zone),
        *metrics.on_dates(sorted(week.free_days), time(9), time(21), zone),
    ]
    return _share(metrics.minutes_of(subtract(home, week.work)), metrics.minutes_of(home))


def _rest(week: Week) -> Values:
    """Measure room, rest and life."""
    zone, rituals = week.request.grid.zone, {r.id for b in week.request.books.values() for r in b.rituals()}
    nights = [night.hours for night in night_rests(week.work, zone)]
    free = [
        metrics.longest(subtract([week.waking[d]], week.work)) / 60
        for d in week.work_dates
        if d in week.waking
    ]
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in week.request.grid.dates:
        weeks[day.isocalendar()[:2]].append(day)
    rests = [
        metrics.longest_rest(week.work, Interval(days[0].start, days[-1].end))
        for dates in weeks.values()
        if len(dates) == 7 and (days := week.whole(dates))
    ]
    fixed = [w for n in week.request.life.non_negotiables if not n.minutes for w in n.windows]
    closed = [i for d in week.request.grid.dates for i in week.on_day(d, fixed)]
    life = week.when(lambda e: e.area is Area.LIFE and e.commitment not in rituals)
    reserved = metrics.clip_all((*life, *week.windows("hours.family"), *closed), week.window)
    return {
        "margin": _margin(week),
        "longest_free": sum(free) / len(free) if free else None,
        "comms_kept": _kept(week, lambda ritual: ritual.kind is BlockKind.COMMS),
        "rituals_kept": _kept(week, lambda _ritual: True),
        "daily_rest": min(nights, default=None),
        "short_rests": float(sum(hours < DAILY_REST_HOURS - 1 / 120 for hours in nights)) if nights else None,
        "weekly_rest": min(rests, default=None),
        "sleep": _sleep(week),
        "home": _home(week),
        "life": metrics.minutes_of(subtract(reserved, week.work)),
    }


def _shape(week: Week) -> tuple[Values, dict[str, str]]:
    """Classify the week, or each whole week of a longer horizon."""
    grid = week.request.grid
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in grid.dates:
        iso = day.isocalendar()
        weeks[iso.year, iso.week].append(day)
    names, gaps = [], []
    for dates in weeks.values():
        names.append(metrics.archetype(metrics.active_hours(week.work, set(dates), grid.zone)))
        workdays = {d for d in dates if d.weekday() < 5}
        gaps.append(metrics.recurring_disconnection(metrics.active_hours(week.work, workdays, grid.zone)))
    return {"disconnection": sum(gaps) / len(gaps), "archetype": None}, {"archetype": "; ".join(names)}


def scorecard(request: Request, plan: Plan) -> Scorecard:
    """Measure a plan.

    Args:
        request: what the plan was made from: life, events, rulebooks, horizon.
        plan: the plan; of a week that was lived, its blocks as they were lived.

    Returns:
        Every measure of the table, in its order; the value is None where there was nothing to measure.
    """
    week = Week(request, plan)
    shape, texts = _shape(week)
    values = _done(week) | _hours(week) | _attention(week) | _rest(week) | shape
    return Scorecard(
        tuple(
            Measure(key, s.label, values[key], s.unit, s.better, s.definition, s.source, texts.get(key, ""))
            for key, s in MEASURES.items()
        )
    )


def score_rows(cards: Sequence[Scorecard], *, common: bool = False) -> tuple[Row, ...]:
    """Return the numeric measures of several scorecards side by side.

    Args:
        cards: the scorecards, in order of the columns.
        common: leave out what depends on the rulebook.

    Returns:
        Rows in the order of the table; none for what no card could measure.
    """
    out = []
    for key, spec in MEASURES.items():
        if spec.unit == "text" or (common and not spec.common):
            continue
        values = tuple(card.value(key) for card in cards)
        if any(value is not None for value in values):
            out.append(Row(key, spec.label, spec.unit, spec.better, values))
    return tuple(out)
