"""The solution behind the plan in force, which explanations need: kept while plan and life stay as they are."""

from __future__ import annotations

import functools
from datetime import datetime

from equipoise import api
from equipoise.domain.errors import Finding, InputError
from equipoise.planning.engine import Solution
from equipoise.server.models import Life, Proposal
from equipoise.server.plans import plan_of
from equipoise.server.store import open_life

__all__ = ["ready_of", "recalled", "solution_of"]


@functools.lru_cache(maxsize=8)
def recalled(proposal: str, ready: datetime, revision: int) -> Solution:
    """Return the solution behind a plan; nothing is solved again."""
    del ready, revision
    found = Proposal.objects.select_related("life", "before").get(pk=proposal)
    plan = plan_of(found)
    loaded = open_life(found.life, now=plan.now, first=plan.first, days=plan.days)
    previous = plan_of(found.before) if found.before and found.before.plan else None
    return api.recall(loaded, plan, previous=previous)


def solution_of(life: Life) -> Solution:
    """Return the solution behind the plan in force.

    Raises:
        InputError: there is no plan.
    """
    return recalled(str(life.plan_id), ready_of(life), life.revision)


def ready_of(life: Life) -> datetime:
    """Return when the plan in force was ready, which tells its better versions apart.

    Raises:
        InputError: there is no plan.
    """
    if life.plan is None or life.plan.ready is None:
        raise InputError([Finding("there is no plan yet", "plan the week first")])
    ready: datetime = life.plan.ready
    return ready
