"""A generator of realistic weeks: the same numbers in, the same week out.

Load is the share of free time that the tasks want. Free time is what the rulebook leaves for placing work: own
hours, less fixed events, less the daily margin, less the rituals of the day.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Estimate,
    Event,
    Goal,
    LocalWindow,
    NonNegotiable,
    Priority,
    Routine,
    Task,
)
from equipoise.domain.life import EnergyProfile, Life, Person, TravelTable
from equipoise.domain.rhythm import Rhythm
from equipoise.domain.time import Grid, Interval, at_local, merge, subtract
from equipoise.rhythms import rulebooks

__all__ = ["PEOPLE", "Made", "MadeUp", "make_week"]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A kind of person: pattern, dial, zone, roles, and how the days are cut up.

    Attributes:
        meeting_share: part of events that have other people in them.
        split_share: part of tasks that may be cut into chunks.
    """

    pattern: str
    dial: float
    zone: str
    roles: tuple[str, ...] = ("work",)
    meeting_share: float = 0.75
    split_share: float = 0.6
    care: bool = False


PEOPLE = {
    "engineer": MadeUp("A", 0.2, "Europe/Berlin", ("work", "review")),
    "lead": MadeUp("D", 0.8, "America/New_York", ("product", "research")),
    "consultant": MadeUp("E", 0.5, "Europe/London", ("client", "own", "learning"), split_share=0.7),
    "writer": MadeUp("B", 0.4, "Australia/Sydney", ("work",), meeting_share=0.5, split_share=0.8),
    "nurse-manager": MadeUp("C", 0.3, "America/Chicago", ("work", "admin")),
    "carer": MadeUp("F", 0.7, "Europe/Madrid", ("work", "care"), care=True),
}
"""The three shipped cases and three more, as kinds."""


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up life with the moment and horizon to plan it for."""

    life: Life
    grid: Grid
    now: datetime


def _own(life: Life, grid: Grid) -> dict[date, tuple[Interval, ...]]:
    """Return the own hours of each date that are open to work."""
    books = rulebooks(life.rhythm, grid.dates, life.person, life.energy)
    out = {}
    for day, book in books.items():
        own = [grid.window(day, w.start, w.end) for w in book.windows("hours.own") if day.weekday() in w.days]
        shut = [
            grid.window(day, w.start, w.end)
            for name in ("hours.family", "weekend")
            for w in book.windows(name)
            if day.weekday() in w.days
        ]
        out[day] = subtract(own, shut)
    return out


def _events(
    rng: random.Random, own: dict[date, tuple[Interval, ...]], count: int, kind: MadeUp
) -> list[Event]:
    out: list[Event] = []
    days = [day for day, found in own.items() if found]
    taken: dict[date, list[Interval]] = {day: [] for day in days}
    for number in range(count * 8):
        if len(out) == count or not days:
            break
        day = rng.choice(days)
        part = rng.choice(own[day])
        length = rng.choice((30, 30, 30, 45, 60, 60, 90))
        room = int(part.minutes) - length
        if room < 0:
            continue
        start = part.start + timedelta(minutes=15 * rng.randrange(room // 15 + 1))
        when = Interval(start, start + timedelta(minutes=length))
        if sum(i.minutes for i in taken[day]) + length > 0.45 * sum(i.minutes for i in own[day]):
            continue
        if any(when.overlaps(other) for other in taken[day]):
            continue
        taken[day].append(when)
        meeting = rng.random() < kind.meeting_share
        out.append(
            Event(
                id=f"event-{number}",
                title=f"Meeting {number}",
                when=when,
                role=kind.roles[0],
                meeting=meeting,
            )
        )
    return out


def _free_minutes(life: Life, grid: Grid, own: dict[date, tuple[Interval, ...]], events: list[Event]) -> int:
    books = rulebooks(life.rhythm, grid.dates, life.person, life.energy)
    busy = merge(e.when for e in events)
    total = 0.0
    for day, parts in own.items():
        free = sum(i.minutes for i in subtract(parts, busy)) * (1 - books[day].number("margin"))
        rituals = sum(
            r.minutes
            for r in books[day].rituals()
            if day.weekday() in r.window.days
            and any(p.overlaps(grid.window(day, r.window.start, r.window.end)) for p in parts)
        )
        total += max(0.0, free - rituals)
    return int(total)


def _lengths(rng: random.Random, count: int, minutes: int) -> list[int]:
    """Return lengths as people estimate them, in quarter hours, that sum to ``minutes`` as nearly as those can."""
    sizes = [rng.choice((15, 30, 30, 45, 60, 60, 90, 120, 180, 240)) for _ in range(count)]
    while sum(sizes) > minutes + 7 and any(size > 15 for size in sizes):
        i = max(rng.sample(range(count), min(3, count)), key=lambda k: sizes[k])
        sizes[i] = max(15, sizes[i] - 15)
    while sum(sizes) < minutes - 7:
        sizes[rng.randrange(count)] += 15
    return sizes


def _tasks(rng: random.Random, count: int, minutes: int, grid: Grid, kind: MadeUp) -> list[Task]:
    lengths = _lengths(rng, count, minutes)
    out: list[Task] = []
    for i, length in enumerate(lengths):
        role = rng.choice(kind.roles)
        task_kind = rng.choices((BlockKind.FOCUS, BlockKind.ADMIN, BlockKind.COMMS), (5, 4, 1))[0]
        day = grid.first + timedelta(
            days=min(grid.days - 1, int(rng.triangular(1, grid.days + 1, grid.days * 0.7)))
        )
        due = at_local(day, time(18), grid.zone) if rng.random() < 0.75 else None
        release = None
        if rng.random() < 0.12:
            release = at_local(
                grid.first + timedelta(days=rng.randrange(max(1, grid.days // 2))), time(12), grid.zone
            )
            if due is not None and release >= due:
                release = None
        split = length > 60 and rng.random() < kind.split_share
        least, most = rng.choice((30, 30, 45, 60)), rng.choice((90, 120))
        # nobody asks for blocks that cannot sum to the whole
        whole = (length <= 150 and not split) or -(-length // most) * least > length
        tags = [t.id for t in out[-6:] if t.role == role and not t.hard_due]
        out.append(
            Task(
                id=f"task-{i}",
                title=f"Task {i}",
                estimate=Estimate.single(length),
                release=release,
                due=due,
                hard_due=due is not None and rng.random() < 0.25,
                priority=rng.choices(tuple(Priority), (3, 4, 2, 1))[0],
                kind=task_kind,
                energy=EnergyKind.SOCIAL if task_kind is BlockKind.COMMS else EnergyKind.COGNITIVE,
                role=role,
                goal=rng.choice(("", "", "growth")),
                min_chunk=length if whole else least,
                max_chunk=length if whole else most,
                after=(rng.choice(tags),) if tags and rng.random() < 0.1 else (),
            )
        )
    return out


def make_week(
    seed: int = 0,
    *,
    who: str = "engineer",
    tasks: int = 46,
    days: int = 7,
    load: float = 0.85,
    events_per_week: int = 20,
    first: date = date(2026, 11, 23),
) -> Made:
    """Return a made-up life whose tasks want ``load`` of the free time.

    Args:
        seed: of all that is random.
        who: a key of ``PEOPLE``.
        tasks: number of tasks. ``days``: length of the horizon, 1 to 84.
        load: share of free time that the tasks want, > 0.
        events_per_week: fixed events in each seven days.
        first: first date; ``now`` is its midnight.
    """
    kind = PEOPLE[who]
    rng = random.Random(f"{seed}/{who}/{tasks}/{days}/{load}")  # noqa: S311 - nothing secret
    zone = ZoneInfo(kind.zone)
    grid = Grid(first, days, zone)
    person = Person(name=who.title(), zone=zone, employment="self-employed")
    work = frozenset(range(5))
    family = (
        (NonNegotiable("dinner", "Family dinner", (LocalWindow(time(18, 30), time(19, 30)),)),)
        if kind.care
        else ()
    )
    life = Life(
        person=person,
        rhythm=Rhythm(dial=kind.dial, pattern=kind.pattern),
        energy=EnergyProfile(),
        travel=TravelTable({("home", "office"): 30}),
        non_negotiables=family,
        goals=(Goal("growth", "Growth", 240),),
        routines=(
            Routine("sport", "Sport", 60, 3, (LocalWindow(time(7), time(21)),), gap_days=1, priority=Priority.HIGH),
            Routine(
                "read", "Reading", 45, 2, (LocalWindow(time(9), time(17), work),), kind=BlockKind.LIFE, area=Area.WORK,
                energy=EnergyKind.COGNITIVE, goal="growth",
            ),
        ),
    )  # fmt: skip
    own = _own(life, grid)
    events = _events(rng, own, round(events_per_week * days / 7), kind)
    free = _free_minutes(life, grid, own, events)
    made = _tasks(rng, tasks, int(load * free), grid, kind)
    life = replace(life, tasks=tuple(made), events=tuple(events))
    return Made(life, grid, grid.start.astimezone(UTC))
