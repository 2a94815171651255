"""Form (0), grid and order (1), closed time (2) and the frozen zone (3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from equipoise.domain.commitments import BlockKind, Event
from equipoise.domain.plan import Block
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.verify.case import Case
from equipoise.planning.verify.closed import ClosedTime
from equipoise.planning.verify.timeline import Element, Timeline, utc
from equipoise.planning.verify.verdict import Violation
from equipoise.planning.verify.wording import clock, name, span

__all__ = ["closed_time", "form", "frozen_zone", "grid_and_order"]


def form(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 0: the zone is the person's, ids differ, blocks are sorted and are what their commitments say."""
    if case.plan.zone != case.life.person.zone.key:
        yield Violation(
            0, f"the plan is in {case.plan.zone}, the person lives in {case.life.person.zone.key}"
        )
    for block_id, count in Counter(block.id for block in case.plan.blocks).items():
        if count > 1:
            yield Violation(0, f"{count} blocks share the id {block_id!r}", (block_id,))
    starts = [utc(block.when).start for block in case.plan.blocks]
    if starts != sorted(starts):
        yield Violation(0, "the blocks are not sorted by their starts")
    for element in timeline.placed:
        yield from _serves(case, element)
    yield from _added_overlap(case, timeline)


def _serves(case: Case, element: Element) -> Iterator[Violation]:
    """A placed block serves a known commitment and has its kind, area, role and place."""
    block = element.block
    if block is None:
        return
    if element.source is None:
        text = f"{name(case, element)} serves {block.commitment!r}, which nobody asked to place"
        yield Violation(0, text, (block.id,), block.commitment)
        return
    for field in ("area", "role", "place"):
        stated, wanted = getattr(block, field), getattr(element.traits, field)
        if stated != wanted:
            text = (
                f"{name(case, element)} has the {field} {str(stated)!r}, its commitment has {str(wanted)!r}"
            )
            yield Violation(0, text, (block.id,), block.commitment)
    if not _kind_fits(element, block):
        text = f"{name(case, element)} is of the kind {block.kind.value!r}, which its commitment is not"
        yield Violation(0, text, (block.id,), block.commitment)


def _kind_fits(element: Element, block: Block) -> bool:
    """An event has no kind of its own: its block may be of any but focus."""
    if isinstance(element.source, Event):
        return block.kind is not BlockKind.FOCUS
    return block.kind is element.traits.kind


def _added_overlap(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """A block that the planner added itself overlaps nothing."""
    added = [(utc(block.when), block.id, block.title) for block in timeline.added]
    others = [(element.when, next(iter(element.ids), ""), element.title) for element in timeline.elements]
    rows = sorted(added + others, key=lambda row: (row[0].start, row[0].end))
    own = {block_id for _, block_id, _ in added}
    for i, (when, block_id, title) in enumerate(rows):
        for other, other_id, other_title in rows[i + 1 :]:
            if other.start >= when.end:
                break
            if when.overlaps(other) and (block_id in own or other_id in own):
                text = f"{title} ({span(case, when)}) overlaps {other_title} ({span(case, other)})"
                yield Violation(0, text, tuple(filter(None, (block_id, other_id))))


def grid_and_order(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 1: blocks stand on the grid, inside the horizon and a date, and elements do not overlap."""
    for block in case.plan.blocks:
        yield from _on_grid(case, block)
    for element in timeline.placed:
        last = element.when.end - timedelta(microseconds=1)
        if element.when.start < element.when.end and case.date_of(element.when.start) != case.date_of(last):
            yield Violation(1, f"{name(case, element)} crosses midnight", element.ids)
    elements = timeline.elements
    for i, one in enumerate(elements):
        for two in elements[i + 1 :]:
            if two.when.start >= one.when.end:
                break
            if one.when.overlaps(two.when) and (one.block or two.block):
                yield Violation(1, f"{name(case, one)} overlaps {name(case, two)}", one.ids + two.ids)


def _on_grid(case: Case, block: Block) -> Iterator[Violation]:
    when, grid, slot = utc(block.when), case.grid, timedelta(minutes=SLOT_MINUTES)
    title = f"{block.title} ({span(case, when)})"
    if when.start >= when.end:
        yield Violation(1, f"{title} has no length", (block.id,))
    if (when.start - grid.start) % slot or (when.end - grid.start) % slot:
        yield Violation(1, f"{title} is not on the grid of {SLOT_MINUTES} minutes", (block.id,))
    if when.start < grid.start or when.end > grid.end:
        yield Violation(1, f"{title} lies outside the horizon", (block.id,))


def closed_time(case: Case, timeline: Timeline, closed: ClosedTime) -> Iterator[Violation]:
    """Rule 2: no placed block meets time that is closed for it."""
    for element in timeline.placed:
        if not element.free:
            continue
        for cause, mask in closed.against(element):
            met = mask[element.slots]
            if met.any():
                slot = element.slots.start + int(np.argmax(met))
                at = clock(case, case.grid.instant(slot))
                text = f"{name(case, element)} meets time that {cause} closes, from {at}"
                yield Violation(2, text, element.ids, cause)


def frozen_zone(case: Case, timeline: Timeline) -> Iterator[Violation]:
    """Rule 3: nothing that is not pinned starts before the end of the frozen zone."""
    for element in timeline.placed:
        if element.free and element.when.start < case.frozen_until:
            until = clock(case, case.frozen_until)
            text = f"{name(case, element)} starts in the frozen zone, which lasts until {until}"
            yield Violation(3, text, element.ids, "frozen")
