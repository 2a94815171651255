"""One process that serves: migrations, static files, a worker beside the web server."""

from __future__ import annotations

import logging
import os
import threading

__all__ = ["prepare", "serve", "work"]

_log = logging.getLogger("equipoise.server")


def prepare() -> None:
    """Set Django up, bring the database to this version, and gather the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.server.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def work(*, threads: bool = False) -> None:
    """Take jobs from the database until the process is told to end.

    Args:
        threads: True in a thread beside the web server.
    """
    from django_tasks_db.management.commands.db_worker import Worker

    from equipoise.compiling import compiled

    compiled()
    from equipoise.server.jobs.calendars import keep_refreshing

    keep_refreshing()
    worker = Worker(
        queue_names=["default"],
        interval=0.1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        excluded_queue_names=[],
        worker_id=f"{os.uname().nodename}-{os.getpid()}"[:64],
    )
    if not threads:
        worker.configure_signals()
    worker.run()


def serve(host: str, port: int, *, worker: bool = True, threads: int = 8) -> None:
    """Serve until interrupted.

    Args:
        host, port: where to listen. ``worker``: False if workers run elsewhere. ``threads``: of the web server.
    """
    import waitress

    prepare()
    from equipoise.server.wsgi import application

    if worker:
        from equipoise.server.jobs.rescue import take_up_again

        take_up_again()
        threading.Thread(target=work, kwargs={"threads": True}, name="worker", daemon=True).start()
    waitress.serve(application, host=host, port=port, threads=threads, ident="Equipoise")
