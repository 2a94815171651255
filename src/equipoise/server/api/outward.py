"""Operations on webhooks and notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Status

from equipoise.server.api import shapes, shapes_outward
from equipoise.server.api.access import life_of, needs
from equipoise.server.jobs import delivering, notifying
from equipoise.server.models import Channel, Life, Webhook
from equipoise.server.outward import channels, hooks
from equipoise.server.outward.forms import address

__all__ = ["HOOKS", "NOTICES"]

SCOPE = "hooks"
HOOKS, NOTICES = Router(tags=["webhooks"]), Router(tags=["notices"])


def _hook(life: Life, pk: UUID) -> Webhook:
    found = life.webhooks.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _channel(life: Life, pk: UUID) -> Channel:
    found = life.channels.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@HOOKS.get("/webhooks", **needs(SCOPE, answers={200: shapes_outward.Webhooks}))
def list_webhooks(request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 50) -> Any:
    """Return the addresses that are told of events."""
    return shapes.paged(life_of(request).webhooks.all(), offset, limit)


@HOOKS.post("/webhooks", **needs(SCOPE, answers={201: shapes_outward.NewWebhook}))
def add_webhook(request: HttpRequest, given: shapes_outward.WebhookIn) -> Any:
    """Add an address. The secret that signs is given this once."""
    hook, secret = hooks.make(life_of(request), given.name, given.address, given.events)
    return Status(201, {"webhook": hook, "secret": secret})


@HOOKS.get("/webhooks/{uuid:pk}", **needs(SCOPE, answers={200: shapes_outward.Webhook}))
def get_webhook(request: HttpRequest, pk: UUID) -> Any:
    """Return an address and how it fares."""
    return _hook(life_of(request), pk)


@HOOKS.patch("/webhooks/{uuid:pk}", **needs(SCOPE, answers={200: shapes_outward.Webhook}))
def change_webhook(request: HttpRequest, pk: UUID, given: shapes_outward.WebhookChange) -> Any:
    """Change name or events, pause, or let go on."""
    hook = _hook(life_of(request), pk)
    if given.name is not None or given.events is not None:
        hooks.change(hook, name=given.name, events=given.events)
    if given.active is not None:
        hooks.pause(hook, active=given.active)
    return hook


@HOOKS.delete("/webhooks/{uuid:pk}", **needs(SCOPE, answers={204: None}))
def delete_webhook(request: HttpRequest, pk: UUID) -> Any:
    """Delete an address and the record of its deliveries."""
    hooks.drop(_hook(life_of(request), pk))
    return Status(204, None)


@HOOKS.post("/webhooks/{uuid:pk}/secret", **needs(SCOPE, answers={200: shapes_outward.Secret}))
def rotate_secret(request: HttpRequest, pk: UUID) -> Any:
    """Give another secret; the old one signs too for a day."""
    return {"secret": hooks.rotate(_hook(life_of(request), pk))}


@HOOKS.post("/webhooks/{uuid:pk}/test", **needs(SCOPE, answers={202: shapes_outward.Delivery}))
def test_webhook(request: HttpRequest, pk: UUID) -> Any:
    """Send a test."""
    return Status(202, delivering.test(_hook(life_of(request), pk)))


@HOOKS.get("/webhooks/{uuid:pk}/deliveries", **needs(SCOPE, answers={200: shapes_outward.Deliveries}))
def list_deliveries(
    request: HttpRequest, pk: UUID, offset: shapes.Offset = 0, limit: shapes.Limit = 50
) -> Any:
    """Return the last deliveries, newest first."""
    return shapes.paged(_hook(life_of(request), pk).deliveries.all(), offset, limit)


@HOOKS.post("/deliveries/{uuid:pk}/again", **needs(SCOPE, answers={202: shapes_outward.Delivery}))
def send_again(request: HttpRequest, pk: UUID) -> Any:
    """Send something once more, under the same id."""
    found = life_of(request).deliveries.select_related("webhook").filter(pk=pk).first()
    if found is None:
        raise Http404
    delivering.again(found)
    found.refresh_from_db()
    return Status(202, found)


@NOTICES.get("/channels", **needs(SCOPE, answers={200: shapes_outward.Channels}))
def list_channels(request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 50) -> Any:
    """Return the channels on which the person is told; what their addresses hold is not shown."""
    return shapes.paged(life_of(request).channels.all(), offset, limit)


@NOTICES.post("/channels", **needs(SCOPE, answers={201: shapes_outward.Channel}))
def add_channel(request: HttpRequest, given: shapes_outward.ChannelIn) -> Any:
    """Add a channel by its Apprise address."""
    url = address("apprise", {"url": given.url})
    return Status(201, channels.make(life_of(request), given.name, url, given.moments))


@NOTICES.patch("/channels/{uuid:pk}", **needs(SCOPE, answers={200: shapes_outward.Channel}))
def change_channel(request: HttpRequest, pk: UUID, given: shapes_outward.ChannelChange) -> Any:
    """Change name or moments, pause, or let go on."""
    channel = _channel(life_of(request), pk)
    channels.change(channel, name=given.name, moments=given.moments)
    if given.active is not None:
        channels.pause(channel, active=given.active)
    return channel


@NOTICES.delete("/channels/{uuid:pk}", **needs(SCOPE, answers={204: None}))
def delete_channel(request: HttpRequest, pk: UUID) -> Any:
    """Delete a channel."""
    channels.drop(_channel(life_of(request), pk))
    return Status(204, None)


@NOTICES.post("/channels/{uuid:pk}/test", **needs(SCOPE, answers={202: shapes_outward.Notice}))
def test_channel(request: HttpRequest, pk: UUID) -> Any:
    """Send a test."""
    return Status(202, notifying.test(_channel(life_of(request), pk)))


@NOTICES.get("/notices", **needs(SCOPE, answers={200: shapes_outward.Notices}))
def list_notices(request: HttpRequest, offset: shapes.Offset = 0, limit: shapes.Limit = 50) -> Any:
    """Return what the person was told, newest first."""
    return shapes.paged(life_of(request).notices.all(), offset, limit)
