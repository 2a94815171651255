"""A life as the server keeps it: the text of the life file, its tasks row by row, and every change to them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

__all__ = ["Life", "Member", "Revision", "Task"]


class LifeQuery(models.QuerySet["Life"]):
    """Lives, seen through who asks. Pages and API reach a life through these methods alone."""

    def owned_by(self, user: User | AnonymousUser) -> Self:
        """Return the lives that a user may change."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the lives that a user may look at: their own, and those that were shared with them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner_id=user.pk) | Q(members__user_id=user.pk)).distinct()


class Life(models.Model):
    """A person's life file, in the database.

    Attributes:
        text: the life file without its ``[[task]]`` tables, as TOML, with the person's own words and comments.
        revision: goes up with every change of text, tasks or what was done by hand.
        by_hand: what the person did to blocks of the plan, as ``equipoise.handmade`` writes it.
        plan: the plan in force. ``demo``: a shipped example was loaded.
        autopilot: True lets the plan be written to the calendar without asking.
        taken_over: what the person did in the calendar and ``by_hand`` or the tasks know already, by UID.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="life")
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    by_hand: models.JSONField[Any, Any] = models.JSONField(default=list)
    plan: models.ForeignKey[Any, Any] = models.ForeignKey(
        "Proposal", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    demo = models.CharField(max_length=40, blank=True)
    autopilot = models.BooleanField(default=False)
    taken_over: models.JSONField[Any, Any] = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    objects = LifeQuery.as_manager()

    @property
    def folder(self) -> Path:
        """The folder of its calendars; ``life.toml`` in it is a copy for the command line, never read back."""
        return Path(settings.MEDIA_ROOT) / str(self.pk)


class Member(models.Model):
    """Somebody else with an account who may look at a life: a partner, a colleague. They change nothing."""

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One row for each person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["life", "user"], name="member_once")
        ]


class Task(models.Model):
    """A task: one ``[[task]]`` table.

    Attributes:
        key: its id in the life file. ``title``: as in ``data``, for lists.
        data: the table's other keys, as JSON (dates as ISO text); see the life file's schema.
        position: order in the life file. ``completed``: when it was done; done tasks are not planned.
    """

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    completed = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of the life file."""

        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["life", "key"], name="task_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["life", "completed", "position"])]


class Revision(models.Model):
    """A change of a life, with what stood before, so that it can be undone.

    Attributes:
        number: the life's revision after the change. ``what``: the change in words.
        before: ``text``, ``by_hand``, ``plan`` (id) and ``tasks`` (key to row, None if there was
            none), as far as changed.
    """

    life = models.ForeignKey(Life, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=500)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["life", "number"], name="revision_once")
        ]
