"""What the API takes and gives of webhooks and notices."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from equipoise.server.api import shapes

__all__ = [
    "Channel",
    "ChannelChange",
    "ChannelIn",
    "Channels",
    "Deliveries",
    "Delivery",
    "NewWebhook",
    "Notice",
    "Notices",
    "Secret",
    "Webhook",
    "WebhookChange",
    "WebhookIn",
    "Webhooks",
]


class WebhookIn(shapes.Strict):
    """An address that is to be told of events."""

    name: str = Field(max_length=100)
    address: str = Field(max_length=4096)
    events: list[str] = Field(max_length=50)


class WebhookChange(shapes.Strict):
    """What changes of it; what is left out stays."""

    name: str | None = Field(None, max_length=100)
    events: list[str] | None = Field(None, max_length=50)
    active: bool | None = None


class Webhook(Schema):
    """An address that is told of events. ``shown``: its server; the whole address is not given out."""

    id: UUID
    name: str
    shown: str
    hint: str
    events: list[str]
    active: bool
    failing: datetime | None = None
    told: datetime | None = None
    outcome: str


class Secret(Schema):
    """What signs; shown once."""

    secret: str


class NewWebhook(Secret):
    """A new address with its secret."""

    webhook: Webhook


class Delivery(Schema):
    """An event on its way to an address."""

    id: UUID
    event: str
    state: str
    tries: int
    status: int
    outcome: str
    created: datetime
    due: datetime | None = None
    ended: datetime | None = None


class ChannelIn(shapes.Strict):
    """A channel by its Apprise address."""

    name: str = Field("", max_length=100)
    url: str = Field(max_length=1000)
    moments: list[str] = Field(max_length=20)


class ChannelChange(shapes.Strict):
    """What changes of it; what is left out stays."""

    name: str | None = Field(None, max_length=100)
    moments: list[str] | None = Field(None, max_length=20)
    active: bool | None = None


class Channel(Schema):
    """A channel. ``shown``: its service; the address is not given out."""

    id: UUID
    name: str
    shown: str
    moments: list[str]
    active: bool
    failing: datetime | None = None
    told: datetime | None = None
    outcome: str


class Notice(Schema):
    """Something that the person is told."""

    moment: str
    subject: str
    words: str
    state: str
    due: datetime
    ended: datetime | None = None


class Webhooks(shapes.Paged):
    """Addresses that are told of events."""

    items: list[Webhook]


class Channels(shapes.Paged):
    """Channels on which the person is told."""

    items: list[Channel]


class Deliveries(shapes.Paged):
    """Deliveries to an address, the newest first."""

    items: list[Delivery]


class Notices(shapes.Paged):
    """What the person was told, the newest first."""

    items: list[Notice]
