"""Running the server: migrations, static files, a worker beside the web server, and a clean end."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from equipoise.compiling import compiling_beside

__all__ = ["prepare", "serve", "work"]

LOCK = 0x45717569
"""Number of PostgreSQL's advisory lock under which one process at a time migrates."""


def prepare(*, static: bool = True) -> None:
    """Set Django up, bring the database to this version, and gather the static files.

    Any number of processes may do so at once: one does, the others wait for it.

    Args:
        static: False where no page is shown.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.server.settings")
    import django
    from django.core.management import call_command

    django.setup()
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if static:
            call_command("collectstatic", interactive=False, verbosity=0)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes on this database waiting."""
    import fcntl

    from django.conf import settings
    from django.db import connection

    with (Path(settings.DATA) / "prepare.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def work() -> None:
    """Take jobs from the database until the process is told to end; then the job under way ends, or is given back."""
    prepare(static=False)
    from equipoise.server.beside import ends_with_parent
    from equipoise.server.jobs.calendars import keep_refreshing
    from equipoise.server.jobs.notifying import keep_ticking
    from equipoise.server.jobs.worker import Worker

    ended = threading.Event()
    calls = 0

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal calls
        del number, frame
        calls += 1
        threading.Thread(target=ended.set).start()  # an event must not be set from within its own wait

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    ends_with_parent(ended)
    keep_refreshing()
    keep_ticking()
    worker = Worker()
    worker.start()
    ended.wait()
    worker.stop(impatient=lambda: calls > 1)


def serve(host: str, port: int, *, worker: bool = True, workers: int = 0, threads: int = 8) -> None:
    """Serve until interrupted, by Ctrl-C or SIGTERM.

    Args:
        host, port: where to listen. ``worker``: False if workers run elsewhere. ``threads``: of the web server.
        workers: processes beside this one that make the plans; 0 makes them in this one.

    Raises:
        OSError: nobody can listen there.
    """
    with compiling_beside():
        _serve(host, port, worker=worker, workers=workers, threads=threads)


def _serve(host: str, port: int, *, worker: bool, workers: int, threads: int) -> None:
    prepare()
    from django.conf import settings
    from waitress.server import create_server

    from equipoise.server.beside import Beside
    from equipoise.server.jobs.calendars import keep_refreshing
    from equipoise.server.jobs.notifying import keep_ticking
    from equipoise.server.jobs.worker import Worker
    from equipoise.server.wsgi import application

    server = create_server(
        application,
        host=host,
        port=port,
        threads=threads,
        ident="Equipoise",
        max_request_body_size=settings.BODY_MAX,
        # Django and allauth read what proxies say, and only if there are any; otherwise it is thrown away here
        clear_untrusted_proxy_headers=not settings.PROXIES,
    )
    beside = Beside(workers) if worker and workers else Worker() if worker else None
    signal.signal(signal.SIGTERM, _leave)
    if beside:
        keep_refreshing()
        keep_ticking()
    try:
        if beside:
            with _undisturbed():
                beside.start()
        server.run()
    finally:
        server.close()
        if beside:
            beside.stop()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put SIGTERM off: a worker process that is just being started must not be forgotten."""
    told = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal told
        del number, frame
        told = True

    signal.signal(signal.SIGTERM, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, _leave)
    if told:
        raise SystemExit


def _leave(number: int, frame: FrameType | None) -> None:
    """End the web server as Ctrl-C does."""
    del number, frame
    raise SystemExit
