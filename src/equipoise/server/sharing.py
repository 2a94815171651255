"""Letting somebody else look at a life: invited by name, taken by them, ended by either."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Invitation, Life, Member, Record

__all__ = ["decline", "invite", "leave", "open_invitations", "remove", "take", "withdraw"]

OPEN = timedelta(days=14)
"""How long an invitation waits."""
MOST = 20
"""How many invitations of one life may wait."""


def invite(life: Life, username: str) -> None:
    """Invite somebody by the name under which they log in. What happens is the same whether or not they exist.

    Raises:
        InputError: no name, one's own, or too many invitations wait.
    """
    name = username.strip()
    if not name or len(name) > 150:
        raise InputError([Finding("a user name is needed", "write it as they log in", field="username")])
    if name == life.owner.get_username():
        raise InputError([Finding("this is your own week", "name somebody else", field="username")])
    with transaction.atomic():
        life.invitations.filter(at__lt=timezone.now() - OPEN).delete()
        if life.invitations.count() >= MOST:
            told = f"{MOST} invitations wait already"
            raise InputError([Finding(told, "withdraw one first", field="username")])
        if not life.members.filter(user__username=name).exists():
            life.invitations.get_or_create(username=name)
            _note(life, "member.invited", name, f"{name} was invited to look at the week.")


def withdraw(life: Life, pk: int) -> None:
    """Take an invitation back."""
    for found in life.invitations.filter(pk=pk):
        found.delete()
        _note(life, "member.withdrawn", found.username, f"The invitation of {found.username} was withdrawn.")


def remove(life: Life, pk: int) -> None:
    """End somebody's leave to look."""
    for found in life.members.filter(pk=pk).select_related("user"):
        name = found.user.get_username()
        found.delete()
        _note(life, "member.removed", name, f"{name} may not look at the week any more.")


def open_invitations(user: User) -> list[Invitation]:
    """Return the invitations that wait for a user."""
    found = Invitation.objects.filter(username=user.get_username(), at__gte=timezone.now() - OPEN)
    return list(found.select_related("life__owner"))


def take(user: User, pk: int) -> bool:
    """Take an invitation; tell whether it was there."""
    found = next((one for one in open_invitations(user) if one.pk == pk), None)
    if found is None:
        return False
    with transaction.atomic():
        Member.objects.get_or_create(life=found.life, user=user)
        name = user.get_username()
        _note(found.life, "member.joined", name, f"{name} may look at the week now.")
        found.delete()
    return True


def decline(user: User, pk: int) -> bool:
    """Decline an invitation; tell whether it was there."""
    found = next((one for one in open_invitations(user) if one.pk == pk), None)
    if found is not None:
        found.delete()
    return found is not None


def leave(user: User, life: Life) -> None:
    """Stop looking at a life."""
    gone, _ = life.members.filter(user=user).delete()
    if gone:
        name = user.get_username()
        _note(life, "member.left", name, f"{name} does not look at the week any more.")


def _note(life: Life, what: str, where: str, words: str) -> None:
    Record.objects.create(life=life, what=what, where=where[:300], words=words[:500])
