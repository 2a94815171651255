"""Who may ask: somebody who is logged in, or a program with a token of one life."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from equipoise.server.models import Life, Token
from equipoise.server.secrets import digest

__all__ = ["Bearer", "Session", "TooNarrowError", "life_of"]


class TooNarrowError(Exception):
    """A token lacks a scope."""


class Bearer(HttpBearer):
    """A token in the ``Authorization`` header: only its digest is kept, and it reaches its own life alone."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token, if it is known and has not expired."""
        del request
        found = Token.objects.select_related("life", "life__plan").filter(digest=digest(token)).first()
        now = timezone.now()
        if found is None or (found.expires is not None and found.expires <= now):
            return None
        if found.used is None or (now - found.used).total_seconds() > 60:
            Token.objects.filter(pk=found.pk).update(used=now)
        return found


class Session(SessionAuth):
    """The session of a browser; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the life of who is logged in."""
        del key
        return Life.objects.owned_by(request.user).select_related("plan").first()


def life_of(request: HttpRequest, scope: str) -> Life:
    """Return the life that a request may act on.

    Raises:
        TooNarrowError: its token has no such scope.
    """
    allowed: Any = request.auth  # type: ignore[attr-defined]
    if isinstance(allowed, Life):
        return allowed
    assert isinstance(allowed, Token)
    if scope not in allowed.scopes:
        raise TooNarrowError(scope)
    return allowed.life
