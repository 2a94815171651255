from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Estimate,
    Event,
    Goal,
    LocalWindow,
    NonNegotiable,
    OnCall,
    Priority,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.life import CalendarSource, EnergyProfile, Life, Person, TravelTable
from equipoise.domain.rhythm import Override, Rhythm, Season, SeasonKind
from equipoise.domain.rules import RULES
from equipoise.domain.time import Interval
from equipoise.lifefile import check, dump, parse

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in ("UTC", "Europe/Berlin", "America/Santiago", "Asia/Kolkata", "Australia/Lord_Howe")
    ]
)
TITLES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
).filter(str.strip)
LABELS = st.text(string.ascii_letters + " é\"\\'#", max_size=12).filter(
    lambda text: text == "" or text.strip()
)
SHARES = st.integers(0, 100).map(lambda number: number / 100)
MINUTES = st.integers(1, 1440)
# around both clock changes of 2026 in Europe, and anywhere else
MOMENTS = st.one_of(
    st.integers(0, 300).map(
        lambda minutes: datetime(2026, 10, 24, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 300).map(
        lambda minutes: datetime(2026, 3, 28, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 10**8).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.integers(0, 24 * 400).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
)
CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))
WINDOWS = st.builds(LocalWindow, CLOCKS, CLOCKS, st.frozensets(st.integers(0, 6), min_size=1))
MANY_WINDOWS = st.lists(WINDOWS, max_size=2).map(tuple)
STRETCHES = st.lists(st.tuples(CLOCKS, CLOCKS), max_size=2).map(tuple)
INTERVALS = st.builds(
    lambda start, length: Interval(start, start + timedelta(minutes=length)), MOMENTS, MINUTES
)
KINDS = st.sampled_from(["focus", "admin", "meeting", "comms", "life", "recovery"]).map(BlockKind)
SIDES: dict[str, Any] = {"area": st.sampled_from(Area), "role": LABELS}
WORDS: dict[str, Any] = {"kind": KINDS, "energy": st.sampled_from(EnergyKind)}
CHUNKS = st.lists(MINUTES, min_size=2, max_size=2).map(sorted)


def named(kind: type, /, **fields: Any) -> st.SearchStrategy[Any]:
    """Values of a kind whose id is set later."""
    return st.builds(kind, id=st.none(), title=TITLES, **fields)


def _chunked(task: Task, chunks: list[int]) -> Task:
    due = task.due if task.due and (task.release is None or task.due > task.release) else None
    return replace(
        task, min_chunk=chunks[0], max_chunk=chunks[1], due=due, hard_due=task.hard_due and due is not None
    )


TASKS = st.builds(
    _chunked,
    named(
        Task,
        estimate=st.lists(MINUTES, min_size=3, max_size=3).map(lambda three: Estimate(*sorted(three))),
        done=st.integers(0, 99),
        release=st.none() | MOMENTS,
        due=st.none() | MOMENTS,
        hard_due=st.booleans(),
        priority=st.sampled_from(Priority),
        place=LABELS,
        only=MANY_WINDOWS,
        not_on=st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=3).map(tuple),
        preferred=MANY_WINDOWS,
        pins=st.lists(INTERVALS, max_size=2).map(tuple),
        **SIDES,
        **WORDS,
    ),
    CHUNKS | st.just([30, 90]),
)
ROUTINES = named(
    Routine,
    minutes=MINUTES,
    per_week=st.integers(1, 9),
    windows=MANY_WINDOWS,
    gap_days=st.integers(0, 3),
    priority=st.sampled_from(Priority),
    place=LABELS,
    **SIDES,
    **WORDS,
)
EVENTS = named(
    Event,
    when=INTERVALS,
    place=LABELS,
    busy=st.booleans(),
    meeting=st.booleans(),
    all_day=st.booleans(),
    flexible=st.booleans(),
    source=LABELS,
    **SIDES,
)
RITUALS = named(
    Ritual,
    minutes=MINUTES,
    window=WINDOWS,
    area=SIDES["area"],
    value=st.integers(0, 99).map(lambda n: n / 8),
    **WORDS,
)
FIRM = st.one_of(
    named(
        NonNegotiable, windows=st.lists(WINDOWS, min_size=1, max_size=2).map(tuple), place=LABELS, kind=KINDS
    ),
    named(
        NonNegotiable,
        windows=st.just((LocalWindow(time(8), time(20)),)),
        minutes=st.integers(1, 600),
        per_week=st.integers(1, 7),
    ),
)
OVERRIDES = st.lists(st.sampled_from(sorted(set(RULES) - {"rituals"})), unique=True, max_size=4)
SEASONS = st.builds(
    Season,
    st.sampled_from(SeasonKind),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    st.none() | st.dates(date(2026, 6, 2), date(2027, 1, 1)),
    st.none() | st.sampled_from([0.0, 0.35, 1.0]),
)


@st.composite
def overrides(draw: st.DrawFn) -> tuple[Override, ...]:
    out = []
    for rule in draw(OVERRIDES):
        spec = RULES[rule]
        value: Any = draw(st.floats(spec.low, min(spec.high, 1e6)))
        if spec.unit == "windows":
            value = draw(MANY_WINDOWS)
        elif spec.unit == "text":
            value = draw(TITLES)
        strength = draw(st.none() | st.sampled_from(spec.strengths))
        out.append(Override(rule, draw(st.just(value) | st.none()) if strength else value, strength))
    rituals = draw(st.lists(RITUALS, max_size=2))
    return (*out, Override("rituals", tuple(rituals))) if rituals else tuple(out)


RHYTHMS = st.builds(
    Rhythm,
    dial=SHARES,
    pattern=st.sampled_from(["A", "F", "mine", "patterns/my week.toml"]),
    by_weekday=st.dictionaries(st.integers(0, 6), st.sampled_from(["B", "C"])),
    protect_home=SHARES,
    protect_work=SHARES,
    say=SHARES,
    seasons=st.lists(SEASONS, max_size=2).map(tuple),
    overrides=overrides(),
)
PEOPLE = st.builds(
    Person,
    TITLES,
    ZONES,
    country=st.sampled_from(["", "DE"]),
    employment=st.sampled_from(["employee", "executive"]),
    values=st.lists(st.sampled_from(["health", "family"]), unique=True).map(tuple),
    synchronous=SHARES,
)
PROFILES = st.builds(
    EnergyProfile,
    wake=CLOCKS,
    sleep=CLOCKS,
    chronotype=st.sampled_from(["", "intermediate"]),
    mid_sleep_free=st.none() | st.floats(0, 24),
    peaks=st.dictionaries(st.sampled_from(["cognitive", "social"]), STRETCHES),
)
LIVES = st.builds(
    Life,
    person=PEOPLE,
    rhythm=RHYTHMS,
    energy=PROFILES,
    travel=st.builds(
        TravelTable,
        st.just({}) | st.just({("home", 'of"fice'): 25, ("home", "gym"): 0}),
        st.integers(0, 60),
    ),
    non_negotiables=st.lists(FIRM, max_size=2).map(tuple),
    events=st.lists(EVENTS, max_size=3).map(tuple),
    tasks=st.lists(TASKS, max_size=3).map(tuple),
    routines=st.lists(ROUTINES, max_size=2).map(tuple),
    goals=st.lists(named(Goal, minutes_per_week=st.integers(0, 900)), max_size=2).map(tuple),
    calendars=st.lists(
        st.builds(CalendarSource, TITLES, area=st.sampled_from(["work", "life"]), role=LABELS, name=LABELS),
        max_size=2,
    ).map(tuple),
    on_call=st.lists(
        st.builds(OnCall, INTERVALS, TITLES, st.lists(TITLES, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
)


def with_ids(life: Life) -> Life:
    """Give everything an id of its own; some are those that titles make."""
    count = iter(range(1000))

    def name(items: Any) -> tuple[Any, ...]:
        return tuple(replace(item, id=f"id-{next(count)}") for item in items)

    changes = [
        replace(change, value=name(change.value)) if change.rule_id == "rituals" else change
        for change in life.rhythm.overrides
    ]
    tasks = name(life.tasks)
    if len(tasks) > 1:
        tasks = (*tasks[:-1], replace(tasks[-1], after=(tasks[0].id,)))
    goals = name(life.goals)
    routines = tuple(replace(item, goal=goals[0].id if goals else "") for item in name(life.routines))
    return replace(
        life,
        rhythm=replace(life.rhythm, overrides=tuple(changes)),
        tasks=tasks,
        goals=goals,
        routines=routines,
        non_negotiables=name(life.non_negotiables),
        events=name(life.events),
    )


@settings(deadline=None, max_examples=150)
@given(LIVES.map(with_ids))
def test_what_is_written_reads_back_equal(life: Life) -> None:
    text = dump(life)
    again, findings = check(text, "life.toml")
    assert [finding for finding in findings if not finding.warning] == []
    assert again == life
    assert again is not None
    assert dump(again) == text


def test_written_files_are_readable(example: str) -> None:
    text = dump(parse(example, "life.toml"))
    assert "\n# Work of a known size.\n[[task]]\n" in text
    assert 'title = "Gather figures"\nestimate = "1h30"\ndue = 2026-11-25\nkind = "admin"\n' in text
    assert "deadline = 2026-11-27T17:00:00\n" in text
    assert '"hours.own" = ["Mon-Thu 09:00-17:00", "Fri 09:00-14:00"]\n' in text
    assert "start = 2026-12-19\nend = 2027-01-03\n" in text
    assert parse(text, "again") == parse(example, "life.toml")


def test_an_hour_that_happens_twice_is_written_with_its_offset() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    task = Task("a", "A", Estimate.single(60), due=second)
    life = Life(Person("Ada", ZoneInfo("Europe/Berlin")), tasks=(task,))
    assert "due = 2026-10-25T02:30:00+01:00\n" in dump(life)
    assert parse(dump(life), "x") == life
