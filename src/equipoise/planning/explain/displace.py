"""Places that are taken: what it would cost to stand there instead, by the prices of the hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from equipoise.planning.explain.board import Board, Moves
from equipoise.planning.explain.prices import Prices

__all__ = ["Taken", "taken_places"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A place that other blocks hold.

    Attributes:
        start: its first slot. ``cost``: estimate, by ``terms``. ``titles``: of what stands there.
    """

    start: int
    cost: float
    terms: Mapping[str, float]
    titles: tuple[str, ...]


def taken_places(board: Board, moves: Moves, limit: float) -> list[Taken]:
    """Return the cheapest place that others hold, if it would cost less than ``limit``.

    The cost is the block's own loss there and what the others lose with these slots: the price of the
    stretch less the price of the one that becomes free.
    """
    fixed = board.places_among_fixed(moves)
    starts = fixed.starts[~np.isin(fixed.starts, moves.starts) & fixed.away]
    if len(starts) == 0:
        return []
    keep = np.isin(fixed.starts, starts)
    prices = Prices(board.solution.found)
    here = prices.stretch(moves.here, moves.here + moves.length)
    displaced = np.maximum(0.0, prices.of(starts, starts + moves.length) - here)
    cost = fixed.cost[keep] + displaced
    for pick in np.argsort(cost, kind="stable")[:20].tolist():
        start = int(starts[pick])
        titles = board.titles_in(start, start + moves.length, but=moves.block)
        if not titles or cost[pick] >= limit:
            continue
        index = int(np.flatnonzero(keep)[pick])
        terms = fixed.terms_at(index) | {"displaced": float(displaced[pick])}
        return [Taken(start, float(cost[pick]), terms, titles)]
    return []
