"""Form (0), grid and order (1), the frozen zone (3)."""

from dataclasses import replace
from typing import Any

import pytest

from equipoise.domain.commitments import Area, BlockKind, Event
from equipoise.domain.plan import Block
from equipoise.domain.time import Interval

from .lives import (
    MEMO,
    at,
    good_world,
    rule,
    serve,
    span,
    window,
)


def buffer(when: Interval, number: int = 1) -> Block:
    return Block(f"buffer/{number}", BlockKind.BUFFER, "Buffer", when)


# 0: form


def test_rule_0_zone() -> None:
    assert good_world().with_plan(zone="Europe/Paris").broken() == {0}


def test_rule_0_unknown_commitment() -> None:
    block = replace(serve(MEMO, 1, span(3, "10:00", "10:30")), id="x/1", commitment="x")
    assert good_world().add(block).broken() == {0}


def test_rule_0_no_commitment_but_not_the_planners_own_kind() -> None:
    block = replace(serve(MEMO, 1, span(3, "10:00", "10:30")), id="x/1", commitment="")
    assert good_world().add(block).broken() == {0}


@pytest.mark.parametrize(
    "changes",
    [{"area": Area.LIFE}, {"role": "hobby"}, {"place": "moon"}, {"kind": BlockKind.ADMIN}],
    ids=str,
)
def test_rule_0_block_is_not_what_its_commitment_is(changes: dict[str, Any]) -> None:
    assert good_world().alter("memo/1", **changes).broken() == {0}


def test_rule_0_movable_events_are_never_focus() -> None:
    assert good_world().alter("call/1", kind=BlockKind.FOCUS).broken() == {0}
    assert good_world().alter("call/1", kind=BlockKind.ADMIN).broken() == set()


def test_rule_0_two_blocks_with_one_id() -> None:
    assert good_world().alter("report/2", id="report/1").broken() == {0}


def test_rule_0_unsorted() -> None:
    world = good_world()
    assert world.with_plan(blocks=world.plan.blocks[::-1]).broken() == {0}


def test_rule_0_added_blocks_overlap_nothing() -> None:
    assert good_world().add(buffer(span(0, "09:30", "09:40"))).broken() == set()
    assert good_world().add(buffer(span(0, "09:30", "09:45"))).broken() == {0}
    assert good_world().add(buffer(span(0, "09:25", "09:40"))).broken() == {0}
    assert good_world().add(
        buffer(span(3, "09:30", "09:45")), buffer(span(3, "09:40", "09:50"), 2)
    ).broken() == {0}


# 1: grid and order


def test_rule_1_off_the_grid() -> None:
    assert good_world().move("memo/1", 0, "09:42", "10:42").broken() == {1}


def test_rule_1_no_length() -> None:
    empty = Interval(at(3, "10:00"), at(3, "10:00"))
    assert good_world().add(buffer(empty)).broken() == {1}


@pytest.mark.parametrize("when", [span(-1, "23:55", "00:10"), span(6, "23:50", "00:05")])
def test_rule_1_outside_the_horizon(when: Interval) -> None:
    assert good_world().add(buffer(when)).broken() == {1}


def test_rule_1_only_the_end_off_the_grid() -> None:
    assert good_world().add(buffer(span(3, "09:30", "09:42"))).broken() == {1}


def test_rule_1_a_block_does_not_cross_midnight() -> None:
    world = good_world().with_rules(rule("sleep", (window("03:00", "06:30"),))).commitment("run", windows=())
    assert world.move("run/2", 3, "23:15", "00:00").broken() == set()
    assert world.move("run/2", 3, "23:20", "00:05").broken() == {1}


def test_rule_1_two_blocks_overlap() -> None:
    assert good_world().move("shutdown/1", 0, "17:00", "17:15").broken() == {1}


def test_rule_1_a_block_overlaps_a_fixed_event() -> None:
    assert good_world().event("standup", when=span(0, "10:00", "10:10")).broken() >= {1, 2}
    # Pins are exempt from closed time, but not from this.
    when = span(0, "09:15", "10:15")
    pinned = good_world().alter("memo/1", when=when, pinned=True).commitment("memo", pins=(when,))
    assert pinned.broken() == {1}


def test_rule_1_fixed_events_may_overlap_each_other() -> None:
    world = good_world()
    other = replace(world.events[0], id="other", when=span(0, "09:10", "09:20"))
    assert world.with_(events=(*world.events, other)).broken() == set()


@pytest.mark.parametrize(
    "changes",
    [{"busy": False}, {"when": Interval(at(0, "10:02"), at(0, "10:02"))}],
    ids=str,
)
def test_rule_1_events_that_take_no_time(changes: dict[str, Any]) -> None:
    free = Event("free", "Free", span(0, "10:00", "11:00"), meeting=True)
    world = good_world()
    assert world.with_(events=(*world.events, replace(free, **changes))).broken() == set()


# 3: frozen zone


def test_rule_3_in_the_frozen_zone() -> None:
    world = good_world()
    assert world.with_plan(now=at(0, "09:10")).broken() == set()
    assert world.with_plan(now=at(0, "09:11")).broken() == {3}
    assert world.with_plan(now=at(0, "09:10")).with_rules(rule("frozen", 60.0)).broken() == {3}


def test_rule_3_before_now() -> None:
    world = good_world().with_plan(now=at(0, "10:00")).with_rules(rule("frozen", 0.0))
    assert world.broken() == {3}


def test_rule_3_pins_are_exempt() -> None:
    pin = span(0, "09:40", "10:40")
    world = good_world().alter("memo/1", pinned=True).commitment("memo", pins=(pin,))
    assert world.with_plan(now=at(0, "09:30")).broken() == set()
    assert world.with_plan(now=at(0, "10:00")).broken() == set()
