"""Run as a program: makes accounts on a server's data, each with a planned week and a session; says so as JSON.

Every week is the same example. It is planned once, as a worker does it, and copied.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import datetime, time
from typing import Any

from equipoise.server.serving import prepare

PASSWORD = "correct horse battery"


def main(names: list[str]) -> None:
    """Make them; the names after ``--`` get no week."""
    prepare(static=False)
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User

    planned, bare = (
        (names[: names.index("--")], names[names.index("--") + 1 :]) if "--" in names else (names, [])
    )
    password = make_password(PASSWORD)
    users = [User.objects.create(username=name, password=password) for name in [*planned, *bare]]
    weeks([user for user in users if user.username in planned])
    sys.stdout.write(json.dumps({user.username: session(user) for user in users}))


def weeks(users: list[Any]) -> None:
    """Give each the example's week, planned."""
    from django.utils import timezone

    from equipoise.server.demo import load_demo, monday_of
    from equipoise.server.jobs.planning import ask, make
    from equipoise.server.models import Proposal
    from equipoise.server.store import person_of

    today = timezone.localdate()
    for number, user in enumerate(users):
        life = load_demo(user, "staff-engineer", today)
        if not number:
            now = datetime.combine(monday_of(today), time(7, 30), person_of(life).person.zone)
            proposal = ask(life, why="the first plan", now=now, accept=True)
            make.func(str(proposal.pk))
            proposal.refresh_from_db()
            assert proposal.state == Proposal.State.READY, proposal.problems
        else:
            proposal.pk, proposal.life = uuid.uuid4(), life
            proposal.save(force_insert=True)
        life.plan = proposal
        life.save(update_fields=["plan"])


def session(user: Any) -> str:
    """Return the key of a session in which a user is logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    main(sys.argv[1:])
