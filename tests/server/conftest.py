"""A server of one's own for each test: its folder, an account, a life, and plans made at once or on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from tests.server.databases import Database, Migrated, migrated, on_postgres, postgres_server
from tests.server.processes import Processes

from equipoise.server.jobs import planning
from equipoise.server.models import Life, Proposal
from equipoise.server.store import create

ZONE = ZoneInfo("Europe/Berlin")
LIFE = """
[person]
name = "Ada"
zone = "Europe/Berlin"

[rhythm]
dial = 0.3
pattern = "A"

[[task]]
title = "Write the memo"
id = "memo"
estimate = "2h"

[[task]]
title = "Pay the bills"
id = "bills"
estimate = "30 min"
kind = "admin"
"""


@pytest.fixture(scope="session", autouse=True, params=["sqlite", "postgres"])
def database(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Database]:
    """Run every test twice: on SQLite, then on PostgreSQL. What has nothing to do with it runs ``once``."""
    del django_db_setup
    if request.param == "sqlite":
        yield Database()
        return
    with (
        postgres_server() as server,
        django_db_blocker.unblock(),
        on_postgres(server),
        django_db_blocker.block(),
    ):
        yield Database(server)


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test begin on the Monday of the examples; one with processes of its own shares the machine's clock."""
    if "processes" in request.fixturenames:
        yield
        return
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def live_server(transactional_db: None) -> Iterator[LiveServer]:
    """Return a server in a thread, for this test alone: the next may be on another database."""
    del transactional_db
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prepared(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Migrated]:
    """Return a database of this version, to be copied."""
    with migrated(database, tmp_path_factory.mktemp("prepared")) as found:
        yield found


@pytest.fixture
def processes(prepared: Migrated, tmp_path: Path) -> Iterator[Processes]:
    """Return what starts real processes, on a database of their own."""
    with prepared.copy(tmp_path / "data") as url:
        found = Processes(tmp_path, url)
        yield found
        found.end()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Keep calendars in a folder of the test's own, and jobs waiting until a test lets them run."""
    settings.MEDIA_ROOT = tmp_path / "lives"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    import_module("equipoise.server.urls")  # with its own clock, before a test sets another one
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


@pytest.fixture
def ada(db: None) -> User:
    """Return somebody with an account."""
    del db
    return User.objects.create_user("ada", "ada@example.com", "correct horse battery")


@pytest.fixture
def life(ada: User) -> Life:
    """Return Ada's life."""
    return create(ada, LIFE)


@pytest.fixture
def browser(ada: User) -> Client:
    """Return a client that is logged in as Ada."""
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def post(browser: Client) -> Callable[..., Any]:
    """Return what sends JSON as a page does, and returns status and answer."""

    def send(path: str, **body: Any) -> tuple[int, Any]:
        answer = browser.post(
            path, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
        )
        return answer.status_code, answer.json()

    return send


MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)


def run(proposal: Proposal) -> Proposal:
    """Do the job of a proposal now, as a worker would."""
    planning.make.func(str(proposal.pk))
    proposal.refresh_from_db()
    return proposal
