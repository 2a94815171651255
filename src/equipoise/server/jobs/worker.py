"""A worker: takes jobs from the database one by one, shows that it lives, and looks after those that do not."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as Base
from django_tasks_db.models import DBTaskResult

from equipoise.compiling import kernels_ready, loaded
from equipoise.server.jobs.pruning import prune
from equipoise.server.jobs.queues import NETWORK, OUTWARD, PLANS
from equipoise.server.jobs.rescue import Watch, give_back, leave, name_of_worker, tell_failed
from equipoise.server.models import Worker as Row

__all__ = ["QUEUES", "Hand", "Worker"]

_log = logging.getLogger("equipoise.jobs")

QUEUES = (PLANS, NETWORK, OUTWARD)
"""Whose jobs are taken at the same time; a job waits only for those of its own."""
BEAT = 3.0
"""Seconds between two signs of life."""
POLL = 0.1
"""Seconds between two looks for a job."""
SLOW_POLL = 0.5
"""The same where nobody waits before a page."""
GRACE = 15.0
"""Seconds that a job may take to end when the worker is told to."""
PREPARING = "preparing"
"""Stands for a queue while no job of any is taken."""
PRUNE = 3600.0
"""Seconds between two clearings."""


class Hand(Base):
    """The library's worker with a loop of its own: it reads before it locks, and waits in a way that can be ended."""

    def __init__(self, name: str, queue: str, ending: threading.Event) -> None:
        super().__init__(
            queue_names=[queue],
            interval=SLOW_POLL if queue == OUTWARD else POLL,
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
    """A worker in threads of its own: one for each queue takes jobs, one shows that they live and looks after others.

    So a server that answers slowly keeps nobody waiting for a plan.
    """

    def __init__(self) -> None:
        self.ending = threading.Event()
        self.names: dict[str, str] = {}
        self.hands = [
            threading.Thread(target=self._work, args=(queue,), name=queue, daemon=True) for queue in QUEUES
        ]
        self.watch = threading.Thread(target=self._watch, name="watch", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in (*self.hands, self.watch):
            thread.start()

    def stop(self, grace: float = GRACE, impatient: Callable[[], bool] = lambda: False) -> None:
        """End: the jobs under way end, or are given back if they take too long, or somebody cannot wait."""
        self.ending.set()
        until = time.monotonic() + grace
        while self._at_work() and time.monotonic() < until and not impatient():
            time.sleep(0.1)
        for name in self._at_work():
            _log.warning("the job under way is given back")
            give_back(name)

    def _at_work(self) -> list[str]:
        """Return the names of hands that have not ended."""
        return [self.names[hand.name] for hand in self.hands if hand.is_alive() and hand.name in self.names]

    def _work(self, queue: str) -> None:
        """Take jobs; whatever goes wrong with the database, go on when it is well again."""
        if queue == PLANS:
            with contextlib.nullcontext() if kernels_ready() else self._preparing():
                loaded()
        while not self.ending.is_set():
            try:
                self._as_one(queue)
            except Exception:  # noqa: BLE001 - whatever happened, jobs are taken again
                _log.exception("the worker was interrupted, and begins again")
                self.ending.wait(5)
            finally:
                connection.close()

    @contextlib.contextmanager
    def _preparing(self) -> Iterator[None]:
        """Let pages tell what plans wait for."""
        name = name_of_worker()
        with contextlib.suppress(DatabaseError):
            Row.objects.create(name=name, preparing=True)
            self.names[PREPARING] = name
        try:
            yield
        finally:
            self.names.pop(PREPARING, None)
            with contextlib.suppress(DatabaseError):
                leave(name)
            connection.close()

    def _as_one(self, queue: str) -> None:
        """Take jobs under a name that nobody had before."""
        name = name_of_worker()
        try:
            Row.objects.create(name=name)
            self.names[queue] = name
            Hand(name, queue, self.ending).run()
        finally:
            self.names.pop(queue, None)
            leave(name)

    def _beat(self) -> None:
        """Show that the hands live; one that was thought dead (its machine slept) is back."""
        for name in list(self.names.values()):
            if not Row.objects.filter(name=name).update(beats=F("beats") + 1, seen=timezone.now()):
                Row.objects.get_or_create(name=name)

    def _watch(self) -> None:
        """Show that the worker lives, look after others, clear up now and then."""
        watch, cleared = Watch(), time.monotonic() - PRUNE + 60
        while not self.ending.is_set():
            try:
                close_old_connections()
                self._beat()
                watch.look()
                if time.monotonic() - cleared > PRUNE:
                    cleared = time.monotonic()
                    prune()
            except DatabaseError as error:
                _log.warning("the database does not answer as it should: %s", error)
            self.ending.wait(BEAT)
        connection.close()
