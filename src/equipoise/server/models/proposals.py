"""Plans that were asked for: on their way, ready, or in force."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Proposal"]


class Proposal(models.Model):
    """A plan and how it came about.

    Attributes:
        kind: how it is made; those ``ASIDE`` never come into force, and a reason has no plan. ``state``: how far it is.
        why: what asked for it, in words. ``revision``: of the life that it was made from.
        options: dates, rhythm and moment that it is made for, as JSON.
        plan: as ``plan_to_json`` writes it. ``view``: what the week page shows, ready-made.
        diff: sentences of what changed against the plan before. ``before``: that plan.
        progress: gap, worth and seconds so far. ``problems``: findings if it failed.
        accepted: when it came into force.
    """

    class Kind(models.TextChoices):
        """How a plan is made."""

        PLAN = "plan"
        REPLAN = "replan"
        TRIAL = "trial"
        COMPARE = "compare"
        REASON = "reason"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"

    ASIDE: ClassVar[tuple[str, ...]] = (Kind.TRIAL, Kind.COMPARE, Kind.REASON)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLAN)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField()
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    asked = models.DateTimeField(auto_now_add=True)
    ready = models.DateTimeField(null=True, blank=True)
    accepted = models.DateTimeField(null=True, blank=True)
    plan: models.JSONField[Any, Any] = models.JSONField(null=True)
    view: models.JSONField[Any, Any] = models.JSONField(null=True)
    diff: models.JSONField[Any, Any] = models.JSONField(default=list)
    before = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    progress: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-asked"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["life", "-asked"])]

    @property
    def over(self) -> bool:
        """True if nothing more comes."""
        return self.state in {self.State.READY, self.State.FAILED}
