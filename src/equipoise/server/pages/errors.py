"""Pages for what went wrong."""

from __future__ import annotations

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from equipoise.domain.errors import Finding, StorageError
from equipoise.server.logs import number
from equipoise.server.pages.answers import plain, refused

__all__ = ["broken", "csrf_failure", "missing", "unfit"]

_FULL = "The server's disk is full. Nothing was changed. Whoever runs it must make room; then try again."
_SEALED = "The server's disk cannot be written. Nothing was changed. Whoever runs it must mend that; then try again."
_BUSY = "The server's database does not answer at the moment. Nothing was changed. Try again in a minute."
_BROKEN = "That went wrong, by a mistake of the program. Nothing was changed. The server's log says more: %s."


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell that a form was not ours, or too old."""
    del reason
    problem = (
        "This form was too old, or did not come from this page. Load the page again, and send it once more."
    )
    return refused(request, [problem], status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Tell that there is no such page."""
    del exception
    if request.path.startswith("/api/"):
        cure = "see /api/v1/openapi.json for what there is"
        return refused(request, [Finding("there is no such thing", cure)], status=404)
    return render(request, "equipoise/missing.html", status=404)


def unfit(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that what was sent is no request that can be answered."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        return plain(request, f"This is larger than {most} MB. Send it in parts.", status=413)
    return plain(request, "This is no request that can be answered.", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Tell that the server could not answer, and whether its disk or its database is why."""
    words, status = _why(sys.exc_info()[1])
    response = plain(request, words.replace("%s", f"look for {number()}"), status=status)
    if status in {503, 507}:
        response.headers["Retry-After"] = "60"
    return response


def _why(error: BaseException | None) -> tuple[str, int]:
    while error is not None:
        told = str(error).lower()
        number = getattr(error, "errno", None)
        if (
            number in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
            or "is full" in told
            or "no space left" in told
        ):
            return _FULL, 507
        if number in {errno.EROFS, errno.EACCES, errno.EPERM} or "readonly database" in told:
            return _SEALED, 507
        if isinstance(error, OperationalError):
            return (_FULL, 507) if "disk i/o" in told else (_BUSY, 503)
        error = error.__cause__ or (error.__context__ if isinstance(error, StorageError) else None)
    return _BROKEN, 500
