"""Who takes jobs at the moment."""

from __future__ import annotations

from django.db import models

__all__ = ["Worker"]


class Worker(models.Model):
    """A worker that is alive, or was until it was killed.

    Attributes:
        name: place, process and a random part; stands in the jobs that it took.
        beats: goes up while the worker lives. A count and no time, so that a clock that jumps declares nobody dead.
        seen: the clock at the last beat, for people.
        preparing: True while the planner is compiled for it, and it takes no jobs yet.
    """

    name = models.CharField(max_length=64, primary_key=True)
    beats = models.PositiveBigIntegerField(default=0)
    seen = models.DateTimeField(auto_now=True)
    preparing = models.BooleanField(default=False)
