"""The server is killed, the disk is full, many write at once: what was acknowledged is there."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import threading
import time

from tests.server.databases import once
from tests.server.processes import Processes, until
from tests.server.visitor import begin, logged_in

KILLS = int(os.environ.get("EQUIPOISE_KILLS", "2"))


def test_what_was_acknowledged_outlives_kills_and_every_start_needs_no_hand(processes: Processes) -> None:
    server, port = begin(processes, "killed")
    browser, asked = logged_in(port, "killed"), list[str]()
    for _ in range(KILLS):
        for _ in range(2):  # each costs the worker some seconds
            status, told = browser.post("/week/plan", fresh="yes")
            assert status == 202, told
            asked.append(json.loads(told)["proposal"])
        time.sleep(random.uniform(0, 1.5))
        server.send_signal(signal.SIGKILL)
        server.wait()
        server = processes.serve(port)
        for proposal in asked:
            assert browser.ask(f"/week/proposals/{proposal}")[0] == 200, "it was acknowledged"
    last = asked[-1]
    until(lambda: json.loads(browser.ask(f"/week/proposals/{last}")[1])["over"], 60 + 6 * len(asked))
    assert json.loads(browser.ask(f"/week/proposals/{last}")[1])["state"] == "ready"
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0


def test_many_who_write_at_once_are_all_answered(processes: Processes) -> None:
    names = [f"many{number}" for number in range(3)]
    _, port = begin(processes, *names)
    for _ in range(2):
        processes.start("worker")  # they write too
    codes: list[int] = []

    def write(name: str) -> None:
        browser = logged_in(port, name)
        codes.extend(browser.post("/week/plan", missed="yes")[0] for _ in range(5))

    threads = [threading.Thread(target=write, args=(name,)) for name in names for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [202] * (5 * len(threads))
    assert "is locked" not in (processes.folder / "log").read_text()


def room(server: int, *, there: bool) -> None:
    """Let a process write no byte more to any file, as on a disk that is full; or let it write again."""
    _, most = resource.prlimit(server, resource.RLIMIT_FSIZE)
    resource.prlimit(server, resource.RLIMIT_FSIZE, (most if there else 0, most))


@once
def test_a_full_disk_is_told_and_when_there_is_room_all_goes_on(processes: Processes) -> None:
    server, port = begin(processes, "full")
    browser = logged_in(port, "full")
    form = browser.secret("/tasks")

    def add(title: str) -> tuple[int, str]:
        return browser.ask("/tasks/add", {"csrfmiddlewaretoken": form, "text": f"{title} 1h"})

    assert add("Heron")[0] == 200
    for _ in range(2):
        room(server.pid, there=False)
        for _ in range(3):
            status, told = add("Ibis")
            assert status == 507, told
            assert "disk is full" in told
        status, page = browser.ask("/tasks")
        assert status == 200, "what can be read is shown"
        assert "Heron" in page
        assert "Ibis" not in page
        room(server.pid, there=True)
        assert add("Jackdaw")[0] == 200, "nothing was restarted"
    room(server.pid, there=False)
    assert add("Ibis")[0] == 507
    server.kill()
    server.wait()
    processes.serve(port)
    status, page = browser.ask("/tasks")
    assert (status, page.count("Heron") > 0, "Ibis" in page) == (200, True, False)
    status, told = browser.post("/week/plan", fresh="yes")
    assert status == 202, told
    proposal = json.loads(told)["proposal"]
    until(lambda: json.loads(browser.ask(f"/week/proposals/{proposal}")[1])["state"] == "ready")
