"""A worker killed in the middle of a sync, as a real process; the next run finishes, and nothing is there twice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.calendars.stores.servers import Server, radicale
from tests.server.test_calendars import there

PROGRAM = """
import os, sys, threading
import django
django.setup()
from django.core.management import call_command
from datetime import datetime
from django.contrib.auth.models import User
from equipoise.server.jobs import calendars, planning
from equipoise.server.models import Errand, Life
from tests.server.conftest import LIFE

def work():
    errand = Life.objects.get().errands.first()
    calendars.do.func(str(errand.pk))
    errand.refresh_from_db()
    assert errand.state == Errand.State.DONE, errand.problems
    return errand

def prepare(url, now):
    from equipoise.server.store import create
    call_command("migrate", verbosity=0)
    life = create(User.objects.create_user("ada"), LIFE)
    options = {"name": "work", "address": url, "user": "ann", "origins": []}
    calendars.ask_errand(life, Errand.Kind.TRY, secret="correct horse", **options)
    tried = work()
    name = tried.result["found"][0]["name"]
    chosen = {"collections": [name], "plan": name, "area": "work", "role": ""}
    calendars.ask_errand(life, Errand.Kind.ADD, tried=str(tried.pk), **chosen)
    work()
    life.refresh_from_db()
    found = planning.ask(life, now=datetime.fromisoformat(now), accept=True, seconds=0.3)
    planning.make.func(str(found.pk))
    calendars.ask_errand(life, Errand.Kind.LOOK)
    looked = work()
    calendars.ask_errand(life, Errand.Kind.WRITE, print=looked.result["print"])

def again():
    calendars.do.func(str(Life.objects.get().errands.first().pk))
    print(Life.objects.get().errands.first().state, Life.objects.get().records.count())

globals()[sys.argv[1]](*sys.argv[2:])
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


def test_killed_in_the_middle_the_next_run_finishes(server: Server, tmp_path: Path) -> None:
    path = server.new_calendar()
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {
        "DJANGO_SETTINGS_MODULE": "equipoise.server.settings",
        "EQUIPOISE_DATA": str(tmp_path / "data"),
        "EQUIPOISE_NETWORKS": "127.0.0.0/8",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    now = (timezone.now() + timedelta(days=1)).isoformat()
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        [*program, "prepare", server.url + path, now],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed = subprocess.Popen(
        [*program, "again"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _attempt in range(3000):
        if there(server, path):
            break
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    half = len(there(server, path))
    assert half
    done = subprocess.run([*program, "again"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    state, records = done.stdout.split()
    bodies = [one.body for one in there(server, path).values()]
    uids = [re.search(rb"(?m)^UID:(.*)$", body)[1] for body in bodies]  # type: ignore[index]
    assert state == "done"
    assert len(set(uids)) == len(uids) == int(records) > half
    times = [re.search(rb"BEGIN:VEVENT.*?DTSTART[^\r]*", body, re.DOTALL) for body in bodies]
    titles = [re.search(rb"SUMMARY:[^\r]*", body) for body in bodies]
    marks = [
        (time_[0][-22:], title[0]) for time_, title in zip(times, titles, strict=True) if time_ and title
    ]
    assert len(set(marks)) == len(marks) == len(bodies)
