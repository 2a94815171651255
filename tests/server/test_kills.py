"""The server is killed, the disk is full or sealed, many write at once: what was acknowledged is there."""

from __future__ import annotations

import http.cookiejar
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server.processes import Processes, free_port, until

KILLS = int(os.environ.get("EQUIPOISE_KILLS", "2"))
PASSWORD = "correct horse battery"


class Browser:
    """A browser of somebody who is logged in."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base, **headers})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, path: str, on: str = "/week", **form: str) -> tuple[int, str]:
        """Send a form, with the secret of a page."""
        _, page = self.ask(on)
        found = re.search(r'csrf(?:middlewaretoken" value|)="([^"]+)"', page)
        assert found, page[:500]
        return self.ask(path, {"csrfmiddlewaretoken": found[1], **form}, Accept="application/json")

    def login(self, name: str = "ada") -> None:
        self.post("/account/login/", on="/account/login/", login=name, password=PASSWORD)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path, os.environ.get("DATABASE_URL", ""))
    yield found
    found.end()


def begin(processes: Processes, *names: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server with accounts, each with the demonstration; return it and its port."""
    for name in names:
        processes.run("user", "add", name, "--password-stdin", given=PASSWORD)
    port = free_port()
    server = processes.serve(port)
    for name in names:
        browser = Browser(port)
        browser.login(name)
        assert browser.post("/welcome/demo", on="/welcome", name="consultant")[0] == 200
    return server, port


def test_what_was_acknowledged_outlives_kills_and_every_start_needs_no_hand(processes: Processes) -> None:
    server, port = begin(processes, "killed")
    browser, asked = Browser(port), []
    browser.login("killed")
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
    codes: list[int] = []

    def write(name: str) -> None:
        browser = Browser(port)
        browser.login(name)
        codes.extend(browser.post("/week/plan", missed="yes")[0] for _ in range(5))

    threads = [threading.Thread(target=write, args=(name,)) for name in names for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [202] * (5 * len(threads))
    assert "is locked" not in (processes.folder / "log").read_text()


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="of SQLite's own disk")
def test_a_full_disk_is_told_and_when_there_is_room_all_goes_on(processes: Processes, tmp_path: Path) -> None:
    disk = tmp_path / "data"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root may make a small disk")
    try:
        _full(processes, disk)
    finally:
        processes.end()
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(path: Path) -> None:
    """Write until nothing goes any more."""
    with path.open("wb", buffering=0) as out:
        while True:
            out.write(b"x" * 4096)


def _full(processes: Processes, disk: Path) -> None:
    _, port = begin(processes, "full")
    browser = Browser(port)
    browser.login("full")
    filler = disk / "filler"
    with pytest.raises(OSError, match="space"):
        fill(filler)
    answers: list[tuple[int, str]] = []
    for _ in range(30):
        answers.append(browser.post("/week/plan", on="/account/reauthenticate/", fresh="yes"))
        if answers[-1][0] != 202:
            break
    status, told = answers[-1]
    assert status == 507, told
    assert "disk is full" in told
    filler.unlink()

    def well() -> Any:
        return browser.post("/week/plan", fresh="yes")[0] == 202

    until(well)
