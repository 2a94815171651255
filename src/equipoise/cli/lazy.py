"""A group of commands that are imported only when they run, so that ``--help`` answers at once."""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """Commands by name, each with the module that holds it and one line of help.

    Attributes:
        lazy: name to (module, line). The module's ``command`` is the click command.
    """

    def __init__(self, *, lazy: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(**settings)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return all names in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command, importing its module."""
        if cmd_name not in self.lazy:
            return None
        found: click.Command = importlib.import_module(self.lazy[cmd_name][0]).command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; a misspelt one is told those that come close."""
        name = args[0]
        if name not in self.lazy and not name.startswith("-") and not ctx.resilient_parsing:
            close = difflib.get_close_matches(name, self.lazy, n=2, cutoff=0.5)
            cure = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(self.lazy)}"
            ctx.fail(f"there is no command {name!r}; {cure}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe is met here, as click would make a failure of it."""
        from equipoise.cli.failures import silenced

        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return silenced()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in self.lazy.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        """Run, tell what went wrong in words, and exit with the code that says so."""
        from equipoise.cli.failures import guarded

        given = list(sys.argv[1:] if args is None else args)
        settings |= {"standalone_mode": False, "prog_name": "equipoise"}
        sys.exit(guarded(lambda: super(LazyGroup, self).main(given, *rest, **settings), given))
