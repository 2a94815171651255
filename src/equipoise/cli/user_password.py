"""``equipoise user password``."""

from __future__ import annotations

import click

from equipoise.cli.calendars_common import password_option
from equipoise.cli.failures import FITS

__all__ = ["command"]


@click.command()
@click.argument("name")
@click.option(
    "--no-second-factor", is_flag=True, help="Take authenticator, keys and recovery codes away too."
)
@password_option
def command(name: str, *, no_second_factor: bool, password_stdin: bool) -> int:
    """Give somebody a new password, and end their sessions."""
    from equipoise.cli.calendars_common import password
    from equipoise.server.serving import prepare

    prepare(static=False)
    from equipoise.server.people import renew

    new = password(f"New password of {name}", from_stdin=password_stdin)
    renew(name, new, second_factor=not no_second_factor)
    click.echo(f"{name} has a new password, and is logged out everywhere")
    return FITS
