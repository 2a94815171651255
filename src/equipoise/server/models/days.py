"""What a person says of a day: how it felt, and how it was closed."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["CheckIn", "Receipt", "Shutdown"]


class CheckIn(models.Model):
    """Energy, said with one tap.

    Attributes:
        id: made by the page, so that one that was made offline and sent twice counts once.
        at: when it was felt. ``energy``: 1 (empty) to 5 (full).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="check_ins")
    at = models.DateTimeField()
    energy = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    note = models.CharField(max_length=280, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["life", "-at"])]


class Shutdown(models.Model):
    """A day that was closed: what was ticked off, and tomorrow's one big task."""

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="shutdowns")
    day = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    big = models.CharField(max_length=500, blank=True)

    class Meta:
        """One for each day."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["life", "day"], name="shutdown_once")
        ]


class Receipt(models.Model):
    """Something that a page sent and that was done, so that the same thing sent twice is done once.

    Attributes:
        id: made by the page. ``answer``: what it was told, and is told again.
    """

    id = models.UUIDField(primary_key=True)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="receipts")
    at = models.DateTimeField(auto_now_add=True)
    answer: models.JSONField[Any, Any] = models.JSONField(default=dict)
