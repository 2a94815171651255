"""What goes out to others: addresses that are told of events, channels on which a person is told."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from equipoise.server.models.lives import Life

__all__ = ["Channel", "Delivery", "Notice", "Webhook"]


class Webhook(models.Model):
    """An address that is told of events.

    Attributes:
        sealed: the address, encrypted: it may hold a secret. ``shown``: its server, for people.
        secret: what signs, encrypted; after a change the old one follows after a space, and signs too for a day.
        rotated: when it was changed. ``hint``: its last four characters.
        events: names, see ``equipoise.server.outward.events``.
        active: False if it was paused, or switched off; ``outcome`` then says why.
        failing: since when every delivery fails; None if the last one came through.
        told: when the last delivery came through. ``outcome``: of the last attempt, in words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=100)
    sealed = models.TextField()
    shown = models.CharField(max_length=300)
    secret = models.TextField()
    hint = models.CharField(max_length=4)
    rotated = models.DateTimeField(null=True, blank=True)
    events: models.JSONField[Any, Any] = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    failing = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    told = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of their making."""

        ordering: ClassVar[list[str]] = ["created"]


class Delivery(models.Model):
    """An event on its way to an address.

    Attributes:
        key: of the event; one that is noted twice is delivered once. ``body``: the JSON text that is sent and signed.
        due: when it is tried next. ``tries``: attempts so far. ``status``: the last answer's number, 0 without one.
        outcome: of the last attempt, in words.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    key = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; an event once for each address."""

        ordering: ClassVar[list[str]] = ["-created"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "key"], name="delivery_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["webhook", "-created"]),
            models.Index(fields=["state", "due"]),
        ]


class Channel(models.Model):
    """A way to reach a person: mail, a chat, a phone.

    Attributes:
        kind: scheme of its Apprise address. ``sealed``: that address, encrypted. ``shown``: what people may see of it.
        moments: names, see ``equipoise.server.outward.moments``.
        failing: since when messages fail; None if the last one went out. ``outcome``: of the last one, in words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="channels")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    sealed = models.TextField()
    shown = models.CharField(max_length=300)
    moments: models.JSONField[Any, Any] = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    failing = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    told = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of their making."""

        ordering: ClassVar[list[str]] = ["created"]


class Notice(models.Model):
    """Something that a person is told once, on one channel.

    Attributes:
        key: what it is about; the same key is told once. ``moment``: why it is told.
        due: not before. ``until``: not after: what comes too late is left out.
        state: ``sending`` is set before it is sent, and what was left there is not sent again.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="notices")
    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=300)
    moment = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; a thing once on each channel."""

        ordering: ClassVar[list[str]] = ["-created", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "key"], name="notice_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due"])]
