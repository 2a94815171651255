"""Slack: how much other room each block of a plan has before it is due, and which blocks have to be defended.

Nothing is solved anew. Each block is looked at with everything else standing where it is, under all hard rules of
``docs/model.md``: where else could it go? While there is room elsewhere, others may take its time; as that runs out,
it has to be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import BlockKind, Event, NonNegotiable, Routine, Task
from equipoise.domain.life import Life
from equipoise.domain.plan import Block, Plan
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import SLOT_MINUTES, Grid, Interval
from equipoise.planning.engine import Solution
from equipoise.planning.explain.board import Board
from equipoise.planning.masks import nearest
from equipoise.planning.pricing import Item

__all__ = ["Slack", "defended", "due_of", "slacks"]

_ADDED = frozenset({BlockKind.BUFFER, BlockKind.TRAVEL})


@dataclass(frozen=True, slots=True)
class Slack:
    """The room that one block has, all other blocks standing.

    Attributes:
        last_start: the latest legal start before it is due; its own start if there is no later one.
        places: number of legal starts on the grid of 5 minutes, its own included; 1 or more.
        minutes: other room: minutes that its other legal places cover together, those that share time with
            the present one left out; 0 or more.
    """

    last_start: datetime
    places: int
    minutes: int


def slacks(solution: Solution, *, now: datetime | None = None) -> Mapping[str, Slack]:
    """Return the slack of every block of a plan, by block id; for a week of 60 blocks in far less than a second.

    Args:
        solution: a plan with its problem, of a solve or a ``recall``.
        now: the moment from which room counts, aware; by default that of the plan. As it passes, places go.

    Returns:
        An entry for each block. What the planner does not move (pins, buffers, journeys) has one place and no
        other room, and so has a block that has begun.
    """
    board = Board(solution)
    request, grid = solution.setup.request, board.grid
    at = max(now, request.now) if now is not None else request.now
    book = nearest(request.books, at.astimezone(grid.zone).date())
    earliest = grid.clamp(grid.ceil(at + timedelta(minutes=book.number("frozen"))))
    out = {}
    for block in solution.plan.blocks:
        out[block.id] = Slack(block.when.start, 1, 0)
        if not block.commitment or block.pinned or block.when.start <= at:
            continue
        index = board.find(block.commitment, grid.floor(block.when.start), grid.floor(block.when.end))
        if index >= 0:
            out[block.id] = _slack(board, index, block, earliest)
    return out


def _slack(board: Board, index: int, block: Block, earliest: int) -> Slack:
    """Return the slack of a placed block, counting other starts from the slot ``earliest`` on."""
    grid, me = board.grid, board.placed[index]
    size = me.end - me.start
    due = due_of(board.setup.items[me.activity], grid, block.when.start)
    last = grid.clamp(grid.floor(due)) - size
    starts = board.moves(index).starts
    starts = starts[(starts >= earliest) & (starts <= last)]
    away = starts[np.abs(starts - me.start) >= size]
    latest = max(me.start, int(starts[-1])) if len(starts) else me.start
    places = len(starts) + int(me.start not in starts)
    return Slack(
        block.when.start if latest == me.start else grid.instant(latest),
        places,
        _covered(away, size, int(grid.size)) * SLOT_MINUTES,
    )


def _covered(starts: NDArray[np.int64], size: int, slots: int) -> int:
    """Return the number of slots that places of one length cover together."""
    edges = np.zeros(slots + 1, np.int64)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + size, -1)
    return int(np.count_nonzero(np.cumsum(edges)))


def due_of(item: Item, grid: Grid, start: datetime) -> datetime:
    """Return the moment before which a block of a commitment should end, at most the horizon's end.

    Args:
        item: what the block serves. ``grid``: the horizon.
        start: where the block stands: a routine's or a non-negotiable's is due by the end of its ISO week.

    Returns:
        The due date or deadline of a task, the end of the week of a routine, the end of a movable event's
        window; the end of the horizon for all else (a ritual's window keeps it on its date already).
    """
    if isinstance(item, Task) and item.due is not None:
        return min(item.due, grid.end)
    if isinstance(item, Routine | NonNegotiable):
        day = start.astimezone(grid.zone).date()
        sunday = grid.first.toordinal() + grid.days - 1
        sunday = min(sunday, day.toordinal() + 6 - day.weekday())
        return grid.instant(grid.midnights[sunday - grid.first.toordinal() + 1])
    if isinstance(item, Event) and item.window is not None:
        return min(item.window.end, grid.end)
    return grid.end


def defended(
    plan: Plan, slack: Mapping[str, Slack], books: Mapping[date, Rulebook], life: Life
) -> Mapping[str, bool]:
    """Tell for each block whether others should see its time as taken (OPAQUE) or still as free (TRANSPARENT).

    Always defended are pins, blocks of non-negotiables, focus blocks that meet golden hours, and the kinds of the
    rule ``defence.always``. Any other block is defended once no more than ``defence.slack`` hours of other room
    remain for it. Buffers and journeys follow no rule of their own: a journey is defended, a buffer is not.

    Args:
        plan: the plan. ``slack``: of its blocks; one that is missing counts as having no other room.
        books: rulebook of each local date. ``life``: whose non-negotiables count.

    Returns:
        An entry for each block. Less room never turns one from True to False.
    """
    firm = {item.id for item in life.non_negotiables}
    return {
        b.id: _is_defended(b, slack.get(b.id), books, life, firm=b.commitment in firm) for b in plan.blocks
    }


def _is_defended(
    block: Block, room: Slack | None, books: Mapping[date, Rulebook], life: Life, *, firm: bool
) -> bool:
    if block.kind in _ADDED:
        return block.kind is BlockKind.TRAVEL
    zone = life.person.zone
    day = block.when.start.astimezone(zone).date()
    book = nearest(books, day)
    if firm or block.pinned or room is None or block.kind.value in book.words("defence.always"):
        return True
    if block.kind is BlockKind.FOCUS and _meets_golden(block.when, day, book, life):
        return True
    return room.minutes <= 60 * book.number("defence.slack")


def _meets_golden(when: Interval, day: date, book: Rulebook, life: Life) -> bool:
    """Tell whether a block shares time with the golden hours of its date."""
    grid = Grid(day, 1, life.person.zone)
    windows = [w for w in book.windows("hours.focus") if day.weekday() in w.days]
    return any(grid.window(day, w.start, w.end).overlaps(when) for w in windows)
