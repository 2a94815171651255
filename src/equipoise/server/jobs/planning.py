"""Making plans: asked for by pages and API, done by a worker, seen by the page as it gets better."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from equipoise import api
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.planning.search import Effort, Progress
from equipoise.server.choices import chosen_rhythm
from equipoise.server.documents import read_life
from equipoise.server.jobs.comparing import compared
from equipoise.server.jobs.queues import PLANS
from equipoise.server.models import Life, Proposal
from equipoise.server.outward.events import plan_data, plan_failed
from equipoise.server.plans import plan_of
from equipoise.server.signals import announce, plan_accepted
from equipoise.server.store import open_life, undo
from equipoise.server.viewing import plan_json, view_json, with_past
from equipoise.server.wording import as_told
from equipoise.showing import Shown

__all__ = ["accept", "ask", "make", "tell_lost", "zone_of"]

_log = logging.getLogger("equipoise.jobs")

FIRST, BETTER = 0.4, 4.0
"""Seconds of a new plan until it is first shown, and until it is left as it is."""
PROOF = Effort(seconds=1.5, gap=0.005)
"""Of a replan, after its first quick answer."""
LATER = -10
"""Priority of a plan that is to get better, but is there."""
PAUSE = 0.25
"""Seconds between notes of progress in the database."""


def ask(
    life: Life,
    kind: str = Proposal.Kind.PLAN,
    *,
    why: str = "",
    now: datetime | None = None,
    accept: bool = False,
    **options: Any,
) -> Proposal:
    """Ask for a plan.

    Args:
        life: whose. ``kind``: how it is made; without a plan in force a replan is a plan.
        why: what asks for it, in words. ``now``: the moment to plan from; None is the clock.
        accept: True puts it into force as soon as it is there.
        options: ``weeks``, ``first`` (ISO), ``rhythm`` (a choice, see ``choices``), ``missed``, ``rhythms``,
            ``change`` (number of the revision that is taken back if no plan can follow it); kept as JSON.
    """
    if kind == Proposal.Kind.REPLAN and not _current(life, now or timezone.now()):
        kind = Proposal.Kind.PLAN
    options |= {"now": (now or timezone.now()).isoformat(), "accept": accept}
    with transaction.atomic():
        proposal = Proposal.objects.create(
            life=life,
            kind=kind,
            why=why[:500],
            revision=life.revision,
            options=options,
            before=life.plan if kind == Proposal.Kind.REPLAN else None,
        )
        make.enqueue(str(proposal.pk))  # in one transaction: what was asked for is never forgotten
    return proposal


def _current(life: Life, now: datetime) -> bool:
    """Tell whether a plan is in force that is not over."""
    if life.plan is None or life.plan.plan is None:
        return False
    plan = plan_of(life.plan)
    last = datetime.combine(plan.first, datetime.min.time(), ZoneInfo(plan.zone)).timestamp()
    return last + plan.days * 86_400 > now.timestamp() + 3600


@task()
def make(proposal_id: str) -> None:
    """Make a plan that was asked for. Run twice, it is made once: only what waits, or was left half-done, is made."""
    proposal = Proposal.objects.select_related("life", "life__plan", "before").filter(pk=proposal_id).first()
    if proposal is None or proposal.over:
        return
    proposal.state = Proposal.State.WORKING
    proposal.save(update_fields=["state"])
    try:
        if proposal.kind == Proposal.Kind.REPLAN:
            _replan(proposal)
        elif proposal.kind == Proposal.Kind.COMPARE:
            _compare(proposal)
        else:
            _plan(proposal)
    except InputError as error:
        _fail(proposal, error.findings)
    except EquipoiseError as error:
        _fail(proposal, [Finding(str(error))])
    except Exception:  # noqa: BLE001 - whatever happens, the page must learn that no plan comes
        _log.exception("a plan could not be made")
        _fail(proposal, [Finding("the plan could not be made: a mistake of the program", "see its log")])


def _fail(proposal: Proposal, findings: Any) -> None:
    """Tell what is wrong. A change that no plan can follow is taken back: the life stays one that can be planned."""
    change = proposal.options.get("change")
    if change is not None and Life.objects.get(pk=proposal.life_id).revision == change:
        undo(proposal.life, change)
        findings = [*findings, Finding("so this change was taken back")]
    proposal.state = Proposal.State.FAILED
    proposal.problems = [as_told(finding) for finding in findings]
    proposal.ready = timezone.now()
    with transaction.atomic():
        proposal.save(update_fields=["state", "problems", "ready"])
        if proposal.kind in {Proposal.Kind.PLAN, Proposal.Kind.REPLAN}:
            announce(proposal.life, "plan.failed", proposal.pk, lambda: plan_failed(proposal))


def tell_lost(proposal_id: str) -> None:
    """Tell the page that a plan does not come, since its job failed before it could say so itself."""
    told = Finding("the plan could not be made: its worker was lost more than once", "plan anew")
    for proposal in Proposal.objects.filter(pk=proposal_id).exclude(state=Proposal.State.READY):
        if proposal.state != Proposal.State.FAILED:
            _fail(proposal, [told])


def _now(proposal: Proposal) -> datetime:
    return datetime.fromisoformat(proposal.options["now"])


def _plan(proposal: Proposal) -> None:
    options = proposal.options
    weeks = int(options.get("weeks", 1))
    loaded = open_life(proposal.life, now=_now(proposal), weeks=weeks, first=options.get("first"))
    rhythm = chosen_rhythm(loaded.life.rhythm, options["rhythm"]) if options.get("rhythm") else None
    wanted = api.request(loaded, rhythm=rhythm)
    most = float(options.get("seconds", BETTER))
    for seconds, last in _steps(proposal, [FIRST, most] if most > FIRST else [most]):
        solution = api.solve(wanted, seconds=seconds, on_progress=_noted(proposal))
        _save(proposal, Shown(solution, solution.plan), loaded, last=last)


def _steps(proposal: Proposal, efforts: list[Any]) -> Iterator[tuple[Any, bool]]:
    """Yield how hard to try, and whether that is the last time: first quickly, then thoroughly.

    The second is put off while others wait for their first plan, and left out if the life went on meanwhile.
    """
    if proposal.plan is None:
        yield efforts[0], len(efforts) == 1
        if len(efforts) == 1:
            return
        if DBTaskResult.objects.ready().filter(queue_name=PLANS, priority__gte=0).exists():
            make.using(priority=LATER).enqueue(str(proposal.pk))
            return
    if Life.objects.filter(pk=proposal.life_id, revision=proposal.revision).exists():
        yield efforts[-1], True
    else:
        proposal.state = Proposal.State.READY
        proposal.save(update_fields=["state"])


def _compare(proposal: Proposal) -> None:
    loaded = open_life(proposal.life, now=_now(proposal))

    def told(name: str, done: int, every: int) -> None:
        progress = {"name": name, "done": done, "of": every}
        Proposal.objects.filter(pk=proposal.pk).update(progress=progress)

    proposal.view = compared(loaded, proposal.options["rhythms"], told)
    proposal.state, proposal.ready = Proposal.State.READY, timezone.now()
    proposal.save(update_fields=["view", "state", "ready"])


def _replan(proposal: Proposal) -> None:
    before = proposal.before
    if before is None:
        raise InputError([Finding("the plan to start from is gone", "plan anew")])
    previous = plan_of(before)
    # a plan of next week begins when it was planned to begin
    now, days = api.rest_of(previous, max(_now(proposal), previous.now))
    loaded = open_life(proposal.life, now=now, days=days)
    missed = bool(proposal.options.get("missed"))
    for effort, last in _steps(proposal, [None, PROOF]):
        found = api.replan(
            loaded, previous, now=now, missed=missed, effort=effort, on_progress=_noted(proposal)
        )
        proposal.diff = list(found.diff.sentences)
        _save(proposal, Shown(found.solution, found.plan), loaded, last=last)


def _noted(proposal: Proposal) -> Callable[[Progress], None]:
    """Return what notes progress in the database, now and then."""
    told = 0.0

    def note(progress: Progress) -> None:
        nonlocal told
        if time.monotonic() - told < PAUSE:
            return
        told = time.monotonic()
        gap = progress.gap if progress.bound != float("inf") else None
        Proposal.objects.filter(pk=proposal.pk).update(
            progress={"seconds": round(progress.seconds, 2), "worth": round(progress.objective), "gap": gap}
        )

    return note


def _save(proposal: Proposal, shown: Shown, loaded: Any, *, last: bool) -> None:
    """Keep a plan; the first one comes into force at once if that was asked."""
    before = proposal.before.view if proposal.before else None
    proposal.plan, proposal.view = plan_json(shown), with_past(view_json(shown), before)
    proposal.problems = [as_told(finding) for finding in loaded.findings]
    proposal.ready = timezone.now()
    proposal.state = Proposal.State.READY if last else Proposal.State.WORKING
    with transaction.atomic():
        now = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
        if now is None or now.over:  # another worker, who thought this one dead, was faster
            return
        proposal.accepted = now.accepted
        proposal.save(update_fields=["plan", "view", "diff", "problems", "ready", "state"])
        if proposal.options.get("accept") and proposal.accepted is None:
            accept(proposal)
        if last and proposal.kind in {Proposal.Kind.PLAN, Proposal.Kind.REPLAN}:
            announce(proposal.life, "plan.ready", proposal.pk, lambda: plan_data(proposal))


def accept(proposal: Proposal) -> bool:
    """Put a plan into force; tell whether it is.

    It is not if the life has changed since it was asked for, or if it was only for looking at, under another rhythm.
    """
    if proposal.kind in Proposal.ASIDE:
        return False
    with transaction.atomic():
        life = Life.objects.select_for_update().get(pk=proposal.life_id)
        if life.revision != proposal.revision:
            return False
        proposal.accepted = timezone.now()
        proposal.save(update_fields=["accepted"])
        life.plan = proposal
        life.save(update_fields=["plan"])
        plan_accepted.send(Proposal, life=life)
        key = f"{proposal.pk}:{proposal.accepted.isoformat()}"
        announce(life, "plan.accepted", key, lambda: plan_data(proposal))
    return True


def zone_of(life: Life) -> ZoneInfo:
    """Return the person's zone, as their life file says it now; the plan in force may still be of another one."""
    return _zone(life.text)


@functools.lru_cache(maxsize=256)
def _zone(text: str) -> ZoneInfo:
    return read_life(text)[0].person.zone
