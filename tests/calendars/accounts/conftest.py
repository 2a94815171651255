"""A life with accounts, a web server that publishes calendars, and a real CalDAV server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.calendars.accounts.feeds import Publisher, published
from tests.calendars.stores.servers import Server, radicale


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with published() as found:
        yield found


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment whose key lies in a folder of its own, outside the life's."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path / "home")}
