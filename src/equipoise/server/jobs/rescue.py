"""Jobs whose worker is gone: they are taken up again. Every job may be run twice; that changes nothing."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import time
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from equipoise.server.jobs import calendars, explaining, planning
from equipoise.server.models import Worker

__all__ = ["LOST", "TRIES", "Watch", "give_back", "name_of_worker"]

_log = logging.getLogger("equipoise.jobs")

LOST = 30.0
"""Seconds without a beat after which a worker on another machine counts as gone."""
TRIES = 3
"""Workers that a job may cost; then it is told to have failed."""
_LIVING: set[str] = set()
"""Names of the workers within this process."""


def _place() -> str:
    """Return what processes share that see each other's process ids."""
    parts = [os.uname().nodename]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        try:
            parts.append(
                str(Path(path).readlink()) if path.endswith("pid") else Path(path).read_text("ascii")
            )
        except OSError:
            continue
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def name_of_worker() -> str:
    """Return a new name; the process id in it lets others of this place see at once whether the worker is gone."""
    name = f"{_place()}-{os.getpid()}-{secrets.token_hex(4)}"
    _LIVING.add(name)
    return name


def _ended(name: str) -> bool:
    """Tell whether a worker was of this place and its process has ended."""
    place, _, rest = name.partition("-")
    pid = rest.partition("-")[0]
    if place != _place() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return name not in _LIVING
    try:
        os.kill(int(pid), 0)
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except ProcessLookupError:
        return True
    except OSError:  # it runs as somebody else, or this system tells nothing of it
        return False


class Watch:
    """Sees which workers are gone, and puts their jobs back into the queue."""

    def __init__(self, lost: float = LOST) -> None:
        self.lost = lost
        self.seen: dict[str, tuple[int, float]] = {}

    def look(self) -> int:
        """Take up the jobs of workers that are gone; return how many."""
        running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        jobs = {pk: ids[-1] if ids else "" for pk, ids in running.values_list("pk", "worker_ids")}
        beats = dict(Worker.objects.values_list("name", "beats"))
        gone = {name for name in {*beats, *jobs.values()} if self._gone(name, beats)}
        taken = sum(_take_up(pk, name) for pk, name in jobs.items() if name in gone)
        if gone:
            Worker.objects.filter(name__in=gone).delete()
        return taken

    def _gone(self, name: str, beats: dict[str, int]) -> bool:
        if name not in beats or _ended(name):
            return True
        now = time.monotonic()
        count, since = self.seen.get(name, (-1, now))
        if count != beats[name]:
            self.seen[name] = (beats[name], now)
            return False
        return now - since > self.lost


def _take_up(pk: UUID, name: str) -> bool:
    """Put a job back, if it still is that worker's; one that costs worker after worker has failed."""
    with transaction.atomic():
        job = DBTaskResult.objects.select_for_update().filter(pk=pk, status=TaskResultStatus.RUNNING).first()
        if job is None or (job.worker_ids and job.worker_ids[-1] != name):
            return False
        if len(job.worker_ids) < TRIES:
            _log.warning("a worker is gone; its job %s is taken up again", job.task_path)
            DBTaskResult.objects.filter(pk=pk).update(status=TaskResultStatus.READY, started_at=None)
            return True
        _log.error("the job %s has cost %d workers; it is given up", job.task_path, TRIES)
        job.set_failed(RuntimeError(f"{TRIES} workers were lost with this job"))
        tell_failed(job)
    return False


def tell_failed(job: DBTaskResult) -> None:  # type: ignore[type-arg]
    """Tell the person that a job failed which could not say so itself."""
    tells = {
        planning.make.module_path: planning.tell_lost,
        explaining.work_out.module_path: planning.tell_lost,
        calendars.do.module_path: calendars.tell_lost,
    }
    if tell := tells.get(job.task_path):
        tell(str(job.args_kwargs["args"][0]))


def give_back(name: str) -> int:
    """Put the jobs of a worker that ends back into the queue, as if it had never had them; return how many."""
    given = 0
    with transaction.atomic():
        for job in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING):
            if job.worker_ids and job.worker_ids[-1] == name:
                job.worker_ids = job.worker_ids[:-1]
                job.status, job.started_at = TaskResultStatus.READY, None
                job.save(update_fields=["worker_ids", "status", "started_at"])
                given += 1
    return given


def leave(name: str) -> None:
    """Note that a worker has ended."""
    _LIVING.discard(name)
    Worker.objects.filter(name=name).delete()
