"""A real server in a process of its own, and a real browser."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.hands import HANDS, Hand
from tests.lacking import lacking
from tests.server.people import PASSWORD

from equipoise.compiling import compiled

NAMES = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=20_000)  # a machine with much else to do
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "dark phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "color_scheme": "dark",
    },
}


def chromium() -> str:
    """Return the system's browser; skips where there is none, which CI's set-up rules out."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        lacking("no Chromium on this machine: install the package chromium")
    return found


PROVIDER = {
    "EQUIPOISE_OAUTH_TITLE": "Example",
    "EQUIPOISE_OAUTH_CLIENT": "client-of-the-tests",
    "EQUIPOISE_OAUTH_ADDRESS": "https://127.0.0.9:9/{user}/",
    "EQUIPOISE_OAUTH_AUTHORIZE": "https://login.example.org/authorize",
    "EQUIPOISE_OAUTH_TOKEN": "https://127.0.0.9:9/token",
}
"""A provider at which people may log in for their calendars; nobody outside this machine is asked."""
OURS = {"EQUIPOISE_NETWORKS": "127.0.0.1/32"}
"""The tests' own calendar server and receiver may be asked; the provider may not."""


@dataclass
class Server:
    """A running server."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    def people(self, *names: str, bare: tuple[str, ...] = ()) -> dict[str, str]:
        """Make accounts with a planned week, and bare ones; return the key of a session of each."""
        command = [sys.executable, "-m", "tests.server.people", *names, "--", *bare]
        done = subprocess.run(
            command, env=environment(self.folder), check=True, stdout=subprocess.PIPE, cwd=ROOT
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a server whose data lie in a folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EQUIPOISE_", "DJANGO_", "DATABASE_"))}
    return kept | {"EQUIPOISE_DATA": str(folder), **PROVIDER, **OURS, **more}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Server]:
    """Run a server with a worker, and ``more`` in its environment; stop it by its process id."""
    log, port = folder / "log", free_port()
    code = f"from equipoise.server.serving import serve; serve('127.0.0.1', {port})"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=environment(folder, **more),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    found = Server(f"http://127.0.0.1:{port}", folder, process, log)
    try:
        _wait(found)
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return the server that most tests share."""
    compiled()  # once on a machine, so that no worker spends its time on it
    with running(tmp_path_factory.mktemp("data")) as found:
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """Return a server that nobody has an account on."""
    compiled()
    with running(tmp_path) as found:
        yield found


MANY = 45
"""Accounts with a week, and bare ones, that the tests find."""


@pytest.fixture(scope="session")
def people(server: Server) -> dict[str, str]:
    """Return the key of a session for each of the people with an account."""
    return server.people(*(f"person{n}" for n in range(MANY)), bare=tuple(f"guest{n}" for n in range(12)))


@pytest.fixture(scope="session")
def account(people: dict[str, str]) -> Callable[[str], str]:
    """Return what gives the name of another account: of a ``person`` with a planned week, or of a bare ``guest``."""
    kinds = {kind: iter([name for name in people if name.startswith(kind)]) for kind in ("person", "guest")}
    return lambda kind: next(kinds[kind])


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


FINE = ("422", "htmx:sendAbort", "htmx:afterRequest")
"""What a console may say: that input was refused, and that a page was left while it asked (what fails says more)."""


@pytest.fixture
def visit(chrome: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Return what gives somebody a browser of a size; complaints of the console fail the test."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def visitor(size: str = "desktop", *, server: Server = server, **options: Any) -> Visitor:
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
    assert [c for v in visitors for c in v.complaints if not any(one in c for one in FINE)] == []


@pytest.fixture(scope="session")
def demo(account: Callable[[str], str]) -> str:
    """Return somebody with a planned week that many tests look at, and change."""
    return account("person")


@dataclass
class Walk:
    """Somebody on their way through the app."""

    name: str
    somebody: Visitor
    hand: Hand

    @property
    def page(self) -> Page:
        """What they look at."""
        return self.somebody.page

    def planned(self) -> None:
        """Wait until the plan that was asked for is there, and nothing better is on its way."""
        expect(self.page.locator("#certificate")).to_contain_text("Proven within", timeout=180_000)
        self.page.locator("#working").wait_for(state="hidden", timeout=60_000)

    def told(self) -> None:
        """Wait until the week tells what moved; fail with what is wrong otherwise."""
        self.page.locator("#changes, #problems").filter(visible=True).first.wait_for(timeout=60_000)
        assert not self.page.locator("#problems").is_visible(), self.page.locator("#problems").text_content()
        self.planned()


MOUSE_AND_KEYS = pytest.mark.parametrize("hand", ["mouse", "keys"])
"""Walked on a desk alone; what is not marked so is walked on a phone too, by finger."""


@pytest.fixture(params=["finger", "keys"])
def hand(request: pytest.FixtureRequest) -> str:
    """Return with what a journey is walked."""
    return str(request.param)


@pytest.fixture
def walk(
    visit: Callable[..., Visitor], account: Callable[[str], str], people: dict[str, str], hand: str
) -> Callable[..., Walk]:
    """Return what sets somebody on their way, logged in: on the week of their own, or as a guest without one."""

    def walker(path: str = "/week", kind: str = "person") -> Walk:
        worked, name = HANDS[hand], account(kind)
        somebody = visit(worked.size)
        somebody.page.context.add_cookies(
            [{"name": "session", "value": people[name], "url": somebody.server.url}]
        )
        somebody.go(path)
        return Walk(name, somebody, worked(somebody.page))

    return walker
