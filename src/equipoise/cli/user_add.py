"""``equipoise user add``."""

from __future__ import annotations

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.failures import FITS

__all__ = ["command"]


@click.command()
@click.argument("name")
@click.option("--email", default="", help="Where a forgotten password is sent.")
@password_option
def command(name: str, *, email: str, password_stdin: bool) -> int:
    """Make an account. The password is asked for on the terminal, and never taken as an argument."""
    from equipoise.cli.calendars_common import password
    from equipoise.server.serving import prepare

    prepare(static=False)
    from equipoise.server.people import add

    add(name, password(f"Password of {name}", from_stdin=password_stdin), email)
    click.echo(f"{name} has an account")
    return FITS
