"""A real server in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "correct horse battery"
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "dark phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"},
}


def chromium() -> str:
    """Return the system's browser; skips where there is none, which CI's set-up rules out."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    return found


@dataclass
class Server:
    """A running server."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    def user(self, name: str) -> None:
        """Make an account."""
        code = (
            "from equipoise.server.serving import prepare; prepare()\n"
            "from django.contrib.auth.models import User\n"
            f"User.objects.create_user({name!r}, '', {PASSWORD!r})"
        )
        subprocess.run([sys.executable, "-c", code], env=environment(self.folder), check=True)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a server whose data lie in a folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EQUIPOISE_", "DJANGO_", "DATABASE_"))}
    return kept | {"EQUIPOISE_DATA": str(folder)}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server with a worker; stop it by its process id."""
    folder = tmp_path_factory.mktemp("data")
    log, port = folder / "log", free_port()
    code = f"from equipoise.server.serving import serve; serve('127.0.0.1', {port})"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=environment(folder), stdout=out, stderr=subprocess.STDOUT
        )
    running = Server(f"http://127.0.0.1:{port}", folder, process, log)
    try:
        _wait(running)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(server: Server) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(server.url + "/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{server.log.read_text()}")


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser.

    Attributes:
        complaints: what the browser's console and the server's errors said; a test ends with none.
    """

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.server.url + path)
        return self.page

    def log_in(self, name: str) -> None:
        """Log in."""
        page = self.go("/account/login/")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/account/login" not in url)

    def accessible(self, path: str = "") -> None:
        """Fail if axe-core finds something serious."""
        found = Axe().run(self.page).response["violations"]
        serious = [v for v in found if v["impact"] in {"serious", "critical"}]
        told = [f"{v['id']}: {v['help']}: {[n['html'][:200] for n in v['nodes'][:3]]}" for v in serious]
        assert not told, f"{path or self.page.url}: " + "\n".join(told)


@pytest.fixture
def visit(chrome: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Return what gives somebody a browser of a size; complaints of the console fail the test."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def visitor(size: str = "desktop", **options: Any) -> Visitor:
        context = chrome.new_context(**SIZES[size], locale="en-GB", timezone_id="Europe/Berlin", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        somebody = Visitor(page, server)
        page.on("console", lambda m: somebody.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: somebody.complaints.append(str(e)))
        visitors.append(somebody)
        return somebody

    yield visitor
    for context in contexts:
        context.close()
    assert [c for v in visitors for c in v.complaints if "422" not in c] == []


@pytest.fixture(scope="session")
def demo(server: Server, chrome: Browser) -> str:
    """Return somebody with a demonstration week, planned."""
    server.user("lena")
    context = chrome.new_context(**SIZES["desktop"])
    page = context.new_page()
    somebody = Visitor(page, server)
    somebody.log_in("lena")
    page.get_by_role("button", name="Show this week").first.click()
    page.wait_for_url("**/week")
    page.get_by_text("Proven within").wait_for(timeout=180_000)
    page.locator("#working").wait_for(state="hidden", timeout=180_000)
    context.close()
    return "lena"
