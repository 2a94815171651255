"""The first plan that is made on a machine takes its time: the page says why, and shows it when it is there."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.conftest import Visitor, running

from equipoise.compiling import compiled
from equipoise.planning.kernel.cached import cache_folder

HASTE = "const slowly = setTimeout; window.setTimeout = (what, ms, ...more) => slowly(what, Math.min(ms, 5), ...more);"
"""The page's clock goes faster, so that minutes of asking pass in seconds."""
LONG = 300
"""Answers that no plan is there yet, after which it must still be waited for."""


def test_the_first_plan_is_waited_for_however_long_the_planner_is_compiled(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    compiled()
    cache, data = tmp_path / "cache", tmp_path / "data"
    shutil.copytree(cache_folder(), cache, ignore=shutil.ignore_patterns("complete-*"))
    data.mkdir()
    door = (cache / "compiling.lock").open("w", encoding="ascii")
    fcntl.flock(door, fcntl.LOCK_EX)  # as another process does that is at it
    with door, running(data, NUMBA_CACHE_DIR=str(cache)) as server:
        key = server.people(bare=("ada",))["ada"]
        somebody = visit(server=server)
        page = somebody.page
        page.context.add_cookies([{"name": "session", "value": key, "url": server.url}])
        page.add_init_script(HASTE)
        asked: list[str] = []
        page.on("response", lambda answer: asked.append(answer.url) if "/proposals/" in answer.url else None)
        somebody.go("/welcome")
        page.get_by_role("button", name="Show this week: Staff").click()
        page.get_by_role("button", name="Plan the week").click()
        expect(page.locator("#working")).to_contain_text("compiled once")
        somebody.accessible()
        while len(asked) < LONG:
            page.wait_for_timeout(100)
        expect(page.locator("#working")).to_contain_text("compiled once")
        fcntl.flock(door, fcntl.LOCK_UN)
        expect(page.locator("#working")).to_be_hidden(timeout=120_000)
        assert page.request.get(asked[-1]).json()["in_force"]
        expect(page.locator("#certificate")).to_contain_text("Proven within")
