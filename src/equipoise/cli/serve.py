"""``equipoise serve``."""

from __future__ import annotations

import errno

import click

from equipoise.cli.failures import FAILED, FITS

__all__ = ["command"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 128), help="Of the web server."
)
@click.option("--no-worker", is_flag=True, help="Make no plans here: equipoise worker runs elsewhere.")
@click.option(
    "--workers",
    default=0,
    show_default=True,
    type=click.IntRange(0, 64),
    help="Processes beside this one that make the plans; 0 makes them in this one.",
)
def command(host: str, port: int, *, threads: int, no_worker: bool, workers: int) -> int:
    """Run the web app: pages, and a worker that makes the plans.

    The database is brought to this version first. Everything lies in EQUIPOISE_DATA (the folder data). The first
    account is made in the browser. Ctrl-C or SIGTERM ends it: the plan under way is finished, or given back.

    \b
    Examples:
      equipoise serve
      equipoise serve --port 8080
      equipoise serve --workers 1     (for more than a handful of people)
      EQUIPOISE_HOSTS=week.example.org EQUIPOISE_HTTPS=yes EQUIPOISE_PROXIES=1 equipoise serve

    docs/server.md tells how to run it behind a proxy, on PostgreSQL, with several workers.
    """
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    click.echo(f"Equipoise: open http://{shown}:{port} in a moment (Ctrl-C ends it)")
    from equipoise.server.serving import serve

    try:
        serve(host, port, worker=not no_worker, workers=workers, threads=threads)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}:
            raise
        click.echo(f"equipoise: {host}:{port} cannot be served: {error.strerror or error}", err=True)
        click.echo("choose another port with --port, or end what listens there", err=True)
        return FAILED
    return FITS
