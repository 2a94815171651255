"""Terms paid once, each with numbers derived by hand."""

from dataclasses import replace

import pytest

from equipoise.domain.commitments import Estimate, Event, Goal

from .lives import SHUTDOWN, World, at, good_world, rule, serve, span, window


def test_term_completion() -> None:
    # 0.4 x (memo 60 + report 120 + mail 0.5 x 30)
    assert good_world().term("completion") == pytest.approx(78)
    assert good_world().drop("report/2").term("completion") == pytest.approx(30)


def test_term_completion_counts_what_remains_on_the_grid() -> None:
    # Memo: 83 - 25 = 58 remain, 60 on the grid, and 60 are placed: 24 of the 78. With 61 it is not whole.
    assert good_world().commitment("memo", estimate=Estimate.single(83), done=25).term(
        "completion"
    ) == pytest.approx(78)
    assert good_world().commitment("memo", estimate=Estimate.single(61)).term("completion") == pytest.approx(
        54
    )


def test_term_completion_is_priced_by_the_first_date() -> None:
    world = good_world().with_(by_day={1: (rule("price.completion", 1.0), rule("price.low", 5.0))})
    assert world.term("completion") == pytest.approx(78)


def test_term_ritual() -> None:
    world = good_world().add(serve(SHUTDOWN, 2, span(1, "16:30", "16:45")))
    assert world.term("ritual") == pytest.approx(60)
    assert world.drop("shutdown/1").drop("shutdown/2").term("ritual") == 0


def test_term_ritual_is_priced_by_its_own_date() -> None:
    dear = rule("rituals", (replace(SHUTDOWN, value=50.0),))
    world = good_world().with_(by_day={1: (dear,)}).add(serve(SHUTDOWN, 2, span(1, "16:30", "16:45")))
    assert world.term("ritual") == pytest.approx(80)


def test_term_block() -> None:
    # Memo 1, report 2, mail 1 block at 2.0; the first date prices them all, whatever mail's date says
    assert good_world().term("block") == pytest.approx(-8)
    assert good_world().with_(by_day={1: (rule("price.block", 5.0),)}).term("block") == pytest.approx(-8)
    assert good_world().with_(by_day={0: (rule("price.block", 5.0),)}).term("block") == pytest.approx(-20)


def roles(world: World, **by_commitment: str) -> World:
    for name, role in by_commitment.items():
        world = world.commitment(name, role=role)
        for block in world.plan.blocks:
            if block.commitment == name:
                world = world.alter(block.id, role=role)
    return world


def test_term_switch() -> None:
    # Monday: memo (a), report (b), report (b), shutdown (none); Tuesday: mail (a), call (work); 4.0 each.
    # a to b, and a to work; the nights and the shutdown lie between Monday and Tuesday.
    assert roles(good_world(), memo="a", report="b", mail="a").term("switch") == pytest.approx(-8)


def test_term_switch_is_none_over_a_fixed_event() -> None:
    world = roles(good_world(), memo="a", report="b")
    assert world.term("switch") == pytest.approx(-4)
    lunch = Event("lunch", "Lunch", span(0, "10:45", "10:50"))
    assert world.with_(events=(*world.events, lunch)).term("switch") == 0
    shown = replace(lunch, busy=False)
    assert world.with_(events=(*world.events, shown)).term("switch") == pytest.approx(-4)


@pytest.mark.parametrize("rule_id", ["sleep", "hours.family", "hours.outer", "hours.own"])
def test_term_switch_is_none_over_time_closed_to_both_areas(rule_id: str) -> None:
    world = roles(good_world(), memo="a", report="b")
    nap = world.with_rules(rule(rule_id, (window("10:45", "10:50"),)))
    assert nap.term("switch") == (0 if rule_id in {"sleep", "hours.family"} else pytest.approx(-4))


def test_term_switch_is_none_over_a_fixed_non_negotiable() -> None:
    world = roles(good_world(), memo="a", report="b")
    assert world.commitment("dinner", windows=(window("10:45", "10:50"),)).term("switch") == 0


def test_term_switch_needs_two_roles() -> None:
    # Without a role the report stands between memo and nothing; memo and mail are not consecutive.
    assert roles(good_world(), memo="a", report="", mail="a", call="").term("switch") == pytest.approx(-4)


def test_term_switch_is_none_next_to_a_pin() -> None:
    world = roles(good_world(), memo="a", report="b")
    assert world.alter("memo/1", pinned=True).term("switch") == 0
    assert world.alter("report/1", pinned=True).term("switch") == 0
    assert world.alter("report/2", pinned=True).term("switch") == pytest.approx(-4)


def test_term_switch_is_priced_by_the_second_block() -> None:
    world = roles(good_world(), mail="a").with_(by_day={1: (rule("price.switch", 7.0),)})
    assert world.term("switch") == pytest.approx(-7)


def test_term_goal() -> None:
    # The book wants 90 a week and gets 120 minutes of the report: 0.3 x 90
    assert good_world().term("goal") == pytest.approx(27)
    # With one block of 60: 0.3 x 60
    assert good_world().drop("report/2").term("goal") == pytest.approx(18)
    # In a horizon of 3 days 90 x 3 / 7 = 38.6 are wanted, on the grid 35
    assert good_world().with_plan(days=3).term("goal") == pytest.approx(10.5)


def test_term_goal_counts_routines() -> None:
    world = good_world().with_life(goals=(Goal("fit", "Fit", 100), Goal("none", "None", 10)))
    assert world.commitment("run", goal="fit").term("goal") == pytest.approx(27)  # 0.3 x 90


def test_term_change() -> None:
    world = good_world()
    assert world.with_(previous=world.plan).term("change") == 0
    moved = world.move("mail/1", 1, "11:00", "11:30")
    assert moved.with_(previous=world.plan).term("change") == pytest.approx(-20)
    assert moved.drop("run/2").with_(previous=world.plan).term("change") == pytest.approx(-40)


def test_term_change_is_for_movable_blocks() -> None:
    old = good_world()
    new = old.drop("memo/1").drop("mail/1")
    assert new.with_(previous=old.plan).term("change") == pytest.approx(-40)
    pinned = old.alter("mail/1", pinned=True)
    assert new.with_(previous=pinned.plan).term("change") == pytest.approx(-20)
    later = new.with_plan(now=at(0, "09:30"))
    assert later.with_(previous=old.plan).term("change") == pytest.approx(-20)


def test_term_change_without_a_previous_plan_is_nothing() -> None:
    assert good_world().term("change") == 0
