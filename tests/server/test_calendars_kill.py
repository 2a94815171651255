"""Workers that are killed in the middle of a sync, and backups that are restored: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.calendars.stores.servers import Server, radicale
from tests.server.databases import Database, program
from tests.server.processes import Processes, until
from tests.server.test_calendars import change_there, event, there

WORK = "tests.server.calendar_work"
TAKEN_IN = "From your calendar"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def near(processes: Processes) -> Processes:
    """Return processes that may ask this machine's calendar server."""
    kept = {name: value for name, value in processes.env.items() if not name.lower().endswith("_proxy")}
    processes.env = kept | {"EQUIPOISE_NETWORKS": "127.0.0.0/8"}
    return processes


def in_days(number: int) -> str:
    return (timezone.now() + timedelta(days=number)).isoformat()


def marks(server: Server, path: str) -> set[tuple[bytes, bytes]]:
    """Return when and what stands on the server; no entry has the identity, or the place and title, of another."""
    bodies = [one.body for one in there(server, path).values()]
    uids = [found[1] for body in bodies if (found := re.search(rb"(?m)^UID:(.*)$", body))]
    assert len(set(uids)) == len(uids) == len(bodies)
    times = [re.search(rb"BEGIN:VEVENT.*?DTSTART[^\r]*", body, re.DOTALL) for body in bodies]
    titles = [re.search(rb"SUMMARY:[^\r]*", body) for body in bodies]
    seen = {(at[0][-22:], title[0]) for at, title in zip(times, titles, strict=True) if at and title}
    assert len(seen) == len(bodies)
    return seen


@contextmanager
def copied(database: Database, near: Processes, elsewhere: Path) -> Iterator[Processes]:
    """Make a backup as documented, restore it in another folder and database; give what starts processes there."""
    shutil.copytree(
        near.folder / "data",
        elsewhere / "data",
        ignore=shutil.ignore_patterns("*.sqlite3*", "static", "prepare.lock"),
    )
    with database.new() as other:
        if other:
            dump = subprocess.run(
                [program("pg_dump"), "-d", near.env["DATABASE_URL"]], capture_output=True, check=True
            ).stdout
            subprocess.run([program("psql"), "-qX", "-d", other], input=dump, capture_output=True, check=True)
        else:
            source, target = (folder / "data/equipoise.sqlite3" for folder in (near.folder, elsewhere))
            with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
                live.backup(copy)
        found = Processes(elsewhere, other)
        found.env = near.env | {"EQUIPOISE_DATA": str(elsewhere / "data"), "DATABASE_URL": other}
        try:
            yield found
        finally:
            found.end()


def test_a_sync_that_is_killed_is_finished_and_a_backup_of_it_restored_doubles_and_deletes_nothing(
    database: Database, near: Processes, server: Server, tmp_path: Path
) -> None:
    path = server.new_calendar()
    near.run("prepare", server.url + path, in_days(1), module=WORK)
    killed = near.start("again", module=WORK)
    until(lambda: there(server, path))
    killed.kill()
    killed.wait()
    half = len(there(server, path))
    state, records, *problems = near.run("again", module=WORK).split(maxsplit=2)
    assert state == "done", problems
    assert len(marks(server, path)) == int(records) >= half > 0
    own = f"{path}own.ics"
    change_there(server, path, own, event("own", timezone.now() + timedelta(days=3), "Dentist"))
    before = {href: one.etag for href, one in there(server, path).items()}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with copied(database, near, elsewhere) as restored:
        told = json.loads(restored.run("look", module=WORK))
        written = [line for day in told["days"] for line in day["lines"] if line["verb"] != TAKEN_IN]
        assert not written, "nothing is written or deleted there"
        assert restored.run("again", module=WORK).startswith("done")
        assert {href: one.etag for href, one in there(server, path).items()} == before
        # the calendar goes on without the backup, which then wakes up
        assert near.run("later", in_days(2), module=WORK).startswith("done")
        gone_on = {href: one.etag for href, one in there(server, path).items()}
        assert gone_on != before
        assert restored.run("later", in_days(1), module=WORK).startswith("done")
    marks(server, path)
    assert there(server, path)[own].etag == before[own]
