"""Whatever the plan, the checker gives a verdict."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.domain.commitments import Area, BlockKind
from equipoise.domain.plan import Block, Certificate, Misfit, Plan
from equipoise.domain.time import Interval

from .lives import MONDAY, World, at, good_world, span

IDS = st.sampled_from(
    ["memo", "report", "mail", "run", "shutdown", "call", "care", "dinner", "standup", "", "x"]
)
BLOCK_IDS = st.sampled_from([block.id for block in good_world().plan.blocks])
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def stretches(draw: Callable[..., int]) -> Interval:
    start = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 14 * 1440)))
    return Interval(start, start + timedelta(minutes=draw(st.integers(0, 200))))


BLOCKS = st.builds(
    Block,
    id=st.text(max_size=2),
    kind=st.sampled_from(list(BlockKind)),
    title=st.text(max_size=3),
    when=stretches(),
    commitment=IDS,
    area=st.sampled_from(list(Area)),
    role=st.sampled_from(["", "work", "b"]),
    place=st.sampled_from(["", "moon"]),
    pinned=st.booleans(),
)
MISFITS = st.builds(
    Misfit,
    commitment=IDS,
    title=st.just("?"),
    missing=st.integers(),
    placed=st.integers(),
    reason=st.just("?"),
)
PLANS = st.builds(
    Plan,
    person=st.text(max_size=3),
    zone=st.sampled_from(["Europe/Berlin", "Nowhere/None"]),
    first=st.dates(MONDAY - timedelta(days=20), MONDAY + timedelta(days=20)),
    days=st.integers(-1, 10),
    now=st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 5), timezones=st.just(UTC)),  # noqa: DTZ001
    blocks=st.lists(BLOCKS, max_size=12).map(tuple),
    fixed=st.just(()),
    misfits=st.lists(MISFITS, max_size=3).map(tuple),
    clashes=st.just(()),
    certificate=st.builds(Certificate, objective=st.floats(), bound=st.floats(), seconds=st.just(0.0)),
    terms=st.dictionaries(st.sampled_from(["placed", "goal", "?"]), st.floats(), max_size=2),
)


@quick
@given(plan=PLANS, previous=st.none() | PLANS)
def test_garbage_never_crashes_the_checker(plan: Plan, previous: Plan | None) -> None:
    verdict = good_world().with_(plan=plan, previous=previous).verdict()
    assert math.isfinite(verdict.objective)
    assert verdict.objective == math.fsum(verdict.terms.values())
    assert all(str(found) for found in verdict.violations)
    assert (
        not verdict.ok
    )  # a legal plan holds two hours of care a week, at the right times: chance finds none


@quick
@given(plan=PLANS)
def test_garbage_without_rules_or_commitments(plan: Plan) -> None:
    world = good_world()
    bare = replace(world.life, tasks=(), routines=(), non_negotiables=(), goals=())
    verdict = World(bare, plan).verdict()
    known = not any(block.commitment for block in plan.blocks)
    assert verdict.objective == 0 or not known


@quick
@given(block_id=BLOCK_IDS, shift=st.integers(-600, 600))
def test_a_block_off_the_grid_is_always_found(block_id: str, shift: int) -> None:
    world = good_world()
    when, by = world.block(block_id).when, timedelta(minutes=shift)
    found = world.alter(block_id, when=Interval(when.start + by, when.end + by)).broken()
    assert (1 in found) or shift % 5 == 0


@quick
@given(block_id=BLOCK_IDS, day=st.integers(0, 6), slot=st.integers(0, 280))
def test_a_block_over_another_is_always_found(block_id: str, day: int, slot: int) -> None:
    world = good_world()
    block = world.block(block_id)
    start = at(day, "00:00") + timedelta(minutes=5 * slot)
    when = Interval(start, start + (block.when.end - block.when.start))
    others = [b.when for b in world.plan.blocks if b.id != block_id] + [span(0, "09:00", "09:30")]
    found = world.alter(block_id, when=when).broken()
    crosses = start.date() != (when.end - timedelta(minutes=5)).astimezone(start.tzinfo).date()
    assert (1 in found) == (crosses or any(when.overlaps(other) for other in others))
