"""Accounts with a past: a thousand tasks and five years of plans, check-ins and records."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from equipoise.server.serving import prepare

if TYPE_CHECKING:
    from equipoise.server.models import Life, Proposal

PASSWORD = "correct horse battery"
OPEN, DONE, WEEKS = 40, 960, 260
TITLES = ("Draft", "Review", "Call about", "Figures for", "Plan of", "Letter on", "Slides for", "Order")
THINGS = (
    "the offer",
    "the roof",
    "the budget",
    "the course",
    "the handbook",
    "the audit",
    "the trip",
    "spring",
)


def life_text() -> str:
    """Return a life file of somebody with forty open tasks and a usual week."""
    rng = random.Random(7)
    parts = [
        '[person]\nname = "Ada"\nzone = "Europe/Berlin"\ncountry = "DE"\nvalues = ["health", "family"]\n',
        '[rhythm]\ndial = 0.4\npattern = "A"\n',
        '[[routine]]\ntitle = "Running"\nlength = "40 min"\nper_week = 2\nwindows = ["daily 17:00-20:00"]\n',
    ]
    for i in range(OPEN):
        title = f"{rng.choice(TITLES)} {rng.choice(THINGS)} {i}"
        minutes = rng.choice((20, 30, 45, 60, 90))
        kind = rng.choice(("focus", "admin"))
        parts.append(
            f'[[task]]\ntitle = "{title}"\nid = "t{i}"\nestimate = "{minutes} min"\nkind = "{kind}"\n'
        )
    return "\n".join(parts)


def make(names: list[str]) -> None:
    """Make the accounts and plan their week."""
    prepare()
    from django.contrib.auth.models import User
    from django.utils import timezone

    from equipoise.server.jobs.planning import ask, make
    from equipoise.server.models import Life, Proposal
    from equipoise.server.store import create

    now = timezone.now()
    past = [now - timedelta(days=7 * week) for week in range(1, WEEKS + 1)]
    current = None
    for name in names:
        life = create(User.objects.create_user(name, "", PASSWORD), life_text())
        if current is None:
            current = ask(life, now=now, accept=True, seconds=1.0)
            make.func(str(current.pk))
            current.refresh_from_db()
        else:  # the same life has the same plan
            same = Proposal.objects.filter(pk=current.pk).values().get()
            current = Proposal.objects.create(**same | {"id": uuid4(), "life_id": life.pk})
            Life.objects.filter(pk=life.pk).update(plan=current)
        _remember(life, current, past)


def _remember(life: Life, current: Proposal, past: list[datetime]) -> None:
    """Give an account five years of tasks, check-ins, plans and records."""
    from equipoise.server.models import CheckIn, Proposal, Record, Task

    Task.objects.bulk_create(
        Task(life=life, key=f"d{i}", title=f"Done {i}", data={"title": f"Done {i}", "estimate": "1h"},
             position=1000 + i, completed=past[i % WEEKS])
        for i in range(DONE)
    )  # fmt: skip
    CheckIn.objects.bulk_create(
        CheckIn(life=life, at=past[0] - timedelta(days=day), energy=1 + day % 5) for day in range(5 * 365)
    )
    old = [
        Proposal(
            life=life, state="ready", revision=1, plan=current.plan, view=current.view, ready=at, accepted=at
        )
        for at in past
    ]
    Proposal.objects.bulk_create(old, batch_size=20)
    Proposal.objects.filter(pk__in=[p.pk for p in old]).update(asked=datetime(2022, 1, 1, tzinfo=UTC))
    Record.objects.bulk_create(
        Record(life=life, what="calendar.created", words=f"entry {i}") for i in range(5000)
    )


def session(name: str) -> str:
    """Return the cookie of somebody who is logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    user = User.objects.get(username=name)
    found = SessionStore()
    found[SESSION_KEY] = str(user.pk)
    found[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    found[HASH_SESSION_KEY] = user.get_session_auth_hash()
    found.create()
    return str(found.session_key)


if __name__ == "__main__":
    make(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps([session(name) for name in sys.argv[2:]]), encoding="utf-8")
