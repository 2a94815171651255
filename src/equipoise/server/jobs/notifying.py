"""Notices to people: looked for every minute, gathered, and sent once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from equipoise.domain.discretion import hiding
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server.jobs import delivering
from equipoise.server.jobs.planning import zone_of
from equipoise.server.jobs.queues import OUTWARD
from equipoise.server.models import Channel, Life, Notice, Proposal, Record
from equipoise.server.outward import apart, channels
from equipoise.server.outward.moments import Told, gathered, next_block, tomorrow, window_after
from equipoise.server.plans import plan_of

__all__ = ["keep_ticking", "look", "note", "send", "test", "tick"]

_log = logging.getLogger("equipoise.jobs")

EVERY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=30)
"""How long a plan waits for a yes before that is told."""
AGAIN = timedelta(minutes=15)
"""After a message that failed."""
LATEST = timedelta(hours=12)
"""How long a message is tried."""
GIVEN_UP = timedelta(days=3)
"""After so long without one message that went out, a channel is switched off."""
KEPT = timedelta(days=60)
"""How long it is remembered what was told."""
TESTS = 10
"""Tests of one life within an hour."""
_OVER = (Notice.State.SENT, Notice.State.FAILED, Notice.State.DROPPED)


@task(queue_name=OUTWARD)
def tick() -> None:
    """Look what is to be told, have it sent, take up what was lost, and come again in a minute."""
    try:
        now = timezone.now()
        for life in Life.objects.filter(pk__in=Channel.objects.filter(active=True).values("life")):
            try:
                look(life, now)
            except Exception:  # noqa: BLE001 - nobody's notices depend on anybody else's
                _log.exception("notices could not be made")
        _sweep(now)
        delivering.sweep(now)
    finally:
        _come_again(EVERY)


def keep_ticking() -> None:
    """Begin with notices, unless that is under way; for the start of a worker."""
    _come_again(timedelta(seconds=10))


def _come_again(after: timedelta) -> None:
    """Have one look waiting, never two, however many workers began with it; forget the looks of the past."""
    mine = DBTaskResult.objects.filter(task_path=tick.module_path)
    with transaction.atomic():
        if not mine.filter(status=TaskResultStatus.READY).exists():
            tick.using(run_after=timezone.now() + after).enqueue()
    mine.finished().filter(finished_at__lt=timezone.now() - timedelta(minutes=10)).delete()


def look(life: Life, now: datetime) -> None:
    """Note what a life's channels are to tell now, and have it sent."""
    wanted = {moment for channel in life.channels.filter(active=True) for moment in channel.moments}
    _put(life, _told(life, wanted, now.astimezone(zone_of(life))))
    due = life.notices.filter(state=Notice.State.WAITING, due__lte=now)
    for pk in due.values_list("channel", flat=True).order_by().distinct():
        send.enqueue(str(pk))


def _told(life: Life, wanted: set[str], now: datetime) -> list[Told]:
    out = []
    if wanted & {"tomorrow", "next"} and life.plan and life.plan.plan:
        entries, hide = life.plan.view["entries"], hiding(plan_of(life.plan))
        if "next" in wanted:
            out += next_block(entries, now, hide)
        if "tomorrow" in wanted:
            closed = life.shutdowns.filter(day=now.date()).first()
            found = tomorrow(entries, now, closed.big if closed else "", hide)
            out += [found] if found else []
    if "approval" in wanted and (waiting := _waiting(life, now)):
        out.append(waiting)
    return out


def _waiting(life: Life, now: datetime) -> Told | None:
    """Return the notice of a plan that waits for its owner's yes."""
    kinds = [Proposal.Kind.PLAN, Proposal.Kind.REPLAN]
    last = life.proposals.filter(kind__in=kinds).defer("plan", "view").first()
    if last is None or last.state != Proposal.State.READY or last.accepted or last.ready is None:
        return None
    if last.revision != life.revision or not PATIENCE <= now - last.ready < timedelta(days=7):
        return None
    hide = hiding(plan_of(last))
    lines = [f"- {hide(line)}" for line in last.diff[:5]]
    more = [f"- and {len(last.diff) - 5} more"] if len(last.diff) > 5 else []
    words = "\n".join(["Look at it in the week, and put it into force or leave it.", *lines, *more])
    return Told(f"approval:{last.pk}", "approval", "A plan waits for your yes", words, _when(life, now))


def _when(life: Life, now: datetime) -> datetime:
    entries = life.plan.view["entries"] if life.plan and life.plan.view else ()
    return window_after(entries, now)


def note(sender: Any, life: Life, event: str, key: str, data: Any, **kwargs: Any) -> None:
    """Hear of trouble with calendars and webhooks. A calendar that is suddenly empty is urgent: it is told at once."""
    del sender, kwargs
    if event != "sync.trouble" or not life.channels.filter(active=True).exists():
        return
    told, now = data() if callable(data) else data, timezone.now().astimezone(zone_of(life))
    urgent = told["stopped"] and told["what"] != "webhook"
    subject = "A webhook has stopped" if told["what"] == "webhook" else "A calendar has stopped"
    lines = told["problems"][:5] or [f"{name} could not be read" for name in told["calendars"][:5]]
    words = "\n".join([*lines, "Nothing was lost. Equipoise shows what cures it."])
    _put(life, [Told(key, "trouble", subject, words, now if urgent else _when(life, now))])


def _put(life: Life, every: Iterable[Told]) -> None:
    """Keep notices for the channels that want them; one that is known already changes nothing."""
    chosen = list(life.channels.filter(active=True))
    rows = [_row(channel, told) for told in every for channel in chosen if told.moment in channel.moments]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _row(channel: Channel, told: Told) -> Notice:
    return Notice(
        channel=channel,
        life_id=channel.life_id,
        key=told.key[:300],
        moment=told.moment,
        subject=told.subject[:200],
        words=told.words,
        due=told.due,
        until=told.until,
    )


def test(channel: Channel) -> Notice:
    """Send a test, at once.

    Raises:
        InputError: too many were asked for.
    """
    now = timezone.now()
    with transaction.atomic():
        life = Life.objects.select_for_update().get(pk=channel.life_id)
        if life.notices.filter(moment="test", created__gte=now - timedelta(hours=1)).count() >= TESTS:
            raise InputError([Finding(f"{TESTS} tests were asked for within an hour", "wait a little")])
        words = "This is where Equipoise tells you what you chose: little, and each thing once."
        made = _row(channel, Told(f"test:{now.isoformat()}", "test", "Equipoise can reach you", words, now))
        made.save(force_insert=True)
        send.enqueue(str(channel.pk))
    return made


@task(queue_name=OUTWARD)
def send(channel_id: str) -> None:
    """Send what is due on a channel, in one message.

    What is taken up is marked first: if this process is killed while it sends, nothing is told twice.
    """
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is None:
        return
    taken = _take(channel, timezone.now())
    if not taken:
        return
    title, body = gathered([(one.subject, one.words) for one in taken])
    try:
        outcome = apart.send(channels.url_of(channel), title, body)
    except EquipoiseError as error:
        outcome = apart.Outcome(sent=False, words=str(error), again=False)
    with transaction.atomic():
        channel = Channel.objects.select_for_update().get(pk=channel_id)
        _ended(channel, taken, outcome)


def _take(channel: Channel, now: datetime) -> list[Notice]:
    """Return what is due and has not come too late, marked as taken up."""
    with transaction.atomic():
        due = channel.notices.select_for_update().filter(state=Notice.State.WAITING, due__lte=now)
        if not channel.active:
            due = due.filter(moment="test")
        found = list(due.order_by("due", "pk"))
        late = [one.pk for one in found if one.until is not None and one.until < now]
        channel.notices.filter(pk__in=late).update(state=Notice.State.DROPPED, ended=now)
        taken = [one for one in found if one.pk not in late]
        channel.notices.filter(pk__in=[one.pk for one in taken]).update(state=Notice.State.SENDING, ended=now)
    return taken


def _ended(channel: Channel, taken: list[Notice], outcome: apart.Outcome) -> None:
    now = timezone.now()
    mine = channel.notices.filter(pk__in=[one.pk for one in taken], state=Notice.State.SENDING)
    if outcome.sent:
        mine.update(state=Notice.State.SENT, ended=now)
        channel.failing, channel.told = None, now
    else:
        if outcome.again:
            mine.exclude(moment="test").filter(created__gt=now - LATEST).update(
                state=Notice.State.WAITING, due=now + AGAIN
            )
        mine.update(state=Notice.State.FAILED, ended=now)
        channel.failing = channel.failing or now
    channel.outcome = outcome.words[:300]
    if channel.failing and channel.active and now - channel.failing >= GIVEN_UP:
        channel.active, channel.outcome = False, f"switched off: {outcome.words}"[:300]
        told = f"Channel “{channel.name}” switched off, since no message goes out: {outcome.words}"
        Record.objects.create(
            life_id=channel.life_id, what="channel.off", where=channel.shown, words=told[:500]
        )
    channel.save(update_fields=["failing", "told", "outcome", "active"])


def _sweep(now: datetime) -> None:
    """Let go of what was being sent when its worker was killed, and forget what was told long ago."""
    lost = Notice.objects.filter(state=Notice.State.SENDING, ended__lt=now - timedelta(minutes=10))
    lost.update(state=Notice.State.FAILED)
    Notice.objects.filter(state__in=_OVER, created__lt=now - KEPT).delete()
    late = Notice.objects.filter(
        state=Notice.State.WAITING, channel__active=False, due__lt=now - timedelta(days=1)
    )
    late.update(state=Notice.State.DROPPED, ended=now)
