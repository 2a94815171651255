"""From a newcomer's answers to a life, with the calendars that were kept for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from equipoise.calendars.private import make_folder
from equipoise.server.beginning import text_of
from equipoise.server.demo import WEEK, load_demo, monday_of
from equipoise.server.demo_weeks import BEGIN, take_ready_made
from equipoise.server.first_tasks import rows_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life
from equipoise.server.store import create, person_of
from equipoise.server.uploads import clear, staged

__all__ = ["begin_demo", "begin_life"]


def begin_life(owner: User, answers: Mapping[str, Any]) -> Life:
    """Make somebody's life from their answers; an example that they looked at makes room for it.

    Raises:
        InputError: an answer is refused; then nothing is made, and an example stays.
    """
    waiting = staged(owner.pk)
    kept = [row for row in answers.get("calendars", ()) if (waiting / row["path"]).is_file()]
    calendars = [{name: row[name] for name in ("path", "name", "area")} for row in kept]
    now = timezone.now().astimezone(ZoneInfo(answers["zone"]))
    text = text_of(answers, calendars, rows_of(answers.get("tasks", ""), now))
    with transaction.atomic():
        example = Life.objects.owned_by(owner).exclude(demo="").first()
        old = example.folder if example else None
        if example:
            example.delete()
        life = create(owner, text)
        make_folder(life.folder)
        for row in calendars:
            shutil.copy2(waiting / row["path"], life.folder / row["path"])
    if old:
        clear(old)
    clear(waiting)
    return life


def begin_demo(owner: User, name: str) -> Life:
    """Make somebody's life from a shipped example, with its week; where the shipped week does not fit, it is planned.

    Raises:
        KeyError: there is no such example.
    """
    today = timezone.localdate()
    life = load_demo(owner, name, today)
    monday = monday_of(today)
    if not take_ready_made(life, name, (monday - WEEK).days // 7):
        now = datetime.combine(monday, BEGIN, person_of(life).person.zone)
        ask(life, why="the first plan", now=now, accept=True)
    return life
