"""Access: tokens of the API and private feeds, made, changed and taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.server import keys
from equipoise.server.feeds import SCOPES
from equipoise.server.models import Life
from equipoise.server.pages.access import owned
from equipoise.server.pages.settings_common import page

__all__ = ["access", "new_feed", "new_token", "revoke", "rotate"]


@require_GET
@owned
def access(request: HttpRequest, life: Life) -> HttpResponse:
    """Show who may read and write by program."""
    return _shown(request, life)


def _shown(request: HttpRequest, life: Life, **more: Any) -> HttpResponse:
    context = {
        "tokens": life.tokens.order_by("-created"),
        "feeds": life.feeds.order_by("-created"),
        "scopes": SCOPES,
        **more,
    }
    return page(request, life, "access", context)


@require_POST
@owned
def new_token(request: HttpRequest, life: Life) -> HttpResponse:
    """Make a token; it is shown this once."""
    name = request.POST.get("name", "")
    made, secret = keys.new_token(life, name, request.POST.getlist("scope"))
    return _shown(request, life, secret=secret, secret_of=made.name)


@require_POST
@owned
def new_feed(request: HttpRequest, life: Life) -> HttpResponse:
    """Make a feed; its address is shown this once."""
    made, secret = keys.new_feed(life, request.POST.get("name", ""), request.POST.get("kind", ""))
    return _shown(request, life, address=_address(request, secret), secret_of=made.name)


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(f"/feeds/{secret}.ics")


@require_POST
@owned
def rotate(request: HttpRequest, life: Life, pk: int) -> HttpResponse:
    """Give a feed another address; the old one ends at once."""
    found = life.feeds.filter(pk=pk).first()
    if found is None:
        raise Http404
    secret = keys.rotate(life, found)
    return _shown(request, life, address=_address(request, secret), secret_of=found.name)


@require_POST
@owned
def revoke(request: HttpRequest, life: Life, what: str, pk: int) -> HttpResponse:
    """Take a token or a feed away, at once."""
    del request
    if not keys.revoke(life, what, pk):
        raise Http404
    return redirect("settings-access")
