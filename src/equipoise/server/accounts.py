"""Who may make an account: the first person, and everybody if the owner of the server says so."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as asking
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest

__all__ = ["Adapter", "is_new"]

_log = logging.getLogger("equipoise.logins")


def is_new() -> bool:
    """Tell whether nobody has an account yet."""
    return not get_user_model().objects.exists()


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Allauth's account rules, with sign-up closed after the first account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether an account may be made."""
        del request
        return bool(settings.SIGNUP_OPEN) or is_new()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail. One goes out whether or not there is such an account, so that trouble tells no more."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            _log.error("mail could not be sent: %s; look at EQUIPOISE_EMAIL_URL", type(error).__name__)
            told = "The mail could not be sent. Try again later, or ask who runs this server."
            messages.error(asking.request, told, extra_tags="bad")
