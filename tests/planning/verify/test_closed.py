"""Closed time (2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from equipoise.domain.commitments import Event
from equipoise.domain.rules import Strength
from equipoise.domain.time import Interval
from equipoise.planning.verify import verify

from .lives import (
    MONDAY,
    WEEKEND,
    WORKDAYS,
    World,
    at,
    book,
    good_world,
    rule,
    window,
)

SAT, SUN = 5, 6

# 2: closed time


def test_rule_2_sleep() -> None:
    world = good_world().commitment("run", windows=()).move("run/2", 2, "22:00", "22:45")
    assert world.broken() == {2}
    assert world.causes() == {"sleep"}


def test_rule_2_sleep_that_began_before_the_horizon() -> None:
    world = good_world().with_plan(now=at(-1, "12:00"))
    assert world.commitment("run", windows=()).move("run/1", 0, "06:00", "06:45").causes() == {"sleep"}


def test_rule_2_family_time() -> None:
    world = good_world().commitment("run", windows=()).move("run/2", 3, "18:00", "18:45")
    assert world.broken() == {2}
    assert world.causes() == {"hours.family"}


def test_rule_2_family_time_is_closed_to_non_negotiables_too() -> None:
    world = good_world().move("care/2", 2, "18:10", "18:40")
    assert world.broken() == {2}
    assert world.causes() == {"hours.family"}


@pytest.mark.parametrize("flexible", [False, True])
def test_rule_2_a_busy_all_day_event_closes_its_dates_to_work(flexible: bool) -> None:
    world = good_world()
    when = Interval(at(1, "00:00"), at(3, "00:00"))  # the run and the care of Wednesday stay
    away = Event("away", "Away", when, all_day=True, flexible=flexible)
    found = world.with_(events=(*world.events, away))
    assert found.broken() == {2}
    assert found.causes() == {"all-day event"}
    assert {b for v in found.verdict().violations for b in v.blocks} == {"mail/1", "call/1"}
    shown = replace(away, busy=False)
    assert world.with_(events=(*world.events, shown)).broken() == set()


def test_rule_2_outer_hours_off_the_grid_open_whole_slots_only() -> None:
    world = good_world().with_rules(rule("rest.daily", 0.0))
    late = world.with_rules(rule("hours.outer", (window("08:00", "14:29"),)))
    assert [found.blocks for found in late.verdict().violations] == [("call/1",)]
    early = world.with_rules(rule("hours.outer", (window("09:41", "18:00"),)))
    assert [found.blocks for found in early.verdict().violations] == [("memo/1",)]


def test_rule_2_says_from_when() -> None:
    world = good_world().commitment("run", windows=()).move("run/2", 3, "18:00", "18:45")
    (found,) = world.verdict().violations
    assert found.text.endswith("meets time that hours.family closes, from Thu 26 Nov 18:30")


def test_rule_2_a_fixed_non_negotiable() -> None:
    world = good_world().commitment("care", windows=(window("18:00", "22:00"),))
    world = world.move("care/2", 2, "20:45", "21:15")
    assert world.broken() == {2}
    assert world.causes() == {"dinner"}


def test_rule_2_outer_hours() -> None:
    world = good_world().move("mail/1", 1, "17:45", "18:15").with_rules(rule("hours.family", ()))
    assert world.broken() == {2}
    assert world.causes() == {"hours.outer"}


def test_rule_2_outer_hours_of_two_windows_that_touch() -> None:
    world = good_world().with_rules(rule("hours.outer", (window("08:00", "10:15"), window("10:15", "18:00"))))
    assert world.broken() == set()


def test_rule_2_no_outer_hours_no_limit() -> None:
    world = good_world().move("mail/1", 1, "07:30", "08:00")
    rules = tuple(item for item in world.rules if item.id not in {"hours.outer", "rest.daily"})
    assert world.with_(rules=rules).broken() == set()


def test_rule_2_weekend() -> None:
    world = good_world().move("mail/1", SAT, "10:00", "10:30")
    assert world.causes() == {"weekend"}
    priced = rule("weekend", (window("00:00", "00:00", WEEKEND),), Strength.PRICED)
    assert world.with_rules(priced).broken() == set()


def test_rule_2_public_holiday() -> None:
    world = good_world().with_(holidays=frozenset({MONDAY + timedelta(days=1)}))
    assert world.broken() == set()
    assert world.with_rules(rule("holidays", "yes", Strength.PRICED)).broken() == set()
    hard = world.with_rules(rule("holidays", "yes", Strength.HARD))
    assert hard.broken() == {2}
    assert hard.causes() == {"holidays"}


def test_rule_2_golden_hours_are_for_focus() -> None:
    golden = (window("10:15", "12:00"),)
    world = good_world().with_rules(rule("hours.focus", golden, Strength.HARD))
    assert world.broken() == {2}
    assert [found.blocks for found in world.verdict().violations] == [("mail/1",)]
    assert good_world().with_rules(rule("hours.focus", golden, Strength.PRICED)).broken() == set()


def late_world(*own: str) -> World:
    """Work until midnight is permitted; own hours are 09:00 to 17:00, and on Tuesday also a late window."""
    world = good_world().with_rules(
        rule("hours.outer", (window("00:00", "00:00"),)), rule("sleep", (window("02:00", "05:00"),))
    )
    day = window("09:00", "17:00", WORKDAYS)
    late = tuple(window(start, end, frozenset({1})) for start, end in zip(own[::2], own[1::2], strict=True))
    return world.with_rules(rule("hours.own", (day, *late)))


@pytest.mark.parametrize(
    ("day", "start", "end", "legal"),
    [
        (1, "21:30", "22:00", True),  # 11 hours before 09:00
        (1, "21:35", "22:05", False),
        (2, "08:30", "09:00", False),  # the rest lasts until the first own hour
        (2, "09:00", "09:30", True),
        (
            4,
            "17:00",
            "17:30",
            False,
        ),  # no own hours on Saturday; 11 hours before its first outer hour, 00:00,
        (4, "16:30", "17:00", True),  # lie inside the own hours of Friday: the rest starts after them
    ],
)
def test_rule_2_daily_rest(day: int, start: str, end: str, legal: bool) -> None:
    world = late_world().move("mail/1", day, start, end)
    assert world.causes() == (set() if legal else {"rest.daily"})


@pytest.mark.parametrize(
    ("day", "start", "end", "legal"),
    [
        (1, "22:30", "23:00", True),  # own hours reach to 23:00 themselves
        (1, "23:00", "23:30", False),
        (2, "09:30", "10:00", False),  # 23:00 and 11 hours is 10:00
        (2, "10:00", "10:30", True),
    ],
)
def test_rule_2_daily_rest_after_late_own_hours(day: int, start: str, end: str, legal: bool) -> None:
    world = late_world("20:00", "23:00").move("mail/1", day, start, end)
    assert world.causes() == (set() if legal else {"rest.daily"})


def test_rule_2_daily_rest_before_outer_hours_where_there_are_none_of_ones_own() -> None:
    # Saturday is priced; Sunday has outer hours from 08:00 only: work ends 10 hours before, at 22:00.
    outer = rule("hours.outer", (window("08:00", "00:00"),))
    priced = rule("weekend", (window("00:00", "00:00", WEEKEND),), Strength.PRICED)
    world = late_world().with_rules(outer, priced, rule("rest.daily", 10.0))
    assert world.move("mail/1", SAT, "21:30", "22:00").broken() == set()
    assert world.move("mail/1", SAT, "21:35", "22:05").causes() == {"rest.daily"}
    without = rule("hours.outer", ())
    assert world.with_(by_day={6: (without,)}).move("mail/1", SAT, "22:30", "23:00").broken() == set()


def test_rule_2_daily_rest_is_no_rule_where_it_is_advice() -> None:
    world = late_world().move("mail/1", 1, "22:00", "22:30")
    assert world.with_rules(rule("rest.daily", 11.0, Strength.ADVICE)).broken() == set()


def test_rule_2_daily_rest_reaches_over_the_last_midnight() -> None:
    # Horizon of Monday and Tuesday; Wednesday's own hours start at 09:00.
    world = late_world().drop("run/2").drop("care/2").with_plan(days=2)
    assert world.move("mail/1", 1, "21:35", "22:05").causes() == {"rest.daily"}


@pytest.mark.parametrize(("days", "closed"), [(WEEKEND, SUN), (frozenset({SAT}), SAT), (frozenset(), SUN)])
def test_rule_2_weekly_rest_keeps_the_last_day_off(days: frozenset[int], closed: int) -> None:
    priced = rule("weekend", (window("00:00", "00:00", days),), Strength.PRICED)
    world = good_world().with_rules(priced, rule("rest.weekly", 35.0))
    for day in (SAT, SUN):
        moved = world.move("mail/1", day, "10:00", "10:30")
        assert moved.causes() == ({"rest.weekly"} if day == closed else set())


def test_rule_2_weekly_rest_needs_nothing_where_a_day_off_is_hard() -> None:
    saturday = rule("weekend", (window("00:00", "00:00", frozenset({SAT})),), Strength.HARD)
    world = good_world().with_rules(saturday, rule("rest.weekly", 35.0))
    assert world.move("mail/1", SUN, "10:00", "10:30").broken() == set()


def test_rule_2_closed_time_off_the_grid_closes_every_slot_that_it_touches() -> None:
    world = good_world().commitment("run", windows=()).move("run/2", 2, "21:40", "22:25")
    assert world.with_rules(rule("sleep", (window("22:25", "06:30"),))).broken() == set()
    assert world.with_rules(rule("sleep", (window("22:24", "06:30"),))).broken() == {2}


def test_rules_by_weekday_are_read_date_by_date() -> None:
    world = good_world().with_(by_day={1: (rule("hours.outer", (window("12:00", "18:00", WORKDAYS),)),)})
    assert [found.blocks for found in world.verdict().violations] == [("mail/1",)]


def test_a_missing_rulebook_is_read_by_the_nearest() -> None:
    world = good_world()
    books = {MONDAY: book(*world.rules)}
    assert verify(world.life, world.events, books, world.plan, world.curve).ok
    assert verify(world.life, world.events, {date(2020, 1, 1): books[MONDAY]}, world.plan, world.curve).ok
