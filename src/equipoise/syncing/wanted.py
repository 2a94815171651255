"""What ``equipoise sync`` wants to stand in the calendar, and what it writes down of what the person did there."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from equipoise.domain.commitments import BY_HAND

if TYPE_CHECKING:
    from equipoise.calendars.accounts import Accounts
    from equipoise.calendars.plan_calendar import PlanCalendar, Wanted
    from equipoise.calendars.sync.wishes import Wish
    from equipoise.domain.commitments import Event
    from equipoise.domain.plan import Plan
    from equipoise.handmade import HandMade
    from equipoise.loading import Loaded
    from equipoise.planning.engine import Solution

__all__ = ["Asked", "hand_made_from", "keep_wishes", "wanted_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sync was asked for.

    Attributes:
        now: its moment. ``accounts``: what the person wants kept and published.
        stores: kinds of entries that the calendar can hold.
    """

    now: datetime
    accounts: Accounts
    stores: frozenset[str]


def wanted_of(loaded: Loaded, plan: Plan, asked: Asked) -> tuple[Wanted, Solution]:
    """Return the entries of a plan, with why each is there and how firmly its time is kept, and what stands beside.

    Args:
        loaded: the life, read for the plan's horizon.
    """
    from equipoise import api
    from equipoise.calendars.appearance import alarms_of
    from equipoise.calendars.plan_calendar import Wanted
    from equipoise.calendars.writing import block_resources, block_uid, is_block_uid
    from equipoise.domain.discretion import discreet_words
    from equipoise.planning.explain import why_all
    from equipoise.planning.slack import defended, slacks

    solution = api.recall(loaded, plan)
    request = solution.setup.request
    why = discreet_words(plan, why_all(solution), request.life.tasks)
    firm = defended(plan, slacks(solution, now=asked.now), request.books, request.life)
    reminders = alarms_of(plan, request.books)

    def make(uids: Mapping[str, str]) -> Mapping[str, bytes]:
        return block_resources(plan, why, firm, uids, alarms=reminders)

    uids = {block.id: block_uid(plan.person, block) for block in plan.blocks}
    moved = {event.id.removeprefix(BY_HAND) for event in plan.fixed if event.id.startswith(BY_HAND)}
    ended = {task.id: "its task is done" for task in loaded.life.tasks if not task.remaining}
    standing = _standing(loaded, plan, firm, request.events, asked)
    mine = functools.partial(is_block_uid, plan.person)
    return Wanted(uids, make, standing, moved, ended, mine), solution


def _standing(
    loaded: Loaded, plan: Plan, firm: Mapping[str, bool], events: Iterable[Event], asked: Asked
) -> dict[str, bytes]:
    """Return what stands week after week beside the plan: what is kept, and what is published as an entry."""
    from equipoise.calendars.hours import Purpose
    from equipoise.calendars.published import freebusy_to_ics
    from equipoise.calendars.sync.resource import parse, uid_of
    from equipoise.syncing.standing import hours_file, kept_entries

    out = kept_entries(loaded, asked.now, asked.accounts.keep)
    if "availability" in asked.accounts.publish and "VAVAILABILITY" in asked.stores:
        body = hours_file(loaded, asked.now, Purpose.BOOKING)
        out[uid_of(parse(body))] = body
    if "freebusy" in asked.accounts.publish and "VFREEBUSY" in asked.stores:
        body = freebusy_to_ics(plan, events, firm)
        out[uid_of(parse(body))] = body
    return out


def keep_wishes(life: Path, calendar: PlanCalendar, plan: Plan, solution: Solution) -> None:
    """Write down what the person did by hand, for the next plan."""
    from equipoise.handmade import folder_of, read_hand_made, write_hand_made
    from equipoise.syncing.files import write_all

    entries = hand_made_from(calendar.wishes(), plan, solution, read_hand_made(life))
    write_all({folder_of(life) / "by-hand.json": write_hand_made(entries)})


def hand_made_from(
    wishes: Mapping[str, Wish], plan: Plan, solution: Solution, known: Iterable[HandMade]
) -> list[HandMade]:
    """Return what the person did to the plan's entries, as the next plan is told of it.

    Args:
        wishes: by block. ``plan``: that the calendar shows; ``solution``: the same, recalled.
        known: what was noted before, for blocks that the plan has no more.
    """
    from equipoise.handmade import HandMade

    rituals = {ritual.id for book in solution.setup.request.books.values() for ritual in book.rituals()}
    blocks = {block.id: block for block in plan.blocks if block.commitment}
    before_by = {entry.block: entry for entry in known}
    entries = []
    for name, wish in wishes.items():
        block, before = blocks.get(name), before_by.get(name)
        if wish.when == wish.was:
            continue
        if block is not None:
            commitment, area, ritual = block.commitment, block.area, block.commitment in rituals
        elif before is not None:
            commitment, area, ritual = before.commitment, before.area, before.ritual
        else:
            continue
        entries.append(HandMade(name, commitment, wish.title, wish.was, wish.when, area, ritual))
    return entries
