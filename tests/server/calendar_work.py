"""Work with a calendar server, in a process of its own: ``prepare``, ``again``, ``later`` or ``look``, and its arguments."""

from __future__ import annotations

import json
import sys
from datetime import datetime

from equipoise.server.serving import prepare as ready


def main(what: str, *args: str) -> None:
    """Do one thing, with Django set up."""
    ready(static=False)
    from django.contrib.auth.models import User
    from tests.server.conftest import LIFE

    from equipoise.server.jobs import calendars, planning
    from equipoise.server.models import Errand, Life
    from equipoise.server.store import create

    def work() -> Errand:
        errand = Life.objects.get().errands.first()
        assert errand is not None
        calendars.do.func(str(errand.pk))
        errand.refresh_from_db()
        assert errand.state == Errand.State.DONE, errand.problems
        return errand

    def plan(now: str) -> None:
        life = Life.objects.get()
        found = planning.ask(life, now=datetime.fromisoformat(now), accept=True, seconds=0.3)
        planning.make.func(str(found.pk))

    def look() -> Errand:
        calendars.ask_errand(Life.objects.get(), Errand.Kind.LOOK)
        return work()

    def write() -> None:
        calendars.ask_errand(Life.objects.get(), Errand.Kind.WRITE, print=look().result["print"])

    if what == "prepare":
        url, now = args
        life = create(User.objects.create_user("ada"), LIFE)
        options = {"name": "work", "address": url, "user": "ann", "origins": []}
        calendars.ask_errand(life, Errand.Kind.TRY, secret="correct horse", **options)
        tried = work()
        name = tried.result["found"][0]["name"]
        chosen = {"collections": [name], "plan": name, "area": "work", "role": ""}
        calendars.ask_errand(life, Errand.Kind.ADD, tried=str(tried.pk), **chosen)
        work()
        plan(now)
        write()
    elif what == "later":
        plan(*args)
        write()
    elif what == "look":
        print(json.dumps(look().result))  # noqa: T201 - the test reads it
        return
    if what in {"again", "later"}:
        errand = Life.objects.get().errands.first()
        assert errand is not None
        calendars.do.func(str(errand.pk))
    errand = Life.objects.get().errands.first()
    assert errand is not None
    print(errand.state, Life.objects.get().records.count(), errand.problems)  # noqa: T201 - as above


if __name__ == "__main__":
    main(*sys.argv[1:])
