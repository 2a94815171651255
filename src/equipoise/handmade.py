"""What the person did by hand to a plan in their calendar, and what that means for the next plan.

``equipoise sync`` writes it down beside the life file; ``load`` reads it. A block that was moved is pinned where it was
put. One that was deleted is not planned again: its time counts as dealt with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from equipoise.domain.commitments import Event
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
    """

    block: str
    commitment: str
    title: str
    was: Interval
    when: Interval | None


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

    def pair(span: Interval | None) -> list[str] | None:
        return [span.start.isoformat(), span.end.isoformat()] if span else None

    return [
        {
            "block": e.block,
            "commitment": e.commitment,
            "title": e.title,
            "was": pair(e.was),
            "when": pair(e.when),
        }
        for e in entries
    ]


def _read(entry: Mapping[str, Any]) -> HandMade:
    was = _span(entry["was"])
    if was is None:
        raise ValueError("it stood nowhere")
    return HandMade(entry["block"], entry["commitment"], entry["title"], was, _span(entry["when"]))


def _span(pair: Sequence[str] | None) -> Interval | None:
    return Interval(*(datetime.fromisoformat(part) for part in pair)) if pair else None


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
        or f"by-hand/{e.block}" in fixed
    )


def with_hand_made(
    life: Life, entries: Iterable[HandMade], now: datetime
) -> tuple[Life, tuple[Finding, ...]]:
    """Return a life that keeps what the person did by hand, and what is to be told about it.

    Args:
        life: the life as its file says. ``entries``: of ``read_hand_made``. ``now``: what is over by then is left out.
    """
    findings = []
    for entry in kept_by_hand(entries, now):
        changed = _task(life, entry) or _repeated(life, entry)
        if changed is None:
            continue
        life = changed
        if entry.when is None:
            told = f"you deleted “{entry.title}” from your calendar: it is not planned again"
            cure = "equipoise sync --restore takes that back"
        else:
            local = entry.when.start.astimezone(life.person.zone)
            told = (
                f"you moved “{entry.title}” in your calendar: it stays on {local:%A %d %B} at {local:%H:%M}"
            )
            cure = ""
        findings.append(Finding(told, cure, warning=True))
    return life, tuple(findings)


def _task(life: Life, entry: HandMade) -> Life | None:
    """Pin a task's part where it was put, or count it as dealt with."""
    for at, task in enumerate(life.tasks):
        if task.id != entry.commitment:
            continue
        if entry.when is None:
            kept = replace(task, done=task.done + int(entry.was.minutes))
        elif any(pin.overlaps(entry.when) for pin in task.pins):
            return None
        else:
            kept = replace(task, pins=(*task.pins, entry.when))
        return replace(life, tasks=(*life.tasks[:at], kept, *life.tasks[at + 1 :]))
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
    event = Event(f"by-hand/{entry.block}", entry.title, entry.when, source="your calendar")
    if found is not None:
        event = replace(event, area=found.area, role=found.role, place=found.place)
    return replace(life, events=(*life.events, event))


def plan_by_hand(plan: Plan, entries: Iterable[HandMade], life: Life) -> Plan:
    """Return a plan as the person's hand left it, for a replan: its changes are neither moves nor losses of the replan.

    A task's block stands where it was put; what was deleted is gone, and so is what is an event now.
    """
    tasks = {task.id for task in life.tasks}
    changed = {(e.block, e.was): e for e in entries}
    blocks = []
    for block in plan.blocks:
        entry = changed.get((block.id, block.when))
        if entry is None:
            blocks.append(block)
        elif entry.when is not None and block.commitment in tasks:
            blocks.append(replace(block, when=entry.when, pinned=True))
    return replace(plan, blocks=tuple(sorted(blocks, key=lambda b: (b.when, b.id))))
