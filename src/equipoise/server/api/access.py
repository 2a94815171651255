"""Who may ask: a program with a token of one life, or somebody who is logged in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from equipoise.server.api import shapes
from equipoise.server.models import Life, Token
from equipoise.server.often import Often
from equipoise.server.secrets import digest

__all__ = [
    "Bearer",
    "Browser",
    "ChangedMeanwhileError",
    "Session",
    "TooNarrowError",
    "TooOftenError",
    "browser",
    "etag",
    "life_of",
    "needs",
    "token_of",
    "user_of",
    "writing",
]

_often = Often()
Answers = Mapping[int, Any]


class TooNarrowError(Exception):
    """A token lacks a scope."""


class TooOftenError(Exception):
    """A token asks more often than it may."""


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the life since it was read."""


class Bearer(HttpBearer):
    """A token in the ``Authorization`` header: only its digest is kept, and it reaches its own life alone."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token, if it is known and has not expired.

        Raises:
            TooNarrowError: it has not all scopes. TooOftenError: it asks too often.
        """
        del request
        found = Token.objects.select_related("life", "life__plan").filter(digest=digest(token)).first()
        now = timezone.now()
        if found is None or (found.expires is not None and found.expires <= now):
            return None
        if _often.too_often(found.digest, *settings.TOKEN_LIMIT):
            raise TooOftenError
        for scope in self.scopes:
            if scope not in found.scopes:
                raise TooNarrowError(scope)
        if found.used is None or (now - found.used).total_seconds() > 60:
            Token.objects.filter(pk=found.pk).update(used=now)
        return found


class Browser(SessionAuth):
    """Somebody who is logged in, whether or not they have a life here; changes need the CSRF token."""

    def __call__(self, request: HttpRequest) -> Any:
        """Return who asks; a request without a session is nobody's, and needs no CSRF token to be told so."""
        return super().__call__(request) if request.user.is_authenticated else None


class Session(Browser):
    """The life of somebody who is logged in; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the life of who is logged in."""
        del key
        return Life.objects.owned_by(request.user).select_related("plan").first()


_UNCHANGED = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 40},
    "description": "ETag of what was read, or the life's revision: refused with 412 if somebody has changed it since.",
}


def needs(*scopes: str, answers: Answers, changes: bool = False, gives: str = "") -> dict[str, Any]:
    """Return how an operation is asked for and answered.

    Args:
        scopes: what a token needs. ``answers``: status to shape. ``changes``: True for one that heeds ``If-Match``.
        gives: media type of an answer that is no JSON.
    """
    told = shapes.CHANGE_REFUSED if changes else shapes.REFUSED
    extra: dict[str, Any] = {"x-scopes": list(scopes)}
    if changes:
        extra["parameters"] = [_UNCHANGED]
    if gives:
        extra["responses"] = {200: {"content": {gives: {"schema": {"type": "string"}}}}}
    return {"auth": [Bearer(*scopes), Session()], "response": {**answers, **told}, "openapi_extra": extra}


def browser(answers: Answers) -> dict[str, Any]:
    """Return how an operation is asked for that no token reaches: a browser's session alone."""
    extra: dict[str, Any] = {"x-scopes": []}
    return {"auth": Browser(), "response": {**answers, **shapes.REFUSED}, "openapi_extra": extra}


def life_of(request: HttpRequest) -> Life:
    """Return the life that a request may act on."""
    allowed: Any = request.auth  # type: ignore[attr-defined]
    return allowed if isinstance(allowed, Life) else cast("Token", allowed).life


def token_of(request: HttpRequest) -> Token | None:
    """Return the token that asks; None if a browser does."""
    allowed: Any = request.auth  # type: ignore[attr-defined]
    return allowed if isinstance(allowed, Token) else None


def user_of(request: HttpRequest) -> User:
    """Return who is logged in."""
    return cast("User", request.user)


def etag(life: Life) -> str:
    """Return the tag of a life as it is."""
    return f'"{life.revision}"'


@contextmanager
def writing(request: HttpRequest, read: int | None = None) -> Iterator[Life]:
    """Give the life that a request changes, as a whole or not at all, if it is still the one that was read.

    Args:
        request: which may say so in ``If-Match``. ``read``: the revision that its body says was read.

    Raises:
        ChangedMeanwhileError: it is another revision by now.
    """
    life = life_of(request)
    wanted = request.headers.get("If-Match", "").strip() or ("" if read is None else str(read))
    with transaction.atomic():
        if wanted and wanted != "*":
            now = Life.objects.select_for_update().get(pk=life.pk).revision
            if wanted.removeprefix("W/").strip('"') != str(now):
                raise ChangedMeanwhileError(str(now))
        yield life
