"""How much one address may ask for: bytes of a request, and requests of programs (pages have allauth's limits)."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from equipoise.server.pages.answers import plain

__all__ = ["Limits", "address_of"]

_ADDRESSES = 10_000
"""Addresses that are counted at once; the longest silent one is forgotten first."""


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
        self.lock = threading.Lock()
        self.asked: OrderedDict[str, deque[float]] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say why not."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.BODY_MAX:
            words = f"This is larger than {settings.BODY_MAX // 1024 // 1024} MB. Send it in parts."
            return plain(request, words, status=413)
        limit = next(
            (limit for path, limit in settings.LIMITS.items() if request.path.startswith(path)), None
        )
        return self.answer(request) if limit is None else self._counted(request, *limit)

    def _counted(self, request: HttpRequest, many: int, seconds: int) -> HttpResponse:
        address = address_of(request)
        refused = f"refused:{request.path.split('/')[1]}:{address}"
        if self._too_often(address, many, seconds) or cache.get(refused, 0) >= many // 10:
            response = plain(request, "Too many requests. Wait a minute, then try again.", status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        response = self.answer(request)
        if response.status_code in {401, 403, 404}:
            cache.add(refused, 0, timeout=seconds)
            try:
                cache.incr(refused)
            except ValueError:  # it has just expired
                cache.set(refused, 1, timeout=seconds)
        return response

    def _too_often(self, address: str, many: int, seconds: int) -> bool:
        now = time.monotonic()
        with self.lock:
            times = self.asked.setdefault(address, deque(maxlen=many))
            self.asked.move_to_end(address)
            while len(self.asked) > _ADDRESSES:
                self.asked.popitem(last=False)
            full = len(times) == many and now - times[0] < seconds
            if not full:
                times.append(now)
        return full
