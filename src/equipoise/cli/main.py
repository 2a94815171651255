"""The command line's front door."""

from __future__ import annotations

import click

from equipoise.cli.lazy import LazyGroup

__all__ = ["cli", "main"]

_HERE = "equipoise.cli"
COMMANDS = {
    "init": (f"{_HERE}.init", "Answer a few questions, get a life file."),
    "check": (f"{_HERE}.check", "Read a life file and its calendars; tell all mistakes at once."),
    "rules": (f"{_HERE}.rules", "Show every rule your rhythm comes to, and where each is from."),
    "plan": (f"{_HERE}.plan", "Plan your week, with a proof of how good the plan is."),
    "replan": (f"{_HERE}.replan", "Mend the plan after a change, moving as little as possible."),
    "sync": (f"{_HERE}.sync", "Bring the plan into your calendar, and what you did there back."),
    "explain": (f"{_HERE}.explain", "Why here, why not, what an hour or a meeting costs."),
    "compare": (f"{_HERE}.compare", "The same weeks under several rhythms, side by side."),
    "forecast": (f"{_HERE}.forecast", "How likely each due date and the week will hold."),
    "today": (f"{_HERE}.today", "What is on now, what comes next, tomorrow's one big task."),
    "verify": (f"{_HERE}.verify", "Judge a plan with a checker that knows nothing of the planner."),
    "schema": (f"{_HERE}.schema", "Print the JSON Schema of life files or plans."),
    "calendars": (f"{_HERE}.calendars", "Connect calendars: accounts and subscriptions."),
    "import": (f"{_HERE}.importing", "Add calendar files and their tasks to a life."),
    "export": (f"{_HERE}.exporting", "Write a plan for other calendars: file, feed, free/busy."),
    "serve": (f"{_HERE}.serve", "Run the web app: your week in a browser."),
    "worker": (f"{_HERE}.worker", "Make plans for the web app, beside it or on another machine."),
    "user": (f"{_HERE}.user", "Accounts of the web app: add, list, a new password."),
    "completion": (f"{_HERE}.completion", "Print the completion script for your shell."),
}

EPILOG = """\b
Start here:
  equipoise init life.toml            a first life file
  equipoise plan life.toml            the week ahead
  equipoise compare life.toml         balance or integration?

Exit codes: 0 all placed, 3 planned but something did not fit, 2 bad input,
4 hard rules contradict each other, 1 anything else. NO_COLOR is respected.
"""


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="equipoise", message="equipoise %(version)s")
def cli() -> None:
    """Design your weeks between balance and integration: planned, proven, explained."""


def main() -> None:
    """Run the command line and exit."""
    import signal

    try:
        cli.main()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done; no signal changes the exit code
