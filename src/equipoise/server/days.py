"""What a person says of a day: energy, "done", the closing. Each may be sent twice, and counts once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.plan import Plan
from equipoise.server import blocks
from equipoise.server.jobs.planning import ask
from equipoise.server.models import CheckIn, Life, Proposal, Receipt, Revision, Shutdown
from equipoise.server.plans import plan_of
from equipoise.server.signals import announce

__all__ = ["ACTS", "LEVELS", "act", "check_in", "close_day", "said_at"]

LEVELS = {1: "Empty", 2: "Low", 3: "Steady", 4: "Good", 5: "Full"}
"""Energy in words."""
AGAIN = timedelta(minutes=30)
"""Within it a new check-in takes the place of the last one."""
OLDEST = timedelta(days=7)
"""How late something may arrive that was said without a connection."""
MORE = 30
"""Minutes that a block gets more at once."""

ACTS: dict[str, Callable[[Life, Plan, str, datetime], Revision]] = {
    "complete": blocks.complete,
    "not-today": blocks.not_today,
    "lengthen": lambda life, plan, block, now: blocks.lengthen(life, plan, block, MORE, now),
}
"""What may be done to the current block."""


def said_at(text: str, now: datetime) -> datetime:
    """Return when something was said, by the page's clock, within what is believable.

    Raises:
        InputError: it is no time, or too long ago.
    """
    try:
        at = datetime.fromisoformat(text) if text else now
        at = at.astimezone(now.tzinfo) if at.tzinfo else at.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):
        raise InputError(
            [Finding("this is no time", "write it like 2026-11-23T09:30:00Z", field="at")]
        ) from None
    if at < now - OLDEST:
        raise InputError([Finding("this was said more than a week ago", "it was left out", field="at")])
    return min(at, now)


def check_in(life: Life, key: uuid.UUID, energy: int, at: datetime) -> CheckIn:
    """Note how much energy there is; it takes the place of what was said shortly before.

    Args:
        life: whose. ``key``: made by the page; the same one counts once. ``energy``: 1 to 5. ``at``: when it was felt.

    Raises:
        InputError: there is no such level, or the key is somebody else's.
    """
    if energy not in LEVELS:
        raise InputError([Finding("there are five levels", "say 1 (empty) to 5 (full)", field="energy")])
    with transaction.atomic():
        Life.objects.select_for_update().get(pk=life.pk)  # one at a time
        same = CheckIn.objects.filter(pk=key).first()
        if same is not None:
            if same.life_id != life.pk:
                raise InputError([Finding("this key is taken", "send it with a new one", field="id")])
            return same
        later = life.check_ins.filter(at__gte=at, at__lt=at + AGAIN).first()
        if later is not None:  # it came late, and something newer has taken its place already
            return later
        life.check_ins.filter(at__gt=at - AGAIN, at__lte=at).delete()
        made = CheckIn.objects.create(pk=key, life=life, at=at, energy=energy)
        announce(life, "check-in.made", made.pk, {"energy": energy, "at": at.isoformat()})
        return made


def act(
    life: Life, what: str, block: str, key: uuid.UUID, *, at: datetime, now: datetime, plan: str = ""
) -> dict[str, Any]:
    """Do something to a block, once for each key, and ask for the plan that follows.

    Args:
        life: whose. ``what``: one of ``ACTS``. ``block``: its id. ``key``: made by the page.
        at: when it was said. ``now``: the clock. ``plan``: id of the plan that the page showed; it may be an older one.

    Returns:
        ``proposal``, ``revision``, ``what``: the same again if it is sent again.

    Raises:
        InputError: there is no such block, or the key is somebody else's.
    """
    with transaction.atomic():
        receipt, new = Receipt.objects.get_or_create(pk=key, defaults={"life": life})
        if receipt.life_id != life.pk:
            raise InputError([Finding("this key is taken", "send it with a new one", field="id")])
        if not new:
            return dict(receipt.answer)
        revision = ACTS[what](life, _plan(life, plan), block, at)
        found = ask(life, Proposal.Kind.REPLAN, why=revision.what, now=now, accept=True)
        receipt.answer = {"proposal": str(found.pk), "revision": revision.number, "what": revision.what}
        receipt.save(update_fields=["answer"])
    return dict(receipt.answer)


def _plan(life: Life, shown: str) -> Plan:
    """Return the plan that a page showed, or else the one in force."""
    try:
        found = life.proposals.filter(pk=uuid.UUID(shown)).exclude(plan=None).first() if shown else None
    except ValueError:
        found = None
    found = found or life.plan
    if found is None or found.plan is None:
        raise InputError([Finding("there is no plan yet", "plan the week first")])
    return plan_of(found)


def close_day(life: Life, now: datetime, steps: list[str], big: str) -> Shutdown:
    """Close the day: what was ticked off, and tomorrow's one big task. Said again, the last word counts."""
    with transaction.atomic():
        found, _ = Shutdown.objects.update_or_create(
            life=life,
            day=now.date(),
            defaults={"steps": [step[:300] for step in steps[:20]], "big": " ".join(big.split())[:500]},
        )
        announce(life, "day.closed", found.day, {"day": found.day.isoformat(), "steps": len(found.steps)})
    return found
