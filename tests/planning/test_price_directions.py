"""Each price by itself on a week so small that the better place is plain: cheap it loses, dear it wins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.planning.explain.smallweeks import BERLIN, Flat, Small, rule, task, window

from equipoise.domain.commitments import Area, Event, Priority
from equipoise.domain.plan import Plan
from equipoise.domain.rules import Strength
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.search import Effort

SURE = Effort(seconds=20.0, rounds=90, gap=1e-6, patience=36)
BRIGHT = Flat(morning=1.0, afternoon=0.0)
EVERY_DAY, WEEKEND = frozenset(range(7)), frozenset({5, 6})


def planned(week: Small) -> Plan:
    request = week.request()
    plan = solve(request, SURE).plan
    assert check_plan(request, plan).ok
    return plan


def hours(plan: Plan, commitment: str) -> list[float]:
    """Return the local hours at which the blocks of a commitment start."""
    starts = [b.when.start.astimezone(BERLIN) for b in plan.blocks if b.commitment == commitment]
    return [s.hour + s.minute / 60 for s in starts]


@pytest.mark.parametrize("priority", list(Priority))
def test_dearer_work_of_a_priority_wins_the_only_hour(priority: Priority) -> None:
    other = Priority.NORMAL if priority is not Priority.NORMAL else Priority.HIGH
    both = (task("mine", 60, priority=priority), task("rival", 60, priority=other))
    for price, winner in ((0.1, "rival"), (9.0, "mine")):
        rules = (rule(f"price.{priority.name.lower()}", price),)
        plan = planned(Small(days=1, closes="10:00", tasks=both, rules=rules))
        assert {b.commitment for b in plan.blocks} == {winner}


def test_dearer_preferred_hours_are_kept() -> None:
    # the morning is brighter, the person likes the afternoon
    memo = task("memo", 60, preferred=(window("15:00", "17:00"),))
    for price, wanted in ((0.001, False), (5.0, True)):
        rules = (rule("price.preferred", price), rule("price.energy", 1.0))
        plan = planned(Small(days=1, closes="18:00", tasks=(memo,), rules=rules, curve=BRIGHT))
        (start,) = hours(plan, "memo")
        assert (15 <= start <= 16) is wanted


def test_a_dearer_batch_gathers_calls() -> None:
    week = Small(days=1, closes="18:00", curve=BRIGHT)
    call = Event(
        "call", "Call", week.span(0, "09:00", "09:30"), area=Area.WORK, role="work", meeting=True, flexible=True,
        window=week.span(0, "09:00", "18:00"),
    )  # fmt: skip
    for price, wanted in ((0.001, False), (5.0, True)):
        rules = (
            rule("hours.meetings", (window("14:00", "16:00"),)),
            rule("price.batch", price),
            rule("price.energy", 1.0),
        )
        (start,) = hours(planned(replace(week, events=(call,), rules=rules)), "call")
        assert (14 <= start <= 15.5) is wanted


def test_a_dearer_weekend_stays_free() -> None:
    # the workdays are full of meetings; only Saturday and Sunday are left
    week = Small()
    busy = tuple(
        Event(
            f"busy-{d}", "Workshop", week.span(d, "09:00", "12:00"), area=Area.WORK, role="work", meeting=True
        )
        for d in range(5)
    )
    free = (
        rule("hours.outer", (window("09:00", "12:00", EVERY_DAY),)),
        rule("weekend", (window("00:00", "00:00", WEEKEND),), Strength.PRICED),
    )
    for price, blocks in ((0.001, 1), (5.0, 0)):
        rules = (*free, rule("price.off_hours", 0.1), rule("price.weekend", price))
        plan = planned(replace(week, events=busy, tasks=(task("memo", 60),), rules=rules))
        assert len(hours(plan, "memo")) == blocks


def test_dearer_completion_finishes_one_thing_rather_than_half_of_two() -> None:
    # two hours are free; the long task earns more a minute in parts, the short one can be finished
    long = task("long", 240, min_chunk=60, max_chunk=120, priority=Priority.HIGH)
    short = task("short", 120, min_chunk=60, max_chunk=120, priority=Priority.NORMAL)
    for share, winner in ((0.1, "long"), (0.9, "short")):
        rules = (rule("price.completion", share), rule("price.normal", 1.0), rule("price.high", 1.5))
        plan = planned(Small(days=1, closes="11:00", tasks=(long, short), rules=rules))
        assert {b.commitment for b in plan.blocks} == {winner}


def test_dearer_change_leaves_blocks_where_they_are() -> None:
    # a meeting kept the bright morning busy; now it is cancelled
    week = Small(days=1, closes="18:00", tasks=(task("memo", 60),), curve=BRIGHT)
    busy = Event(
        "busy", "Workshop", week.span(0, "09:00", "12:00"), area=Area.WORK, role="work", meeting=True
    )
    for price, stays in ((0.001, False), (500.0, True)):
        rules = (rule("price.change", price), rule("price.energy", 1.0))
        before = planned(replace(week, events=(busy,), rules=rules))
        request = replace(replace(week, rules=rules).request(), previous=before)
        after = solve(request, SURE).plan
        assert check_plan(request, after).ok
        assert (hours(after, "memo") == hours(before, "memo")) is stays
