"""Scorecards against figures derived by hand."""

from __future__ import annotations

import json
import os
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.commitments import Area, BlockKind, Event, Priority, Routine, Task
from equipoise.domain.plan import Misfit, Plan
from equipoise.domain.time import Interval
from equipoise.planning import metrics
from equipoise.planning.build import Request
from equipoise.planning.measure_table import MEASURES
from equipoise.planning.measures import Row
from equipoise.planning.scorecard import score_rows, scorecard
from equipoise.rhythms.rest import night_rests
from equipoise.views import ScoreRow

from .forecast.smallweek import BERLIN, MONDAY, at, block, make_plan, make_request, span, task, window

SHARED = Path(os.environ.get("EQUIPOISE_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def value(request: Request, plan: Plan, key: str) -> float | None:
    return scorecard(request, plan).value(key)


@pytest.fixture
def week() -> tuple[Request, Plan]:
    """Two tasks, a meeting, mail on Monday, sport, and work late on Tuesday and on Saturday."""
    tasks = [
        task("memo", 120, priority=Priority.HIGH, due=at(1, "17:00"), role="writer"),
        task("report", 180, due=at(0, "17:00"), role="analyst"),
        task("ideas", 60, priority=Priority.LOW, role="writer"),
    ]
    meeting = Event("m", "Review", span(0, "14:00", "15:00"), meeting=True, role="analyst")
    request = make_request(tasks, events=[meeting], routines=[Routine("sport", "Sport", 60, 1)])
    blocks = [
        block("memo", 0, "09:00", "11:00", role="writer"),
        block("mail", 0, "11:00", "11:30", kind=BlockKind.COMMS),
        block("report", 0, "15:30", "17:00", role="analyst"),
        block("report", 1, "19:00", "20:30", role="analyst"),
        block("sport", 2, "18:00", "19:00", kind=BlockKind.LIFE, area=Area.LIFE),
        block("ideas", 5, "10:00", "10:30", role="writer"),
    ]
    misfit = Misfit("ideas", "Ideas", 30, 30, "no room")
    return request, make_plan(request, blocks, [misfit])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("placed", 120 + 180 + 30),
        ("placed_share", 100 * 330 / 360),
        ("placed_value", 100 * (240 + 180 + 15) / (240 + 180 + 30)),
        ("on_time", 50.0),  # the memo of two due tasks
        ("on_time_value", 100 * (240 + 90) / (240 + 180)),  # and half of the report
        ("misfit", 30.0),
        ("work", 120 + 30 + 60 + 90 + 90 + 30),
        ("off_hours", 90 + 30),
        ("day_off", 30.0),
        ("unsocial", 90 + 30),
        ("weekend", 30.0),
        ("after_hours_collaboration", 0.0),
        ("latest_end", 20.5),
        ("evenings_worked", 1.0),
        ("evenings_free", 4.0),
        ("workweek_span", 8.0 + 4.0),  # 90 minutes on Tuesday count as the floor of four hours
        ("focus", 5 + 2 + 4 * 8),  # Monday: 09-14 and 15-17 round the meeting
        ("deep", 120 + 180 + 30),
        ("deep_golden", 100 * 120 / 330),
        ("deep_peak", 100 * 150 / 330),  # the memo, and Saturday 10:00; 09-13 is a quarter of 07-23
        ("energy", 100 * (120 + 30 + 0.5 * 60) / (330 + 60)),  # sport is physical: one half all day
        ("switches", 1 / 3),  # Monday writer to analyst; the mail has no role
        ("fragments", 1.0),
        ("meetings", 60.0),
        ("batched", 100.0),
        ("margin", 100 * (1 - 240 / 420)),  # Monday: 120 + 30 + 90 placed in 480 - 60
        ("longest_free", (6 + 12 + 12.5) / 3),  # 17-23, 07-19, 10:30-23
        ("comms_kept", 20.0),
        ("rituals_kept", 20.0),
        ("daily_rest", 26.0),  # Monday 17:00 to Tuesday 19:00
        ("short_rests", 0.0),
        ("weekly_rest", 85.5),  # Tuesday 20:30 to Saturday 10:00
        ("sleep", 8.0),
        ("life", 60.0),
        ("home", 100 * (1 - (90 + 30) / (5 * 240 + 2 * 720))),
        ("disconnection", 4.0),  # 12, 13, 17 and 18: active are 9, 10, 11, 14, 15, 16, 19 and 20
    ],
)
def test_measures_by_hand(week: tuple[Request, Plan], key: str, expected: float) -> None:
    assert value(*week, key) == pytest.approx(expected)


def test_the_archetype_of_the_week_is_microsofts(week: tuple[Request, Plan]) -> None:
    # 9-11, 14-16, 19, 20: eight hours, as expected, but with breaks and outside 09 to 17
    assert scorecard(*week)["archetype"].text == "2.2 Standard flexible (shifted schedule)"


def test_every_measure_is_there_with_its_definition_and_source(week: tuple[Request, Plan]) -> None:
    card = scorecard(*week)
    assert [m.key for m in card] == list(MEASURES)
    assert all(m.definition.endswith(".") and m.source and m.label for m in card)
    assert not any("balance" in m.key for m in card)


def test_rows_are_the_fields_of_the_views_rows(week: tuple[Request, Plan]) -> None:
    assert [f.name for f in fields(Row)] == [f.name for f in fields(ScoreRow)]
    card = scorecard(*week)
    rows = {row.key: row for row in score_rows([card, card])}
    assert list(rows["placed"].values) == [330, 330]
    assert "archetype" not in rows
    assert "off_hours" not in {row.key for row in score_rows([card], common=True)}


def test_an_empty_plan_measures_nothing_it_cannot() -> None:
    request = make_request()
    card = scorecard(request, make_plan(request))
    for key in ("placed_share", "on_time", "deep_peak", "daily_rest", "latest_end", "switches", "energy"):
        assert card.value(key) is None
    assert card.value("work") == 0
    assert card.value("home") == 100
    assert card["archetype"].text == "0 Low activity"


def test_focus_hours_count_a_block_of_two_hours_and_none_shorter() -> None:
    own = [span(0, "09:00", "17:00")]
    assert metrics.focus_minutes(own, [span(0, "11:00", "15:00")]) == 240
    assert metrics.focus_minutes(own, [span(0, "10:59", "15:01")]) == 0
    assert metrics.focus_minutes(own, [span(0, "09:00", "10:00"), span(0, "12:00", "12:30")]) == 120 + 270


def test_focus_ignores_what_has_no_other_people_and_what_is_free() -> None:
    alone = Event("a", "Desk", span(0, "10:00", "12:00"))
    shown = Event("s", "Webinar", span(0, "13:00", "15:00"), meeting=True, busy=False)
    request = make_request(events=[alone, shown], days=1)
    assert value(request, make_plan(request), "focus") == 8.0


def test_rest_over_the_night_of_a_clock_change_is_elapsed_time() -> None:
    # clocks go back in the night to 25 October 2026: 21:00 to 08:00 is 12 hours
    saturday = Interval(datetime(2026, 10, 24, 20, tzinfo=BERLIN), datetime(2026, 10, 24, 21, tzinfo=BERLIN))
    sunday = Interval(datetime(2026, 10, 25, 8, tzinfo=BERLIN), datetime(2026, 10, 25, 9, tzinfo=BERLIN))
    assert night_rests([saturday, sunday], BERLIN)[0].hours == 12


def test_a_short_rest_is_counted() -> None:
    request = make_request([task("a", 60), task("b", 60)])
    plan = make_plan(request, [block("a", 0, "20:30", "21:30"), block("b", 1, "06:45", "07:45")])
    assert value(request, plan, "daily_rest") == pytest.approx(9.25)
    assert value(request, plan, "short_rests") == 1


def test_published_archetypes_are_reproduced() -> None:
    path = SHARED / "science" / "cases" / "workpatterns_archetypes.json"
    if not path.exists():
        pytest.skip("published case files are absent; set EQUIPOISE_SHARED to the folder with science/cases")
    sample = json.loads(path.read_text(encoding="utf-8"))["sample"]
    assert len(sample) >= 14
    for case in sample:
        assert metrics.archetype(case["hours_active"]) == case["archetype"]


@pytest.mark.parametrize(
    ("hours", "name"),
    [
        ([], "0 Low activity"),
        ([3, 22], "0 Low activity"),
        (range(9, 17), "1.1 Standard continuous (expected schedule)"),
        (range(8, 16), "1.2 Standard continuous (shifted schedule)"),
        ([9, 10, 11, 13, 14], "2.1 Standard flexible (expected schedule)"),
        ([9, 10, 11, 13, 14, 20], "2.2 Standard flexible (shifted schedule)"),
        ([8, 9, 10, 11, 13, 14, 15, 16], "2.2 Standard flexible (shifted schedule)"),
        ([7, *range(9, 18)], "3 Long flexible workday"),
        (range(8, 18), "4 Long continuous workday"),
        (range(7, 20), "5 Always on (13h+)"),
    ],
)
def test_archetypes_by_the_published_rules(hours: list[int], name: str) -> None:
    assert metrics.archetype(list(hours)) == name


@given(st.sets(st.integers(0, 23)))
def test_archetypes_agree_with_the_rules_taken_in_order(hours: set[int]) -> None:
    """The published rules word for word: all are tried, the last that matches counts."""
    active, expected = len(hours), 8
    span_ = max(hours) + 1 - min(hours) if hours else 0
    outside = any(not 9 <= h < 17 for h in hours)
    found = ""
    for name, holds in (
        ("4 Long continuous workday", active > expected and active == span_),
        ("3 Long flexible workday", active > expected and active < span_),
        ("2.2 Standard flexible (shifted schedule)", active <= expected and outside),
        ("2.1 Standard flexible (expected schedule)", active <= expected and not outside),
        ("1.2 Standard continuous (shifted schedule)", active == expected and outside and active == span_),
        (
            "1.1 Standard continuous (expected schedule)",
            active == expected and not outside and active == span_,
        ),
        ("5 Always on (13h+)", active >= 13),
        ("0 Low activity", active < 3),
    ):
        found = name if holds else found
    assert metrics.archetype(hours) == found


def test_the_flexibility_index_is_the_mean_of_three_marks() -> None:
    found = metrics.flexibility([8, 9, 10, 12, 13])
    assert found is not None
    assert (found.change_hours, found.take_breaks, found.control_hours) == (True, True, True)
    assert found.index == 1
    plain = metrics.flexibility(range(9, 17))
    assert plain is not None
    assert plain.index == pytest.approx(1 / 3)
    assert metrics.flexibility([9, 10]) is None


def _renamed(request: Request, plan: Plan) -> tuple[Request, Plan]:
    def name(old: str) -> str:
        return f"x-{old}" if old != "mail" and old else old

    life = request.life
    tasks: tuple[Task, ...] = tuple(replace(t, id=name(t.id), title="Other") for t in life.tasks)
    routines = tuple(replace(r, id=name(r.id)) for r in life.routines)
    events = tuple(replace(e, id=name(e.id), title="Other") for e in request.events)
    moved = replace(life, tasks=tasks[::-1], routines=routines, events=events)
    blocks = tuple(replace(b, commitment=name(b.commitment), title="Other") for b in plan.blocks)
    misfits = tuple(replace(m, commitment=name(m.commitment)) for m in plan.misfits)
    fixed = tuple(replace(e, id=name(e.id)) for e in plan.fixed)
    return replace(request, life=moved, events=events), replace(
        plan, blocks=blocks, misfits=misfits, fixed=fixed
    )


def test_names_and_order_do_not_matter(week: tuple[Request, Plan]) -> None:
    before, after = scorecard(*week), scorecard(*_renamed(*week))
    assert [m.value for m in after] == pytest.approx([m.value for m in before])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 92), st.integers(1, 8)), max_size=8))
def test_measures_keep_their_bounds(pieces: list[tuple[int, int, int]]) -> None:
    request = make_request([task("a", 600)])
    taken: list[Interval] = []
    blocks = []
    for day, quarter, length in pieces:
        start = at(day, "00:00") + timedelta(minutes=15 * quarter)
        when = Interval(
            start, min(start + timedelta(minutes=15 * length), at(day, "23:59") + timedelta(minutes=1))
        )
        if when.minutes > 0 and not any(when.overlaps(other) for other in taken):
            taken.append(when)
            blocks.append(replace(block("a", day, "09:00", "10:00"), when=when))
    card = scorecard(request, make_plan(request, blocks))
    for measure in card:
        if measure.unit == "%" and measure.value is not None:
            assert -1e-9 <= measure.value <= 100 + 1e-9, measure
        if measure.unit in {"min", "h", ""} and measure.value is not None:
            assert measure.value >= 0, measure
    work = sum(i.minutes for i in taken)
    assert card.value("work") == pytest.approx(work)
    assert (card.value("weekend") or 0) <= (card.value("unsocial") or 0) <= work


def test_own_hours_that_run_past_midnight_count_on_both_dates() -> None:
    request = make_request([task("a", 120)], hours_own=(window("20:00", "02:00", frozenset({0})),))
    plan = make_plan(request, [block("a", 1, "01:00", "03:00")])
    assert value(request, plan, "off_hours") == 60


def test_public_holidays_are_free_days() -> None:
    tuesday = MONDAY + timedelta(days=1)
    request = make_request([task("a", 60)], holidays=frozenset({tuesday}))
    plan = make_plan(request, [block("a", 1, "10:00", "11:00")])
    assert value(request, plan, "weekend") == 60
    assert value(request, plan, "unsocial") == 60
    assert value(request, plan, "day_off") == 0  # this rulebook has no rule for holidays


def _documented() -> str:
    lines = [
        "| measure | unit | better | compares | definition | source | matters from |",
        "| --- " * 7 + "|",
    ]
    for key, spec in MEASURES.items():
        kind = "common" if spec.common else "own"
        unit = spec.unit or "count"
        least = f"{spec.matters:g}" if spec.better != "neutral" else ""
        lines.append(
            f"| {spec.label} (`{key}`) | {unit} | {spec.better} | {kind} | {spec.definition} | {spec.source} | {least} |"
        )
    return "\n".join(lines)


def test_the_documentation_has_every_measure_as_it_is() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "scorecard.md").read_text(encoding="utf-8")
    inside = text.partition("<!-- measures: begin -->")[2].partition("<!-- measures: end -->")[0]
    assert inside.strip() == _documented()
