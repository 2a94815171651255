"""Every kind of failing network between a folder and a real server: once it heals, nothing is doubled and nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.calendars.stores.proxied import Proxy, proxied
from tests.calendars.stores.servers import Server
from tests.calendars.stores.test_sync_servers import Pair, drop, put

from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.state import State
from equipoise.domain.errors import StorageError

LISTS, PUT, DELETE, GET = ("REPORT", "PROPFIND"), ("PUT",), ("DELETE",), ("GET",)
FAULTS = [
    (mode, methods)
    for mode in ("timeout", "reset", "drop", "drip", "truncate")
    for methods in (LISTS, PUT, DELETE, GET)
]
FAULTS += [(mode, methods) for mode in ("500", "503", "412", "507", "401", "418") for methods in (LISTS, PUT)]


@pytest.fixture(scope="module")
def proxy(radicale_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxied(radicale_server, tmp_path_factory.mktemp("proxy")) as found:
        yield found


@pytest.fixture
def broken(proxy: Proxy, radicale_server: Server, tmp_path: Path) -> Iterator[tuple[Pair, CalDavStore]]:
    """Both sides have agreed on four entries, then each was edited and one deleted; and the way by the proxy."""
    proxy.plan()
    path = radicale_server.new_calendar()
    with (
        radicale_server.client() as client,
        radicale_server.client(proxy.url, seconds=0.6) as spoiled,
        State(":memory:", "pair") as state,
    ):
        pair = Pair(
            FolderStore(tmp_path / "here"), CalDavStore.open(client, radicale_server.url + path), state
        )
        for number in range(4):
            put(pair.here, f"old{number}", f"Old {number}")
        put(pair.there, "theirs", "Theirs")
        pair.sync()
        way = CalDavStore.open(spoiled, proxy.url + path)
        put(pair.here, "old0", "Edited here")
        put(pair.there, "old1", "Edited there")
        drop(pair.here, "old2")
        put(pair.here, "new", "New here")
        put(pair.there, "fresh", "New there")
        yield pair, way
    radicale_server.drop(path)


WANTED = {
    "old0": "Edited here",
    "old1": "Edited there",
    "old3": "Old 3",
    "theirs": "Theirs",
    "new": "New here",
    "fresh": "New there",
}


def attempt(pair: Pair, way: CalDavStore) -> None:
    """Sync, perhaps in vain; a failure is an error for people, in time."""
    began = time.monotonic()
    told = ""
    try:
        pair.sync(way)
    except StorageError as error:
        told = str(error)
    assert "horse" not in told
    assert "<" not in told
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(("mode", "methods"), FAULTS)
def test_after_every_fault_both_sides_agree(
    broken: tuple[Pair, CalDavStore], proxy: Proxy, mode: str, methods: tuple[str, ...]
) -> None:
    pair, way = broken
    proxy.plan(mode, methods=methods, times=1 if mode in {"timeout", "drip"} else 3)
    attempt(pair, way)
    attempt(pair, way)
    assert set(methods) & set(proxy.plan()), "nothing was spoiled"
    for _round in range(2):
        pair.sync(way)
    assert pair.agreed() == WANTED
    pair.quiet()
    assert pair.state.shelf() == []


def test_a_write_whose_answer_was_lost_is_not_repeated(
    broken: tuple[Pair, CalDavStore], proxy: Proxy
) -> None:
    pair, way = broken
    proxy.plan("drop", methods=("PUT",), times=1)
    outcome = pair.sync(way)
    assert not outcome.complete
    assert proxy.plan().count("PUT") == 1
    assert pair.sync(way).complete
    assert proxy.plan().count("PUT") == 1  # the other change of the two; the lost one was found done
    assert pair.agreed() == WANTED


def test_an_edit_after_a_lost_answer_is_kept(broken: tuple[Pair, CalDavStore], proxy: Proxy) -> None:
    pair, way = broken
    proxy.plan("drop", methods=("PUT",), times=1)
    pair.sync(way)
    proxy.plan()
    put(pair.there, "new", "Edited again there")  # it had arrived, though nobody heard of it
    pair.sync(way)
    pair.sync(way)
    assert pair.agreed() == {**WANTED, "new": "Edited again there"}
    assert [uid for uid, _why, body in pair.state.shelf() if b"New here" in body] == ["new"]
    pair.quiet()


def test_a_busy_server_is_asked_again_once(broken: tuple[Pair, CalDavStore], proxy: Proxy) -> None:
    pair, way = broken
    proxy.plan("503", methods=("REPORT",), times=1)
    assert pair.sync(way).complete
    assert pair.agreed() == WANTED
    proxy.plan("503", methods=("REPORT",), times=2)
    with pytest.raises(StorageError, match="cannot answer now"):
        pair.sync(way)
    assert proxy.plan().count("REPORT") == 2


def test_a_wrong_password_stops_at_once(broken: tuple[Pair, CalDavStore], proxy: Proxy) -> None:
    pair, way = broken
    proxy.plan("401", methods=("PUT", "DELETE"), times=99)
    outcome = pair.sync(way)
    assert not outcome.complete
    assert sum(method in {"PUT", "DELETE"} for method in proxy.plan()) == 1
