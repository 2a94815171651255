"""Days, lanes, hours and clock changes of the model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.views import plans
from tests.views.plans import BERLIN, MONDAY, stretch

from equipoise.domain.commitments import BlockKind, EnergyKind, Event, LocalWindow
from equipoise.domain.plan import Plan
from equipoise.domain.rules import Origin, Rule, Rulebook, Strength
from equipoise.views import Hints, hints_from_rulebooks, resolve, week_view
from equipoise.views.axis import choose_axis
from equipoise.views.lanes import lanes

PLANS: tuple[Callable[[], Plan], ...] = (
    plans.full_plan,
    plans.midnight_plan,
    plans.spring_plan,
    plans.autumn_plan,
    plans.empty_plan,
    plans.hostile_plan,
)


def test_full_week_has_seven_days_and_every_kind() -> None:
    view = week_view(plans.full_plan(), plans.hints())
    assert len(view.days) == 7
    assert set(view.totals) == set(BlockKind)
    assert view.axis.stretches == ((8, 23),)


def test_totals_count_busy_events_and_leave_out_those_that_take_no_time() -> None:
    friday = week_view(plans.full_plan()).days[4]
    assert friday.totals[BlockKind.MEETING] == 15  # the stand-up; office hours are transparent
    assert friday.booked == 90 + 30 + 25 + 45 + 15 + 15 + 120


def test_overlapping_events_stand_side_by_side() -> None:
    wednesday = week_view(plans.full_plan()).days[2]
    places = {
        p.entry.id: (p.lane, p.lanes) for p in wednesday.pieces if p.entry.id in {"sync", "clash", "arch/2"}
    }
    assert places == {"sync": (0, 2), "clash": (1, 2), "arch/2": (0, 1)}


def test_block_over_midnight_is_split() -> None:
    view = week_view(plans.midnight_plan())
    spans = [(d.date.day, p.start, p.end) for d in view.days for p in d.pieces if p.entry.id == "night/1"]
    assert spans == [(23, 1320, 1440), (24, 0, 90)]
    assert sum(d.totals.get(BlockKind.FOCUS, 0) for d in view.days) == 210


def test_spring_hour_is_skipped_and_not_counted() -> None:
    sunday = week_view(plans.spring_plan()).days[6]
    assert sunday.length == 1380
    assert sunday.change == "Clocks go forward at 02:00"
    assert [(p.start, p.end) for p in sunday.pieces] == [(90, 120), (180, 240)]
    assert sunday.booked == 90


def test_autumn_hour_stands_twice_side_by_side() -> None:
    sunday = week_view(plans.autumn_plan()).days[6]
    assert sunday.length == 1500
    assert sunday.change == "Clocks go back at 03:00"
    assert [(p.start, p.end, p.lane, p.lanes) for p in sunday.pieces] == [(90, 180, 0, 2), (120, 210, 1, 2)]
    assert sunday.booked == 180


def test_empty_plan_shows_the_usual_hours() -> None:
    view = week_view(plans.empty_plan())
    assert view.axis.stretches == ((8, 18),)
    assert not view.totals
    assert view.planned == 0


def test_empty_stretch_of_the_night_is_folded() -> None:
    night = plans.plan([plans.block("n", BlockKind.ADMIN, stretch(MONDAY, "00:10", "01:00"))])
    axis = week_view(night).axis
    assert axis.stretches == ((0, 1), (8, 18))
    assert axis.place(0, 40, 16) == 0
    assert axis.place(480, 40, 16) == 40 + 16
    assert axis.place(1439, 40, 16) == axis.height(40, 16)


def test_twelve_weeks_come_in_rows() -> None:
    view = week_view(plans.long_plan())
    assert [len(row) for row in view.rows] == [7] * 12


def test_long_event_that_takes_no_time_stands_above_the_day() -> None:
    event = Event("duty", "On call", stretch(MONDAY, "00:00", "23:00"), busy=False)
    day = week_view(plans.plan(fixed=[event])).days[0]
    assert [entry.id for entry in day.all_day] == ["duty"]
    assert not day.pieces


def test_movable_event_is_shown_once() -> None:
    when = stretch(MONDAY, "10:00", "11:00")
    movable = Event("call", "Call", stretch(MONDAY, "15:00", "16:00"), flexible=True)
    view = week_view(plans.plan([plans.block("call/1", BlockKind.MEETING, when)], [movable]))
    assert [p.entry.id for p in view.days[0].pieces] == ["call/1"]


def test_titles_lose_what_could_steer_a_terminal_or_reorder_text() -> None:
    titles = [p.entry.title for d in week_view(plans.hostile_plan()).days for p in d.pieces]
    assert not {c for title in titles for c in title} & set("\x1b\x07\n\u202e")


def test_own_hours_over_midnight_reach_into_the_next_day() -> None:
    window = LocalWindow(time(20), time(2), frozenset({0}))
    rule = Rule("hours.own", Strength.PRICED, (window,), Origin("you"))
    books = {MONDAY + timedelta(days=i): Rulebook((rule,)) for i in range(7)}
    view = week_view(plans.empty_plan(), hints_from_rulebooks(plans.empty_plan(), books))
    assert [day.own for day in view.days[:3]] == [((1200, 1440),), ((0, 120),), ()]


def test_resolve_keeps_weekdays() -> None:
    window = LocalWindow(time(9), time(10), frozenset({0}))
    found = resolve([MONDAY, MONDAY + timedelta(days=1)], BERLIN, [window])
    assert [len(found[day]) for day in found] == [1, 0]
    assert resolve([], BERLIN, [window]) == {}


def test_energy_falls_back_to_another_kind() -> None:
    view = week_view(plans.empty_plan(), Hints(energy={EnergyKind.SOCIAL: [0.5] * 288}))
    assert view.energy == (0.5,) * 288


@pytest.mark.parametrize("make", PLANS)
def test_minutes_shown_are_the_minutes_of_the_blocks_inside_the_horizon(make: Callable[[], Plan]) -> None:
    plan = make()
    view = week_view(plan)
    shown = sum(p.minutes for d in view.days for p in d.pieces if not p.entry.fixed)
    assert shown == pytest.approx(sum(block.when.minutes for block in plan.blocks))


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 200)), max_size=25))
def test_lanes_never_overlap(items: list[tuple[int, int]]) -> None:
    spans = [(float(start), float(start + size)) for start, size in items]
    places = lanes(spans)
    for i, (a, b) in enumerate(spans):
        assert 0 <= places[i][0] < places[i][1]
        for j, (c, d) in enumerate(spans[:i]):
            if a < d and c < b:
                assert places[i][0] != places[j][0]
                assert places[i][1] == places[j][1]


@given(st.lists(st.tuples(st.integers(0, 1430), st.integers(1, 600)), max_size=8))
def test_axis_shows_every_span_and_rises(items: list[tuple[int, int]]) -> None:
    spans = [(float(start), float(min(start + size, 1440))) for start, size in items]
    axis = choose_axis(spans)
    for start, end in spans:
        assert any(low * 60 <= start < high * 60 for low, high in axis.stretches)
        assert any(low * 60 < end <= high * 60 for low, high in axis.stretches)
    heights = [axis.place(minute, 40, 16) for minute in range(0, 1441, 5)]
    assert heights == sorted(heights)
    assert heights[-1] == pytest.approx(axis.height(40, 16))


def test_dates_are_consecutive() -> None:
    view = week_view(plans.spring_plan())
    assert [day.date for day in view.days] == [date(2026, 3, 23) + timedelta(days=i) for i in range(7)]
