"""Notices: channels on which a person is told something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from equipoise.domain.errors import InputError
from equipoise.server.jobs import notifying
from equipoise.server.jobs.planning import zone_of
from equipoise.server.models import Channel, Life
from equipoise.server.outward import channels
from equipoise.server.outward.forms import FORMS, address
from equipoise.server.outward.moments import MOMENTS, USUAL
from equipoise.server.pages.access import owned
from equipoise.server.pages.settings_common import page, said

__all__ = ["act", "new", "notices"]

_SHOWN = 15
"""Notices on the page."""


@require_GET
@owned
def notices(request: HttpRequest, life: Life) -> HttpResponse:
    """Show the channels and what was told."""
    return _shown(request, life)


def _shown(request: HttpRequest, life: Life, status: int = 200, **more: Any) -> HttpResponse:
    given, opened = more.get("given", {}), more.get("opened", "")
    forms = [
        (
            name,
            form.name,
            name == opened,
            [(field, "" if field.secret else given.get(field.name, "")) for field in form.fields],
        )
        for name, form in FORMS.items()
    ]
    context = {
        "zone": zone_of(life),
        "channels": life.channels.all(),
        "moments": MOMENTS.items(),
        "usual": USUAL,
        "forms": forms,
        "told": life.notices.select_related("channel")[:_SHOWN],
        **more,
    }
    return page(request, life, "notices", context, status=status)


@require_POST
@owned
def new(request: HttpRequest, life: Life) -> HttpResponse:
    """Add a channel; a first message shows whether it works."""
    sent = request.POST
    service = sent.get("service", "")
    try:
        url = address(service, {name: str(value) for name, value in sent.items()})
        channel = channels.make(life, sent.get("name", ""), url, sent.getlist("moment"))
    except InputError as error:
        kept = {"given": sent, "usual": sent.getlist("moment"), "problems": error.findings, "opened": service}
        return _shown(request, life, 422, **kept)
    notifying.test(channel)
    said(request, f"Added: {channel.shown}. A first message is on its way.")
    return redirect("settings-notices")


@require_POST
@owned
def act(request: HttpRequest, life: Life, pk: UUID, what: str) -> HttpResponse:
    """Change, test, pause, resume, delete."""
    channel = _found(life, pk)
    if what == "change":
        channels.change(channel, name=request.POST.get("name", ""), moments=request.POST.getlist("moment"))
        said(request, "Changed.")
    elif what in {"pause", "resume"}:
        channels.pause(channel, active=what == "resume")
        said(request, "You are told there again." if what == "resume" else "Nothing is told there for now.")
    elif what == "test":
        notifying.test(channel)
        said(request, "A test is on its way; load this page again in a moment.")
    elif what == "delete":
        channels.drop(channel)
        said(request, f"“{channel.name}” is deleted.")
    else:
        raise Http404
    return redirect("settings-notices")


def _found(life: Life, pk: UUID) -> Channel:
    found = life.channels.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
