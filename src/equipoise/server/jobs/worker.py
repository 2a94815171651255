"""A worker: takes jobs from the database one by one, shows that it lives, and looks after those that do not."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as Base
from django_tasks_db.models import DBTaskResult

from equipoise.compiling import loaded
from equipoise.server.jobs.pruning import prune
from equipoise.server.jobs.rescue import Watch, give_back, leave, name_of_worker, tell_failed
from equipoise.server.models import Worker as Row

__all__ = ["Hand", "Worker"]

_log = logging.getLogger("equipoise.jobs")

BEAT = 3.0
"""Seconds between two signs of life."""
POLL = 0.1
"""Seconds between two looks for a job."""
GRACE = 15.0
"""Seconds that a job may take to end when the worker is told to."""
PRUNE = 3600.0
"""Seconds between two clearings."""


class Hand(Base):
    """The library's worker with a loop of its own: it reads before it locks, and waits in a way that can be ended."""

    def __init__(self, name: str, ending: threading.Event) -> None:
        super().__init__(
            queue_names=["default"],
            interval=POLL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            excluded_queue_names=[],
            worker_id=name,
        )
        self.ending = ending

    def run(self) -> None:
        """Take jobs until told to end."""
        while not self.ending.is_set():
            close_old_connections()
            job = self.take()
            if job is None:
                self.ending.wait(self.interval)
                continue
            self.run_task(job)
            if job.status == TaskResultStatus.FAILED:
                _log.error("the job %s failed: %s", job.task_path, job.exception_class_path)
                tell_failed(job)

    def take(self) -> DBTaskResult | None:  # type: ignore[type-arg]
        """Return the next job, which is this worker's from then on; None if there is none."""
        ready = DBTaskResult.objects.ready().filter(
            backend_name=self.backend_name, queue_name__in=self.queue_names
        )
        if not ready.exists():
            return None
        with transaction.atomic():
            job = ready.get_locked()
            if job is not None:
                job.claim(self.worker_id)
        return job


class Worker:
    """A worker in threads of its own: one takes jobs, one shows that it lives and looks after the others."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self.name = ""
        self.threads = [
            threading.Thread(target=run, name=run.__name__.strip("_"), daemon=True)
            for run in (self._work, self._watch)
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self.threads:
            thread.start()

    def stop(self, grace: float = GRACE, impatient: Callable[[], bool] = lambda: False) -> None:
        """End: the job under way ends, or is given back if it takes too long, or somebody cannot wait."""
        self.ending.set()
        worker, until = self.threads[0], time.monotonic() + grace
        while self.name and worker.is_alive() and time.monotonic() < until and not impatient():
            worker.join(0.2)
        if worker.is_alive() and self.name:
            _log.warning("the job under way is given back")
            give_back(self.name)

    def _work(self) -> None:
        """Take jobs; whatever goes wrong with the database, go on when it is well again."""
        loaded()
        while not self.ending.is_set():
            try:
                self._as_one()
            except Exception:  # noqa: BLE001 - whatever happened, jobs are taken again
                _log.exception("the worker was interrupted, and begins again")
                self.ending.wait(5)
            finally:
                connection.close()

    def _as_one(self) -> None:
        """Take jobs under a name that nobody had before."""
        name = name_of_worker()
        try:
            Row.objects.create(name=name)
            self.name = name
            Hand(name, self.ending).run()
        finally:
            self.name = ""
            leave(name)

    def _beat(self, name: str) -> None:
        """Show that this worker lives; one that was thought dead (its machine slept) is back."""
        if name and not Row.objects.filter(name=name).update(beats=F("beats") + 1, seen=timezone.now()):
            Row.objects.get_or_create(name=name)

    def _watch(self) -> None:
        """Show that the worker lives, look after others, clear up now and then."""
        watch, cleared = Watch(), time.monotonic() - PRUNE + 60
        while not self.ending.is_set():
            try:
                close_old_connections()
                self._beat(self.name)
                watch.look()
                if time.monotonic() - cleared > PRUNE:
                    cleared = time.monotonic()
                    prune()
            except DatabaseError as error:
                _log.warning("the database does not answer as it should: %s", error)
            self.ending.wait(BEAT)
        connection.close()
