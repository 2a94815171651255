"""The app without a connection: a real server, a real Chromium, the wire cut and mended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

SERVER = "from equipoise.server.serving import serve; import sys; serve('127.0.0.1', int(sys.argv[1]))"
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
BERLIN = ZoneInfo("Europe/Berlin")


class Server:
    """A server process of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "EQUIPOISE_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.server.served_settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(self.port)], env=environment, stdout=log, stderr=log
            )
        patience = time.monotonic() + 120  # on a machine with much else to do
        while time.monotonic() < patience:
            try:
                with urlopen(f"{self.url}/health", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def rows(self, question: str) -> list[Any]:
        with sqlite3.connect(self.folder / "equipoise.sqlite3", timeout=10) as base:
            return base.execute(question).fetchall()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def page(server: Server, chrome: Browser) -> Iterator[Page]:
    """Return a page of somebody who has an account and a planned week."""
    with chrome.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{server.url}/account/signup/")
        page.fill('input[name="username"]', "ada")
        page.fill('input[name="password1"]', PASSWORD)
        page.click('main button[type="submit"]')
        page.wait_for_url("**/welcome")
        page.click("main form button >> nth=0")
        page.wait_for_url("**/week")
        planned(server, 1)
        if datetime.now(BERLIN).weekday() >= 5:  # the example's week is the next one: plan from today as well
            page.goto(f"{server.url}/week")
            page.click("#replan")
            planned(server, 2)
        yield page


def planned(server: Server, many: int) -> None:
    """Wait until so many plans were made, and the last is in force."""
    for _ in range(600):
        plans = "SELECT count(*) FROM equipoise_proposal WHERE state = 'ready'"
        if server.rows(plans)[0][0] >= many and server.rows(
            "SELECT 1 FROM equipoise_life WHERE plan_id = "
            "(SELECT id FROM equipoise_proposal ORDER BY asked DESC LIMIT 1)"
        ):
            return
        time.sleep(0.1)
    raise AssertionError("no plan was made")


def ready(page: Page, server: Server) -> None:
    """Open today as somebody does who has the app: its worker is in charge, and has kept the page."""
    if server.process is None:
        server.start()
    page.goto(f"{server.url}/today")
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "navigator.serviceWorker.controller !== null")
    page.reload()
    until(page, "caches.open('equipoise-today').then((kept) => kept.keys()).then((all) => all.length === 1)")


def waiting(page: Page) -> int:
    return int(page.evaluate("Waiting.all().then((all) => all.length)"))


def until(page: Page, expression: str) -> None:
    """Wait until a promise of the page comes true."""
    for _ in range(150):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {expression}")


def waits(page: Page, many: int) -> None:
    until(page, f"Waiting.all().then((all) => all.length === {many})")


def count(server: Server, table: str) -> int:
    return int(server.rows(f"SELECT count(*) FROM equipoise_{table}")[0][0])


def test_today_without_a_connection_and_what_was_said_is_sent_once(page: Page, server: Server) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    ready(page, server)
    assert page.locator("#offline").is_hidden()
    before = count(server, "checkin")
    server.stop()  # the machine is gone, not only the wire
    page.reload()
    assert "The plan is from" in page.inner_text("#offline")
    assert page.locator("#now-title").inner_text()
    page.click('#feel button[value="4"]')
    page.wait_for_selector("#offline:has-text('1 thing you said waits')")
    waits(page, 1)
    entry = page.evaluate(
        "JSON.parse(document.getElementById('today-data').textContent).entries.find((e) => e.movable && e.commitment)"
    )
    page.evaluate(
        "(id) => { const form = document.getElementById('now-acts'); form.hidden = false; form.elements.block.value = id; form.requestSubmit(form.querySelector('[data-do=complete]')); }",
        entry["id"],
    )
    waits(page, 2)
    page.reload()  # it waits in the browser, not in the page
    assert waiting(page) == 2
    items = page.evaluate("Waiting.all()")
    server.start()
    page.evaluate(
        "(items) => Promise.all(items.map(({ order, ...item }) => Waiting.add(item)))", items
    )  # each of them twice
    page.evaluate("dispatchEvent(new Event('online'))")
    waits(page, 0)
    assert page.inner_text("#problems") == ""
    assert count(server, "checkin") == before + 1, (server.folder / "log").read_text()
    assert count(server, "receipt") == 1
    page.reload()
    assert page.locator("#offline").is_hidden()
    assert page.locator('#feel button[value="4"]').get_attribute("aria-pressed") == "true"
    assert errors == []


def test_other_pages_say_that_there_is_no_connection(page: Page, server: Server) -> None:
    ready(page, server)
    page.context.set_offline(True)
    page.goto(f"{server.url}/week")
    assert page.inner_text("h1") == "No connection"
    page.click("text=Show today")
    page.wait_for_selector("#now-title")
    page.context.set_offline(False)


def test_whoever_is_not_logged_in_finds_nothing_that_was_kept(page: Page, server: Server) -> None:
    ready(page, server)
    page.evaluate("Waiting.add({ path: '/today/check-in', life: 'somebody else', body: { energy: 1 } })")
    page.reload()
    waits(page, 0)  # what somebody else said here is not sent in this person's name
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.goto(f"{server.url}/today")
    assert "/account/login/" in page.url
    until(page, "caches.has('equipoise-today').then((kept) => !kept)")
    page.context.add_cookies([{"name": c["name"], "value": c["value"], "url": server.url} for c in cookies])


def test_nothing_is_left_after_logging_out(page: Page, server: Server) -> None:
    ready(page, server)
    page.evaluate("Waiting.add({ path: '/today/check-in', life: 'x', body: {} })")
    page.click("text=Log out")
    page.wait_for_url("**/account/login/**")
    assert page.evaluate("caches.has('equipoise-today')") is False
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    server.stop()
    with contextlib.suppress(PlaywrightError):
        page.goto(f"{server.url}/today")
        # the page to log in may have brought the shell of the app along again, which says that there is no server
        assert page.locator("h1").inner_text() == "No connection"
    assert page.locator("#today").count() == 0
