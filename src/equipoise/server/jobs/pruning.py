"""What is over and nobody asks for any more is deleted, so that the database does not grow for ever."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from equipoise.server.models import Life, Proposal

__all__ = ["KEPT", "KEPT_ASIDE", "prune"]

KEPT, KEPT_ASIDE = 50, 10
"""Plans of a life that are kept beside the one in force; trials, comparisons and reasons, of each so many."""
JOBS = timedelta(days=7)
"""How long a job is kept that is over."""


def prune() -> int:
    """Delete old jobs, plans and sessions; return how many rows went."""
    now = timezone.now()
    gone = DBTaskResult.objects.finished().filter(finished_at__lt=now - JOBS).delete()[0]
    gone += Session.objects.filter(expire_date__lt=now - timedelta(days=30)).delete()[0]
    return gone + sum(_plans(life) for life in Life.objects.only("pk", "plan").iterator())


def _plans(life: Life) -> int:
    """Delete the old plans of a life: never the one in force, nor the one it was made from."""
    in_force = life.proposals.filter(pk__in=[life.plan_id] if life.plan_id else []).values_list(
        "pk", "before"
    )
    kept = {pk for row in in_force for pk in row}
    old = set(life.proposals.exclude(kind__in=Proposal.ASIDE).values_list("pk", flat=True)[KEPT:])
    for kind in Proposal.ASIDE:
        old |= set(life.proposals.filter(kind=kind).values_list("pk", flat=True)[KEPT_ASIDE:])
    over = (Proposal.State.READY, Proposal.State.FAILED)
    return life.proposals.filter(pk__in=old - kept, state__in=over).delete()[0]
