"""From one plan to the next, in words: what moved and why, what is new, what is gone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from equipoise.domain.plan import Block, Plan
from equipoise.domain.time import Interval

__all__ = ["Move", "PlanDiff", "diff_plans"]


@dataclass(frozen=True, slots=True)
class Move:
    """A block that moved or changed its length. ``reason`` says what took its old place, or is empty."""

    before: Block
    after: Block
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """The difference between two plans, over blocks that were not yet over.

    Attributes:
        moved, added, dropped: what changed. ``kept``: number of blocks that stand where they were.
        sentences: the same for people, in the order of time.
    """

    moved: tuple[Move, ...]
    added: tuple[Block, ...]
    dropped: tuple[Block, ...]
    kept: int
    sentences: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """True if nothing changed."""
        return not (self.moved or self.added or self.dropped)


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %d %b %H:%M}"


def _span(when: Interval, zone: ZoneInfo) -> str:
    return f"{_at(when.start, zone)}-{when.end.astimezone(zone):%H:%M}"


def _reason(block: Block, new: Plan, old: Plan) -> str:
    """Return what now takes the old place of a block."""
    known = {(e.id, e.when) for e in old.fixed}
    for event in new.fixed:
        if event.busy and event.when.overlaps(block.when) and (event.id, event.when) not in known:
            return f"{event.title} now takes its place"
    if block.when.start < new.now:
        return "its time has passed"
    for other in new.blocks:
        if other.commitment and other.commitment != block.commitment and other.when.overlaps(block.when):
            return f"{other.title} takes its place"
    return ""


def _sentence(move: Move, zone: ZoneInfo) -> str:
    tail = f", because {move.reason}" if move.reason else ""
    if move.before.when.start == move.after.when.start:
        length = int(move.after.when.minutes)
        return f"{move.after.title} on {_at(move.after.when.start, zone)} is now {length} min long{tail}"
    return f"{move.after.title} moves from {_at(move.before.when.start, zone)} to {_span(move.after.when, zone)}{tail}"


def _gone(block: Block, reason: str, zone: ZoneInfo) -> str:
    tail = f", because {reason}" if reason else ""
    return f"{block.title} on {_span(block.when, zone)} is dropped{tail}"


def diff_plans(old: Plan, new: Plan) -> PlanDiff:
    """Return what changes from ``old`` to ``new`` from the new plan's ``now`` on.

    Blocks that the planner adds itself (buffers, travel) are left out: they follow from the others.
    """
    zone = ZoneInfo(new.zone)
    before: dict[str, list[Block]] = defaultdict(list)
    after: dict[str, list[Block]] = defaultdict(list)
    for block in old.blocks:
        if block.commitment and block.when.end > new.now:
            before[block.commitment].append(block)
    for block in new.blocks:
        if block.commitment:
            after[block.commitment].append(block)
    moved: list[Move] = []
    added: list[Block] = []
    dropped: list[Block] = []
    kept = 0
    for commitment in dict.fromkeys([*before, *after]):
        same = {b.when for b in before[commitment]} & {b.when for b in after[commitment]}
        kept += len(same)
        left = [b for b in before[commitment] if b.when not in same]
        right = [b for b in after[commitment] if b.when not in same]
        moved += [Move(one, two, _reason(one, new, old)) for one, two in zip(left, right, strict=False)]
        added += right[len(left) :]
        dropped += left[len(right) :]
    lines = [(m.after.when.start, _sentence(m, zone)) for m in moved]
    lines += [(b.when.start, f"{b.title} is new on {_span(b.when, zone)}") for b in added]
    for block in dropped:
        reason = _reason(block, new, old)
        lines.append(
            (
                block.when.start,
                f"{block.title} on {_span(block.when, zone)} is dropped"
                + (f", because {reason}" if reason else ""),
            )
        )
    return PlanDiff(
        tuple(moved),
        tuple(added),
        tuple(dropped),
        kept,
        tuple(text for _when, text in sorted(lines, key=lambda x: x[0])),
    )
