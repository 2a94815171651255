"""Workers beside the web server: they are replaced when they die, and go when it goes."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from tests.server.processes import Processes, free_port, until


def children(of: int) -> set[int]:
    threads = Path(f"/proc/{of}/task").glob("*/children")
    return {int(pid) for thread in threads for pid in thread.read_text().split()}


def living(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells whose child a process is")
def test_a_worker_that_is_killed_is_replaced_and_none_outlives_its_server(processes: Processes) -> None:
    server = processes.start("serve", "--port", str(free_port()), "--workers", "1")
    until(lambda: len(children(server.pid)) == 1)
    (first,) = children(server.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: children(server.pid) and first not in children(server.pid))
    (second,) = children(server.pid)
    server.kill()
    server.wait()
    until(lambda: not living(second))


def test_a_server_that_is_told_to_end_takes_its_worker_along(processes: Processes) -> None:
    server = processes.start("serve", "--port", str(free_port()), "--workers", "1")
    until(lambda: len(children(server.pid)) == 1)
    (worker,) = children(server.pid)
    server.send_signal(signal.SIGTERM)
    assert server.wait(60) == 0
    until(lambda: not living(worker), 10)
