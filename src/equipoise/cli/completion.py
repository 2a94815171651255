"""``equipoise completion``."""

from __future__ import annotations

import os

import click

from equipoise.cli.failures import FITS

__all__ = ["command"]

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def command(shell: str | None) -> int:
    """Print the completion script for your shell.

    Without SHELL the one that you are in is taken.

    \b
    Examples:
      eval "$(equipoise completion bash)"                      in ~/.bashrc
      eval "$(equipoise completion zsh)"                       in ~/.zshrc
      equipoise completion fish > ~/.config/fish/completions/equipoise.fish
    """
    from click.shell_completion import get_completion_class

    from equipoise.cli.main import cli

    name = shell or os.path.basename(os.environ.get("SHELL", "bash"))  # noqa: PTH119 - a name, not a file
    found = get_completion_class(name if name in SHELLS else "bash")
    assert found is not None
    click.echo(found(cli, {}, "equipoise", "_EQUIPOISE_COMPLETE").source())
    return FITS
