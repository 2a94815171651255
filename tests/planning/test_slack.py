"""Slack is what the checker says it is, and less of it never leaves a block less defended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from time import process_time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.planning.explain.smallweeks import (
    MONDAY,
    Flat,
    Small,
    meeting,
    random_solution,
    routine,
    rule,
    task,
    window,
)

from equipoise.domain.commitments import Area, BlockKind, Event, NonNegotiable
from equipoise.domain.plan import Block
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import Interval
from equipoise.planning.engine import Solution, check_plan
from equipoise.planning.recall import recall
from equipoise.planning.slack import Slack, defended, due_of, slacks

STEP = timedelta(minutes=5)
WEEKS = [(1, "engineer", 0.85), (3, "consultant", 0.85), (6, "carer", 0.6)]


@cache
def week(number: int) -> Solution:
    seed, who, load = WEEKS[number]
    return random_solution(seed, who, load)


def movable(solution: Solution) -> Iterator[Block]:
    for block in solution.plan.blocks:
        if block.commitment and not block.pinned:
            yield block


def accepted(solution: Solution, block: Block, start: datetime) -> bool:
    """Ask the checker about the plan with one block moved."""
    to = Interval(start, start + (block.when.end - block.when.start))
    rest = [b for b in solution.plan.blocks if b.commitment and b.id != block.id]
    if any(b.when.overlaps(to) for b in rest):
        return False
    moved = sorted([*rest, replace(block, when=to)], key=lambda b: (b.when.start, b.when.end))
    return not check_plan(solution.setup.request, replace(solution.plan, blocks=tuple(moved))).violations


def due(solution: Solution, block: Block) -> datetime:
    item = next(i for i in solution.setup.items.values() if i.id == block.commitment)
    return due_of(item, solution.setup.request.grid, block.when.start)


@pytest.mark.parametrize("number", range(len(WEEKS)))
def test_the_last_start_is_accepted_and_no_later_one(number: int) -> None:
    solution = week(number)
    found = slacks(solution)
    assert found.keys() == {b.id for b in solution.plan.blocks}
    later = 0
    for turn, block in enumerate(movable(solution)):
        last, end = found[block.id].last_start, due(solution, block)
        assert last >= block.when.start
        if turn % 3 == number % 3:
            assert accepted(solution, block, last), block
            size = block.when.end - block.when.start
            near = [last + i * STEP for i in (1, 2, 3)]
            far = [last + timedelta(minutes=95 * i) for i in range(1, 60)]
            open_ones = [
                at for at in (*near, *far) if at + size <= end and untaken(solution, Interval(at, at + size))
            ]
            assert not any(
                accepted(solution, block, at) for at in open_ones[:: max(1, len(open_ones) // 6)]
            ), block
            later += last > block.when.start
    assert later > 2


def untaken(solution: Solution, when: Interval) -> bool:
    """Leave out places that anybody can see are taken, or lie at night: the checker needs no asking."""
    zone = solution.setup.request.grid.zone
    awake = 7 <= when.start.astimezone(zone).hour < 20
    taken = [b.when for b in solution.plan.blocks] + [e.when for e in solution.plan.fixed]
    return awake and not any(when.overlaps(other) for other in taken)


@pytest.mark.parametrize("rules", [(), (rule("margin", 0.3),), (rule("stretch.max", 90.0),)])
def test_every_place_of_a_small_day(rules: tuple[object, ...]) -> None:
    """Counted one by one with the checker: places, the last one, and the minutes they cover."""
    day = Small(days=1, closes="13:00", rules=rules)  # type: ignore[arg-type]
    day = replace(
        day,
        tasks=(
            task("memo", 30),
            task("post", 30, role="home", due=day.at(0, "12:00")),
            task("edit", 30, after=("memo",)),
        ),
        routines=(routine("walk", 20, 7, window("09:00", "12:30")),),
        events=(meeting("call", day.span(0, "10:00", "10:30")),),
    )
    solution = day.solution()
    found = slacks(solution)
    grid = solution.setup.request.grid
    seen = 0
    for block in movable(solution):
        size, end = block.when.end - block.when.start, due(solution, block)
        starts = [grid.instant(i) for i in range(grid.size)]
        places = [s for s in starts if s + size <= end and accepted(solution, block, s)]
        free = {
            s + i * STEP for s in places if abs(s - block.when.start) >= size for i in range(size // STEP)
        }
        assert found[block.id] == Slack(places[-1], len(places), 5 * len(free))
        seen += len(places) > 1
    assert seen > 1


def test_what_the_planner_does_not_move_has_no_slack() -> None:
    small = Small(days=1)
    pinned = replace(task("memo", 60), pins=(small.span(0, "10:00", "11:00"),))
    solution = replace(small, tasks=(pinned, task("post", 30, role="home"))).solution()
    found = slacks(solution)
    for block in solution.plan.blocks:
        if block.pinned or not block.commitment:
            assert found[block.id] == Slack(block.when.start, 1, 0)


def test_a_block_in_the_frozen_zone_has_no_room_left() -> None:
    solution = replace(Small(days=1, rules=(rule("frozen", 30.0),)), tasks=(task("memo", 30),)).solution()
    (block,) = movable(solution)
    assert slacks(solution)[block.id].places > 1
    for minutes, places in ((31, 2), (29, 1), (-5, 1)):
        found = slacks(solution, now=block.when.start - timedelta(minutes=minutes))[block.id]
        assert (found.places > 1) == (places > 1)
        assert (found.minutes > 0) == (places > 1)


def test_places_that_are_past_do_not_count() -> None:
    """Best after noon: at ten, starts from 10:00 to 15:30 are left, and all time but the block's own hour around."""
    day = replace(Small(days=1, closes="16:00", curve=Flat(1.0, 0.1, 0.9)), tasks=(task("memo", 30),))
    solution = day.solution()
    (block,) = movable(solution)
    assert block.when.start >= day.at(0, "12:00")
    found = slacks(solution, now=day.at(0, "10:00"))[block.id]
    assert (found.last_start, found.places, found.minutes) == (day.at(0, "15:30"), 67, 330)
    assert slacks(solution)[block.id].places == 79


def shown(solution: Solution, now: datetime | None = None) -> dict[str, bool]:
    request = solution.setup.request
    return dict(defended(solution.plan, slacks(solution, now=now), request.books, request.life))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(WEEKS) - 1), st.lists(st.integers(0, 7 * 24 * 12), min_size=2, max_size=4))
def test_time_that_passes_never_makes_a_block_less_defended(number: int, steps: list[int]) -> None:
    solution = week(number)
    start = solution.setup.request.grid.start.astimezone(UTC)
    before = dict.fromkeys(shown(solution), False)
    room = dict.fromkeys(before, 10**6)
    for now in sorted(start + step * STEP for step in steps):
        found, after = slacks(solution, now=now), shown(solution, now)
        assert all(found[name].minutes <= room[name] for name in room)
        assert all(after[name] or not before[name] for name in before)
        before, room = after, {name: item.minutes for name, item in found.items()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(WEEKS) - 1), st.integers(0, 4), st.integers(7 * 4, 20 * 4), st.integers(1, 12))
def test_a_new_event_never_makes_a_block_less_defended(
    number: int, day: int, quarter: int, length: int
) -> None:
    """An event of another role, which keeps its distance on both sides.

    One without a role may make room: buffers count between neighbours, and it comes between two that differ. Nor does it
    meet another event: of two that overlap, the later one gives way, and its buffers with it.
    """
    solution = week(number)
    request = solution.setup.request
    begin = datetime.combine(request.grid.dates[day], time(quarter // 4, quarter % 4 * 15), request.grid.zone)
    event = Event(
        "new", "New", Interval(begin, begin + timedelta(minutes=15 * length)), area=Area.LIFE, role="other"
    )
    assume(not any(event.when.overlaps(other.when) for other in request.events))
    after = recall(replace(request, events=(*request.events, event)), solution.plan)
    before, room = shown(solution), slacks(solution)
    standing = {b.id: b.when for b in solution.plan.blocks if b.commitment}
    found, now = slacks(after), shown(after)
    for block in movable(after):
        if standing.get(block.id) == block.when and len(list(movable(after))) == len(list(movable(solution))):
            assert found[block.id].minutes <= room[block.id].minutes
            assert now[block.id] or not before[block.id]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, len(WEEKS) - 1), st.integers(0, 200))
def test_an_earlier_due_date_never_makes_a_block_less_defended(number: int, hours: int) -> None:
    solution = week(number)
    request, before, room = solution.setup.request, shown(solution), slacks(solution)
    tasks = [
        replace(
            t,
            due=max(t.due or request.grid.end, request.grid.start + timedelta(hours=3))
            - timedelta(hours=hours),
        )
        for t in request.life.tasks
        if not t.hard_due
    ]
    rest = [t for t in request.life.tasks if t.hard_due]
    after = recall(replace(request, life=replace(request.life, tasks=(*tasks, *rest))), solution.plan)
    found, now = slacks(after), shown(after)
    for block in movable(after):
        assert found[block.id].minutes <= room[block.id].minutes
        assert now[block.id] or not before[block.id]


KINDS = [kind for kind in BlockKind if kind not in {BlockKind.BUFFER, BlockKind.TRAVEL}]


@given(st.sampled_from(KINDS), st.integers(0, 2000), st.integers(0, 2000), st.floats(0, 40), st.floats(0, 40))
def test_thresholds(kind: BlockKind, room: int, other: int, hours: float, more: float) -> None:
    solution = week(0)
    request, at = solution.setup.request, solution.plan.now + timedelta(hours=40)
    block = Block("memo/1", kind, "Memo", Interval(at, at + timedelta(minutes=30)), "memo")
    plan = replace(solution.plan, blocks=(block,))

    def kept(minutes: int, slack_hours: float) -> bool:
        book = Rulebook((rule("defence.slack", slack_hours), rule("defence.always", "meeting, recovery")))
        books = dict.fromkeys(request.grid.dates, book)
        return defended(plan, {"memo/1": Slack(at, 2, minutes)}, books, request.life)["memo/1"]

    always = kind in {BlockKind.MEETING, BlockKind.RECOVERY}
    assert kept(room, hours) == (always or room <= 60 * hours)
    assert kept(min(room, other), hours) >= kept(max(room, other), hours)
    assert kept(room, max(hours, more)) >= kept(room, min(hours, more))


def test_what_is_defended_from_the_start() -> None:
    solution = week(0)
    request = solution.setup.request
    golden = Interval(
        *(datetime.combine(MONDAY, time(*clock), request.grid.zone) for clock in ((9, 30), (10, 30)))
    )
    books = dict.fromkeys(request.grid.dates, Rulebook((rule("hours.focus", (window("10:00", "11:00"),)),)))
    blocks = {
        "golden": Block("golden", BlockKind.FOCUS, "", golden, "memo"),
        "early": Block("early", BlockKind.FOCUS, "", Interval(golden.start, golden.start + 6 * STEP), "memo"),
        "other": Block("other", BlockKind.ADMIN, "", golden, "memo"),
        "pinned": Block("pinned", BlockKind.ADMIN, "", golden, "memo", pinned=True),
        "family": Block("family", BlockKind.LIFE, "", golden, "dinner"),
        "buffer": Block("buffer", BlockKind.BUFFER, "", golden),
        "travel": Block("travel", BlockKind.TRAVEL, "", golden),
    }
    life = replace(request.life, non_negotiables=(NonNegotiable("dinner", "Dinner", ()),))
    plan = replace(solution.plan, blocks=tuple(blocks.values()))
    room = dict.fromkeys(blocks, Slack(golden.start, 1000, 10**6))
    kept = {name for name, is_kept in defended(plan, room, books, life).items() if is_kept}
    assert kept == {"golden", "pinned", "family", "travel"}
    assert set(defended(plan, {}, books, life)) == set(blocks)


def test_a_full_week_is_fast() -> None:
    solution = random_solution(1, "engineer", 0.85, 46)
    began = process_time()
    assert len(slacks(solution)) > 40
    assert process_time() - began < 2
