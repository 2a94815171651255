"""Logging in by OAuth 2.0 from the terminal: the person agrees in a browser, on this machine or on another one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from equipoise.domain.errors import Finding, InputError

if TYPE_CHECKING:
    from equipoise.calendars.fetching.rules import Rules
    from equipoise.calendars.oauth.exchange import Question
    from equipoise.calendars.oauth.grant import Grant
    from equipoise.calendars.oauth.provider import Provider

__all__ = ["SECRET", "logged_in", "oauth_options", "provider_of", "way_options"]

SECRET = "EQUIPOISE_CLIENT_SECRET"  # noqa: S105 - the name of a variable
PATIENCE = 300.0
"""Seconds for which the browser's answer is waited for."""


def way_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options on how the person comes to the page where they agree."""
    paste = click.option(
        "--paste",
        is_flag=True,
        help="The browser is on another machine: paste the address to which it was sent, or the code in it.",
    )
    browser = click.option("--browser", is_flag=True, help="Open the browser of this machine.")
    return paste(browser(command))


def oauth_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a login by OAuth."""
    options = (
        click.option(
            "--google", is_flag=True, help="Google's calendars by CalDAV, with a client of your own."
        ),
        click.option(
            "--client-id",
            default="",
            metavar="ID",
            help=f"Id of your client; its secret is asked for, or {SECRET}.",
        ),
        click.option(
            "--authorize-url", default="", metavar="URL", help="Any other provider: where people agree."
        ),
        click.option("--token-url", default="", metavar="URL", help="Where it exchanges codes for tokens."),
        click.option("--scope", default="", help="What it is asked for, in its own words."),
    )
    command = way_options(command)
    for option in reversed(options):
        command = option(command)
    return command


def provider_of(given: dict[str, Any], *, from_stdin: bool) -> Provider | None:
    """Return the provider that the options name, taking them out; None if none does.

    Raises:
        InputError: if something of it is missing.
    """
    from dataclasses import replace

    from equipoise.calendars.oauth.provider import GOOGLE, Provider

    google, client, authorize, token, scope = (
        given.pop(name) for name in ("google", "client_id", "authorize_url", "token_url", "scope")
    )
    if not (google or client or authorize or token or scope):
        return None
    findings = []
    if not client:
        cure = "write --client-id ID; docs/calendars.md tells how to make one"
        findings.append(Finding("a login by OAuth needs a client of your own", cure, field="--client-id"))
    if not google and not (authorize and token):
        cure = "write --google, or both --authorize-url and --token-url"
        findings.append(Finding("the provider's addresses are missing", cure, field="--authorize-url"))
    if google and (authorize or token or scope):
        findings.append(Finding("Google's addresses are known", "leave --google or the addresses out"))
    if findings:
        raise InputError(findings)
    secret = _client_secret(from_stdin=from_stdin)
    if google:
        return replace(GOOGLE, client=client, secret=secret)
    return Provider(authorize, token, scope, (), client, secret).checked()


def _client_secret(*, from_stdin: bool) -> str:
    """Return the secret of the client; empty if it has none."""
    if from_stdin:
        return sys.stdin.readline().strip()
    given = os.environ.get(SECRET, "")
    if given or not sys.stdin.isatty():
        return given
    return str(
        click.prompt(
            "Secret of the client (empty if it has none)",
            default="",
            hide_input=True,
            show_default=False,
            err=True,
        )
    ).strip()


def logged_in(rules: Rules, provider: Provider, *, paste: bool, browser: bool) -> Grant:
    """Return what the person agreed to.

    Args:
        rules: what may be reached. ``provider``: who is asked.
        paste: the answer is typed. ``browser``: open one.

    Raises:
        InputError: if they refused, or the answer is none.
        FetchError: if no answer came, or the provider cannot be asked.
    """
    from equipoise.calendars.fetching.client import Client
    from equipoise.calendars.fetching.listening import Listener
    from equipoise.calendars.oauth.exchange import Question, redeem

    with Listener() as here:
        question = Question.new(provider, here.redirect)
        _show(question, paste=paste, browser=browser)
        answer = _typed() if paste else here.hear(question.fits, PATIENCE)
    with Client(rules) as client:
        return redeem(client, question, question.code(answer), time.time())


def _show(question: Question, *, paste: bool, browser: bool) -> None:
    click.echo("Open this address in a browser, and agree:", err=True)
    click.echo(f"\n{question.address}\n", err=True)
    if paste:
        told = "It sends the browser to a page on 127.0.0.1 that cannot be opened; copy that page's address."
        click.echo(told, err=True)
        return
    click.echo(
        "Waiting for the answer, for five minutes at most. Is the browser on another machine? Use --paste.",
        err=True,
    )
    if browser:
        click.launch(question.address)


def _typed() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("The address, or the code in it", err=True))
    return sys.stdin.readline()
