"""Places that are taken: what it costs to stand there, if what stands there now goes to its best other place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from equipoise.planning.assemble import items_of
from equipoise.planning.explain.board import Board
from equipoise.planning.explain.elements import Moves
from equipoise.planning.explain.prices import Prices
from equipoise.planning.worth import plan_terms

__all__ = ["Taken", "taken_place"]

TRIED = 8
"""Places, the cheapest by the price of the hours first, that are tried."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that another block holds.

    Attributes:
        start: its first slot. ``cost``: what the plan loses, by ``terms``; exact.
        title: of what stands there. ``to``: the first slot of where that goes; ``length``: its slots.
    """

    start: int
    cost: float
    terms: Mapping[str, float]
    title: str
    to: int
    length: int


def taken_place(board: Board, moves: Moves, limit: float) -> Taken | None:
    """Return the cheapest place found that one other block holds, if it costs less than ``limit``.

    The prices of the hours say which places are tried; the cost is that of the two moves, made one after
    the other, everything else standing.
    """
    fixed = board.places_among_fixed(moves)
    worth_trying = np.flatnonzero(~np.isin(fixed.starts, moves.starts) & fixed.away)
    if len(worth_trying) == 0:
        return None
    starts = fixed.starts[worth_trying]
    guess = fixed.cost[worth_trying] + Prices(board.solution.found).of(starts, starts + moves.length)
    best: Taken | None = None
    tried: set[int] = set()
    for pick in np.argsort(guess, kind="stable").tolist():
        start = int(starts[pick])
        holders = board.movable_in(start, start + moves.length, but=moves.block)
        if len(holders) != 1 or holders[0] in tried:
            continue
        tried.add(holders[0])
        found = _exchanged(board, moves, holders[0], start)
        if found is not None and found.cost < (best.cost if best else limit) - 1e-9:
            best = found
        if len(tried) == TRIED:
            break
    return best


def _exchanged(board: Board, moves: Moves, holder: int, start: int) -> Taken | None:
    """Return what it costs if a block goes to ``start`` and the holder of that place to its best other one."""
    me, other = board.placed[moves.block], board.placed[holder]
    if start not in board.without(holder).moves_of(me).starts:
        return None
    there = replace(me, start=start, end=start + moves.length)
    moved = board.having({moves.block: there})
    places = moved.moves(holder)
    if len(places.starts) == 0:
        return None
    to = int(places.starts[int(np.argmin(places.cost))])
    size = other.end - other.start
    final = moved.having({holder: replace(other, start=to, end=to + size)})
    items = items_of(board.setup)
    old, new = (
        plan_terms(board.setup, sorted(b.placed, key=lambda x: (x.start, x.end)), items)
        for b in (board, final)
    )
    terms = {name: old.get(name, 0.0) - new.get(name, 0.0) for name in sorted(old.keys() | new.keys())}
    terms = {name: value for name, value in terms.items() if abs(value) > 1e-9}
    return Taken(start, sum(terms.values()), terms, board.setup.items[other.activity].title, to, size)


def _terms(board: Board) -> dict[str, float]:
    """Return the worth of a board's blocks, term by term."""
    return plan_terms(
        board.setup, sorted(board.placed, key=lambda b: (b.start, b.end)), items_of(board.setup)
    )
