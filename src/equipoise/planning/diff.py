"""From one plan to the next, in words: what moved and why, what was missed, what is new, what is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from equipoise.domain.plan import Block, Plan
from equipoise.domain.time import Interval

__all__ = ["Move", "PlanDiff", "diff_plans"]


@dataclass(frozen=True, slots=True)
class Move:
    """A block that moved or changed its length.

    Attributes:
        reason: what took its old place, or "".
        missed: minutes of it that were over and not done; 0 for a block whose time had not come.
    """

    before: Block
    after: Block
    reason: str = ""
    missed: int = 0


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """The difference between two plans, over blocks that were not yet over and those that were missed.

    Attributes:
        moved, added, dropped: what changed; a missed block without a new place counts as dropped.
        kept: number of blocks that stand where they were.
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


def diff_plans(old: Plan, new: Plan) -> PlanDiff:
    """Return what changes from ``old`` to ``new`` from the new plan's ``now`` on.

    Blocks that the planner adds itself (buffers, travel) are left out: they follow from the others. Of what was over,
    as much counts as missed as the new plan needs beyond what was still to come; the latest was missed first.
    """
    zone = ZoneInfo(new.zone)
    before, after = _by_commitment(old.blocks), _by_commitment(new.blocks)
    moved: list[Move] = []
    added: list[Block] = []
    dropped: list[Block] = []
    lines: list[tuple[datetime, str]] = []
    kept = 0
    for commitment in dict.fromkeys([*before, *after]):
        ahead = [b for b in before[commitment] if b.when.end > new.now]
        lost = _missed(commitment, old, new)
        same = {b.when for b in ahead} & {b.when for b in after[commitment]}
        kept += len(same)
        left = [*lost, *((b, 0) for b in ahead if b.when not in same)]
        right = [b for b in after[commitment] if b.when not in same]
        pairs = list(zip(left, right, strict=False))
        moves = [
            Move(one, two, "" if minutes else _reason(one, new, old), minutes)
            for (one, minutes), two in pairs
        ]
        rest, gone = right[len(pairs) :], left[len(pairs) :]
        lines += [(m.after.when.start, _sentence(m, zone)) for m in moves]
        lines += [(b.when.start, _new(b, any(m.missed for m in moves), zone)) for b in rest]
        lines += [(b.when.start, _gone(b, minutes, _reason(b, new, old), zone)) for b, minutes in gone]
        moved += moves
        added += rest
        dropped += [block for block, _minutes in gone]
    sentences = tuple(text for _when, text in sorted(lines, key=lambda line: line[0]))
    return PlanDiff(tuple(moved), tuple(added), tuple(dropped), kept, sentences)


def _by_commitment(blocks: Sequence[Block]) -> defaultdict[str, list[Block]]:
    out: defaultdict[str, list[Block]] = defaultdict(list)
    for block in sorted(blocks, key=lambda b: b.when.start):
        if block.commitment:
            out[block.commitment].append(block)
    return out


def _need(commitment: str, plan: Plan, since: datetime) -> float:
    """Return the minutes that a plan places from a moment on, or finds no place for."""
    placed = sum(b.when.minutes for b in plan.blocks if b.commitment == commitment and b.when.end > since)
    return placed + sum(m.missing for m in plan.misfits if m.commitment == commitment)


def _missed(commitment: str, old: Plan, new: Plan) -> list[tuple[Block, int]]:
    """Return the blocks that were over and not done, in order, with the minutes that were missed of each."""
    lost = _need(commitment, new, new.now) - _need(commitment, old, new.now)
    over = [b for b in old.blocks if b.commitment == commitment and b.when.end <= new.now]
    out: list[tuple[Block, int]] = []
    for block in sorted(over, key=lambda b: b.when.start, reverse=True):
        minutes = int(min(lost, block.when.minutes))
        if minutes <= 0:
            break
        out.append((block, minutes))
        lost -= minutes
    return out[::-1]


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


def _missed_words(block: Block, minutes: int) -> str:
    whole = int(block.when.minutes)
    return "missed" if minutes >= whole else f"{minutes} of {whole} min missed"


def _sentence(move: Move, zone: ZoneInfo) -> str:
    tail = f", because {move.reason}" if move.reason else ""
    if move.before.when.start == move.after.when.start:
        length = int(move.after.when.minutes)
        return f"{move.after.title} on {_at(move.after.when.start, zone)} is now {length} min long{tail}"
    told = f" ({_missed_words(move.before, move.missed)})" if move.missed else ""
    start = f"{_at(move.before.when.start, zone)}{told}"
    return f"{move.after.title} moves from {start} to {_span(move.after.when, zone)}{tail}"


def _new(block: Block, more: bool, zone: ZoneInfo) -> str:
    """Say that a block is new; with ``more``, that it holds more of what was missed."""
    if more:
        return f"More of {block.title} is placed on {_span(block.when, zone)}"
    return f"{block.title} is new on {_span(block.when, zone)}"


def _gone(block: Block, missed: int, reason: str, zone: ZoneInfo) -> str:
    if missed:
        told = _missed_words(block, missed)
        return f"{block.title} on {_span(block.when, zone)} ({told}) finds no new place"
    tail = f", because {reason}" if reason else ""
    return f"{block.title} on {_span(block.when, zone)} is dropped{tail}"
