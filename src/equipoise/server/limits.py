"""How much one address may ask for: bytes of a request, and requests of programs (pages have allauth's limits)."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from equipoise.server.often import Often
from equipoise.server.pages.answers import plain

__all__ = ["Limits", "address_of"]


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from, as far as trusted proxies say."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return str(request.META.get("REMOTE_ADDR", ""))


class Limits:
    """Refuses what is too large or too often.

    Requests are counted within this process, so that reading costs no write. Refused ones (wrong tokens, wrong
    addresses of feeds) are counted in the database for all processes: nobody guesses.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.often = Often()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say why not."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.BODY_MAX:
            words = f"This is larger than {settings.BODY_MAX // 1024 // 1024} MB. Send it in parts."
            return plain(request, words, status=413)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return plain(request, "This address has a sign in it that is none.", status=400)
        path = next((path for path in settings.LIMITS if request.path.startswith(path)), None)
        return self.answer(request) if path is None else self._counted(request, path)

    def _counted(self, request: HttpRequest, path: str) -> HttpResponse:
        many, seconds = settings.LIMITS[path]
        guesses, while_ = settings.GUESSES.get(path, (many // 10, seconds))
        address = address_of(request)
        refused = f"refused:{request.path.split('/')[1]}:{address}"
        guessing = cache.get(refused, 0) >= guesses
        if guessing or self.often.too_often(address, many, seconds):
            wait = while_ if guessing else seconds
            response = plain(request, f"Too many requests. Wait {_told(wait)}, then try again.", status=429)
            response.headers["Retry-After"] = str(wait)
            return response
        response = self.answer(request)
        known = isinstance(
            getattr(request, "auth", None), Model
        )  # it came in, and may ask for what is not there
        if response.status_code in {401, 403, 404} and not known:
            cache.add(refused, 0, timeout=while_)
            try:
                cache.incr(refused)
            except ValueError:  # it has just expired
                cache.set(refused, 1, timeout=while_)
        return response


def _told(seconds: int) -> str:
    return "a minute" if seconds <= 60 else f"{seconds // 60} minutes"
