"""What is wrong, told to programs: always the same shape, always with what cures it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server.api.access import ChangedMeanwhileError, TooNarrowError, TooOftenError
from equipoise.server.plain_json import json_of

__all__ = ["JSONParser", "UnconditionalError", "listen"]

DOCUMENT = "see /api/v1/openapi.json"


class UnconditionalError(Exception):
    """A change of everything does not say what it changes."""


class JSONParser(Parser):
    """Reads bodies, and refuses what could not be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the JSON of a body.

        Raises:
            ValueError: it is none, or cannot be kept.
        """
        try:
            found = json_of(request.body)
        except InputError as error:
            raise ValueError(str(error)) from None
        if found is None:
            raise ValueError("this is no JSON object")
        return found


def _told(api: NinjaAPI, request: HttpRequest, findings: Iterable[Any], status: int) -> HttpResponse:
    told = [
        {
            "message": getattr(f, "message", str(f)),
            "cure": getattr(f, "cure", ""),
            "field": getattr(f, "field", ""),
        }
        for f in findings
    ]
    return api.create_response(request, {"problems": told}, status=status)


_FIXED: dict[type[Exception], tuple[int, str, str]] = {
    Http404: (404, "there is no such thing", ""),
    AuthenticationError: (
        401,
        "who asks is not known",
        "send Authorization: Bearer TOKEN; tokens are made in the settings under Access",
    ),
    ChangedMeanwhileError: (
        412,
        "this life has changed since you read it",
        "read it again, make your change to that, and send it with the new ETag",
    ),
    UnconditionalError: (
        428,
        "this would overwrite whatever stands there",
        "send the ETag of the life that you read as If-Match, or * for whichever",
    ),
}


def listen(api: NinjaAPI) -> None:
    """Let an API answer errors in words."""

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return _told(api, request, error.findings, 422)

    def trouble(request: HttpRequest, error: Any) -> HttpResponse:
        return _told(api, request, [Finding(str(error))], 422)

    def fixed(request: HttpRequest, error: Any) -> HttpResponse:
        status, words, cure = next(said for kind, said in _FIXED.items() if isinstance(error, kind))
        return _told(api, request, [Finding(words, cure)], status)

    def narrow(request: HttpRequest, error: Any) -> HttpResponse:
        cure = "make one with that scope, in the settings under Access"
        return _told(api, request, [Finding(f"this token may not {error}", cure)], 403)

    def often(request: HttpRequest, error: Any) -> HttpResponse:
        del error
        wait = settings.TOKEN_LIMIT[1]
        answer = _told(api, request, [Finding("this token asks too often", "wait a minute")], 429)
        answer["Retry-After"] = str(wait)
        return answer

    def shape(request: HttpRequest, error: Any) -> HttpResponse:
        findings = [
            Finding(str(e["msg"]), DOCUMENT, field=".".join(map(str, e["loc"][1:]))) for e in error.errors
        ]
        return _told(api, request, findings, 422)

    def http(request: HttpRequest, error: Any) -> HttpResponse:
        return _told(api, request, [Finding(str(error), DOCUMENT)], error.status_code)

    api.add_exception_handler(InputError, refused)
    api.add_exception_handler(EquipoiseError, trouble)
    api.add_exception_handler(TooNarrowError, narrow)
    api.add_exception_handler(TooOftenError, often)
    api.add_exception_handler(ValidationError, shape)
    api.add_exception_handler(HttpError, http)
    for kind in _FIXED:
        api.add_exception_handler(kind, fixed)
