"""Feeds for calendar programs, at secret addresses."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from equipoise.domain.errors import EquipoiseError
from equipoise.server.feeds import content_of, feed_at

__all__ = ["feed"]


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return a feed; unchanged ones cost a short answer (RFC 9110 section 13.1)."""
    found = feed_at(secret)
    if found is None:
        raise Http404
    try:
        body, etag = content_of(found)
    except EquipoiseError:
        raise Http404 from None
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    answer = (
        HttpResponse(status=304)
        if etag in known
        else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    )
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer
