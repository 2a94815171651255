"""Workers killed while they tell others: messages come at least once, notices once at most, and none is forgotten."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.processes import Processes, until
from tests.server.receiving import receiver

MANY = 6


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path, os.environ.get("DATABASE_URL", ""))
    found.env["EQUIPOISE_NETWORKS"] = "127.0.0.1/32"
    yield found
    found.end()


def test_killed_while_it_tells_others(processes: Processes) -> None:
    with receiver() as hooks, receiver() as phone:
        hooks.answers = [(200, {}, 1.0)]
        phone.answers = [(200, {}, 1.0)]
        channel = f"gotify://127.0.0.1:{phone.port}/Abcdefghij"
        processes.run(hooks.url, channel, str(MANY), module="tests.server.telling")
        first = processes.start("worker")
        until(lambda: phone.got, 60)
        first.send_signal(signal.SIGKILL)
        second, third = processes.start("worker"), processes.start("worker")
        until(lambda: hooks.got, 60)
        second.send_signal(signal.SIGKILL)
        until(lambda: len({one.headers["webhook-id"] for one in hooks.got}) == MANY, 60)
        third.send_signal(signal.SIGTERM)
        assert third.wait(60) == 0
        assert len(hooks.got) <= MANY + 1, "only the one that was on its way came twice"
        assert len(phone.got) == 1, "a person is told once"
