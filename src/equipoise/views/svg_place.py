"""Where the blocks of a day stand in its column: each at its time, and the short ones made tall enough to read.

A block of five minutes is thinner than any text. It keeps its true time as the bar at its edge, and its box
grows into free room below it, then above it. Where neighbours leave no room, its words stand under the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from equipoise.domain.commitments import BlockKind
from equipoise.views.model import Day, Piece
from equipoise.views.svg_block import READABLE, Box
from equipoise.views.svg_scale import Scale

__all__ = ["Placed", "place_blocks"]

_SIDE = 3.0
"""Room between the column's edge and its blocks on the left; golden hours stand on the right."""
_GAP = 0.75


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of an entry in the picture.

    Attributes:
        true: the box of its time. ``drawn``: the box that is drawn, at least as tall.
    """

    piece: Piece
    true: Box
    drawn: Box

    @property
    def readable(self) -> bool:
        """True if the box holds words."""
        return self.drawn.height >= READABLE


def place_blocks(day: Day, x: float, width: float, scale: Scale) -> tuple[Placed, ...]:
    """Return every part of a day's blocks with its box, buffers first, so that others may cover them.

    Args:
        day: whose blocks.
        x: left edge of the column.
        width: of the column.
        scale: where minutes stand.
    """
    places = [_true(piece, span, x, width) for piece in day.pieces for span in _heights(piece, scale)]
    for i in sorted(range(len(places)), key=lambda i: (places[i].true.height, places[i].true.y)):
        if places[i].piece.entry.kind is not BlockKind.BUFFER and not places[i].readable:
            places[i] = _grown(places, i, scale)
    return tuple(sorted(places, key=lambda one: one.piece.entry.kind is not BlockKind.BUFFER))


def _heights(piece: Piece, scale: Scale) -> tuple[tuple[float, float], ...]:
    return scale.spans((piece.start, piece.end))


def _true(piece: Piece, span: tuple[float, float], x: float, width: float) -> Placed:
    lane = (width - 8) / piece.lanes
    room = lane - (2 if piece.lanes > 1 else 0)
    height = max(span[1] - span[0] - 2 * _GAP, 2.5)
    box = Box(x + _SIDE + piece.lane * lane, span[0] + _GAP, room, height)
    return Placed(piece, box, box)


def _grown(places: Sequence[Placed], i: int, scale: Scale) -> Placed:
    """Return a thin part with as much of the free room around it as it needs, or as it was if that is too little."""
    mine = places[i]
    box = mine.true
    others = [
        other.drawn
        for k, other in enumerate(places)
        if k != i and other.piece.entry.kind is not BlockKind.BUFFER and _beside(other.drawn, box)
    ]
    top, bottom = _shown(box, scale)
    low = min((o.y - _GAP for o in others if o.y >= box.y + box.height - 0.01), default=bottom)
    high = max((o.y + o.height + _GAP for o in others if o.y + o.height <= box.y + 0.01), default=top)
    need = READABLE - box.height
    below = max(0.0, min(need, low - box.y - box.height - _GAP))
    above = max(0.0, min(need - below, box.y - high - _GAP))
    if below + above < need - 0.01:
        return mine
    return replace(mine, drawn=replace(box, y=box.y - above, height=READABLE))


def _beside(one: Box, other: Box) -> bool:
    """Tell whether two boxes share a lane."""
    return one.x < other.x + other.width - 0.01 and other.x < one.x + one.width - 0.01


def _shown(box: Box, scale: Scale) -> tuple[float, float]:
    """Return the ends of the stretch of hours in which a box lies."""
    ends = [scale.spans((low * 60, high * 60))[0] for low, high in scale.axis.stretches]
    return next(((top, bottom) for top, bottom in ends if top - 1 <= box.y <= bottom), ends[-1])
