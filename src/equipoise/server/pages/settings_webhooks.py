"""Webhooks: addresses that are told of events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import InputError
from equipoise.server.jobs import delivering
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Life, Webhook
from equipoise.server.outward import hooks
from equipoise.server.outward.events import EVENTS
from equipoise.server.pages.access import owned
from equipoise.server.pages.settings_common import page, said

__all__ = ["act", "again", "new", "one", "webhooks"]

_SHOWN = 30
"""Deliveries on a page."""


@require_GET
@owned
def webhooks(request: HttpRequest, life: Life) -> HttpResponse:
    """Show who is told of what."""
    return _shown(request, life)


def _shown(request: HttpRequest, life: Life, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "zone": zone_of(life),
        "hooks": life.webhooks.all(),
        "events": EVENTS.items(),
        "chosen": list(EVENTS)[:2],
        **more,
    }
    return page(request, life, "webhooks", context, status=status)


@require_POST
@owned
def new(request: HttpRequest, life: Life) -> HttpResponse:
    """Add an address; its secret is shown this once."""
    sent = request.POST
    try:
        hook, secret = hooks.make(life, sent.get("name", ""), sent.get("address", ""), sent.getlist("event"))
    except InputError as error:
        kept = {"given": sent, "chosen": sent.getlist("event"), "problems": error.findings}
        return _shown(request, life, 422, **kept)
    return _one(request, life, hook, secret=secret)


@require_GET
@owned
def one(request: HttpRequest, life: Life, pk: UUID) -> HttpResponse:
    """Show an address and its last deliveries."""
    return _one(request, life, _found(life, pk))


def _found(life: Life, pk: UUID) -> Webhook:
    found = life.webhooks.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _one(request: HttpRequest, life: Life, hook: Webhook, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "zone": zone_of(life),
        "hook": hook,
        "events": EVENTS.items(),
        "deliveries": hook.deliveries.all()[:_SHOWN],
        **more,
    }
    return page(request, life, "webhook", context, status=status)


@require_POST
@owned
def act(request: HttpRequest, life: Life, pk: UUID, what: str) -> HttpResponse:
    """Change, test, pause, resume, give another secret, delete."""
    hook = _found(life, pk)
    if what == "rotate":
        return _one(request, life, hook, secret=hooks.rotate(hook))
    if what == "delete":
        hooks.drop(hook)
        said(request, f"“{hook.name}” is told nothing any more.")
        return redirect("settings-webhooks")
    if what == "change":
        try:
            hooks.change(hook, name=request.POST.get("name", ""), events=request.POST.getlist("event"))
        except InputError as error:
            return _one(request, life, _found(life, pk), 422, problems=error.findings)
        said(request, "Changed.")
    elif what in {"pause", "resume"}:
        hooks.pause(hook, active=what == "resume")
        said(
            request, "It is told again." if what == "resume" else "It is told nothing until you let it go on."
        )
    elif what == "test":
        delivering.test(hook)
        said(request, "A test is on its way; look below in a moment.")
    else:
        raise Http404
    return redirect("settings-webhook", pk)


@require_POST
@owned
def again(request: HttpRequest, life: Life, pk: UUID) -> HttpResponse:
    """Send something once more."""
    found = life.deliveries.select_related("webhook").filter(pk=pk).first()
    if found is None:
        raise Http404
    delivering.again(found)
    said(request, "It is sent once more, under the same id.")
    return redirect("settings-webhook", found.webhook_id)
