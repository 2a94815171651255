"""Plans for tests of views: every kind, overlaps, midnight, clock changes, empty, long, hostile titles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Event
from equipoise.domain.plan import Block, Certificate, Clash, Misfit, Plan, Status
from equipoise.domain.time import Interval, at_local
from equipoise.views.model import Hints

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)

ENERGY = {
    EnergyKind.COGNITIVE: [
        max(
            0.0,
            min(1.0, 0.5 + 0.42 * math.sin((i / 12 - 5.2) / 24 * 4 * math.pi) * (1 if 84 < i < 264 else 0.4)),
        )
        for i in range(288)
    ]
}

K = BlockKind
RoutineRow = tuple[str, BlockKind, int, str, str, str]

DAY_ROWS: tuple[RoutineRow, ...] = (
    ("arch", K.FOCUS, 0, "09:30", "11:00", "Architecture paper: queue without locks"),
    ("arch", K.FOCUS, 2, "09:30", "11:00", "Architecture paper: queue without locks"),
    ("review", K.FOCUS, 1, "09:30", "11:00", "Code review of the storage layer"),
    ("review", K.FOCUS, 3, "09:30", "10:45", "Code review of the storage layer"),
    ("talk", K.FOCUS, 4, "09:30", "11:00", "Draft the conference talk"),
    ("mail", K.COMMS, 0, "11:10", "11:40", "Messages, first window"),
    ("mail", K.COMMS, 1, "11:10", "11:40", "Messages, first window"),
    ("mail", K.COMMS, 2, "11:10", "11:40", "Messages, first window"),
    ("mail", K.COMMS, 3, "11:00", "11:30", "Messages, first window"),
    ("mail", K.COMMS, 4, "11:10", "11:40", "Messages, first window"),
    ("walk", K.RECOVERY, 0, "12:45", "13:10", "Walk after lunch"),
    ("walk", K.RECOVERY, 1, "12:45", "13:10", "Walk after lunch"),
    ("walk", K.RECOVERY, 2, "12:45", "13:10", "Walk after lunch"),
    ("walk", K.RECOVERY, 3, "12:45", "13:10", "Walk after lunch"),
    ("walk", K.RECOVERY, 4, "12:45", "13:10", "Walk after lunch"),
    ("lunch", K.RITUAL, 0, "12:00", "12:45", "Lunch"),
    ("lunch", K.RITUAL, 1, "12:00", "12:45", "Lunch"),
    ("lunch", K.RITUAL, 2, "12:00", "12:45", "Lunch"),
    ("lunch", K.RITUAL, 3, "12:00", "12:45", "Lunch"),
    ("lunch", K.RITUAL, 4, "12:00", "12:45", "Lunch"),
    ("shut", K.RITUAL, 0, "16:55", "17:00", "Shutdown"),
    ("shut", K.RITUAL, 1, "16:50", "17:00", "Shutdown"),
    ("shut", K.RITUAL, 2, "16:45", "17:00", "Shutdown"),
    ("shut", K.RITUAL, 3, "16:45", "17:00", "Shutdown"),
    ("shut", K.RITUAL, 4, "16:15", "16:30", "Shutdown"),
    ("expenses", K.ADMIN, 0, "15:30", "16:15", "Travel expenses"),
    ("tickets", K.ADMIN, 2, "15:40", "16:30", "Sort tickets"),
    ("mentor", K.MEETING, 1, "15:00", "15:45", "Mentoring with Noor"),
    ("train", K.TRAVEL, 3, "13:20", "14:00", "Train to Potsdam"),
    ("buf", K.BUFFER, 0, "11:00", "11:10", "Buffer"),
    ("buf", K.BUFFER, 1, "11:00", "11:10", "Buffer"),
    ("buf", K.BUFFER, 3, "15:30", "15:45", "Buffer"),
    ("sport", K.LIFE, 1, "18:00", "19:15", "Climbing"),
    ("sport", K.LIFE, 5, "10:00", "12:00", "Long run in the woods"),
    ("dinner", K.LIFE, 4, "18:30", "20:30", "Family dinner"),
    ("read", K.RECOVERY, 6, "20:00", "21:00", "Reading, no screens"),
)


def at(day: date, clock: str, zone: ZoneInfo = BERLIN) -> datetime:
    hour, minute = clock.split(":")
    return at_local(day, time(int(hour), int(minute)), zone)


def stretch(day: date, start: str, end: str, zone: ZoneInfo = BERLIN) -> Interval:
    last = day if end > start else day + timedelta(days=1)
    return Interval(at(day, start, zone), at(last, end, zone))


def block(
    name: str,
    kind: BlockKind,
    when: Interval,
    title: str = "",
    *,
    pinned: bool = False,
    area: Area | None = None,
) -> Block:
    life = {K.LIFE, K.RECOVERY, K.RITUAL}
    own = area or (Area.LIFE if kind in life else Area.WORK)
    commitment = "" if kind is K.BUFFER else name.split("/", maxsplit=1)[0]
    return Block(
        id=name, kind=kind, title=title or name, when=when, commitment=commitment, area=own, pinned=pinned
    )


def plan(
    blocks: Sequence[Block] = (),
    fixed: Sequence[Event] = (),
    *,
    first: date = MONDAY,
    days: int = 7,
    zone: str = "Europe/Berlin",
    misfits: Sequence[Misfit] = (),
    clashes: Sequence[Clash] = (),
    certificate: Certificate | None = None,
    now: datetime | None = None,
    rhythm: str = "Boundary Fortress, dial 0.15",
) -> Plan:
    return Plan(
        person="Ada",
        zone=zone,
        first=first,
        days=days,
        now=now or datetime(2026, 11, 22, 18, 0, tzinfo=UTC),
        blocks=tuple(sorted(blocks, key=lambda item: item.when.start)),
        fixed=tuple(sorted(fixed, key=lambda item: item.when.start)),
        misfits=tuple(misfits),
        clashes=tuple(clashes),
        certificate=certificate or Certificate(2489.5, 2498.2, 0.8),
        terms={"placed": 2600.0, "switch": -110.5},
        rhythm=rhythm,
    )


def events(monday: date = MONDAY) -> list[Event]:
    def on(i: int) -> date:
        return monday + timedelta(days=i)

    return [
        *(
            Event(f"standup-{i}", "Stand-up", stretch(on(i), "14:00", "14:15"), meeting=True)
            for i in range(5)
        ),
        Event("plan", "Quarter planning", stretch(on(0), "14:20", "15:20"), meeting=True, place="Room 4"),
        Event("sync", "Storage sync", stretch(on(2), "14:15", "15:15"), meeting=True),
        Event("clash", "Interview: candidate for platform", stretch(on(2), "14:30", "15:30"), meeting=True),
        Event("dentist", "Dentist", stretch(on(3), "08:15", "09:00"), area=Area.LIFE, place="Dr. Weiss"),
        Event(
            "client", "Workshop in Potsdam", stretch(on(3), "14:20", "15:30"), meeting=True, place="Potsdam"
        ),
        Event("maybe", "Office hours (optional)", stretch(on(4), "14:30", "15:30"), busy=False, meeting=True),
        Event("call", "On call", Interval(at(on(1), "00:00"), at(on(3), "00:00")), busy=False, all_day=True),
        Event("party", "Concert in town", stretch(on(5), "19:30", "23:00"), area=Area.LIFE),
    ]


def full_blocks(monday: date = MONDAY) -> list[Block]:
    return [
        block(
            f"{name}/{day}",
            kind,
            stretch(monday + timedelta(days=day), start, end),
            title,
            pinned=name == "talk",
        )
        for name, kind, day, start, end, title in DAY_ROWS
    ]


def full_plan() -> Plan:
    """A week with every kind, overlapping fixed events, misfits and a clash."""
    return plan(
        full_blocks(),
        events(),
        misfits=[
            Misfit(
                "book",
                "Chapter 3 of the book",
                180,
                90,
                "Its last three hours need golden hours that the talk holds.",
                ("talk", "hours.focus"),
            ),
            Misfit(
                "taxes",
                "Tax return",
                120,
                0,
                "It is wanted by Tuesday, and Monday is full.",
                ("due", "margin"),
            ),
        ],
        clashes=[
            Clash(
                "sleep",
                "The concert on Saturday ends after your bedtime of 22:30.",
                stretch(MONDAY + timedelta(days=5), "22:30", "23:00"),
            )
        ],
        now=at(MONDAY + timedelta(days=1), "10:20"),
    )


def hints(first: date = MONDAY, days: int = 7, zone: ZoneInfo = BERLIN) -> Hints:
    dates = [first + timedelta(days=i) for i in range(days)]
    work = [day for day in dates if day.weekday() < 5]
    return Hints(
        own={day: (stretch(day, "09:30", "16:30", zone),) for day in work},
        golden={day: (stretch(day, "09:30", "11:00", zone),) for day in work},
        energy=ENERGY,
        why={"arch/0": "Your clearest hours; anywhere else costs 34 value-minutes more."},
        repairs={
            "taxes": (
                "Move the talk to Thursday: makes 2 h of room on Monday.",
                "Let it be late by a day: costs 30.",
            ),
            "book": ("Take one golden hour from the talk.",),
        },
        next_steps=("Write the week to your calendar.",),
    )


def midnight_plan() -> Plan:
    return plan(
        [block("night/1", K.FOCUS, stretch(MONDAY, "22:00", "01:30"), "Release at night")],
        [
            Event(
                "flight",
                "Flight to Lisbon",
                Interval(at(MONDAY + timedelta(days=2), "21:00"), at(MONDAY + timedelta(days=3), "06:10")),
            )
        ],
    )


def spring_plan() -> Plan:
    """The week in which clocks go forward in Berlin, on Sunday 29 March 2026 at 02:00."""
    sunday = date(2026, 3, 29)
    when = Interval(at(sunday, "01:30"), at(sunday, "04:00"))
    return plan([block("watch/1", K.ADMIN, when, "Watch the migration")], first=date(2026, 3, 23))


def autumn_plan() -> Plan:
    """The week in which clocks go back in Berlin, on Sunday 25 October 2026 at 03:00."""
    sunday = date(2026, 10, 25)
    when = Interval(at(sunday, "01:30"), at(sunday, "03:30"))
    return plan([block("watch/1", K.ADMIN, when, "Watch the migration")], first=date(2026, 10, 19))


def empty_plan() -> Plan:
    return plan(certificate=Certificate(0.0, 0.0, 0.0, Status.OPTIMAL))


def long_plan() -> Plan:
    """Twelve weeks."""
    weeks = [MONDAY + timedelta(days=7 * i) for i in range(12)]
    blocks = [
        Block(f"{b.id}w{i}", b.kind, b.title, b.when, b.commitment, b.area)
        for i, monday in enumerate(weeks)
        for b in full_blocks(monday)
    ]
    fixed = [
        Event(f"{e.id}w{i}", e.title, e.when, e.area, busy=e.busy, meeting=e.meeting, all_day=e.all_day)
        for i, monday in enumerate(weeks)
        for e in events(monday)
    ]
    return plan(blocks, fixed, days=84)


def hostile_plan() -> Plan:
    """Titles that are long, written from right to left, full of emoji, or meant to do harm."""
    titles = [
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung lesen und kommentieren " * 4,
        "<script>alert('x')</script>",
        "🧘‍♀️ Yoga & 🎉 party 👨‍👩‍👧‍👦 family",
        "اجتماع الفريق الأسبوعي مع قسم التصميم",
        "\x1b[31mred\x07\nline two\u202eevil",
        "\"quotes\" & 'single' </svg> ]]> -->",
        "会议:讨论下一季度的路线图和预算",
    ]
    return plan([
        block(f"t/{i}", list(K)[i % len(K)], stretch(MONDAY + timedelta(days=i), "10:00", "11:30"), title)
        for i, title in enumerate(titles)
    ] + [
        block(f"s/{i}", list(K)[i % len(K)], stretch(MONDAY + timedelta(days=i), "13:00", "13:15"), title)
        for i, title in enumerate(titles)
    ])  # fmt: skip
