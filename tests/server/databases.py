"""The databases that the server's tests run on: SQLite, and a PostgreSQL that the tests start themselves."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from tests.lacking import lacking
from tests.server.processes import ROOT, Processes

__all__ = ["Database", "Migrated", "migrated", "on_postgres", "once", "postgres_server", "program"]

GIVEN = os.environ.pop("DATABASE_URL", "")
"""A PostgreSQL that somebody started for the tests; nothing but databases of their own is made there."""


@dataclass(frozen=True)
class Database:
    """Where a test's server keeps its rows.

    Attributes:
        server: address of PostgreSQL; empty means SQLite.
    """

    server: str = ""

    @contextlib.contextmanager
    def new(self, like: str = "") -> Iterator[str]:
        """Give a fresh database, as DATABASE_URL names it; empty means SQLite in the server's own folder.

        Args:
            like: name of PostgreSQL's database that it is a copy of.
        """
        if not self.server:
            yield ""
            return
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            copied = f' TEMPLATE "{like}"' if like else ""
            connection.execute(f'CREATE DATABASE "{name}"{copied}'.encode())
        try:
            yield f"{self.server.rpartition('/')[0]}/{name}"
        finally:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@dataclass
class Migrated:
    """A database of this version without a row in it, made once; tests with processes begin with a copy of it."""

    database: Database
    folder: Path
    address: str

    @contextlib.contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """Give a copy, for a server whose data lie in a folder; as ``Database.new``."""
        folder.mkdir(mode=0o700, parents=True)
        if not self.address:
            shutil.copy(self.folder / "equipoise.sqlite3", folder)
        with self.database.new(self.address.rpartition("/")[2]) as url:
            yield url


@contextlib.contextmanager
def migrated(database: Database, folder: Path) -> Iterator[Migrated]:
    """Make a database of this version, in a process of its own, as every server does at its start."""
    with database.new() as url:
        server = Processes(folder, url)
        server.run("from equipoise.server.serving import prepare; prepare(static=False)", module="")
        yield Migrated(database, folder / "data", url)
        server.end()


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Start PostgreSQL; it ends with this block, and also if the tests are killed."""
    if GIVEN:
        yield GIVEN
        return
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        lacking("PostgreSQL is not installed: apt-get install postgresql")
    script = ["scripts/with-postgres", "sh", "-c", 'echo "$DATABASE_URL"; read -r end || true']
    with subprocess.Popen(
        script, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, "PostgreSQL did not start"
        try:
            yield url
        finally:
            process.stdin.close()


@contextlib.contextmanager
def on_postgres(server: str) -> Iterator[None]:
    """Let Django work on PostgreSQL instead of what it was set up with."""
    before, connection = settings.DATABASES["default"], connections["default"]
    config: dict[str, Any] = dict(dj_database_url.parse(server))
    config["TEST"] = {"NAME": f"test_{secrets.token_hex(6)}"}
    settings.DATABASES["default"] = config  # type: ignore[assignment]
    connections.configure_settings(connections.settings)
    del connections["default"]
    made = connections["default"]
    made.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        made.creation.destroy_test_db(before["NAME"], verbosity=0)
        made.close()
        settings.DATABASES["default"] = before
        connections["default"] = connection


once = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Marks a test that no database has to do with."""


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs lies."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(debian[-1]) if debian else name
