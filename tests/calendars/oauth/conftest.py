"""A provider with a real calendar server behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.calendars.oauth.authority import Authority, authority
from tests.calendars.stores.servers import HOME, Server, radicale

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.rules import Rules


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def provider(radicale_server: Server) -> Iterator[Authority]:
    with authority(radicale_server) as found:
        yield found


@pytest.fixture
def client() -> Iterator[Client]:
    """Return what may ask this machine."""
    with Client(Rules(allow_networks=HOME, seconds=20)) as found:
        yield found
