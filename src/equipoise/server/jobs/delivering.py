"""Events brought to the addresses that want them: at least once, with the same id each time, never in a request."""

from __future__ import annotations

import email.utils
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from equipoise.calendars.fetching.client import Client, Reply
from equipoise.calendars.fetching.errors import FetchError
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server.jobs.queues import OUTWARD
from equipoise.server.models import Delivery, Life, Record, Webhook
from equipoise.server.outward import hooks, signing
from equipoise.server.outward.events import TEST
from equipoise.server.signals import announce

__all__ = ["GIVEN_UP", "KEPT", "WAITS", "again", "deliver", "note", "sweep", "test"]

_log = logging.getLogger("equipoise.jobs")

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
)
"""Between the attempts: six within about a day."""
GIVEN_UP = timedelta(days=3)
"""After so long without one delivery that came through, an address is switched off."""
KEPT = timedelta(days=14)
"""How long the record of a delivery is kept."""
FORGOTTEN = timedelta(minutes=15)
"""How late a delivery may be until its job counts as lost."""
GONE = 410
"""The answer of a receiver that wants nothing more (RFC 9110 section 15.5.11)."""
TESTS = 30
"""Tests and repeats of one life within an hour."""


def note(sender: Any, life: Life, event: str, key: str, data: Any, **kwargs: Any) -> None:
    """Note an event for the addresses that want it, in the transaction of what happened."""
    del sender, kwargs
    wanted = [hook for hook in life.webhooks.filter(active=True) if event in hook.events]
    if not wanted:
        return
    told = data() if callable(data) else data
    for hook in wanted:
        _put(hook, event, key, told)


def _put(hook: Webhook, event: str, key: str, data: Mapping[str, Any]) -> Delivery:
    """Keep a delivery and ask a worker for it; a key that is known already changes nothing."""
    now = timezone.now()
    delivery = Delivery(webhook=hook, life_id=hook.life_id, event=event, key=key[:300], due=now)
    delivery.body = hooks.body_of(delivery, data, now)
    with transaction.atomic():
        found, new = hook.deliveries.get_or_create(
            key=delivery.key,
            defaults={
                "pk": delivery.pk,
                "life_id": hook.life_id,
                "event": event,
                "body": delivery.body,
                "due": now,
            },
        )
        if new:
            deliver.enqueue(str(found.pk))  # in one transaction: what happened is told, or did not happen
    return found


def test(hook: Webhook) -> Delivery:
    """Send a test."""
    _bounded(hook)
    return _put(hook, TEST, f"{TEST}:{timezone.now().isoformat()}", {"words": "Equipoise can reach you."})


def again(delivery: Delivery) -> None:
    """Send once more, under the same id.

    Raises:
        InputError: it waits anyhow, or too many were asked for.
    """
    _bounded(delivery.webhook)
    with transaction.atomic():
        found = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if found.state == Delivery.State.WAITING and found.tries == 0:
            raise InputError([Finding("this is on its way already", "look again in a moment")])
        found.state, found.tries, found.due, found.ended = Delivery.State.WAITING, 0, timezone.now(), None
        found.save(update_fields=["state", "tries", "due", "ended"])
        deliver.enqueue(str(found.pk), forced=True)


def _bounded(hook: Webhook) -> None:
    """Refuse to be used for hammering somebody's server."""
    since = timezone.now() - timedelta(hours=1)
    with transaction.atomic():
        life = Life.objects.select_for_update().get(pk=hook.life_id)
        if life.records.filter(what="webhook.asked", at__gte=since).count() >= TESTS:
            raise InputError([Finding(f"{TESTS} messages were asked for within an hour", "wait a little")])
        words = f"A message to {hook.shown} was asked for by hand"
        Record.objects.create(life=life, what="webhook.asked", where=hook.shown, words=words)


@task(queue_name=OUTWARD)
def deliver(delivery_id: str, *, forced: bool = False) -> None:
    """Try a delivery once. What came through is not sent again; what fails waits for its next turn.

    Args:
        delivery_id: which. ``forced``: the person asked for it: it is sent though the address is paused.
    """
    found = Delivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    if (
        found is None
        or found.state != Delivery.State.WAITING
        or found.due is None
        or found.due > timezone.now()
    ):
        return
    hook = found.webhook
    if not (hook.active or forced or found.event == TEST):
        _end(found, Delivery.State.FAILED, "the address is paused")
        return
    status, words, later = _sent(found)
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().get(pk=hook.pk)
        found = Delivery.objects.select_for_update().get(pk=found.pk)
        if found.state != Delivery.State.WAITING:
            return
        found.tries, found.status = found.tries + 1, status
        if 200 <= status < 300:
            hook.failing, hook.told, hook.outcome = None, timezone.now(), words
            hook.save(update_fields=["failing", "told", "outcome"])
            _end(found, Delivery.State.DELIVERED, words)
        else:
            _failed(hook, found, words, later)


def _sent(delivery: Delivery) -> tuple[int, str, timedelta]:
    """Send, and return the answer's number (0 without one), what came of it, and how long the receiver asks to wait."""
    hook = delivery.webhook
    name, at = hooks.message_id(delivery), int(timezone.now().timestamp())
    try:
        sent = signing.headers(hooks.keys_of(hook), name, at, delivery.body)
        sent["Content-Type"] = "application/json; charset=utf-8"
        with Client(hooks.rules()) as client:
            reply = client.request("POST", hooks.url_of(hook), headers=sent, body=delivery.body.encode())
    except FetchError as error:
        return 0, str(error)[:300], timedelta()
    except EquipoiseError as error:
        return 0, str(error)[:300], timedelta()
    return reply.status, _words(reply.status), _asked_wait(reply)


def _words(status: int) -> str:
    if 200 <= status < 300:
        return f"taken ({status})"
    if 300 <= status < 400:
        return f"the server sends elsewhere ({status}); redirects are not followed: give the new address"
    if status == GONE:
        return f"the server wants nothing more ({status})"
    return f"the server answered {status}"


def _asked_wait(reply: Reply) -> timedelta:
    """Return how long a receiver asks to be left alone (Retry-After, RFC 9110 section 10.2.3), a day at most."""
    told = reply.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return min(timedelta(seconds=int(told[:9])), timedelta(days=1))
    try:
        at = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return timedelta()
    wait = at - timezone.now() if at.tzinfo else timedelta()
    return min(max(wait, timedelta()), timedelta(days=1))


def _failed(hook: Webhook, delivery: Delivery, words: str, later: timedelta) -> None:
    """Let a delivery wait for its next turn, or give it up; an address that fails for days is switched off."""
    now = timezone.now()
    hook.failing, hook.outcome = hook.failing or now, words
    hook.save(update_fields=["failing", "outcome"])
    if delivery.status == GONE or now - hook.failing >= GIVEN_UP:
        _switch_off(hook, words)
        _end(delivery, Delivery.State.FAILED, words)
    elif delivery.tries > len(WAITS) or delivery.event == TEST:
        _end(delivery, Delivery.State.FAILED, words)
    else:
        delivery.due, delivery.outcome = now + max(WAITS[delivery.tries - 1], later), words
        delivery.save(update_fields=["due", "outcome", "tries", "status"])
        deliver.using(run_after=delivery.due).enqueue(str(delivery.pk))


def _switch_off(hook: Webhook, words: str) -> None:
    hook.active, hook.outcome = False, f"switched off: {words}"[:300]
    hook.save(update_fields=["active", "outcome"])
    hook.deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.FAILED, due=None, ended=timezone.now(), outcome="the address was switched off"
    )
    told = f"Webhook “{hook.name}” switched off, since nothing comes through: {words}"
    Record.objects.create(life_id=hook.life_id, what="webhook.off", where=hook.shown, words=told[:500])
    about = {"errand": "", "what": "webhook", "calendars": [], "stopped": True, "problems": [told]}
    announce(hook.life, "sync.trouble", f"webhook:{hook.pk}:{hook.failing}", about)


def _end(delivery: Delivery, state: str, words: str) -> None:
    delivery.state, delivery.outcome = state, words
    delivery.due, delivery.ended = None, timezone.now()
    delivery.save(update_fields=["state", "outcome", "due", "ended", "tries", "status"])


def sweep(now: datetime) -> None:
    """Take up deliveries whose job was lost, and forget old ones."""
    Delivery.objects.exclude(state=Delivery.State.WAITING).filter(created__lt=now - KEPT).delete()
    late = Delivery.objects.filter(state=Delivery.State.WAITING, due__lt=now - FORGOTTEN)
    for pk in late.values_list("pk", flat=True)[:200]:
        with transaction.atomic():
            if Delivery.objects.filter(pk=pk, due__lt=now - FORGOTTEN).update(due=now):
                _log.warning("a delivery was forgotten; it is taken up again")
                deliver.enqueue(str(pk))
