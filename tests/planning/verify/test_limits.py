"""Release, deadline and windows (4), chunks (5), how often (6), dependencies (7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from equipoise.domain.commitments import Estimate, LocalWindow
from equipoise.planning.verify.limits import quota

from .lives import (
    CALL,
    CARE,
    MONDAY,
    SHUTDOWN,
    at,
    good_world,
    rule,
    serve,
    span,
    window,
)

SAT = 5

# 4: release and deadline


def test_rule_4_release() -> None:
    assert good_world().commitment("memo", release=at(0, "09:40")).broken() == set()
    assert good_world().commitment("memo", release=at(0, "09:41")).broken() == {4}


def test_rule_4_deadline() -> None:
    assert good_world().commitment("memo", due=at(0, "10:40"), hard_due=True).broken() == set()
    assert good_world().commitment("memo", due=at(0, "10:39"), hard_due=True).broken() == {4}
    assert good_world().commitment("memo", due=at(0, "10:39")).broken() == set()


@pytest.mark.parametrize(
    ("windows", "legal"),
    [
        ((window("09:40", "10:40"),), True),
        ((window("09:45", "12:00"),), False),
        ((window("09:00", "10:00"), window("10:00", "12:00")), False),  # one of them, not two together
        ((window("09:00", "12:00", frozenset({1})),), False),
        ((window("22:00", "10:40", frozenset({6})),), True),  # begun on the day before
    ],
)
def test_rule_4_windows_of_a_task(windows: tuple[LocalWindow, ...], legal: bool) -> None:
    assert good_world().commitment("memo", only=windows).broken() == (set() if legal else {4})


def test_rule_4_dates_that_a_task_is_kept_off() -> None:
    assert good_world().commitment("memo", not_on=(MONDAY,)).broken() == {4}
    others = (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
    assert good_world().commitment("memo", not_on=others).broken() == set()
    world = good_world().alter("memo/1", pinned=True)
    assert world.commitment("memo", pins=(span(0, "09:40", "10:40"),), not_on=(MONDAY,)).broken() == set()


def test_rule_4_windows_of_a_routine() -> None:
    assert good_world().commitment("run", windows=(window("17:00", "17:40"),)).broken() == {4}


def test_rule_4_window_of_a_ritual() -> None:
    assert good_world().move("shutdown/1", 0, "16:25", "16:40").broken() == {4}
    assert good_world().move("shutdown/1", SAT, "16:30", "16:45").broken() == {4}


def test_rule_4_window_of_a_movable_event() -> None:
    assert good_world().event("call", window=span(1, "14:05", "18:00")).broken() == {4}
    assert good_world().event("call", window=None).broken() == set()


def test_rule_4_windows_of_a_non_negotiable() -> None:
    assert good_world().commitment("care", windows=(window("18:05", "20:00"),)).broken() == {4}


def test_rule_4_pins_are_exempt() -> None:
    pin = span(0, "09:40", "10:40")
    world = good_world().alter("memo/1", pinned=True)
    assert world.commitment("memo", pins=(pin,), only=(window("12:00", "13:00"),)).broken() == set()


# 5: chunks


def test_rule_5_too_short() -> None:
    assert good_world().move("report/2", 0, "13:00", "13:25").broken() == {5}


def test_rule_5_too_long() -> None:
    assert good_world().commitment("report", max_chunk=55).broken() == {5}
    assert good_world().commitment("report", max_chunk=56).broken() == set()  # 60 on the grid


def test_rule_5_a_minimum_above_the_maximum_counts() -> None:
    assert good_world().commitment("report", min_chunk=60, max_chunk=30).broken() == set()


def test_rule_5_two_blocks_touch() -> None:
    assert good_world().move("report/2", 0, "12:00", "13:00").broken() == {5}


def test_rule_5_more_than_is_needed() -> None:
    assert good_world().commitment("report", estimate=Estimate.single(115)).broken() == {5}
    assert good_world().commitment("report", estimate=Estimate.single(116)).broken() == set()
    assert good_world().commitment("report", done=60).broken() == {5}


def test_rule_5_one_block_if_the_minimum_is_all() -> None:
    world = good_world().commitment("mail", estimate=Estimate.single(40), min_chunk=40)
    assert world.broken() == {5}
    assert world.move("mail/1", 1, "10:00", "10:40").broken() == set()


@pytest.mark.parametrize(
    ("block", "day", "start", "end"),
    [
        ("run/2", 2, "17:00", "17:50"),
        ("shutdown/1", 0, "16:30", "16:40"),
        ("call/1", 1, "14:00", "14:25"),
        ("care/2", 2, "18:00", "18:20"),
    ],
)
def test_rule_5_exactly_their_length(block: str, day: int, start: str, end: str) -> None:
    assert good_world().move(block, day, start, end).broken() == {5}


def test_rule_5_lengths_are_rounded_up_to_the_grid() -> None:
    assert good_world().commitment("run", minutes=41).broken() == set()
    assert good_world().commitment("run", minutes=40).broken() == {5}


def test_rule_5_pins_count_for_what_remains() -> None:
    # 100 minutes, at least 60 at a time, 60 of them pinned: 40 remain, in one block of just that length.
    pin = span(1, "10:00", "11:00")
    world = good_world().commitment("mail", estimate=Estimate.single(100), min_chunk=60, pins=(pin,))
    world = world.alter("mail/1", when=pin, pinned=True)
    assert world.broken() == set()
    for end, legal in (("12:40", True), ("12:35", False), ("12:45", False)):
        rest = replace(world.block("mail/1"), id="mail/2", when=span(1, "12:00", end), pinned=False)
        assert world.add(rest).broken() == (set() if legal else {5})
    near = replace(world.block("mail/1"), id="mail/2", when=span(1, "11:00", "11:40"), pinned=False)
    assert world.add(near).broken() == {5}  # touches the pin


def test_rule_5_pins_are_exempt() -> None:
    pin = span(1, "10:00", "10:10")
    world = good_world().alter("mail/1", when=pin, pinned=True).commitment("mail", pins=(pin,))
    assert world.broken() == set()


# 6: how often


def test_rule_6_a_routine_too_often() -> None:
    assert good_world().commitment("run", per_week=1).broken() == {6}


def test_rule_6_a_routine_too_soon_again() -> None:
    assert good_world().commitment("run", gap_days=3).broken() == {6}
    close = good_world().commitment("run", gap_days=1, windows=()).move("run/2", 0, "07:00", "07:45")
    assert close.broken() == {6}


@pytest.mark.parametrize(
    ("per_week", "days", "expected"),
    [(2, 7, 2), (2, 3, 1), (2, 1, 0), (7, 3, 3), (3, 7, 3), (3, 2, 1), (3, 1, 0), (0, 5, 0), (5, 4, 3)],
)
def test_rule_6_share_of_a_cut_week(per_week: int, days: int, expected: int) -> None:
    # per_week x days / 7: 2 x 3 / 7 = 0.86 is 1; 3 x 2 / 7 = 0.86 is 1; 5 x 4 / 7 = 2.86 is 3.
    assert quota(per_week, days) == expected


def test_rule_6_a_cut_week_holds_its_share() -> None:
    # Monday to Wednesday: 2 x 3 / 7 is 1 run and 1 care, the good plan has 2 of each.
    world = good_world().with_plan(days=3)
    assert world.broken() == {6}
    assert world.drop("run/2").drop("care/2").broken() == set()


def test_rule_6_what_was_done_in_the_week_counts() -> None:
    # done on the Sunday before: another ISO week, but too near to Monday; done on Saturday: neither
    assert good_world().commitment("run", done=(MONDAY - timedelta(days=1),)).broken() == {6}
    assert good_world().commitment("run", done=(MONDAY - timedelta(days=2),)).broken() == set()
    # done on Friday of this week: two times more would be three
    world = good_world().commitment("run", done=(MONDAY + timedelta(days=4),))
    assert world.broken() == {6}
    assert world.drop("run/2").broken() == set()


def test_rule_6_no_work_after_the_shutdown() -> None:
    early = good_world().move("shutdown/1", 0, "09:30", "09:45")
    assert 6 in early.broken()


def test_rule_6_a_ritual_twice_on_a_date() -> None:
    assert good_world().add(serve(SHUTDOWN, 2, span(0, "16:45", "17:00"))).broken() == {6}
    assert good_world().add(serve(SHUTDOWN, 2, span(1, "16:45", "17:00"))).broken() == set()


@pytest.mark.parametrize("change", ["less", "more"])
def test_rule_6_a_non_negotiable_exactly(change: str) -> None:
    world = good_world()
    world = world.drop("care/2") if change == "less" else world.add(serve(CARE, 3, span(3, "18:00", "18:30")))
    assert world.broken() == {6}


def test_rule_6_a_non_negotiable_on_different_dates() -> None:
    late = window("17:00", "18:30")
    world = good_world().commitment("care", windows=(late,)).drop("run/1")
    assert world.broken() == set()
    assert world.move("care/2", 0, "17:00", "17:30").broken() == {6}
    daily = world.commitment("care", per_week=8)
    blocks = [serve(CARE, 10 + day, span(day, "17:45", "18:15")) for day in range(7)]
    world = daily.drop("run/2").drop("care/1").drop("care/2").add(*blocks)
    assert world.add(serve(CARE, 9, span(0, "17:00", "17:30"))).broken() == set()


def test_rule_6_outside_the_horizon_nothing_is_due() -> None:
    assert 6 in good_world().move("run/2", 7, "17:00", "17:45").broken()


def test_rule_6_a_movable_event_once() -> None:
    assert good_world().add(serve(CALL, 2, span(1, "15:00", "15:30"))).broken() == {6}


def test_rule_6_pins_are_not_exempt() -> None:
    previous = good_world().plan
    world = good_world().commitment("run", per_week=1).alter("run/1", pinned=True)
    assert world.with_(previous=previous).with_rules(rule("frozen", 2880.0)).broken() >= {6}


# 7: dependencies


def test_rule_7_before_the_end_of_what_it_waits_for() -> None:
    assert good_world().move("memo/1", 0, "14:30", "15:30").broken() == {7}
    assert good_world().commitment("report", after=()).move("memo/1", 0, "14:30", "15:30").broken() == set()


def test_rule_7_what_it_waits_for_is_not_whole() -> None:
    assert good_world().commitment("memo", estimate=Estimate.single(100)).broken() == {7}
    assert good_world().drop("memo/1").broken() == {7}


def test_rule_7_done_or_unknown() -> None:
    assert good_world().drop("memo/1").commitment("memo", done=60).broken() == set()
    assert good_world().commitment("report", after=("nobody",)).broken() == set()


def test_rule_7_a_pin_does_not_wait_but_what_it_waits_for_is_in_time() -> None:
    # the report's second hour is pinned before the memo is done: the person's word; but then the memo comes in time
    when = span(0, "13:00", "14:00")
    pinned = good_world().alter("report/2", pinned=True).commitment("report", pins=(when,))
    assert pinned.broken() == set()
    assert pinned.drop("report/1").drop("memo/1").broken() == set()
    assert pinned.drop("memo/1").broken() == {7}  # the first hour is not pinned, and waits
    late = pinned.drop("report/1").move("memo/1", 0, "14:30", "15:30")
    assert late.broken() == {7}
    assert late.commitment("report", after=()).broken() == set()
    held = late.alter("memo/1", pinned=True).commitment("memo", pins=(span(0, "14:30", "15:30"),))
    assert held.broken() == set()
