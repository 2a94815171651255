"""``equipoise schema``."""

from __future__ import annotations

import click

from equipoise.cli.failures import FITS

__all__ = ["command"]


@click.command()
@click.argument("what", type=click.Choice(["life", "plan"]))
@click.option("--json", "_as_json", is_flag=True, help="Schemas are JSON anyway.")
def command(what: str, *, _as_json: bool) -> int:
    """Print the JSON Schema of life files or plans.

    An editor that knows the schema of life files completes and checks while you write.

    \b
    Examples:
      equipoise schema life > life.schema.json
      equipoise schema plan
    """
    from equipoise.cli.screen import print_json
    from equipoise.lifefile import life_schema, plan_schema

    print_json(life_schema() if what == "life" else plan_schema())
    return FITS
