"""What can stand in the way of a commitment: rules, calendar, other commitments, and its own limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from equipoise.domain.commitments import Event, NonNegotiable, Ritual, Routine, Task
from equipoise.domain.life import Life, TravelTable
from equipoise.domain.rules import Origin, Rule, Rulebook, Strength
from equipoise.domain.time import SLOT_MINUTES
from equipoise.planning.build import Request, Setup
from equipoise.planning.explain.wording import day_name, joined, length, title_of, when
from equipoise.planning.problem import Activity

__all__ = ["RULE_WORDS", "Kind", "Member", "members_of", "without"]


class Kind(StrEnum):
    """What a member of a conflict is."""

    RULE = "rule"
    EVENT = "event"
    OTHER = "commitment"
    NON_NEGOTIABLE = "non-negotiable"
    PIN = "pin"
    OWN = "own limit"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Member:
    """Something that can be taken away in thought.

    Attributes:
        kind: what it is. ``id``: of the rule, event or commitment, or the name of an own limit.
        text: words for people: "the meeting Review on Tuesday 9:00", "the daily margin".
        group: ids of several that were only tried together; empty for a single one.
    """

    kind: Kind
    id: str
    text: str
    group: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that it stands for."""
        return self.group or (self.id,)


RULE_WORDS: Mapping[str, str] = {
    "sleep": "your sleep",
    "rest.daily": "the daily rest",
    "rest.weekly": "the weekly rest",
    "frozen": "the frozen stretch ahead of now",
    "travel": "travel times",
    "buffer.role": "the buffer between roles",
    "buffer.meeting": "the buffer around meetings",
    "stretch.max": "the break after a long stretch",
    "hours.family": "family hours",
    "weekend": "free days",
    "holidays": "public holidays",
    "margin": "the daily margin",
    "hours.focus": "golden hours",
    "hours.outer": "your first start and hard stop",
}
"""Rules that can keep something out, in the order in which they are tried to be left out."""

_HARD_ONLY = {"rest.daily", "rest.weekly", "weekend", "holidays", "hours.focus"}


def _rules(request: Request) -> list[Member]:
    books = list(request.books.values())
    out = []
    for rule, text in RULE_WORDS.items():
        if rule == "travel":
            present = bool(request.life.travel.minutes or request.life.travel.default)
        elif rule in _HARD_ONLY:
            present = any(b.is_hard(rule) for b in books)
        elif rule in {"sleep", "hours.family", "hours.outer"}:
            present = any(b.windows(rule) for b in books)
        else:
            present = any(b.number(rule) > 0 for b in books)
        if present:
            out.append(Member(Kind.RULE, rule, text))
    return out


def _own(setup: Setup, item: object, activity: Activity) -> list[Member]:
    """Return the limits that the commitment brings itself."""
    grid = setup.request.grid
    out = []
    size = length(activity.minc)
    if isinstance(item, Task):
        titles = {t.id: title_of(t.title) for t in setup.request.life.tasks}
        out += [Member(Kind.OWN, f"after:{i}", f"waiting for {titles[i]}") for i in item.after if i in titles]
        if item.release:
            out.append(Member(Kind.OWN, "release", f"its start not before {when(grid, item.release)}"))
        if item.only:
            out.append(Member(Kind.OWN, "windows", "its windows"))
        off = [day_name(grid, day) for day in item.not_on if grid.dates[0] <= day <= grid.dates[-1]]
        if off:
            out.append(Member(Kind.OWN, "not_on", f"its being kept off {joined(off)}"))
        if activity.minc > 1:
            whole = activity.minc == activity.need
            text = f"its {size} in one piece" if whole else f"its pieces of at least {size}"
            out.append(Member(Kind.OWN, "min_chunk", text))
        if item.hard_due and item.due:
            out.append(Member(Kind.OWN, "due", f"its deadline, {when(grid, item.due)}"))
        return out
    if isinstance(item, Routine) and item.gap_days:
        days = "a day" if item.gap_days == 1 else f"{item.gap_days} days"
        out.append(Member(Kind.OWN, "gap_days", f"at least {days} between two times"))
    if isinstance(item, Ritual) or (isinstance(item, Routine) and item.windows):
        out.append(Member(Kind.OWN, "windows", "its window"))
    if isinstance(item, Event) and item.window:
        out.append(Member(Kind.OWN, "windows", "its window"))
    return out


def _others(setup: Setup, placed: Mapping[str, int], but: str) -> list[Member]:
    """Return the commitments that the plan places, the smallest first."""
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    many: set[str] = set()
    for activity in setup.problem.activities:
        if placed.get(activity.id) and activity.id != but:
            if activity.commitment in sizes:
                many.add(activity.commitment)
            sizes[activity.commitment] = sizes.get(activity.commitment, 0) + placed[activity.id]
            names[activity.commitment] = title_of(activity.title)
    order = sorted(sizes, key=lambda c: (sizes[c], c))
    return [
        Member(Kind.OTHER, c, f"{names[c]} ({length(sizes[c])}{' in all' if c in many else ''})")
        for c in order
    ]


def members_of(setup: Setup, activity: Activity, placed: Mapping[str, int]) -> list[Member]:
    """Return what may stand in an activity's way, in the order in which it is tried to be left out.

    Args:
        setup: the problem and its words.
        activity: what did not fit.
        placed: slots that the plan gives each activity.
    """
    request = setup.request
    rules = _rules(request)
    fixed = [n for n in request.life.non_negotiables if not n.minutes]
    out = [Member(Kind.NON_NEGOTIABLE, n.id, title_of(n.title)) for n in fixed]
    out += rules[:-3]
    out += _others(setup, placed, activity.id)
    grid = request.grid
    out += [
        Member(Kind.EVENT, e.id, f"{title_of(e.title)} ({when(grid, e.when.start)})")
        for e in request.events
        if e.immovable and grid.start < e.when.end and e.when.start < grid.end
    ]
    pinned = {p.commitment: title_of(p.title) for p in setup.pins if p.own}
    out += [Member(Kind.PIN, i, f"{text}, pinned") for i, text in pinned.items()]
    all_day = [e for e in request.events if e.busy and e.all_day]
    out += [Member(Kind.EVENT, e.id, f"{title_of(e.title)} (all day)") for e in all_day]
    return out + rules[-3:] + _own(setup, setup.items[activity.id], activity)


_FREE: Mapping[str, float] = {
    "margin": 0.0,
    "margin.on_call": 0.0,
    "buffer.role": 0.0,
    "buffer.meeting": 0.0,
    "frozen": 0.0,
    "stretch.max": 1e7,
}
"""Values at which limits that have a default no longer bind."""


def _book(book: Rulebook, gone: set[str]) -> Rulebook:
    if "margin" in gone:
        gone = gone | {"margin.on_call"}
    rules = [rule for rule in book.rules if rule.id not in gone]
    rules += [
        Rule(rule_id, Strength.HARD, value, Origin("explanation"))
        for rule_id, value in _FREE.items()
        if rule_id in gone
    ]
    return replace(book, rules=tuple(rules))


def _freed(item: Task, own: set[str]) -> Task:
    if "release" in own:
        item = replace(item, release=None)
    if "windows" in own:
        item = replace(item, only=())
    if "not_on" in own:
        item = replace(item, not_on=())
    if "due" in own:
        item = replace(item, due=None, hard_due=False)
    if "min_chunk" in own:
        item = replace(item, min_chunk=SLOT_MINUTES, max_chunk=max(item.max_chunk, SLOT_MINUTES))
    return replace(item, after=tuple(i for i in item.after if f"after:{i}" not in own))


def _life(life: Life, activity: Activity, own: set[str], gone: set[tuple[Kind, str]]) -> Life:
    tasks = tuple(replace(t, pins=()) if (Kind.PIN, t.id) in gone and t.pins else t for t in life.tasks)
    tasks = tuple(_freed(t, own) if t.id == activity.commitment else t for t in tasks)
    routines = tuple(
        replace(
            r,
            windows=() if "windows" in own else r.windows,
            gap_days=0 if "gap_days" in own else r.gap_days,
        )
        if r.id == activity.commitment
        else r
        for r in life.routines
    )
    needs: tuple[NonNegotiable, ...] = tuple(
        n for n in life.non_negotiables if (Kind.NON_NEGOTIABLE, n.id) not in gone
    )
    travel = TravelTable() if (Kind.RULE, "travel") in gone else life.travel
    return replace(life, tasks=tasks, routines=routines, non_negotiables=needs, travel=travel)


def without(request: Request, activity: Activity, gone: Sequence[Member]) -> Request:
    """Return a request in which some members no longer hold; other commitments are left to the oracle."""
    keys = {(m.kind, m.id) for m in gone}
    rules = {m.id for m in gone if m.kind is Kind.RULE}
    own = {m.id for m in gone if m.kind is Kind.OWN}
    events = tuple(e for e in request.events if (Kind.EVENT, e.id) not in keys)
    if "windows" in own:
        events = tuple(replace(e, window=None) if e.id == activity.commitment else e for e in events)
    books = {day: _book(book, rules) for day, book in request.books.items()}
    life = _life(request.life, activity, own, keys)
    return replace(request, life=life, events=events, books=books)
