"""When hard rules contradict each other: the smallest set of them that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from equipoise.domain.commitments import NonNegotiable
from equipoise.domain.rules import Origin, Rule, Strength
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.build import Request, Setup, build
from equipoise.planning.masks import window_spans
from equipoise.planning.search import Effort, search

__all__ = ["smallest_conflict"]

QUICK = Effort(seconds=0.4, rounds=24, gap=0.0)


@dataclass(frozen=True, slots=True)
class _Part:
    """Something hard that can be taken away in thought: an event, a non-negotiable, a rule, a pin."""

    kind: str
    key: str
    name: str


def _parts(request: Request) -> list[_Part]:
    life = request.life
    out = [
        _Part("need", n.id, f"{n.title}, {n.per_week} x {n.minutes} min a week")
        for n in life.non_negotiables
        if n.minutes
    ]
    out += [
        _Part("fixed", n.id, f"{n.title} (non-negotiable)") for n in life.non_negotiables if not n.minutes
    ]
    out += [_Part("event", e.id, _event_name(request, e.id)) for e in request.events if e.immovable]
    rules = {"sleep": "sleep", "hours.family": "family hours", "hours.focus": "golden hours"}
    first = next(iter(request.books.values()))
    out += [_Part("rule", rule, name) for rule, name in rules.items() if first.has(rule)]
    out += [_Part("margin", "margin", "the daily margin"), _Part("pins", "pins", "pinned blocks")]
    return out


def _event_name(request: Request, event_id: str) -> str:
    event = next(e for e in request.events if e.id == event_id)
    start = event.when.start.astimezone(request.grid.zone)
    return f"{event.title} ({start:%a %d %b %H:%M})"


def _reduced(request: Request, parts: Sequence[_Part]) -> Request:
    """Return the request with only the given parts in force, and no tasks."""
    keys = {(p.kind, p.key) for p in parts}
    life = request.life
    needs = tuple(n for n in life.non_negotiables if ("need" if n.minutes else "fixed", n.id) in keys)
    events = tuple(e for e in request.events if not e.immovable or ("event", e.id) in keys)
    dropped = {r for r in ("sleep", "hours.family", "hours.focus") if ("rule", r) not in keys}
    books = {}
    for day, book in request.books.items():
        rules = tuple(r for r in book.rules if r.id not in dropped and r.id != "rituals")
        if ("margin", "margin") not in keys:
            margins = ("margin", "margin.on_call")
            none = tuple(Rule(name, Strength.HARD, 0.0, Origin("left out")) for name in margins)
            rules = (*(r for r in rules if r.id not in margins), *none)
        books[day] = replace(book, rules=rules)
    tasks = tuple(t for t in life.tasks if t.pins) if ("pins", "pins") in keys else ()
    slim = replace(life, non_negotiables=needs, tasks=tasks, routines=(), goals=())
    return replace(request, life=slim, events=events, books=books, previous=None)


def _contradicts(request: Request, parts: Sequence[_Part]) -> bool:
    """Tell whether what must be placed finds no room under the given parts."""
    setup = build(_reduced(request, parts))
    if not any(a.must for a in setup.problem.activities):
        return False
    problem = setup.problem
    for activity in problem.activities:
        if activity.must and not any(
            _fits(problem.open_mask, s, e, activity.minc) for s, e in activity.segments
        ):
            return True
    return not search(problem, QUICK).legal


def _fits(mask: np.ndarray, start: int, end: int, length: int) -> bool:
    run = 0
    for slot in range(start, end):
        run = run + 1 if mask[slot] else 0
        if run >= length:
            return True
    return False


def smallest_conflict(setup: Setup) -> tuple[str, ...]:
    """Return names of a set of hard rules that cannot all be kept, none of which can be left out.

    Deletion filter (Chinneck & Dravnieks 1991, doi 10.1287/ijoc.3.2.157): each part is taken away in turn and stays
    away if the rest still contradicts itself.
    """
    request = setup.request
    parts = _relevant(setup, _parts(request))
    for part in list(parts):
        without = [p for p in parts if p is not part]
        if without and _contradicts(request, without):
            parts = without
    return tuple(p.name for p in parts)


def _relevant(setup: Setup, parts: list[_Part]) -> list[_Part]:
    """Leave out events that meet no window of anything that must be placed."""
    grid = setup.request.grid
    spans = [(s, e) for n in setup.request.life.non_negotiables if n.minutes for s, e in _window(setup, n)]
    by_id = {e.id: e for e in setup.request.events}
    out = []
    for part in parts:
        if part.kind == "event":
            when = by_id[part.key].when
            lo, hi = grid.floor(when.start), grid.ceil(when.end)
            if not any(s < hi and lo < e for s, e in spans):
                continue
        out.append(part)
    return out


def _window(setup: Setup, item: NonNegotiable) -> list[tuple[int, int]]:
    grid = setup.request.grid
    if not item.windows:
        return [(0, int(grid.size))]
    reach = item.minutes // SLOT_MINUTES
    return [
        (lo - reach, hi + reach) for day in grid.dates for lo, hi in window_spans(grid, item.windows, day)
    ]
