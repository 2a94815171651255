"""The log: each line names its request, and tells neither secrets nor what stands in calendars."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse

__all__ = ["Discreet", "Numbered", "Numbers", "number"]

_NUMBER: ContextVar[str] = ContextVar("number", default="-")
_TOLD = (OSError, MemoryError)
"""Errors whose words are of the machine, not of a person."""
_DATABASE = "OperationalError"


def number() -> str:
    """Return the number of the request that is being answered; a dash outside of one."""
    return _NUMBER.get()


class Numbers:
    """Gives each request a number that log and answer name; what the client says counts for nothing."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the number."""
        mark = _NUMBER.set(secrets.token_hex(6))
        try:
            response = self.answer(request)
            response.headers["X-Request-ID"] = number()
        finally:
            _NUMBER.reset(mark)
        return response


class Numbered(logging.Filter):
    """Adds the request's number to a line, and names pages by their route: an address may be a secret, or a title."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Complete a line of the log."""
        record.number = number()
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            told = path.encode("unicode_escape").decode("ascii")
            record.args = tuple(_route(request) if arg in {path, told} else arg for arg in record.args)
        return True


def _route(request: Any) -> str:
    """Return where a request went, without what was asked for there."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "/…"


class Discreet(logging.Formatter):
    """Tells where a program broke and how, without the words of the error: they may quote what a person wrote."""

    converter = staticmethod(time.gmtime)
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def formatException(  # noqa: N802 - the library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the places and kinds of an error and of those behind it."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines += [f"{_kind(error)} at:", *traceback.format_tb(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return "\n".join(line.rstrip("\n") for line in lines)


def _kind(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} ({error})" if isinstance(error, _TOLD) or kind.endswith(_DATABASE) else kind
