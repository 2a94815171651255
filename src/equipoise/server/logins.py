"""Who came in, who failed to, and who changed how they come in: for the log, where it cannot be edited by visitors."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

__all__ = ["listen"]

_log = logging.getLogger("equipoise.logins")

_EVENTS = {
    "logged in": user_logged_in,
    "logged out": user_logged_out,
    "login failed": user_login_failed,
    "password changed": password_changed,
    "password reset": password_reset,
    "second factor failed": authentication_failed,
    "second factor added": authenticator_added,
    "second factor removed": authenticator_removed,
}


def listen() -> None:
    """Write each event to the log."""
    for words, signal in _EVENTS.items():
        signal.connect(_noting(words), weak=False, dispatch_uid=f"equipoise {words}")


def _noting(words: str) -> Any:
    def note(sender: object, request: HttpRequest | None = None, **about: Any) -> None:
        from equipoise.server.limits import address_of  # noqa: PLC0415 - models are ready by now

        del sender
        user = about.get("user")
        name = user.get_username() if user else (about.get("credentials") or {}).get("username", "")
        address = address_of(request) if request else "the command line"
        # %r: a name with line breaks stays one line
        _log.info("%s: %r from %s", words, str(name)[:150], address)

    return note
