"""What the person did by hand to a plan in their calendar, and what that means for the next plan.

``equipoise sync`` writes it down beside the life file; ``load`` reads it. A block that was moved is pinned where it was
put. One that was deleted is not planned again: its time counts as dealt with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from equipoise.domain.commitments import BY_HAND, Area, Event
from equipoise.domain.errors import Finding, StorageError
from equipoise.domain.life import Life
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval

__all__ = [
    "HandMade",
    "as_json",
    "folder_of",
    "hand_made_of",
    "kept_by_hand",
    "known_to",
    "plan_by_hand",
    "read_hand_made",
    "with_hand_made",
    "write_hand_made",
]


@dataclass(frozen=True, slots=True)
class HandMade:
    """What the person did to one block.

    Attributes:
        block, commitment: ids of the plan. ``title``: as it reads in the calendar.
        was: where it stood. ``when``: where it stands now; None if it was deleted.
        area: what the block belongs to. ``ritual``: True if it is a ritual of the rhythm.
    """

    block: str
    commitment: str
    title: str
    was: Interval
    when: Interval | None
    area: Area = Area.LIFE
    ritual: bool = False


def folder_of(life: Path) -> Path:
    """Return the folder in which the memory of a life's plan calendar lies."""
    return life.parent / ".equipoise" / "plan" / life.stem


def read_hand_made(life: Path) -> tuple[HandMade, ...]:
    """Return what the person did by hand, from beside a life file; nothing if there is nothing.

    Raises:
        StorageError: if the file is there and cannot be read.
    """
    path = folder_of(life) / "by-hand.json"
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        return hand_made_of(json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{path} is damaged: delete it and run equipoise sync again") from error


def hand_made_of(entries: Iterable[Mapping[str, Any]]) -> tuple[HandMade, ...]:
    """Return entries from their JSON.

    Raises:
        ValueError, KeyError, TypeError: if it is something else.
    """
    return tuple(_read(entry) for entry in entries)


def as_json(entries: Iterable[HandMade]) -> list[dict[str, Any]]:
    """Return entries as JSON, as ``hand_made_of`` reads them."""
    return [
        {
            "block": e.block,
            "commitment": e.commitment,
            "title": e.title,
            "was": e.was.as_pair(),
            "when": e.when.as_pair() if e.when else None,
            "area": e.area,
            "ritual": e.ritual,
        }
        for e in entries
    ]


def _read(entry: Mapping[str, Any]) -> HandMade:
    when = Interval.from_pair(entry["when"]) if entry["when"] else None
    area, ritual = Area(entry.get("area", Area.LIFE)), bool(entry.get("ritual", False))
    was = Interval.from_pair(entry["was"])
    return HandMade(entry["block"], entry["commitment"], entry["title"], was, when, area, ritual)


def write_hand_made(entries: Iterable[HandMade]) -> bytes:
    """Return the content of the file that ``read_hand_made`` reads."""
    return f"{json.dumps(as_json(entries), ensure_ascii=False, indent=2)}\n".encode()


def kept_by_hand(entries: Iterable[HandMade], now: datetime) -> tuple[HandMade, ...]:
    """Return those that still matter: what stands in the future, or was deleted from it."""
    return tuple(e for e in entries if (e.when or e.was).end > now)


def known_to(plan: Plan, entries: Iterable[HandMade]) -> tuple[HandMade, ...]:
    """Return those that a plan keeps already: it was made after them."""
    places = {(b.commitment, b.when) for b in plan.blocks}
    stands = {(b.id, b.when) for b in plan.blocks}
    fixed = {event.id for event in plan.fixed}
    return tuple(
        e
        for e in entries
        if ((e.block, e.was) not in stands if e.when is None else (e.commitment, e.when) in places)
        or f"{BY_HAND}{e.block}" in fixed
    )


def with_hand_made(
    life: Life, entries: Iterable[HandMade], now: datetime, events: Iterable[Event] = ()
) -> tuple[Life, tuple[Finding, ...]]:
    """Return a life that keeps what the person did by hand, and what is to be told about it.

    A task's block that was put where something stands that cannot give way is an event there, since no plan can hold
    both; one that was made a whole day says no time, and is planned as before.

    Args:
        life: the life as its file says. ``entries``: of ``read_hand_made``. ``now``: what is over by then is left out.
        events: of the life's calendars.
    """
    findings = []
    known, zone = tuple(events), life.person.zone
    tasks = {task.id for task in life.tasks}
    kept = kept_by_hand(entries, now)
    moved = [e for e in kept if e.commitment in tasks and e.when and not e.when.whole_days(zone)]
    for entry in sorted(kept, key=lambda e: e.commitment in tasks):  # what becomes an event comes first
        met = _met(entry, (*known, *life.events), moved) if entry in moved else ""
        changed = _task(life, entry, met) or _repeated(life, entry) or _ritual(life, entry)
        if changed is None:
            continue
        if entry.when is None or not entry.when.whole_days(zone):
            life = changed
        findings.append(_told(entry, zone, met))
    return life, tuple(findings)


def _met(entry: HandMade, events: Iterable[Event], moved: Iterable[HandMade]) -> str:
    """Return the title of what a task's block cannot share its time with; empty if there is nothing."""
    assert entry.when is not None
    taken = [(event.title, event.when) for event in events if event.immovable]
    taken += [(other.title, other.when) for other in moved if other is not entry and other.when]
    return next((title for title, when in taken if when.overlaps(entry.when)), "")


def _told(entry: HandMade, zone: tzinfo, met: str) -> Finding:
    """Return what is said about a change by hand."""
    if entry.when is None:
        told = f"you deleted “{entry.title}” from your calendar: it is not planned again"
        return Finding(told, "equipoise sync --restore takes that back", warning=True)
    if entry.when.whole_days(zone):
        told = f"you made “{entry.title}” a whole day in your calendar: that fixes no hour, and it is planned as before"
        return Finding(told, "give it an hour there, and it stays in it", warning=True)
    local = entry.when.start.astimezone(zone)
    told = f"you moved “{entry.title}” in your calendar: it stays on {local:%A %d %B} at {local:%H:%M}"
    if met:
        return Finding(f"{told}, where “{met}” is too", "move one of the two", warning=True)
    return Finding(told, warning=True)


def _task(life: Life, entry: HandMade, met: str) -> Life | None:
    """Pin a task's part where it was put, or count it as dealt with; if it meets something there, it is an event."""
    for at, task in enumerate(life.tasks):
        if task.id != entry.commitment:
            continue
        events = life.events
        if entry.when is None:
            kept = replace(task, done=task.done + int(entry.was.minutes))
        elif any(pin.overlaps(entry.when) for pin in task.pins):
            return None
        elif met:
            kept = replace(task, done=task.done + int(entry.when.minutes))
            event = _event(entry, entry.when)
            events = (*events, replace(event, role=task.role, place=task.place, private=task.private))
        else:
            kept = replace(task, pins=(*task.pins, entry.when))
        return replace(life, tasks=(*life.tasks[:at], kept, *life.tasks[at + 1 :]), events=events)
    return None


def _repeated(life: Life, entry: HandMade) -> Life | None:
    """Count a routine or a non-negotiable as held on that date; where it was put, it is an event."""
    day = (entry.when or entry.was).start.astimezone(life.person.zone).date()
    routines = tuple(
        replace(r, done=(*r.done, day)) if r.id == entry.commitment else r for r in life.routines
    )
    rules = tuple(
        replace(n, done=(*n.done, day)) if n.id == entry.commitment else n for n in life.non_negotiables
    )
    if (routines, rules) == (life.routines, life.non_negotiables):
        return None
    life = replace(life, routines=routines, non_negotiables=rules)
    if entry.when is None:
        return life
    found = next((r for r in life.routines if r.id == entry.commitment), None)
    event = _event(entry, entry.when)
    if found is not None:
        event = replace(event, area=found.area, role=found.role, place=found.place)
    return replace(life, events=(*life.events, event))


def _ritual(life: Life, entry: HandMade) -> Life | None:
    """Count a ritual as held on the date where it stood; where it was put, it is an event."""
    if not entry.ritual:
        return None
    day = entry.was.start.astimezone(life.person.zone).date()
    held = life.rituals_held | {(entry.commitment, day)}
    events = (*life.events, _event(entry, entry.when)) if entry.when else life.events
    return replace(life, rituals_held=held, events=events)


def _event(entry: HandMade, when: Interval) -> Event:
    source = "your calendar"
    return Event(f"{BY_HAND}{entry.block}", entry.title, when, area=entry.area, role="", source=source)


def plan_by_hand(plan: Plan, entries: Iterable[HandMade], life: Life) -> Plan:
    """Return a plan as the person's hand left it, for a replan: its changes are neither moves nor losses of the replan.

    A task's block stands where it was put; what was deleted is gone, and so is what is an event now.
    """
    tasks = {task.id for task in life.tasks}
    events = {event.id for event in life.events}
    changed = {(e.block, e.was): e for e in entries}
    blocks = []
    for block in plan.blocks:
        entry = changed.get((block.id, block.when))
        if entry is None or (entry.when and entry.when.whole_days(life.person.zone)):
            blocks.append(block)
        elif f"{BY_HAND}{block.id}" in events:
            continue
        elif entry.when is not None and block.commitment in tasks:
            blocks.append(replace(block, when=entry.when, pinned=True))
    return replace(plan, blocks=tuple(sorted(blocks, key=lambda b: (b.when, b.id))))
