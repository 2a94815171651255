"""Account deletion that deletes: rows, jobs, sessions and files, so that nothing of a person is left here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from equipoise.server.jobs.planning import make
from equipoise.server.models import Invitation, Life, Proposal
from equipoise.server.uploads import clear, staged

__all__ = ["delete_account", "sweep"]

LATER = timedelta(minutes=10)
"""A job that was under way when an account went may write a copy into its folder until then."""
YOUNG = 300
"""Seconds within which a folder may belong to a life that is just being made."""


def delete_account(user: User) -> None:
    """Delete an account and everything that belongs to it."""
    life = Life.objects.owned_by(user).first()
    folder, waiting, name = (life.folder if life else None), staged(user.pk), user.get_username()
    with transaction.atomic():
        ids = {str(life.pk), *map(str, life.proposals.values_list("pk", flat=True))} if life else set()
        _forget_jobs(ids)
        _forget_sessions(user)
        Invitation.objects.filter(username=name).delete()
        user.delete()
    for path in (folder, waiting):
        if path is not None:
            clear(path)
    if folder is not None:
        sweep.using(run_after=timezone.now() + LATER).enqueue()
    _wipe()


def _forget_jobs(ids: set[str]) -> None:
    """Delete the jobs that name one of these ids."""
    jobs = DBTaskResult.objects.only("pk", "args_kwargs").iterator()
    DBTaskResult.objects.filter(
        pk__in=[job.pk for job in jobs if ids & set(_words(job.args_kwargs))]
    ).delete()


def _words(value: Any) -> Iterator[str]:
    """Yield every text within JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        yield value


def _forget_sessions(user: User) -> None:
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()


def _wipe() -> None:
    """Let SQLite write its journal back, in which deleted rows would stand for a while."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@task()
def sweep() -> None:
    """Take away folders whose life or account is gone, and jobs whose plan is."""
    made = list(DBTaskResult.objects.filter(task_path=make.module_path).only("pk", "args_kwargs"))
    plans = set(map(str, Proposal.objects.values_list("pk", flat=True)))  # read last: none is made in between
    gone = [job.pk for job in made if not plans & set(_words(job.args_kwargs))]
    DBTaskResult.objects.filter(pk__in=gone).delete()
    root, now = Path(settings.MEDIA_ROOT), timezone.now().timestamp()
    old = [path for path in root.glob("*") if now - path.stat().st_mtime > YOUNG]
    lives = {str(pk) for pk in Life.objects.values_list("pk", flat=True)}
    users = {str(pk) for pk in User.objects.values_list("pk", flat=True)}
    for folder in old:
        if _is_life(folder.name) and folder.name not in lives:
            clear(folder)
    for folder in (root / "begun").glob("*"):
        if folder.name not in users:
            clear(folder)


def _is_life(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
