"""Access: tokens of the API and private feeds, made, changed and taken away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import Finding, InputError
from equipoise.server.feeds import SCOPES, make_feed, make_token, record
from equipoise.server.models import Feed, Life
from equipoise.server.pages.access import owned
from equipoise.server.pages.settings_common import page
from equipoise.server.secrets import digest, fresh

__all__ = ["access", "new_feed", "new_token", "revoke", "rotate"]

MOST = 20


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


def _named(request: HttpRequest, there: int) -> str:
    name = request.POST.get("name", "").strip()
    if not name or len(name) > 100:
        raise InputError(
            [Finding("give it a name of up to 100 letters", "such as the program's", field="name")]
        )
    if there >= MOST:
        raise InputError([Finding(f"there are {MOST} already", "take one away first")])
    return name


@require_POST
@owned
def new_token(request: HttpRequest, life: Life) -> HttpResponse:
    """Make a token; it is shown this once."""
    name = _named(request, life.tokens.count())
    scopes = [scope for scope in SCOPES if scope in request.POST.getlist("scope")]
    if not scopes:
        raise InputError(
            [Finding("a token that may do nothing is of no use", "tick what it may", field="scope")]
        )
    return _shown(request, life, secret=make_token(life, name, scopes), secret_of=name)


@require_POST
@owned
def new_feed(request: HttpRequest, life: Life) -> HttpResponse:
    """Make a feed; its address is shown this once."""
    name, kind = _named(request, life.feeds.count()), request.POST.get("kind", "")
    if kind not in Feed.Kind.values:
        raise InputError([Finding("there is no such feed", "choose the plan or busy times", field="kind")])
    return _shown(request, life, address=_address(request, make_feed(life, name, kind)), secret_of=name)


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(f"/feeds/{secret}.ics")


@require_POST
@owned
def rotate(request: HttpRequest, life: Life, pk: int) -> HttpResponse:
    """Give a feed another address; the old one ends at once."""
    found = life.feeds.filter(pk=pk).first()
    if found is None:
        raise Http404
    secret = fresh("eqf")
    found.digest, found.hint = digest(secret), secret[-4:]
    found.save(update_fields=["digest", "hint"])
    record(life, "feed.rotated", found.name, f"Feed “{found.name}” has another address")
    return _shown(request, life, address=_address(request, secret), secret_of=found.name)


@require_POST
@owned
def revoke(request: HttpRequest, life: Life, what: str, pk: int) -> HttpResponse:
    """Take a token or a feed away, at once."""
    del request
    kinds: dict[str, Any] = {"token": life.tokens, "feed": life.feeds}
    found = kinds[what].filter(pk=pk).first() if what in kinds else None
    if found is None:
        raise Http404
    found.delete()
    record(life, f"{what}.revoked", found.name, f"{what.capitalize()} “{found.name}” taken away")
    return redirect("settings-access")
