"""``equipoise calendars list``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from equipoise.cli.failures import FITS
from equipoise.cli.options import as_json_option, life_argument

if TYPE_CHECKING:
    from equipoise.calendars.connections import Connections

__all__ = ["command"]


@click.command()
@life_argument
@as_json_option
def command(life: str, *, as_json: bool) -> int:
    """Show accounts and calendars, and how old their copies are. No server is asked.

    \b
    Examples:
      equipoise calendars list life.toml
      equipoise calendars list life.toml --json
    """
    from equipoise.cli.calendars_common import connected
    from equipoise.cli.screen import print_json

    with connected(life) as config:
        rows = _rows(config)
    if as_json:
        print_json({"calendars": rows})
        return FITS
    for row in rows:
        plan = ", the plan is written there" if row["plan"] else ""
        age = f"{row['entries']} entries, copied {row['age']} ago" if row["refreshed"] else "not copied yet"
        click.echo(f"{row['name']}: {row['kind']}, {row['url'] or 'secret address'}{plan}; {age}")
    if not rows:
        click.echo("There are no calendars yet; equipoise calendars add --help tells how to connect one.")
    return FITS


def _rows(config: Connections) -> list[dict[str, Any]]:
    from equipoise.calendars.copies import age_text, read_note
    from equipoise.calendars.refresh import targets

    now = datetime.now(UTC)
    rows = []
    for account, chosen in targets(config):
        folder = config.places.cache(account.name, chosen.name if chosen else "")
        note = read_note(folder)
        rows.append(
            {
                "name": f"{account.name}/{chosen.name}" if chosen else account.name,
                "kind": account.kind,
                "url": chosen.url if chosen else account.url,
                "user": account.user,
                "plan": bool(chosen and chosen.plan),
                "path": folder.relative_to(config.places.folder).as_posix(),
                "entries": note.entries if note else 0,
                "refreshed": note.at.isoformat() if note else None,
                "age": age_text(now - note.at) if note else "",
            }
        )
    return rows
