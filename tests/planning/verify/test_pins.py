"""Pins (11) and replanning (12)."""

from dataclasses import replace

from .lives import (
    MEMO,
    REPORT,
    RUN,
    at,
    good_world,
    serve,
    span,
    task,
)

# 11: pins


def test_rule_11_a_pin_is_missing() -> None:
    pin = span(0, "14:00", "15:00")
    assert good_world().commitment("memo", pins=(pin,)).broken() == {11}
    assert good_world().commitment("memo", pins=(span(0, "05:00", "05:55"),)).broken() == set()  # is past
    assert good_world().commitment("memo", pins=(span(9, "14:00", "15:00"),)).broken() == set()  # is later


def test_rule_11_a_pin_stands_pinned() -> None:
    assert good_world().commitment("memo", pins=(span(0, "09:40", "10:40"),)).broken() == {11}


def test_rule_11_a_pin_among_other_blocks() -> None:
    pin = span(0, "13:00", "14:00")
    world = good_world().alter("report/2", pinned=True).commitment("report", pins=(pin,))
    assert world.broken() == set()


def test_rule_11_pinned_by_nobody() -> None:
    assert good_world().alter("memo/1", pinned=True).broken() == {11}


def test_rule_11_a_movable_event_in_the_frozen_zone_stays() -> None:
    early = good_world().with_plan(now=at(1, "14:45")).event("call", when=span(1, "14:00", "14:30"))
    kept = early.alter("call/1", pinned=True)
    assert all("call/1" not in found.blocks for found in kept.verdict().violations)


# 12: replan


def test_rule_12_the_frozen_block_is_gone() -> None:
    world = good_world().with_plan(now=at(0, "09:10"))
    frozen = serve(MEMO, 1, span(0, "09:30", "10:30"))
    previous = replace(world.plan, blocks=(frozen,))
    assert world.with_(previous=previous).broken() == {12}


def test_rule_12_the_frozen_block_stands_as_a_pin() -> None:
    world = good_world().with_plan(now=at(0, "09:15")).with_(previous=good_world().plan)
    assert world.broken() == {3, 12}
    assert world.alter("memo/1", pinned=True).broken() == set()


def test_rule_12_the_end_of_the_frozen_zone_is_not_frozen() -> None:
    world = good_world().with_plan(now=at(0, "09:10"))
    later = serve(MEMO, 1, span(0, "09:40", "10:35"))
    assert world.with_(previous=replace(world.plan, blocks=(later,))).broken() == set()


def test_rule_12_what_has_ended_is_over() -> None:
    ended = serve(RUN, 1, span(0, "05:00", "05:45"))
    world = good_world()
    assert world.with_(previous=replace(world.plan, blocks=(ended,))).broken() == set()


def test_rule_12_what_nobody_asks_for_any_more_is_dropped() -> None:
    gone = serve(task("gone", 60), 1, span(0, "05:30", "06:30"))
    world = good_world()
    assert world.with_(previous=replace(world.plan, blocks=(gone,))).broken() == set()


def test_rule_12_what_waits_for_unfinished_work_is_planned_anew() -> None:
    # the report comes after the memo; the frozen zone holds a piece of it, but the memo will not be done by then
    world = good_world().with_plan(now=at(0, "09:10"))
    held = serve(REPORT, 1, span(0, "09:30", "10:30"))
    previous = replace(world.plan, blocks=(held,))
    assert world.with_(previous=previous).broken() == set()
    assert world.commitment("report", after=()).with_(previous=previous).broken() == {12}
