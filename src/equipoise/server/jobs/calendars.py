"""Work with calendar servers: asked for by pages, done by a worker, told to the page. Every job may be run twice."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from equipoise.calendars.rivals import RivalError
from equipoise.calendars.sync.decide import EmptiedError
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.server.connecting import connections_of, held, sealed
from equipoise.server.jobs import connect, refreshing, syncing
from equipoise.server.jobs.queues import NETWORK
from equipoise.server.models import Errand, Life
from equipoise.server.outward.events import failed_calendars, sync_trouble
from equipoise.server.signals import announce
from equipoise.server.wording import as_told

__all__ = ["ask_errand", "do", "keep_refreshing", "refresh_all", "tell_lost", "write_at_once"]

_log = logging.getLogger("equipoise.jobs")

EVERY = timedelta(minutes=30)
"""How often copies are brought up to date."""
KEPT = timedelta(days=30)
"""How long errands are remembered; the record of what was written stays."""
_PATH = re.compile(r"((?:https?|webcals?)://[^/\s]+)/[^\s:,;]+")
WORK: Mapping[str, Callable[[Errand], None]] = {
    Errand.Kind.TRY: connect.try_server,
    Errand.Kind.FEED: connect.add_feed,
    Errand.Kind.ADD: connect.add_chosen,
    Errand.Kind.PASSWORD: connect.change_password,
    Errand.Kind.REFRESH: refreshing.refresh_copies,
    Errand.Kind.LOOK: syncing.look,
    Errand.Kind.WRITE: syncing.write,
    Errand.Kind.UNDO: syncing.take_back,
}


def ask_errand(life: Life, kind: str, *, secret: str = "", **options: Any) -> Errand:
    """Ask for work with calendars.

    Args:
        life: whose. ``kind``: what is done. ``secret``: kept encrypted until the worker has put it into the vault.
        options: as JSON; no secrets.
    """
    with transaction.atomic():
        errand = Errand(life=life, kind=kind, options=options)
        errand.sealed = sealed(secret, str(errand.pk))
        errand.save(force_insert=True)
        do.enqueue(str(errand.pk))  # in one transaction: what was asked for is never forgotten
    return errand


@task(queue_name=NETWORK)
def do(errand_id: str) -> None:
    """Do what was asked for. What is over is not done again; what was left half-done goes on."""
    errand = Errand.objects.select_related("life", "life__plan").filter(pk=errand_id).first()
    if errand is None:
        return
    with held(errand.life):
        errand.refresh_from_db()
        if errand.over:
            return
        errand.state = Errand.State.WORKING
        errand.save(update_fields=["state"])
        try:
            WORK[errand.kind](errand)
        except EmptiedError as error:
            errand.result |= {"brake": {"lost": error.lost, "of": error.of, "side": error.side}}
            _end(errand, [Finding(str(error).partition(";")[0])])
        except RivalError as error:
            errand.result |= {"rival": error.count}
            _end(errand, [Finding(str(error).partition(";")[0])])
        except InputError as error:
            _end(errand, error.findings)
        except EquipoiseError as error:
            _end(errand, [Finding(str(error))])
        except Exception:  # noqa: BLE001 - whatever happens, the page must learn that it is over
            _log.exception("work with a calendar failed")
            _end(errand, [Finding("this could not be done: a mistake of the program", "see its log")])
        else:
            _end(errand, None)


def _end(errand: Errand, findings: Any) -> None:
    errand.state = Errand.State.DONE if findings is None else Errand.State.FAILED
    problems = errand.problems if findings is None else [as_told(finding) for finding in findings]
    errand.problems = [{**one, "message": _discreet(one["message"])} for one in problems]
    errand.ended = timezone.now()
    if errand.kind != Errand.Kind.TRY or findings is not None:
        errand.sealed = ""
    with transaction.atomic():
        errand.save(update_fields=["state", "problems", "result", "ended", "sealed"])
        if _new_trouble(errand):
            announce(errand.life, "sync.trouble", errand.pk, lambda: sync_trouble(errand))


def _new_trouble(errand: Errand) -> bool:
    """Tell whether a calendar has stopped that went well before; what a person waits for on a page tells itself."""
    watched = {Errand.Kind.REFRESH, Errand.Kind.WRITE}
    bad = errand.state == Errand.State.FAILED or bool(failed_calendars(errand))
    if errand.kind not in watched or not bad:
        return False
    same = errand.life.errands.filter(kind=errand.kind, asked__lt=errand.asked, ended__isnull=False)
    before = same.exclude(pk=errand.pk).first()
    if before is None or errand.state != before.state:
        return True
    return not set(failed_calendars(errand)) <= set(failed_calendars(before))


def tell_lost(errand_id: str) -> None:
    """Tell the page that nothing more comes, since the job failed before it could say so itself."""
    told = Finding("this could not be done: its worker was lost more than once", "try it once more")
    for errand in Errand.objects.filter(pk=errand_id):
        if not errand.over:
            _end(errand, [told])


def _discreet(message: str) -> str:
    """Return a message in which addresses end with their host: what follows may be as secret as a password."""
    return _PATH.sub(r"\1/…", message)


@task(queue_name=NETWORK)
def refresh_all() -> None:
    """Ask for a refresh of every life that has accounts, forget old errands, and come again in half an hour."""
    keep_refreshing(EVERY)  # first of all: whatever goes wrong with one life, the others are refreshed again
    now = timezone.now()
    Errand.objects.filter(asked__lt=now - KEPT).delete()
    Errand.objects.exclude(sealed="").filter(asked__lt=now - timedelta(hours=1)).update(sealed="")
    for life in Life.objects.defer("text", "by_hand").iterator():
        try:
            if _wanted(life):
                ask_errand(life, Errand.Kind.REFRESH)
        except EquipoiseError:
            continue  # told on the page, when its owner looks
        except Exception:  # noqa: BLE001 - a life whose folder is broken must not stop the others
            _log.exception("the calendars of a life could not be read")


def _wanted(life: Life) -> bool:
    """Tell whether a life has accounts, and no refresh of them is under way."""
    over = [Errand.State.DONE, Errand.State.FAILED]
    waiting = life.errands.filter(kind=Errand.Kind.REFRESH).exclude(state__in=over)
    if not (life.folder / "calendars.toml").exists() or waiting.exists():
        return False
    with connections_of(life) as config:
        return bool(config.accounts.accounts)


def keep_refreshing(after: timedelta = timedelta(seconds=20)) -> None:
    """See to it that refreshes go on: the next one waits, once however many workers start or are lost."""
    with transaction.atomic():
        waiting = DBTaskResult.objects.filter(
            task_path=refresh_all.module_path, status=TaskResultStatus.READY
        )
        if not waiting.exists():
            refresh_all.using(run_after=timezone.now() + after).enqueue()


def write_at_once(sender: Any, life: Life, **kwargs: Any) -> None:
    """Write a plan that came into force, where its owner lets the autopilot do so."""
    del sender, kwargs
    if life.autopilot:
        ask_errand(life, Errand.Kind.WRITE, autopilot=True)
