"""Accounts, as whoever runs the server sees them: made, listed, given a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from equipoise.domain.errors import Finding, InputError

__all__ = ["add", "everybody", "renew"]


def add(name: str, password: str, email: str = "") -> User:
    """Make an account.

    Raises:
        InputError: the name is taken or no name, or the password is too weak.
    """
    if User.objects.filter(username__iexact=name).exists():
        raise InputError([Finding(f"{name} has an account already", "choose another name", field="NAME")])
    user = User(username=name, email=email)
    _checked(user, password)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        if email:
            EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)
    return user


def everybody() -> list[dict[str, Any]]:
    """Return who has an account: name, since when, last time here, whether there is a second factor."""
    safe = set(Authenticator.objects.values_list("user_id", flat=True))
    return [
        {
            "name": user.username,
            "since": user.date_joined.isoformat(),
            "last": user.last_login.isoformat() if user.last_login else None,
            "second_factor": user.pk in safe,
        }
        for user in User.objects.order_by("date_joined")
    ]


def renew(name: str, password: str, *, second_factor: bool = True) -> User:
    """Give somebody a new password. Their sessions end, since each is bound to the password it began with.

    Args:
        name: whose. ``password``: the new one.
        second_factor: False takes authenticator, keys and recovery codes away.

    Raises:
        InputError: nobody has this name, or the password is too weak.
    """
    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        raise InputError([Finding(f"nobody is called {name}", "equipoise user list", field="NAME")])
    _checked(user, password)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        if not second_factor:
            Authenticator.objects.filter(user=user).delete()
    return user


def _checked(user: User, password: str) -> None:
    try:
        validate_password(password, user)
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        cure = "take ten characters or more that nobody guesses"
        raise InputError([Finding(told.rstrip("."), cure) for told in error.messages]) from None
