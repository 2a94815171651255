"""Addresses that are told of events: made, changed, paused, and what is sent to them."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from equipoise.calendars.fetching.addresses import is_allowed
from equipoise.calendars.fetching.errors import AddressError
from equipoise.calendars.fetching.places import Url, parse
from equipoise.calendars.fetching.rules import Rules
from equipoise.domain.errors import Finding, InputError
from equipoise.server.connecting import allowed, sealed, unsealed
from equipoise.server.models import Delivery, Life, Record, Webhook
from equipoise.server.outward.events import EVENTS
from equipoise.server.outward.signing import fresh_secret

__all__ = [
    "MOST",
    "body_of",
    "change",
    "drop",
    "keys_of",
    "make",
    "message_id",
    "pause",
    "rotate",
    "rules",
    "url_of",
]

MOST = 10
"""Addresses of one life."""
OVERLAP = timedelta(days=1)
"""How long the old secret signs too after a change."""


def rules() -> Rules:
    """Return what may be reached, and how much an answer may take."""
    networks, hosts = allowed()
    return Rules(
        networks, hosts, 65_536, seconds=15.0, connect_seconds=5.0, silence_seconds=10.0, redirects=0
    )


def make(life: Life, name: str, address: str, events: Collection[str]) -> tuple[Webhook, str]:
    """Add an address; return it and the secret, which is shown this once.

    Raises:
        InputError: name, address or events are none.
    """
    if life.webhooks.count() >= MOST:
        raise InputError([Finding(f"there are {MOST} addresses already", "delete one first")])
    url, chosen = _checked(address), _chosen(events)
    hook = Webhook(life=life, name=_named(name), events=chosen, shown=_shown(url))
    secret = fresh_secret()
    _keep(hook, secret, str(url))
    hook.save(force_insert=True)
    _note(hook, "made", f"Webhook “{hook.name}” made: {hook.shown} is told of {', '.join(chosen)}")
    return hook, secret


def _keep(hook: Webhook, secret: str, url: str = "") -> None:
    hook.secret, hook.hint = sealed(secret, f"{hook.pk}:secret"), secret.partition(" ")[0][-4:]
    if url:
        hook.sealed = sealed(url, f"{hook.pk}:address")


def change(hook: Webhook, *, name: str | None = None, events: Collection[str] | None = None) -> None:
    """Change name or events.

    Raises:
        InputError: they are none.
    """
    hook.name = hook.name if name is None else _named(name)
    hook.events = hook.events if events is None else _chosen(events)
    hook.save(update_fields=["name", "events"])
    _note(hook, "changed", f"Webhook “{hook.name}” is told of {', '.join(hook.events)}")


def pause(hook: Webhook, *, active: bool) -> None:
    """Let an address rest, or tell it again; what failed before is forgiven then."""
    hook.active = active
    hook.outcome, hook.failing = ("", None) if active else (hook.outcome, hook.failing)
    hook.save(update_fields=["active", "outcome", "failing"])
    if not active:
        over = {"state": Delivery.State.FAILED, "outcome": "paused by you", "due": None}
        hook.deliveries.filter(state=Delivery.State.WAITING).update(**over, ended=timezone.now())
    _note(
        hook, "resumed" if active else "paused", f"Webhook “{hook.name}” {'goes on' if active else 'paused'}"
    )


def rotate(hook: Webhook) -> str:
    """Give an address another secret and return it; the old one signs too for a day, so that nothing is lost."""
    old, secret = keys_of(hook)[0], fresh_secret()
    _keep(hook, f"{secret} {old}")
    hook.rotated = timezone.now()
    hook.save(update_fields=["secret", "hint", "rotated"])
    _note(hook, "rotated", f"Webhook “{hook.name}” has another secret")
    return secret


def drop(hook: Webhook) -> None:
    """Delete an address and what is known of its deliveries."""
    _note(hook, "deleted", f"Webhook “{hook.name}” deleted")
    hook.delete()


def keys_of(hook: Webhook) -> list[str]:
    """Return the secrets that sign now."""
    every = unsealed(hook.secret, f"{hook.pk}:secret").split()
    fresh = hook.rotated is not None and timezone.now() - hook.rotated < OVERLAP
    return every if fresh else every[:1]


def url_of(hook: Webhook) -> str:
    """Return the address."""
    return unsealed(hook.sealed, f"{hook.pk}:address")


def message_id(delivery: Delivery) -> str:
    """Return the id under which a message is sent, the same at every attempt."""
    return f"msg_{delivery.pk.hex}"


def body_of(delivery: Delivery, data: Mapping[str, Any], at: datetime) -> str:
    """Return the text of a message."""
    told = {
        "id": message_id(delivery),
        "event": delivery.event,
        "at": at.isoformat(timespec="seconds"),
        "data": data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > 100:
        raise InputError(
            [Finding("give it a name of up to 100 letters", "such as the program's", field="name")]
        )
    return plain


def _chosen(events: Iterable[str]) -> list[str]:
    wanted = set(events)
    if unknown := sorted(wanted - set(EVENTS)):
        raise InputError(
            [Finding(f"there is no event {unknown[0]!r}", f"choose of {', '.join(EVENTS)}", field="events")]
        )
    if not wanted:
        raise InputError([Finding("no event is chosen", "tick what it is told of", field="events")])
    return [name for name in EVENTS if name in wanted]


def _checked(address: str) -> Url:
    """Return an address that may be told. Its network is looked at again each time, when its name is looked up."""
    try:
        url = parse(address.strip())
    except AddressError as error:
        raise InputError([Finding(str(error), field="address")]) from None
    if url.userinfo:
        told = "the address holds a password, which would stand in logs"
        raise InputError([Finding(told, "leave it out: messages are signed", field="address")])
    public, own = _reachable(url.host)
    if not public:
        told = "this address lies in a private or reserved network"
        cure = "ask who runs this server to name it in EQUIPOISE_NETWORKS"
        raise InputError([Finding(told, cure, field="address")])
    if url.scheme != "https" and not own:
        told = "what is sent there would cross the internet unencrypted"
        raise InputError([Finding(told, "use an address that begins with https://", field="address")])
    return url


def _reachable(host: str) -> tuple[bool, bool]:
    """Return whether a host may be asked, as far as its name tells, and whether the owner of the server named it."""
    networks, hosts = allowed()
    if host.lower() in hosts:
        return True, True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.lower() != "localhost", False
    return is_allowed(host, networks)


def _shown(url: Url) -> str:
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host}{f':{url.port}' if url.port else ''}{'/…' if url.path != '/' else ''}"


def _note(hook: Webhook, what: str, words: str) -> None:
    Record.objects.create(life=hook.life, what=f"webhook.{what}", where=hook.shown, words=words[:500])
