"""The Python API: names that stay, and what they do."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import equipoise
from equipoise.loading import grid_for, moment
from equipoise.progress import progress_since, with_progress

BERLIN = ZoneInfo("Europe/Berlin")
NAMES = [
    "Area",
    "Block",
    "BlockKind",
    "CalendarSource",
    "Certificate",
    "Clash",
    "ConflictError",
    "EnergyKind",
    "EnergyProfile",
    "EquipoiseError",
    "Estimate",
    "Event",
    "Finding",
    "Goal",
    "InputError",
    "Interval",
    "Life",
    "Loaded",
    "LocalWindow",
    "Misfit",
    "NonNegotiable",
    "OnCall",
    "Override",
    "Person",
    "Plan",
    "Priority",
    "Progress",
    "Rhythm",
    "Ritual",
    "Routine",
    "Rule",
    "Rulebook",
    "Season",
    "SeasonKind",
    "SolverError",
    "Status",
    "StorageError",
    "Strength",
    "Task",
    "TravelTable",
    "compare",
    "energy_curve",
    "explain",
    "forecast",
    "hour_prices",
    "life_schema",
    "load",
    "meeting_cost",
    "plan",
    "plan_from_json",
    "plan_schema",
    "plan_to_json",
    "recall",
    "replan",
    "request",
    "solve",
    "verify",
    "why_not",
]


def test_the_public_names() -> None:
    assert sorted(equipoise.__all__) == sorted(NAMES)
    for name in NAMES:
        assert getattr(equipoise, name).__doc__, name
        assert name in dir(equipoise)
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = equipoise.nothing_here


def test_importing_costs_next_to_nothing() -> None:
    code = "import sys, equipoise, equipoise.api\nprint(*sorted({n.partition('.')[0] for n in sys.modules}))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert not {"numpy", "numba", "rich", "icalendar", "holidays", "click"} & set(found.stdout.split())


def made_up() -> equipoise.Life:
    tasks = (
        equipoise.Task("memo", "Memo", equipoise.Estimate.single(120), priority=equipoise.Priority.HIGH),
        equipoise.Task("post", "Post", equipoise.Estimate.single(60), after=("memo",)),
    )
    return equipoise.Life(equipoise.Person("Ada", BERLIN), tasks=tasks)


NOW = datetime(2026, 11, 23, 7, 30, tzinfo=BERLIN)


def test_a_life_made_in_python() -> None:
    plan = equipoise.plan(made_up(), now=NOW, seconds=1)
    assert not plan.misfits
    assert (plan.first, plan.days) == (date(2026, 11, 23), 7)
    assert equipoise.verify(made_up(), plan).ok
    assert equipoise.plan_from_json(equipoise.plan_to_json(plan)) == plan


def test_a_shipped_example(examples: Path) -> None:
    life = equipoise.load(examples / "staff-engineer" / "life.toml", now="2026-11-23T07:30")
    assert len(life.events) > 15
    signs: list[float] = []
    plan = equipoise.plan(life, seconds=1, on_progress=lambda sign: signs.append(sign.objective))
    assert signs == sorted(signs)
    assert equipoise.verify(life, plan).ok


def test_a_chain_of_replans_remembers_what_was_done(examples: Path) -> None:
    life = examples / "staff-engineer" / "life.toml"
    plan = equipoise.plan(life, now="2026-11-23T07:30", seconds=1)
    before: dict[str, int] = {}
    for now in ("2026-11-25T07:30", "2026-11-26T12:30", "2026-11-27T10:10"):
        mended = equipoise.replan(life, plan, now=now).plan
        verdict = equipoise.verify(life, mended, previous=plan)
        assert verdict.ok, verdict
        over = {b.commitment for b in plan.blocks if b.commitment in before and b.when.end <= mended.now}
        done = mended.progress.minutes
        assert all(done[task] >= before[task] for task in before)
        assert all(done[task] > before[task] for task in over)
        assert equipoise.plan_from_json(equipoise.plan_to_json(mended)) == mended
        plan, before = mended, dict(done)
    assert before["tiering"] >= 150
    assert plan.progress.dates


def test_what_waits_stays_where_what_it_waits_for_finds_another_place_before_it() -> None:
    single, noon = equipoise.Estimate.single(60), NOW.replace(hour=12)
    tasks = (
        equipoise.Task("a", "First", single),
        equipoise.Task("b", "Second", single, after=("a",), release=noon + timedelta(days=2)),
        equipoise.Task("c", "Third", single, after=("b",), release=noon + timedelta(days=3)),
    )
    life = equipoise.Life(equipoise.Person("Ada", BERLIN), tasks=tasks)
    plan = equipoise.plan(life, now=NOW, seconds=1)
    first = next(b.when for b in plan.blocks if b.commitment == "a")
    busy = replace(life, events=(equipoise.Event("e", "Call", first),))
    found = equipoise.replan(busy, plan, now=NOW)
    stay = {(b.commitment, b.when) for b in plan.blocks if b.commitment in {"b", "c"}}
    assert len(stay) == 2
    assert stay <= {(b.commitment, b.when) for b in found.plan.blocks}
    assert not found.plan.misfits


def test_a_plan_on_paper_is_explained_as_it_stands(examples: Path) -> None:
    life = examples / "staff-engineer" / "life.toml"
    plan = equipoise.plan(life, now="2026-11-23T07:30", seconds=1)
    assert equipoise.recall(life, plan).plan == plan
    mended = equipoise.replan(life, plan, now="2026-11-24T12:10", missed=True).plan
    solution = equipoise.recall(life, mended, previous=plan)
    assert solution.plan == mended
    block = next(b for b in mended.blocks if b.commitment and not b.pinned)
    assert equipoise.explain(solution, block.id).sentence


def test_a_loaded_life_is_replanned_from_the_moment_that_is_given(examples: Path) -> None:
    life = equipoise.load(examples / "staff-engineer" / "life.toml", now="2026-11-23T07:30")
    plan = equipoise.plan(life, seconds=1)
    mended = equipoise.replan(life, plan, now="2026-11-25T12:10").plan
    assert mended.now == plan.now.replace(day=25, hour=12, minute=10)
    assert (mended.first, mended.days) == (date(2026, 11, 25), 5)
    assert equipoise.verify(life, mended, previous=plan).ok
    with pytest.raises(equipoise.InputError, match="2026-11-23 for 7 days"):
        equipoise.plan(life, now="2026-11-25T12:10", seconds=1)


def test_a_plan_on_paper_loses_what_cannot_stand() -> None:
    plan = equipoise.plan(made_up(), now=NOW, seconds=1)
    memo = [b for b in plan.blocks if b.commitment == "memo"]
    busy = equipoise.Event("e", "Workshop", memo[0].when)
    life = replace(made_up(), events=(busy,))
    found = equipoise.recall(life, plan).plan
    assert not [b for b in found.blocks if b.when.overlaps(busy.when)]
    assert {m.commitment for m in found.misfits} >= {"memo"}
    assert equipoise.verify(life, found).ok


def test_rhythms_by_word_and_number() -> None:
    life = made_up()
    assert "D Time-Weave" in equipoise.plan(life, now=NOW, seconds=1, rhythm="D").rhythm
    assert "dial 0.90" in equipoise.plan(life, now=NOW, seconds=1, rhythm=0.9).rhythm


def test_events_of_ones_own_are_kept_free() -> None:
    when = equipoise.Interval(NOW + timedelta(hours=2), NOW + timedelta(hours=5))
    wanted = equipoise.request(made_up(), now=NOW, events=[equipoise.Event("e", "Workshop", when)])
    plan = equipoise.solve(wanted, seconds=1).plan
    assert not [block for block in plan.blocks if block.when.overlaps(when)]


@pytest.mark.parametrize(
    ("given", "hour"),
    [
        ("2026-11-23T07:30", 7),
        ("2026-11-23 07:30", 7),
        ("2026-11-23T06:30Z", 7),
        (datetime(2026, 11, 23, 6, 30, tzinfo=UTC), 7),
        (datetime(2026, 11, 23, 7, 30), 7),  # noqa: DTZ001 - local on purpose
        (date(2026, 11, 23), 0),
        ("7:05", 7),
    ],
)
def test_moments(given: str | date | datetime, hour: int) -> None:
    assert moment(given, BERLIN).hour == hour
    assert moment(given, BERLIN).tzinfo == BERLIN


def test_horizons() -> None:
    assert grid_for(BERLIN, NOW, 2).days == 14
    assert grid_for(BERLIN, NOW, first="2026-12-01", days=3).first == date(2026, 12, 1)
    for weeks in (0, 13, -1):
        with pytest.raises(equipoise.InputError):
            grid_for(BERLIN, NOW, weeks)


def test_progress_is_not_counted_twice() -> None:
    plan = equipoise.plan(made_up(), now=NOW, seconds=1)
    evening = NOW.replace(hour=22)
    memo = sum(b.when.minutes for b in plan.blocks if b.commitment == "memo" and b.when.end <= evening)
    assert memo > 0
    known = {
        task.id: task.done
        for task in with_progress(made_up(), progress_since(made_up(), plan, evening)).tasks
    }
    assert known["memo"] == memo
    missed = with_progress(made_up(), progress_since(made_up(), plan, evening, missed=True))
    assert missed == made_up()
    kept_up = replace(made_up(), tasks=(replace(made_up().tasks[0], done=100), made_up().tasks[1]))
    assert with_progress(kept_up, progress_since(kept_up, plan, evening)).tasks[0].done == 100
    told = with_progress(made_up(), progress_since(made_up(), plan, evening, done={"memo": 45}))
    assert told.tasks[0].done == 45
    with pytest.raises(equipoise.InputError, match="memo"):
        with_progress(made_up(), progress_since(made_up(), plan, evening, done={"mem": 45}))
