"""Tokens and feeds: made, given another address, taken away. Each secret is told once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils import timezone

from equipoise.domain.errors import Finding, InputError
from equipoise.server.feeds import SCOPES, make_feed, make_token, record
from equipoise.server.models import Feed, Life, Token
from equipoise.server.secrets import digest, fresh

__all__ = ["MOST", "new_feed", "new_token", "revoke", "rotate"]

MOST = 20
"""How many tokens, or feeds, a life may have."""


def new_token(
    life: Life,
    name: str,
    scopes: Collection[str],
    *,
    expires: datetime | None = None,
    by: Token | None = None,
) -> tuple[Token, str]:
    """Make a token; return it with its secret.

    Args:
        life: whose. ``name``: for people. ``scopes``: what it may. ``expires``: when it ends; None does not.
        by: the token that asks for it, None if the person does. It gives no more than it has, for no longer, and
            never the scope with which it does so.

    Raises:
        InputError: it has no name or no scope, it ended already, or ``by`` may not give so much.
    """
    name = _named(name, life.tokens.count())
    kept = [scope for scope in SCOPES if scope in scopes]
    if not kept:
        raise InputError(
            [Finding("a token that may do nothing is of no use", "tick what it may", field="scope")]
        )
    if expires is not None and expires <= timezone.now():
        raise InputError(
            [Finding("the token would have ended already", "choose a later end", field="expires")]
        )
    if by is not None:
        _within(by, kept, expires)
    secret = make_token(life, name, kept, expires)
    return life.tokens.get(digest=digest(secret)), secret


def _within(by: Token, scopes: Collection[str], expires: datetime | None) -> None:
    """Refuse what a token may not give.

    Raises:
        InputError: it would give more than it has.
    """
    more = [scope for scope in scopes if scope not in by.scopes or scope == "access"]
    if more:
        told = f"this token may not give {', '.join(more)}"
        raise InputError([Finding(told, "make the token in the settings under Access", field="scopes")])
    if by.expires is not None and (expires is None or expires > by.expires):
        told = "the new token would outlive the one that makes it"
        raise InputError([Finding(told, f"let it end by {by.expires.isoformat()}", field="expires")])


def new_feed(life: Life, name: str, kind: str) -> tuple[Feed, str]:
    """Make a feed; return it with the secret of its address.

    Raises:
        InputError: it has no name, or there is no such kind.
    """
    name = _named(name, life.feeds.count())
    if kind not in Feed.Kind.values:
        raise InputError([Finding("there is no such feed", "choose the plan or busy times", field="kind")])
    secret = make_feed(life, name, kind)
    return life.feeds.get(digest=digest(secret)), secret


def rotate(life: Life, feed: Feed) -> str:
    """Give a feed another address, and return its secret; the old one ends at once."""
    secret = fresh("eqf")
    feed.digest, feed.hint = digest(secret), secret[-4:]
    feed.save(update_fields=["digest", "hint"])
    record(life, "feed.rotated", feed.name, f"Feed “{feed.name}” has another address")
    return secret


def revoke(life: Life, what: str, pk: int) -> bool:
    """Take a token or a feed away, at once; tell whether it was there."""
    kinds: dict[str, Any] = {"token": life.tokens, "feed": life.feeds}
    found = kinds[what].filter(pk=pk).first() if what in kinds else None
    if found is None:
        return False
    found.delete()
    record(life, f"{what}.revoked", found.name, f"{what.capitalize()} “{found.name}” taken away")
    return True


def _named(name: str, there: int) -> str:
    name = name.strip()
    if not name or len(name) > 100:
        raise InputError(
            [Finding("give it a name of up to 100 letters", "such as the program's", field="name")]
        )
    if there >= MOST:
        raise InputError([Finding(f"there are {MOST} already", "take one away first")])
    return name
