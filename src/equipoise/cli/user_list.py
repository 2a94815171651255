"""``equipoise user list``."""

from __future__ import annotations

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option

__all__ = ["command"]


@click.command()
@as_json_option
def command(*, as_json: bool) -> int:
    """Show who has an account, since when, and when they were last here."""
    from equipoise.server.serving import prepare

    prepare(static=False)
    from equipoise.cli.screen import print_json
    from equipoise.server.people import everybody

    rows = everybody()
    if as_json:
        print_json({"users": rows})
    for row in [] if as_json else rows:
        last = f"last here {row['last'][:10]}" if row["last"] else "never here"
        codes = ", with a second factor" if row["second_factor"] else ""
        click.echo(f"{row['name']}  since {row['since'][:10]}, {last}{codes}")
    if not rows and not as_json:
        click.echo("nobody has an account yet: equipoise user add NAME, or open the server in a browser")
    return FITS
