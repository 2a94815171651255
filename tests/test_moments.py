"""Replans of the shipped examples at any minute of their week: legal, and true to what the frozen zone holds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import equipoise

EXAMPLES = ("staff-engineer", "consultant", "product-lead")
BEGIN = "2026-11-23T07:30"
TELLING = {
    # a shutdown, a comms window, a strength training, a page of a book, and a one-to-one that may move, on at that minute
    "staff-engineer": ("2026-11-25T17:20",),
    "consultant": ("2026-11-27T17:30", "2026-11-23T15:30", "2026-11-25T06:30", "2026-11-25T09:05"),
    "product-lead": ("2026-11-24T12:30", "2026-11-25T19:45", "2026-11-25T12:00", "2026-11-26T11:41"),
}


def moments(plan: equipoise.Plan, example: str) -> Iterator[datetime]:
    """Yield minutes of a plan's week: some that once went wrong, the starts of some blocks, and any."""
    zone, dice = ZoneInfo(plan.zone), random.Random(example)
    yield from (datetime.fromisoformat(text).replace(tzinfo=zone) for text in TELLING[example])
    for block in dice.sample(plan.blocks, 6):
        yield block.when.start.astimezone(zone) - timedelta(minutes=dice.randrange(40))
    for _ in range(4):
        yield plan.now + timedelta(minutes=dice.randrange(6 * 24 * 60))


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_replan_at_any_minute_is_legal(examples: Path, example: str) -> None:
    life = examples / example / "life.toml"
    plan = equipoise.plan(life, now=BEGIN, seconds=1)
    for index, now in enumerate(moments(plan, example)):
        if now < plan.now:
            continue
        mended = equipoise.replan(life, plan, now=now, missed=index % 3 == 2).plan
        verdict = equipoise.verify(life, mended, previous=plan)
        assert verdict.ok, (now, verdict)
        on = [b for b in plan.blocks if b.commitment and b.when.start <= now < b.when.end]
        kept = {(b.commitment, b.when) for b in mended.blocks}
        assert all((b.commitment, b.when) in kept for b in on), now
