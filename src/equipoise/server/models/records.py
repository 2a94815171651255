"""The audit log: what was written to which calendar, and who let whom in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Record"]


class Record(models.Model):
    """Something that happened, never changed afterwards.

    Attributes:
        what: kind, such as ``calendar.created``, ``token.made``. ``where``: calendar, address or name.
        words: a sentence for people. ``detail``: as JSON; no secrets.
    """

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="records")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=40)
    where = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=500)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["life", "-at"])]
