"""Random histories on real servers, over a network that fails: nothing doubled, nothing lost, always convergent."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from tests.calendars.stores.proxied import Proxy, proxied
from tests.calendars.stores.servers import Server
from tests.calendars.sync.histories import Faulty, History
from tests.calendars.sync.ledger import integrity

from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.state import State

HISTORIES = int(os.environ.get("EQUIPOISE_HISTORIES", "2"))
"""On each server; ``make test-nightly`` tries 200."""
STEPS = 20 if HISTORIES > 10 else 10
WRITES, READS = ("PUT", "DELETE"), ("REPORT", "PROPFIND", "GET")
FAULTS = st.one_of(
    st.tuples(st.sampled_from(["drop", "cut", "reset", "500", "503", "412", "507"]), st.just(WRITES)),
    st.tuples(
        st.sampled_from(["drop", "reset", "truncate", "500", "503", "410", "418"]),
        st.sampled_from([READS, ("REPORT",)]),
    ),
)


class OnServer(History):
    """A folder, a real server behind a proxy, and a memory on the disk.

    Attributes:
        place: the server. ``proxy``: before it; none before one that is not on this machine.
    """

    place: Server
    proxy: Proxy | None

    @initialize()
    def begin(self) -> None:
        self.start()
        self.stack = contextlib.ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.path = self.place.new_calendar()
        self.stack.callback(self.place.drop, self.path)
        client = self.stack.enter_context(self.place.client())
        self.server = CalDavStore.open(client, self.place.url + self.path)
        url = self.proxy.url if self.proxy else self.place.url
        self.client, self.url = self.stack.enter_context(self.place.client(url)), url + self.path
        if self.proxy:
            self.proxy.plan()
        self.local = FolderStore(self.folder / "here")
        self.here, self.remote = Faulty(self.local), Faulty(CalDavStore.open(self.client, self.url))
        self.state = self.new_memory()

    def new_memory(self) -> State:
        for path in self.folder.glob("memory*"):
            path.unlink()
        return State(self.folder / "memory", "pair")

    def after_a_crash(self) -> None:
        self.state.close()
        assert integrity(self.folder / "memory") == "ok"
        self.state = State(self.folder / "memory", "pair")

    def sync(self) -> int:
        """Sync as a new run of the program does, which asks the server first what it can do."""
        self.remote.inner = CalDavStore.open(self.client, self.url)
        return super().sync()

    def last_sync(self) -> int:
        """A given server may count its changes by a clock of seconds, and tell those of the last second twice."""
        writes = super().last_sync()
        if writes and self.place.kind == "given":
            time.sleep(1.1)
            self.sync()
            time.sleep(1.1)
            return self.sync()
        return writes

    @rule(fault=FAULTS, skip=st.integers(0, 4), times=st.integers(1, 3))
    def sync_on_a_bad_network(self, fault: tuple[str, tuple[str, ...]], skip: int, times: int) -> None:
        if self.proxy:
            self.proxy.plan(fault[0], methods=fault[1], skip=skip, times=times)
        self.try_to_sync()
        if self.proxy:
            self.proxy.plan()

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            with self.stack:
                super().teardown()


@pytest.fixture
def proxy(server: Server, tmp_path: Path) -> Iterator[Proxy | None]:
    if server.kind == "given":
        yield None
        return
    with proxied(server, tmp_path) as found:
        yield found


def test_every_history_ends_with_both_sides_alike_and_nothing_lost(
    server: Server, proxy: Proxy | None
) -> None:
    made = cast("type[OnServer]", type("Made", (OnServer,), {"place": server, "proxy": proxy}))
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    how = settings(
        max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks
    )
    run_state_machine_as_test(made, settings=how)
