"""What lets programs in: tokens and feeds. Secrets are kept as digests."""

from __future__ import annotations

from typing import Any

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Feed", "Token"]


class Token(models.Model):
    """A token of the API.

    Attributes:
        digest: of the token (SHA-256); the token itself is shown once. ``hint``: its last four characters.
        scopes: what it may: see ``equipoise.server.feeds.SCOPES``.
    """

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    scopes: models.JSONField[Any, Any] = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(null=True, blank=True)


class Feed(models.Model):
    """A private address of an .ics feed.

    Attributes:
        digest: of the secret in the address. ``kind``: the whole plan, or busy times without words.
    """

    class Kind(models.TextChoices):
        """What a feed tells."""

        PLAN = "plan"
        BUSY = "busy"

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLAN)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True, blank=True)
