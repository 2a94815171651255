"""The plan in the person's calendar: looked at, written when they said so, taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from equipoise.calendars.accounts import Accounts
from equipoise.calendars.connections import open_plan_store
from equipoise.calendars.plan_calendar import Change, PlanCalendar, Preview, Wanted
from equipoise.calendars.publishing import PublishedHours
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.wishes import Wish, wish_to_json
from equipoise.domain.errors import Finding, InputError, StorageError
from equipoise.domain.plan import Plan
from equipoise.handmade import folder_of, hand_made_of
from equipoise.planning.engine import Solution
from equipoise.server import blocks
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Errand, Life, Proposal, Record
from equipoise.server.plans import plan_of
from equipoise.server.signals import announce
from equipoise.server.store import Draft, change, open_life
from equipoise.server.telling import KINDS, change_words, grouped, wish_words
from equipoise.server.wording import as_told
from equipoise.syncing.hours import Hours, opened_hours
from equipoise.syncing.wanted import Asked, hand_made_from, wanted_of

__all__ = ["look", "take_back", "write"]

HOURS = -1
"""Number of the hours among what a run has written; entries are counted from 0."""
_RECORDED = ("what", "where", "words", "detail")


@dataclass(frozen=True)
class Desk:
    """What a sync works with: life, plan in force, calendar, what is to stand there, and the hours that are told."""

    life: Life
    plan: Plan
    calendar: PlanCalendar
    wanted: Wanted
    solution: Solution
    hours: Hours

    @property
    def where(self) -> str:
        """Name of the calendar."""
        return self.calendar.server.name

    def told_by(self, run: str) -> bool:
        """Tell whether a sync has changed the hours on the server already."""
        return self.hours.there is not None and self.hours.there.last_run == run

    def preview(self, now: datetime, meant: Mapping[str, bool]) -> Preview:
        """Return what a sync would change; ``meant``: see ``_meant``."""
        seen = self.calendar.preview(self.wanted, now, **meant)
        return self.hours.shown(seen)


@contextmanager
def _calendar(life: Life) -> Iterator[tuple[PlanCalendar, Accounts, PublishedHours | None]]:
    with connections_of(life) as config:
        store = open_plan_store(config)
        there = opened_hours(config, life.folder / "life.toml", store)
        zone = plan_of(life.plan).zone if life.plan and life.plan.plan else "UTC"
        calendar = PlanCalendar(folder_of(life.folder / "life.toml"), store, ZoneInfo(zone))
        try:
            yield calendar, config.accounts, there
        finally:
            calendar.close()


@contextmanager
def _desk(errand: Errand) -> Iterator[Desk]:
    life = Life.objects.select_related("plan").get(pk=errand.life_id)
    if life.plan is None or life.plan.plan is None:
        raise InputError([Finding("there is no plan yet", "plan the week first")])
    plan = plan_of(life.plan)
    with _calendar(life) as (calendar, accounts, there):
        loaded = open_life(life, now=plan.now, first=plan.first, days=plan.days)
        now, stores, insist = timezone.now(), calendar.server.stores, bool(errand.options.get("restore"))
        hours = Hours.of(there, loaded, now, accounts.publish, stores, insist=insist)
        asked = Asked(now, accounts, stores)
        wanted, solution = wanted_of(loaded, plan, asked)
        calendar.give_way(_said_here_since(life, plan, calendar))
        yield Desk(life, plan, calendar, wanted, solution, hours)


def _said_here_since(life: Life, plan: Plan, calendar: PlanCalendar) -> set[str]:
    """Return blocks that were dragged in the calendar, and then put elsewhere in the web app: that is the last word."""
    known = calendar.wishes()
    return {
        block.id
        for block in plan.blocks
        if block.pinned
        and (wish := known.get(block.id)) is not None
        and life.taken_over.get(wish.uid) == wish_to_json(wish)
        and wish.when not in {None, block.when}
    }


def look(errand: Errand) -> None:
    """Tell what writing would change; nothing is changed there."""
    with _desk(errand) as desk:
        preview = desk.preview(timezone.now(), _meant(errand))
        errand.result = _told(desk, preview)
        errand.problems = [as_told(finding) for finding in preview.findings]


def _meant(errand: Errand) -> dict[str, bool]:
    """Return what the person said is meant, each by its own word."""
    words = {"restore": "restore", "take_over": "take_over", "allow": "allow_mass_deletion"}
    return {name: bool(errand.options.get(word)) for word, name in words.items()}


def _told(desk: Desk, preview: Preview) -> dict[str, Any]:
    zone = desk.calendar.zone
    return {
        "where": desk.where,
        "plan": str(desk.life.plan_id),
        "days": grouped(preview.changes, zone),
        "count": len(preview.changes),
        "hand": [line for wish in preview.wishes if (line := wish_words(wish, zone))],
        "print": _fingerprint(preview),
    }


def _fingerprint(preview: Preview) -> str:
    """Return by what it is known that what is written is what was looked at."""
    rows = [
        (c.side, c.what, c.title, c.was and c.was.as_pair(), c.when and c.when.as_pair())
        for c in preview.changes
    ]
    return hashlib.sha256(json.dumps(sorted(map(repr, rows))).encode()).hexdigest()


def write(errand: Errand) -> None:
    """Write the plan. What was looked at must still be what would be done; a sync that was cut short goes on."""
    options, run = errand.options, str(errand.pk)
    meant = _meant(errand)

    def told(done: int, of: int) -> None:
        Errand.objects.filter(pk=errand.pk).update(progress={"done": done, "of": of})

    with _desk(errand) as desk:
        now = timezone.now()
        preview = desk.preview(now, meant)
        begun = bool(desk.calendar.state.changes_of(run)) or desk.told_by(run)
        if not options.get("autopilot") and not begun and options["print"] != _fingerprint(preview):
            errand.result = _told(desk, preview) | {"again": True}
            told_ = "plan or calendar have changed since you looked: nothing was written"
            raise InputError([Finding(told_, "look once more")])
        try:
            outcome = desk.calendar.sync(desk.wanted, now, run=run, on_progress=told, **meant)
        finally:
            count = _record(desk, run)
        told_hours = desk.hours.write(run)
        outcome.findings += [*desk.hours.findings, *told_hours]
        if desk.told_by(run):
            count += _record_hours(desk, run)
        errand.result = {"where": desk.where, "written": count}
        errand.problems = [as_told(finding) for finding in outcome.findings]
        if proposal := _take_over(desk):
            errand.result["replan"] = str(proposal.pk)
        if not outcome.complete:
            last = outcome.findings[-1].message if outcome.findings else "the server stopped answering"
            raise StorageError(f"{last}. What was written stands; write again, and the rest follows")


def _record(desk: Desk, run: str) -> int:
    """Note in the record what a run has written; what is noted already is left out. Returns how many."""
    written = desk.calendar.written(run)
    with transaction.atomic():
        _note(desk, run, written)
        if written:
            told = {"calendar": desk.where, "changes": len(written), "plan": str(desk.life.plan_id)}
            announce(desk.life, "calendar.written", f"{run}:{len(written)}", told)
    return len(written)


def _note(desk: Desk, run: str, written: Sequence[Change]) -> None:
    noted = set(desk.life.records.filter(detail__run=run).values_list("detail__number", flat=True))
    Record.objects.bulk_create(
        _entry(desk, run, number, one) for number, one in enumerate(written) if number not in noted
    )


def _record_hours(desk: Desk, run: str) -> int:
    one = Change(Side.REMOTE, desk.hours.step or "change", "Your bookable hours", None, None, "")
    row = _entry(desk, run, HOURS, one)
    _, new = desk.life.records.get_or_create(
        detail__run=run, detail__number=HOURS, defaults={n: getattr(row, n) for n in _RECORDED}
    )
    return int(new)


def _entry(desk: Desk, run: str, number: int, one: Change) -> Record:
    detail = {"run": run, "number": number, "title": one.title}
    detail |= {name: span.as_pair() for name, span in (("was", one.was), ("when", one.when)) if span}
    words = change_words(one, desk.calendar.zone)[:500]
    return Record(life=desk.life, what=KINDS[one.what], where=desk.where[:300], words=words, detail=detail)


def _take_over(desk: Desk) -> Proposal | None:
    """Bring into the life what the person did in the calendar, once, and ask for the plan that follows."""
    life = desk.life
    wishes = desk.calendar.wishes()
    texts = {wish.uid: wish_to_json(wish) for wish in wishes.values()}
    fresh = {
        block: wish for block, wish in wishes.items() if life.taken_over.get(wish.uid) != texts[wish.uid]
    }
    entries = hand_made_from(fresh, desk.plan, desk.solution, hand_made_of(life.by_hand))
    now = timezone.now()

    def edit(draft: Draft) -> None:
        for entry in entries:
            blocks.take_over(draft, entry, now)

    with transaction.atomic():
        revision = change(life, _what(fresh), edit) if entries else None
        if texts != life.taken_over:
            Life.objects.filter(pk=life.pk).update(taken_over=texts)
            life.taken_over = texts
        if revision is None:
            return None
        kind = Proposal.Kind.REPLAN
        return ask(life, kind, why=revision.what, accept=True, change=revision.number)


def _what(fresh: dict[str, Wish]) -> str:
    titles = list(dict.fromkeys(f"“{wish.title}”" for wish in fresh.values()))
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"In your calendar you changed {', '.join(titles[:3])}{more}"


def take_back(errand: Errand) -> None:
    """Put the calendar back as it was before the last sync."""
    life = Life.objects.select_related("plan").get(pk=errand.life_id)
    with _calendar(life) as (calendar, _accounts, hours):
        runs = {calendar.last_run, hours.last_run if hours else ""} - {""}
        if not runs:
            raise InputError([Finding("nothing was written that could be taken back")])
        run = _newest(life, runs)
        findings, count, where = [], 0, calendar.server.name
        if hours and hours.last_run == run:
            count += 1
            findings += hours.undo()
        if calendar.last_run == run:
            count += len(calendar.written(run))
            findings += calendar.undo()
    words = f"Taken back: the calendar is as it was before {count} changes"
    Record.objects.create(
        life=life, what="calendar.undone", where=where[:300], words=words, detail={"run": run}
    )
    errand.result = {"where": where, "undone": count}
    errand.problems = [as_told(finding) for finding in findings]


def _newest(life: Life, runs: set[str]) -> str:
    """Return the one of some runs that was asked for last."""
    asked = {str(pk): at for pk, at in life.errands.values_list("pk", "asked")}
    return max(runs, key=lambda run: (asked[run].isoformat() if run in asked else "", run))
