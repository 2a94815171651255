"""Jobs whose worker is gone: they are taken up again. Every job may be run twice; that changes nothing."""

from __future__ import annotations

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

__all__ = ["take_up_again"]


def take_up_again() -> int:
    """Put jobs that count as running back into the queue; for the start of the only worker. Returns how many."""
    left = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return left.update(status=TaskResultStatus.READY, started_at=None)
