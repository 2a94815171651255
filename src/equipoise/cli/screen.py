"""The terminal: how text may look, a line of progress, warnings, and a Ctrl-C that keeps the best plan."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from equipoise.domain.errors import Finding

if TYPE_CHECKING:
    from equipoise.planning.search import Progress
    from equipoise.views import TextOptions

__all__ = ["Watch", "finish_first", "notes", "print_json", "show", "text_style", "watching"]


def text_style(colour: str = "auto") -> TextOptions:
    """Return how text for standard output may look. ``colour``: auto, always or never."""
    from equipoise.views import text_options

    environ: dict[str, str] = dict(os.environ)
    is_tty = sys.stdout.isatty()
    if colour == "always":
        environ = {k: v for k, v in environ.items() if k not in {"NO_COLOR", "TERM"}}
        is_tty = True
    elif colour == "never":
        environ["NO_COLOR"] = "1"
    width = shutil.get_terminal_size((120, 40)).columns
    return text_options(is_tty=is_tty, environ=environ, width=width)


def show(text: str) -> None:
    """Print text that looks as ``text_style`` said; it is plain already where it has to be."""
    click.echo(text, nl=False, color=True)


def print_json(value: Any) -> None:
    """Print plain JSON values to standard output."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def notes(findings: Sequence[Finding]) -> None:
    """Tell warnings on standard error, the first twenty: a folder of old calendars may have thousands."""
    for finding in findings[:20]:
        click.echo(f"note: {finding}", err=True)
    if len(findings) > 20:
        click.echo(f"note: and {len(findings) - 20} more; equipoise check tells all of them", err=True)


@dataclass
class Watch:
    """What goes on while a plan is made.

    Attributes:
        stop: set by Ctrl-C. ``progress``: to be called with each better plan or bound.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    shown: bool = False
    last: float = 0.0

    def progress(self, sign: Progress) -> None:
        """Show a line of progress, ten times a second at most, where a person is looking."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.last < 0.1:
            return
        self.last, self.shown = now, True
        proven = f"proven within {sign.gap:.2%}" if sign.gap <= 0.2 else "no useful proof yet"
        line = f"\r{sign.seconds:5.1f} s  worth {sign.objective:,.0f}, {proven}  (Ctrl-C keeps this plan)"
        click.echo(f"{line}\x1b[K", err=True, nl=False)

    def step(self, name: str, done: int, total: int) -> None:
        """Show which of several plans is being made."""
        if sys.stderr.isatty() and done < total:
            self.shown = True
            click.echo(f"\r{done + 1} of {total}: {name}\x1b[K", err=True, nl=False)

    def close(self) -> None:
        """Take the line of progress away."""
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)
            self.shown = False


class _ToScreen(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(record.getMessage(), err=True)


def finish_first() -> None:
    """From here on let Ctrl-C wait: a plan exists, and is shown and written before the process ends."""
    told = threading.Event()

    def later(_number: int, _frame: object) -> None:
        if not told.is_set():
            told.set()
            with suppress(OSError):
                os.write(2, b"The plan is made; it is shown and written first.\n")

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, later)


@contextmanager
def watching(*, keep: bool = True) -> Iterator[Watch]:
    """Watch over planning: the first Ctrl-C stops the search, a second one leaves at once.

    With ``keep`` Ctrl-C can no longer throw away what was planned, once it is planned.
    """
    watch = Watch()
    log, handler = logging.getLogger("equipoise"), _ToScreen()
    log.addHandler(handler)
    log.propagate = False

    def interrupted(_number: int, _frame: object) -> None:
        if watch.stop.is_set():
            raise KeyboardInterrupt
        watch.stop.set()

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, interrupted) if main else None
    try:
        yield watch
        if keep:
            finish_first()
    finally:
        if main and signal.getsignal(signal.SIGINT) is interrupted:
            signal.signal(signal.SIGINT, before)
        log.removeHandler(handler)
        log.propagate = True
        watch.close()
