"""What is done with calendars in the background: connecting, refreshing, looking, writing, undoing."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Errand"]


class Errand(models.Model):
    """Something that a worker does with a calendar server, and what came of it.

    Attributes:
        kind: what is done. ``state``: how far it is.
        options: what was asked for; no secrets. ``sealed``: a secret on its way to the vault, encrypted, or "".
        progress: ``done`` and ``of``. ``result``: what the page shows. ``problems``: findings.
    """

    class Kind(models.TextChoices):
        """What is done."""

        TRY = "try"
        FEED = "feed"
        ADD = "add"
        PASSWORD = "password"  # noqa: S105 - a name, no password
        REFRESH = "refresh"
        LOOK = "look"
        WRITE = "write"
        UNDO = "undo"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        WORKING = "working"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    progress: models.JSONField[Any, Any] = models.JSONField(default=dict)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)
    asked = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-asked"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["life", "-asked"])]

    @property
    def over(self) -> bool:
        """True if nothing more comes."""
        return self.state in {self.State.DONE, self.State.FAILED}
