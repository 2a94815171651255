"""What a replan changes, in words: moved, missed, new, dropped."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from equipoise import api
from equipoise.domain.commitments import BlockKind, Estimate, LocalWindow, Task
from equipoise.domain.life import Life, Person
from equipoise.domain.plan import Block, Certificate, Misfit, Plan
from equipoise.domain.time import Interval
from equipoise.planning.diff import diff_plans
from equipoise.planning.search import Effort

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def block(name: str, day: int, hour: float, minutes: int = 60, kind: BlockKind = BlockKind.FOCUS) -> Block:
    start = MONDAY + timedelta(days=day, hours=hour)
    title = name.capitalize()
    return Block(
        f"{name}/{day}/{hour:g}", kind, title, Interval(start, start + timedelta(minutes=minutes)), name
    )


def plan(now: float, *blocks: Block, misfits: tuple[Misfit, ...] = ()) -> Plan:
    moment = MONDAY + timedelta(hours=now)
    days = 7 - (moment.date() - date(2026, 11, 23)).days
    return Plan("Ada", "UTC", moment.date(), days, moment, blocks, (), misfits, (), Certificate(1, 1, 0), {})


def test_a_missed_block_moves_and_is_not_new() -> None:
    found = diff_plans(plan(7, block("memo", 0, 9)), plan(14, block("memo", 1, 10)))
    assert found.sentences == ("Memo moves from Mon 23 Nov 09:00 (missed) to Tue 24 Nov 10:00-11:00",)
    assert [(m.before.id, m.after.id, m.missed, m.reason) for m in found.moved] == [
        ("memo/0/9", "memo/1/10", 60, "")
    ]
    assert not found.added
    assert not found.dropped


def test_a_block_that_was_done_is_not_told() -> None:
    old = plan(7, block("memo", 0, 9), block("memo", 1, 9))
    assert diff_plans(old, plan(14, block("memo", 1, 9))).empty


def test_what_was_half_done_says_how_much_was_missed() -> None:
    found = diff_plans(plan(7, block("memo", 0, 9)), plan(14, block("memo", 1, 10, 30)))
    assert found.sentences == (
        "Memo moves from Mon 23 Nov 09:00 (30 of 60 min missed) to Tue 24 Nov 10:00-10:30",
    )


def test_of_several_blocks_that_are_over_the_latest_was_missed() -> None:
    old = plan(7, block("memo", 0, 9), block("memo", 0, 11), block("memo", 1, 9))
    found = diff_plans(old, plan(14, block("memo", 1, 9), block("memo", 2, 9)))
    assert found.sentences == ("Memo moves from Mon 23 Nov 11:00 (missed) to Wed 25 Nov 09:00-10:00",)
    assert found.kept == 1


def test_a_missed_block_in_two_pieces_tells_the_second_as_more_of_it() -> None:
    found = diff_plans(
        plan(7, block("memo", 0, 9)), plan(14, block("memo", 1, 9, 30), block("memo", 2, 9, 30))
    )
    assert found.sentences == (
        "Memo moves from Mon 23 Nov 09:00 (missed) to Tue 24 Nov 09:00-09:30",
        "More of Memo is placed on Wed 25 Nov 09:00-09:30",
    )


def test_a_missed_block_without_a_new_place_is_told() -> None:
    left = Misfit("memo", "Memo", 60, 0, "the week is full")
    found = diff_plans(plan(7, block("memo", 0, 9)), plan(14, misfits=(left,)))
    assert found.sentences == ("Memo on Mon 23 Nov 09:00-10:00 (missed) finds no new place",)
    assert [b.id for b in found.dropped] == ["memo/0/9"]


def test_what_found_no_place_before_is_new_even_if_an_earlier_one_is_over() -> None:
    lunches = [block("lunch", 0, 12, 30, BlockKind.RITUAL), block("lunch", 2, 12, 30, BlockKind.RITUAL)]
    old = plan(7, *lunches, misfits=(Misfit("lunch", "Lunch", 30, 60, "Tuesday is full"),))
    found = diff_plans(old, plan(14, block("lunch", 1, 12, 30, BlockKind.RITUAL), lunches[1]))
    assert found.sentences == ("Lunch is new on Tue 24 Nov 12:00-12:30",)


def test_a_task_that_nobody_planned_before_is_new() -> None:
    found = diff_plans(plan(7, block("memo", 0, 9)), plan(14, block("call", 1, 9)))
    assert found.sentences == ("Call is new on Tue 24 Nov 09:00-10:00",)


def test_a_block_that_something_else_pushes_away_says_what() -> None:
    old = plan(7, block("memo", 1, 9))
    found = diff_plans(old, plan(8, block("urgent", 1, 9), block("memo", 1, 11)))
    assert found.sentences == (
        "Urgent is new on Tue 24 Nov 09:00-10:00",
        "Memo moves from Tue 24 Nov 09:00 to Tue 24 Nov 11:00-12:00, because Urgent takes its place",
    )


@pytest.mark.parametrize(("missed", "words"), [(True, "(missed)"), (False, "")])
def test_a_real_replan_of_a_missed_morning_says_so(missed: bool, words: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    hours = LocalWindow(time(9), time(11))
    task = Task("memo", "Memo", Estimate.single(60), only=(hours,), min_chunk=60)
    life = Life(Person("Ada", zone), tasks=(task,))
    effort = Effort(seconds=20, rounds=4)
    old = api.solve(life, now=datetime(2026, 11, 23, 8, 0, tzinfo=zone), effort=effort).plan
    first = next(b for b in old.blocks if b.commitment == "memo")
    later = first.when.end + timedelta(minutes=30)
    told = api.replan(life, old, now=later, missed=missed, effort=effort).diff.sentences
    mine = [line for line in told if line.startswith("Memo")]
    assert len(mine) == int(missed)
    assert all(words in line and "moves from" in line for line in mine)
