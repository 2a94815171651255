"""Why a block stands where it stands: hard facts and priced reasons, as phrases that follow "because"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from equipoise.domain.commitments import BlockKind, Event, NonNegotiable, Ritual, Routine, Task
from equipoise.domain.plan import Block
from equipoise.planning.explain.board import Board
from equipoise.planning.explain.elements import Moves
from equipoise.planning.explain.wording import clock, day_name, length, priced, title_of, when, worth
from equipoise.planning.masks import nearest
from equipoise.planning.pricing import Item

__all__ = ["Reason", "best_away", "compared", "facts", "limit_words", "of_pin", "of_spacer"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        rule: what stands behind it: "opening", "deadline", "due", "release", "after", "window", "pinned",
            "frozen", "golden", "meetings", "preferred", "buffer", "travel", or a term of the worth.
        text: what follows "because": "your first 90-minute opening before Friday's deadline".
    """

    rule: str
    text: str


def limit_words(board: Board, item: Item) -> str:
    """Return what bounds a task in time, such as " before Friday's deadline"; "" if nothing does."""
    if not isinstance(item, Task) or item.due is None or item.due > board.grid.end:
        return ""
    # midnight ends the day before: what is due on Tuesday is due by the end of Tuesday
    local = (item.due - timedelta(seconds=1)).astimezone(board.grid.zone)
    name = day_name(board.grid, local.date())
    whose = f"{name}'s deadline" if item.hard_due else f"it is due on {name}"
    return f" before {whose}"


def best_away(moves: Moves) -> int:
    """Return the index of the cheapest place that shares no slot with the present one, -1 for none."""
    found = np.flatnonzero(moves.away)
    return int(found[np.argmin(moves.cost[found])]) if len(found) else -1


def _opening(board: Board, moves: Moves, item: Item) -> Reason | None:
    size = length(moves.length)
    size = (
        size.removesuffix("s").replace(" ", "-") + " opening" if "minutes" in size else f"opening of {size}"
    )
    limit = limit_words(board, item)
    inside = _inside(item)
    if not moves.away.any():
        return Reason("opening", f"it is the only free {size}{inside}{limit}")
    due = item.due if isinstance(item, Task) else None
    if due is not None and not moves.away[moves.starts + moves.length <= board.grid.floor(due)].any():
        own = moves.here + moves.length <= board.grid.floor(due)
        if own:
            return Reason("opening", f"it is the only free {size}{limit}")
    if int(moves.starts[0]) == moves.here:
        if isinstance(item, Task) and item.after:
            names = {t.id: title_of(t.title) for t in board.setup.request.life.tasks}
            waits = [names[i] for i in item.after if i in names]
            if waits and moves.after > 0:
                return Reason("after", f"it is the first {size} after {waits[0]}, which it waits for")
        release = item.release if isinstance(item, Task) else None
        if release is not None and release > max(board.setup.request.now, board.grid.start):
            return Reason(
                "release", f"it is the first {size} after it may start, {when(board.grid, release)}"
            )
        return Reason("opening", f"it is your first {size}{inside}{limit}")
    return None


def _inside(item: Item) -> str:
    """Return the window of what has just one, such as " between 11:00 and 12:30"; "" for all else."""
    if isinstance(item, Ritual):
        begin, end = item.window.start, item.window.end
        return f" between {begin.hour}:{begin.minute:02d} and {end.hour}:{end.minute:02d}"
    return " in its windows" if isinstance(item, NonNegotiable) and item.windows else ""


def _better(board: Board, moves: Moves, item: Item) -> Reason | None:
    """Return the priced rule that speaks most for the present place: against the next best, or most others."""
    away = np.flatnonzero(moves.away)
    if len(away) == 0:
        return None
    order = away[np.argsort(moves.cost[away], kind="stable")]
    lost: dict[str, float] = {}
    other = int(order[0])
    for other in (int(order[0]), int(order[len(order) // 2])):
        lost = {name: value for name, value in moves.terms_at(other).items() if value >= 0.5}
        if lost:
            break
    if not lost:
        return None
    kind = f"{item.energy.value} energy" if isinstance(item, Task | Routine | Ritual) else "social energy"
    there = day_name(board.grid, board.grid.dates[int(board.days[moves.starts[other]])])
    texts = {
        "energy": f"your {kind} is higher then",
        "off_hours": "it keeps work inside your own hours",
        "weekend": "it keeps work off your free days",
        "tardy": _on_time(board, moves, item, there),
        "sooner": f"it is done sooner than on {there}",
        "batch": "it lies inside your meeting hours",
        "preferred": "it lies in the hours that you prefer for it",
        "switch": "it spares a change of role",
        "focus": "it leaves your golden hours to focus work",
        "personal_in_hours": "it leaves your working hours to work",
        "change": "it stood there in the plan before",
        "placed": "its minutes count for more on that day",
    }
    name = max(lost, key=lambda key: lost[key])
    return Reason(name, texts.get(name, "it is worth most there"))


def _on_time(board: Board, moves: Moves, item: Item, there: str) -> str:
    """Return why a place is better for what is due."""
    due = item.due if isinstance(item, Task) else None
    if due is not None and board.grid.instant(moves.here + moves.length) <= due:
        return "it is done by the time that it is due"
    return f"it is less late than on {there}"


def _golden(board: Board, moves: Moves, item: Item) -> Reason | None:
    """Return that it lies in golden hours, where the next best place does not."""
    masks = board.setup.pricing.masks
    golden = masks.golden | masks.focus
    if board.setup.pricing.kind(item) is not BlockKind.FOCUS:
        return None
    if not golden[moves.here : moves.here + moves.length].all():
        return None
    other = best_away(moves)
    start = int(moves.starts[other]) if other >= 0 else moves.here
    if other >= 0 and golden[start : start + moves.length].all():
        return None
    return Reason("golden", "it lies in your golden hours")


def _windows(board: Board, moves: Moves, item: Item) -> list[Reason]:
    masks = board.setup.pricing.masks
    part = slice(moves.here, moves.here + moves.length)
    out = []
    if isinstance(item, Event) and masks.meetings[part].all():
        out.append(Reason("meetings", "it lies in your meeting hours"))
    if isinstance(item, Ritual):
        begin, end = item.window.start, item.window.end
        text = f"it belongs between {begin.hour}:{begin.minute:02d} and {end.hour}:{end.minute:02d}"
        out.append(Reason("window", text))
    elif (isinstance(item, Routine | NonNegotiable) and item.windows) or (
        isinstance(item, Task) and item.only
    ):
        out.append(Reason("window", "it lies in one of its windows"))
    return out


def facts(board: Board, moves: Moves, item: Item) -> list[Reason]:
    """Return the reasons for a block's place, the strongest first; never empty."""
    opening, better = _opening(board, moves, item), _better(board, moves, item)
    if opening is not None and better is not None and better.rule == "tardy" and limit_words(board, item):
        # the opening has said when it is due
        better = None
    found = [opening, _golden(board, moves, item), better, *_windows(board, moves, item)]
    out = [reason for reason in found if reason is not None]
    if opening is not None and _inside(item):
        out = [reason for reason in out if reason.rule != "window"]
    return out or [Reason("worth", "no free place is better")]


def compared(board: Board, moves: Moves, other: int, *, full: bool) -> str:
    """Return how a place compares: "Wednesday 14:00 would cost 22 minutes' worth: 15 of energy, 7 of ..."."""
    place = when(board.grid, board.grid.instant(int(moves.starts[other])))
    cost = float(moves.cost[other])
    if abs(cost) < 0.5:
        return f"{place} would do as well"
    if cost < 0:
        return f"{place} would be {worth(cost)} better, which the search has not found yet"
    return f"{place} would cost {priced(moves.terms_at(other)) if full else worth(cost)}"


def of_pin(board: Board, block: Block) -> Reason:
    """Return why a pinned block stands where it stands."""
    for pin in board.setup.pins:
        if pin.commitment == block.commitment and pin.start == board.grid.floor(block.when.start):
            if pin.own:
                return Reason("pinned", "you pinned it there")
            break
    request = board.setup.request
    today = nearest(request.books, request.now.astimezone(board.grid.zone).date())
    minutes = int(today.number("frozen"))
    if block.when.start < request.now:
        return Reason("frozen", "it has begun already")
    return Reason("frozen", f"it starts within {minutes} minutes from now and was planned already")


def _beside(board: Board, instant: datetime, *, before: bool) -> str:
    """Return the title of the element that ends at or before an instant, or starts at or after it."""
    known = [(b.when, b.title) for b in board.solution.plan.blocks if b.commitment]
    known += [(e.when, e.title) for e in board.solution.plan.fixed if e.busy and not e.all_day]
    if before:
        past = [(span.end, title) for span, title in known if span.end <= instant]
        return title_of(max(past)[1]) if past else ""
    future = [(span.start, title) for span, title in known if span.start >= instant]
    return title_of(min(future)[1]) if future else ""


def of_spacer(board: Board, block: Block) -> Reason:
    """Return why a buffer or a journey stands where it stands."""
    before = _beside(board, block.when.start, before=True)
    after = _beside(board, block.when.end, before=False)
    between = f"between {before} and {after}" if before and after else f"next to {before or after}"
    if block.kind is BlockKind.TRAVEL:
        until = clock(block.when.end.astimezone(board.grid.zone))
        return Reason("travel", f"you have to be on the way by then to be there at {until}, {between}")
    minutes = int(block.when.minutes)
    return Reason("buffer", f"{minutes} minutes are kept free to breathe and change {between}")
