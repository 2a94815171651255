"""``equipoise worker``."""

from __future__ import annotations

import click

from equipoise.cli.failures import FITS

__all__ = ["command"]


@click.command()
def command() -> int:
    """Make plans and do the other jobs of the web app, until ended.

    Any number of workers may run, on any number of machines: they share the database (DATABASE_URL) and the folder of
    calendars (EQUIPOISE_DATA). The job of a worker that is killed is taken up by another. Ctrl-C or SIGTERM ends it:
    the job under way is finished, or given back.

    \b
    Examples:
      equipoise serve --no-worker
      equipoise worker
    """
    from equipoise.server.serving import work

    work()
    return FITS
