"""Servers for the tests of stores: started once, ended with the session."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.calendars.stores.killing import Victim, Workers, working
from tests.calendars.stores.proxied import proxied
from tests.calendars.stores.servers import Server, given, opened, radicale, xandikos

from equipoise.calendars.stores.base import Storage
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.stores.memory import MemoryStore

SERVERS = ["radicale", "xandikos", *(["given"] if os.environ.get("EQUIPOISE_CALDAV_URL") else [])]


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def xandikos_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos(tmp_path_factory.mktemp("xandikos")) as server:
        yield server


def server_of(request: pytest.FixtureRequest, kind: str) -> Server:
    if kind == "given":
        found = given()
        assert found is not None
        return found
    server = request.getfixturevalue(f"{kind}_server")
    assert isinstance(server, Server)
    return server


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    """Each real server in turn."""
    return server_of(request, request.param)


@pytest.fixture(params=["memory", "memory with tokens", "folder", *SERVERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Each kind of store in turn, empty."""
    with contextlib.ExitStack() as stack:
        match request.param:
            case "memory":
                yield MemoryStore()
            case "memory with tokens":
                yield MemoryStore(tokens=True)
            case "folder":
                yield FolderStore(tmp_path / "folder")
            case kind:
                yield stack.enter_context(opened(server_of(request, kind)))


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with working() as found:
        yield found


@pytest.fixture
def victim(radicale_server: Server, workers: Workers, tmp_path: Path) -> Iterator[Victim]:
    """A folder and an empty calendar, and a proxy between them."""
    path = radicale_server.new_calendar()
    with proxied(radicale_server, tmp_path) as proxy, radicale_server.client() as client:
        there = CalDavStore.open(client, radicale_server.url + path)
        yield Victim(workers, radicale_server, proxy, tmp_path, path, there)
    radicale_server.drop(path)
