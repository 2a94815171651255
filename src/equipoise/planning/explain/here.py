"""Why here: the reasons for a block's place, and what its next-best places would cost, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from equipoise.domain.commitments import BlockKind
from equipoise.domain.plan import Block
from equipoise.domain.time import Interval
from equipoise.planning.engine import Solution
from equipoise.planning.explain.board import Board
from equipoise.planning.explain.displace import taken_place
from equipoise.planning.explain.elements import Moves
from equipoise.planning.explain.reasons import Reason, best_away, compared, facts, of_pin, of_spacer
from equipoise.planning.explain.wording import moment, priced, title_of, when, worth

__all__ = ["Alternative", "WhyHere", "why_all", "why_here"]

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place for a block.

    Attributes:
        when: the place. ``cost``: what it would lose, in value-minutes; negative if it would gain.
        terms: the cost by term of the worth.
        displaces: titles of what stands there now and would move; empty if the place is free.
        to: where that would go; None if the place is free.
        sentence: "Wednesday 14:00 would cost 22 minutes' worth: 15 of energy, 7 of waiting".
    """

    when: Interval
    cost: float
    terms: Mapping[str, float]
    displaces: tuple[str, ...]
    sentence: str
    to: Interval | None = None


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a block stands where it stands.

    Attributes:
        block: the block's id. ``title``, ``when``: as in the plan.
        reasons: hard facts first. ``places``: number of legal starts that it has with all else standing,
            its own included.
        alternatives: next-best places: the free ones, the cheapest first, then a taken one that may be
            cheaper.
        sentence: all of it, for a person.
    """

    block: str
    title: str
    when: Interval
    reasons: tuple[Reason, ...]
    places: int
    alternatives: tuple[Alternative, ...]
    sentence: str


def _index(board: Board, block: Block) -> int:
    grid = board.grid
    return board.find(block.commitment, grid.floor(block.when.start), grid.floor(block.when.end))


def _standing(board: Board, block: Block) -> Reason | None:
    """Return the reason for what the planner does not move: pins, buffers, journeys."""
    if not block.commitment or block.kind in {BlockKind.BUFFER, BlockKind.TRAVEL}:
        return of_spacer(board, block)
    return of_pin(board, block) if block.pinned else None


def _best_by_gap(moves: Moves) -> list[int]:
    """Return the cheapest place of each gap between elements, cheapest first; none meets the present one."""
    best: dict[int, int] = {}
    for index in range(len(moves.starts)):
        if moves.away[index]:
            gap = int(moves.gaps[index])
            if gap not in best or moves.cost[index] < moves.cost[best[gap]] - 1e-9:
                best[gap] = index
    return sorted(best.values(), key=lambda i: (round(float(moves.cost[i]), 6), int(moves.starts[i])))


def _free(board: Board, moves: Moves) -> list[Alternative]:
    grid = board.grid
    out = []
    for index in _best_by_gap(moves)[:SHOWN]:
        start = int(moves.starts[index])
        out.append(
            Alternative(
                when=Interval(grid.instant(start), grid.instant(start + moves.length)),
                cost=float(moves.cost[index]),
                terms=moves.terms_at(index),
                displaces=(),
                sentence=compared(board, moves, index, full=True),
            )
        )
    return out


def _taken(board: Board, moves: Moves, limit: float) -> list[Alternative]:
    grid = board.grid
    place = taken_place(board, moves, limit)
    if place is None:
        return []
    gone = f"with {title_of(place.title)} moved to {moment(grid, place.to)}"
    at = moment(grid, place.start)
    if place.cost < -0.5:
        text = f"{at}, {gone}, would be {worth(place.cost)} better, which the search has not found yet"
    elif place.cost < 0.5:
        text = f"{at}, {gone}, would do as well"
    else:
        text = f"{at}, {gone}, would cost {priced(place.terms)}"
    span = Interval(grid.instant(place.start), grid.instant(place.start + moves.length))
    to = Interval(grid.instant(place.to), grid.instant(place.to + place.length))
    return [Alternative(span, place.cost, place.terms, (place.title,), text, to)]


def why_here(solution: Solution, block_id: str) -> WhyHere:
    """Explain the place of one block.

    Args:
        solution: a plan with its problem and multipliers.
        block_id: ``Block.id`` of one of its blocks.

    Raises:
        KeyError: the plan has no such block.
    """
    found = [b for b in solution.plan.blocks if b.id == block_id]
    if not found:
        raise KeyError(block_id)
    block, board = found[0], Board(solution)
    reason = _standing(board, block)
    at = when(board.grid, block.when.start)
    if reason is not None:
        text = f"{at}, because {reason.text}."
        return WhyHere(block.id, block.title, block.when, (reason,), 1, (), text)
    moves = board.moves(_index(board, block))
    item = board.setup.items[board.placed[moves.block].activity]
    reasons = facts(board, moves, item)
    free = _free(board, moves)
    limit = free[0].cost if free else float("inf")
    others = [*free, *_taken(board, moves, limit)]
    link = ", and " if "," in reasons[0].text else " and "
    because = link.join(r.text for r in reasons[:2])
    tail = f"; {others[0].sentence}" if others else "; it has no other place"
    text = f"{at}, because {because}{tail}."
    return WhyHere(block.id, block.title, block.when, tuple(reasons), len(moves.starts), tuple(others), text)


def why_all(solution: Solution) -> Mapping[str, str]:
    """Return one short sentence for every block of the plan, by block id; for a week in well under 100 ms."""
    board = Board(solution)
    out = {}
    for block in solution.plan.blocks:
        reason = _standing(board, block)
        tail = ""
        if reason is None:
            moves = board.moves(_index(board, block))
            item = board.setup.items[board.placed[moves.block].activity]
            reason = facts(board, moves, item)[0]
            other = best_away(moves)
            tail = f"; {compared(board, moves, other, full=False)}" if other >= 0 else ""
        out[block.id] = f"Because {reason.text}{tail}."
    return out
