"""Who may make an account: the first person, and everybody if the owner of the server says so."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

__all__ = ["Adapter", "is_new"]


def is_new() -> bool:
    """Tell whether nobody has an account yet."""
    return not get_user_model().objects.exists()


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Allauth's account rules, with sign-up closed after the first account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether an account may be made."""
        del request
        return bool(settings.SIGNUP_OPEN) or is_new()
