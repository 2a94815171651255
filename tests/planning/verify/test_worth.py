"""Terms paid by the minute, each with numbers derived by hand. Prices are the table's defaults unless stated."""

from datetime import timedelta

import pytest

from equipoise.domain.commitments import Area, BlockKind, EnergyKind, Priority
from equipoise.domain.rules import Strength

from .lives import MONDAY, WEEKEND, WORKDAYS, Level, World, at, good_world, rule, span, window


def test_term_placed() -> None:
    # Memo 0.6 x 60, report 0.6 x 120, mail (low, 0.5) 0.6 x 0.5 x 30, run 2 x 45, call (always high) 2 x 30.
    assert good_world().term("placed") == pytest.approx(36 + 72 + 9 + 90 + 60)


@pytest.mark.parametrize(
    ("priority", "worth"),
    [(Priority.LOW, 18), (Priority.NORMAL, 36), (Priority.HIGH, 72), (Priority.URGENT, 144)],
)
def test_term_placed_by_priority(priority: Priority, worth: float) -> None:
    rest = 72 + 9 + 90 + 60
    assert good_world().commitment("memo", priority=priority).term("placed") == pytest.approx(worth + rest)


def test_term_placed_is_priced_by_the_slots_own_date() -> None:
    # On Tuesday a completion share of 0.5 and a low price of 0.8: mail is worth 0.5 x 0.8 x 30 = 12, not 9.
    tuesday = (rule("price.completion", 0.5), rule("price.low", 0.8))
    assert good_world().with_(by_day={1: tuesday}).term("placed") == pytest.approx(267 + 3)


def test_term_tardy() -> None:
    # Mail on Tuesday from 10:00 to 10:30, low (0.5 a minute), 0.25 for each day. Due on Monday at 10:10: the four
    # slots up to 10:10 are within 24 hours (one day late), the slot at 10:15 and the last are two days late.
    # 15 minutes x 0.5 x 0.25 + 15 minutes x 0.5 x 0.5 = 1.875 + 3.75
    assert good_world().commitment("mail", due=at(0, "10:10")).term("tardy") == pytest.approx(-5.625)


@pytest.mark.parametrize(
    ("day", "clock", "cost"),
    [
        (1, "10:30", 0.0),  # just in time
        (1, "10:25", 5 * 0.5 * 0.25),  # one slot, and a slot that starts when it is due is a day late
        (1, "09:59", 30 * 0.5 * 0.25),
        (-6, "09:00", 30 * 0.5 * 0.8),  # eight days: at most 0.8
    ],
)
def test_term_tardy_from_the_due_date_on(day: int, clock: str, cost: float) -> None:
    assert good_world().commitment("mail", due=at(day, clock)).term("tardy") == pytest.approx(-cost)


def test_term_tardy_is_for_soft_dates() -> None:
    assert good_world().commitment("mail", due=at(0, "10:10"), hard_due=True).term("tardy") == 0


def test_term_sooner() -> None:
    # Mail moved to Thursday: 3 days x 0.01 x 0.5 x 30 = 0.45. The rest of the tasks lie on the first date.
    assert good_world().move("mail/1", 3, "10:00", "10:30").term("sooner") == pytest.approx(-0.45)


def test_term_sooner_takes_at_most_half() -> None:
    # 0.1 a day on Sunday, day 6, would be 0.6; it is 0.5: 0.5 x 0.5 x 30 = 7.5
    world = good_world().with_rules(rule("price.sooner", 0.1)).move("mail/1", 6, "10:00", "10:30")
    assert world.term("sooner") == pytest.approx(-7.5)


def test_term_energy() -> None:
    # Weight 0.5, price 0.4, so 0.2 a minute at full energy. Minutes: cognitive: tasks 60 + 120 + 30 and shutdown
    # 15 = 225 at 0.8; physical: run 90 at 0.5; social: call 30 at 0.1. Care is not asked.
    curve = Level(0.5, {"cognitive": 0.8, "physical": 0.5, "social": 0.1})
    expected = 0.2 * (225 * 0.8 + 90 * 0.5 + 30 * 0.1)
    assert good_world().with_(curve=curve).term("energy") == pytest.approx(expected)


def test_term_energy_is_read_at_the_local_start_of_each_slot() -> None:
    class Ramp(Level):
        def level(self, kind: str, minute_of_day: float) -> float:
            return minute_of_day / 1440 if kind == "social" else 0.0

    # The call, 14:00 to 14:30: slots start at 840, 845, ..., 865; their mean is 852.5.
    world = good_world().with_(curve=Ramp(1.0))
    assert world.term("energy") == pytest.approx(0.4 * 30 * 852.5 / 1440)
    memo = world.commitment("memo", energy=EnergyKind.SOCIAL)
    # Memo, 09:40 to 10:40: slots start at 580, ..., 635; their mean is 607.5.
    assert memo.term("energy") == pytest.approx(0.4 * (30 * 852.5 + 60 * 607.5) / 1440)


def test_term_off_hours() -> None:
    # 16:45 to 17:15: a quarter of an hour outside 09:00 to 17:00, at 0.5
    assert good_world().move("mail/1", 1, "16:45", "17:15").term("off_hours") == pytest.approx(-7.5)
    assert good_world().move("mail/1", 5, "10:00", "10:30").term("off_hours") == pytest.approx(-15)


def test_term_off_hours_is_for_work() -> None:
    world = good_world().commitment("mail", area=Area.LIFE).alter("mail/1", area=Area.LIFE)
    assert world.move("mail/1", 1, "16:45", "17:15").term("off_hours") == 0


def test_term_weekend() -> None:
    saturday = good_world().move("mail/1", 5, "10:00", "10:30")
    assert saturday.term("weekend") == pytest.approx(-15)  # 30 x 0.5, hard or priced
    priced = rule("weekend", (window("18:00", "00:00", WEEKEND),), Strength.PRICED)
    assert saturday.with_rules(priced).term("weekend") == pytest.approx(-15)  # the whole date is a day off


def test_term_weekend_on_holidays() -> None:
    # Tuesday is a holiday: mail and the call, 60 minutes of work, at 0.5
    tuesday = good_world().with_(holidays=frozenset({MONDAY + timedelta(days=1)}))
    assert tuesday.term("weekend") == 0
    assert tuesday.with_rules(rule("holidays", "yes", Strength.PRICED)).term("weekend") == pytest.approx(-30)


def life_task_at(start: str, end: str) -> World:
    world = good_world().commitment("mail", area=Area.LIFE, kind=BlockKind.LIFE)
    return world.alter("mail/1", area=Area.LIFE, kind=BlockKind.LIFE).move("mail/1", 1, start, end)


def test_term_personal_in_hours() -> None:
    # 30 minutes, and 10 minutes, at 0.1; the shutdown ritual inside own hours is exempt
    assert life_task_at("10:00", "10:30").term("personal_in_hours") == pytest.approx(-3)
    assert life_task_at("08:40", "09:10").term("personal_in_hours") == pytest.approx(-1)


def test_term_personal_in_hours_spares_non_negotiables() -> None:
    world = good_world().commitment("care", windows=(window("08:00", "20:00"),))
    assert world.move("care/2", 2, "10:00", "10:30").term("personal_in_hours") == 0


def test_term_batch() -> None:
    # The batch is 14:00 to 16:00: 10 minutes before it, at 0.3
    assert good_world().move("call/1", 1, "13:50", "14:20").term("batch") == pytest.approx(-3)


def test_term_batch_only_on_dates_that_have_one() -> None:
    world = good_world().move("call/1", 1, "10:00", "10:30")
    assert world.term("batch") == pytest.approx(-9)
    rules = tuple(item for item in world.rules if item.id != "hours.meetings")
    assert world.with_(rules=rules).term("batch") == 0


def test_term_focus() -> None:
    golden = (window("09:00", "10:15", WORKDAYS),)
    world = good_world().with_rules(rule("hours.focus", golden, Strength.PRICED))
    # Mail (admin) from 10:00 to 10:15 at 0.5; memo is focus
    assert world.term("focus") == pytest.approx(-7.5)
    assert good_world().with_rules(rule("hours.focus", golden, Strength.HARD)).term("focus") == 0


def test_term_focus_asks_rituals_and_life_too() -> None:
    late = rule("hours.focus", (window("16:40", "18:05", WORKDAYS),), Strength.PRICED)
    # Shutdown 5, run 2 x 45, care 2 x 5 minutes at 0.5
    assert good_world().with_rules(late).term("focus") == pytest.approx(-0.5 * (5 + 90 + 10))


def test_term_preferred() -> None:
    # Report, 11:00 to 12:00 and 13:00 to 14:00; liked until 13:20: 40 minutes outside at 0.3
    world = good_world().commitment("report", preferred=(window("11:00", "13:20"),))
    assert world.term("preferred") == pytest.approx(-12)
    monday_only = good_world().commitment("mail", preferred=(window("09:00", "12:00", frozenset({0})),))
    assert monday_only.term("preferred") == pytest.approx(-9)


def test_prices_outside_windows_off_the_grid_are_read_at_the_start_of_slots() -> None:
    # Own hours until 10:18: the slot 10:15 starts inside, 10:20 does not: mail pays 10 minutes at 0.5.
    own = rule("hours.own", (window("09:00", "10:18"),))
    moved = good_world().with_rules(own).drop("memo/1").drop("report/1").drop("report/2").drop("call/1")
    assert moved.term("off_hours") == pytest.approx(-5)


def test_pins_follow_the_same_terms() -> None:
    world = good_world().alter("mail/1", when=span(1, "16:45", "17:15"), pinned=True)
    assert world.term("off_hours") == pytest.approx(-7.5)
