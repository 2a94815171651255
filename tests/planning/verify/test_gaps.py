"""Buffers and travel (8), breaks (9), margin (10)."""

from dataclasses import replace

from equipoise.domain.commitments import Area, OnCall
from equipoise.domain.life import TravelTable

from .lives import (
    at,
    good_world,
    rule,
    serve,
    span,
    task,
    window,
)

# 8: buffers and travel


def test_rule_8_roles() -> None:
    # The report ends at 14:00 on Monday.
    world = good_world().commitment("mail", role="home").alter("mail/1", role="home")
    assert world.move("mail/1", 0, "14:10", "14:40").broken() == set()
    assert world.move("mail/1", 0, "14:05", "14:35").broken() == {8}
    assert world.with_rules(rule("buffer.role", 15.0)).move("mail/1", 0, "14:10", "14:40").broken() == {8}


def test_rule_8_no_role_needs_no_buffer() -> None:
    world = good_world().commitment("mail", role="").alter("mail/1", role="")
    assert world.move("mail/1", 0, "14:00", "14:30").broken() == set()


def test_rule_8_meetings() -> None:
    assert good_world().move("memo/1", 0, "09:35", "10:35").broken() == set()
    assert good_world().move("memo/1", 0, "09:30", "10:30").broken() == {8}
    alone = good_world().event("standup", meeting=False).move("memo/1", 0, "09:30", "10:30")
    assert alone.broken() == set()


def test_rule_8_before_a_meeting_too() -> None:
    world = good_world().move("report/1", 0, "11:10", "12:10")
    assert world.event("standup", when=span(0, "10:45", "10:55")).broken() == set()
    assert world.event("standup", when=span(0, "10:40", "10:50")).broken() == {8}


def test_rule_8_travel() -> None:
    world = good_world().commitment("memo", place="home").alter("memo/1", place="home")
    world = world.event("standup", place="office").with_life(travel=TravelTable({("home", "office"): 10}))
    assert world.broken() == set()
    assert world.with_life(travel=TravelTable({("home", "office"): 11})).broken() == {8}


def test_rule_8_the_event_that_ends_last_is_next() -> None:
    world = good_world()
    short = replace(world.events[0], id="short", when=span(0, "09:10", "09:15"))
    late = world.with_(events=(*world.events, short)).move("memo/1", 0, "09:30", "10:30")
    assert late.broken() == {8}


def test_rule_8_pins_count_for_other_blocks_only() -> None:
    pin = span(0, "09:30", "10:30")
    world = good_world().alter("memo/1", when=pin, pinned=True).commitment("memo", pins=(pin,))
    assert world.broken() == set()
    other = world.commitment("mail", role="home").alter("mail/1", role="home")
    moved = other.move("mail/1", 0, "15:00", "15:30")
    assert moved.broken() == set()
    near = moved.move("mail/1", 0, "08:55", "09:25").event("standup", when=span(3, "09:00", "09:30"))
    near = near.with_rules(rule("rest.daily", 0.0))
    assert near.broken() == {8}  # five minutes to the pin; ten are needed


# 9: breaks


def test_rule_9_too_long_without_a_break() -> None:
    # 09:40 to 11:40 is the longest stretch, 120 minutes; memo ends at 10:40.
    assert good_world().move("report/1", 0, "10:45", "11:40").broken() == set()
    assert good_world().move("report/1", 0, "10:45", "11:45").broken() == {9}
    assert good_world().move("report/1", 0, "10:50", "11:50").broken() == set()


def test_rule_9_fixed_events_count() -> None:
    world = good_world().event("standup", when=span(0, "08:30", "09:35"))
    assert world.broken() == {9}  # 08:30 to 10:40 with a gap of 5 minutes
    assert world.with_rules(rule("stretch.max", 130.0)).broken() == set()
    assert world.with_rules(rule("break.min", 5.0)).broken() == set()


def test_rule_9_a_chain_goes_on_from_its_latest_end() -> None:
    # 08:00 to 09:35, and 09:00 to 09:10 inside it; memo joins the first: 08:00 to 10:40.
    world = good_world().event("standup", when=span(0, "08:00", "09:35"))
    inner = replace(world.events[0], id="inner", when=span(0, "09:00", "09:10"), meeting=False)
    assert world.with_(events=(*world.events, inner)).broken() == {9}


def test_rule_9_one_long_element_is_no_chain() -> None:
    assert good_world().with_rules(rule("stretch.max", 30.0)).broken() == set()


def test_rule_9_life_is_no_work() -> None:
    world = good_world().commitment("report", area=Area.LIFE)
    world = world.alter("report/1", area=Area.LIFE).alter("report/2", area=Area.LIFE)
    assert world.move("report/1", 0, "10:45", "11:45").broken() == set()


def test_rule_9_fixed_events_alone_are_nobodys_fault() -> None:
    world = good_world()
    long = replace(world.events[0], id="long", when=span(3, "09:00", "11:00"))
    more = replace(world.events[0], id="more", when=span(3, "11:00", "13:00"))
    assert world.with_(events=(*world.events, long, more)).broken() == set()


# 10: margin


def test_rule_10_the_margin_of_a_date() -> None:
    # Monday: 480 own minutes less 30 of the stand-up are 450; memo, report and shutdown take 195 of them.
    # 0.56 x 450 = 252 leaves 198, on the grid 195; 0.57 x 450 = 256.5 leaves 193.5, on the grid 190.
    assert good_world().with_rules(rule("margin", 0.56)).broken() == set()
    assert good_world().with_rules(rule("margin", 0.57)).broken() == {10}


def test_rule_10_exact_shares_are_not_lost_to_rounding() -> None:
    # 0.7 x 450 leaves 135, which is 60 + 60 + 15 (without report/2): 1 - 0.7 is a little less than 0.3 here.
    world = good_world().drop("report/2").with_rules(rule("margin", 0.7))
    assert world.broken() == set()


def test_rule_10_family_time_and_fixed_non_negotiables_are_no_budget() -> None:
    # Dinner from 10:40 to 11:00 leaves 430: 0.54 of it free are 197.8 to plan, and 0.56 are 189.2.
    world = good_world().commitment("dinner", windows=(window("10:40", "11:00"),))
    assert world.with_rules(rule("margin", 0.54)).broken() == set()
    assert world.with_rules(rule("margin", 0.56)).broken() == {10}


def test_rule_10_on_call() -> None:
    duty = OnCall(span(0, "23:00", "23:30"))
    world = good_world().with_life(on_call=(duty,))
    assert world.broken() == set()
    assert world.with_rules(rule("margin.on_call", 0.57)).broken() == {10}
    assert world.with_rules(rule("margin.on_call", 0.05), rule("margin", 0.57)).broken() == {10}
    other = good_world().with_life(on_call=(OnCall(span(1, "00:00", "00:30")),))
    assert other.with_rules(rule("margin.on_call", 0.57)).broken() == set()


def test_rule_10_only_time_from_now_on() -> None:
    # At 09:10 the frozen zone ends at 09:40; 450 - 0 own minutes of 09:30 to 17:00 are left, 195 of them planned.
    world = good_world().with_plan(now=at(0, "09:10")).with_rules(rule("margin", 0.56))
    assert world.broken() == set()
    # From 10:40 on, memo pinned and over: 380 minutes left, of which 135 are planned; 0.64 leaves 136.8, on the
    # grid 135; 0.65 leaves 133, on the grid 130.
    pin = span(0, "09:40", "10:40")
    later = good_world().alter("memo/1", pinned=True).commitment("memo", pins=(pin,))
    later = later.with_plan(now=at(0, "10:40")).with_rules(rule("frozen", 0.0))
    assert later.with_rules(rule("margin", 0.64)).broken() == set()
    assert later.with_rules(rule("margin", 0.65)).broken() == {10}


def test_rule_10_pins_alone_are_the_persons_decision() -> None:
    pin = span(3, "09:00", "17:00")
    deep = task("deep", 480, pins=(pin,))
    world = good_world().with_life(tasks=(*good_world().life.tasks, deep))
    assert world.add(serve(deep, 1, pin, pinned=True)).broken() == set()
