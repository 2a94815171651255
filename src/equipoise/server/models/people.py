"""People whom somebody lets in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Invitation"]


class Invitation(models.Model):
    """Leave for a person to look at a life, until they take it.

    Attributes:
        username: as it was typed. It is kept whether or not such an account exists, so that nobody learns from an
            invitation who has an account here.
    """

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="invitations")
    username = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One row for each name."""

        ordering: ClassVar[list[str]] = ["username"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["life", "username"], name="invitation_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["username"])]
