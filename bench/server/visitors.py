"""What visitors do, for locust: most look at pages and think in between, some drag a block and wait for the plan."""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

SESSIONS = json.loads(Path(os.environ["BENCH_SESSIONS"]).read_text(encoding="utf-8"))
COOKIE = "session"
COMERS = itertools.cycle(SESSIONS)
"""Each visitor has an account of their own."""
PAGES = ("/week", "/today", "/tasks", "/dial", "/year")


class Visitor(HttpUser):
    """Somebody who looks at pages, and now and then drags a block."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Come as somebody who has logged in before."""
        self.client.cookies.set(COOKIE, next(COMERS))

    @task(12)
    def week(self) -> None:
        """Look at the week."""
        self._look("/week")

    @task(6)
    def other(self) -> None:
        """Look at another page."""
        page = random.choice(PAGES[1:])
        self._look(page)

    def _look(self, path: str) -> None:
        with self.client.get(path, name=path, catch_response=True) as answer:
            if not answer.url.endswith(path):
                answer.failure("sent elsewhere")

    @task(1)
    def drag(self) -> None:
        """Put a block half an hour later, wait for the plan that follows, take it back."""
        page = self.client.get("/week", name="/week")
        given = json.loads(
            page.text.split('id="week-data" type="application/json">')[1].split("</script>")[0]
        )
        token = page.text.split('data-csrf="')[1].split('"')[0]
        blocks = [e for e in given["view"].get("entries", []) if _can_move(e)]
        if not blocks:
            return
        block = random.choice(blocks)
        headers = {"X-CSRFToken": token, "Referer": self.host or "", "Accept": "application/json"}
        began = time.perf_counter()
        body = {"block": block["id"], "start": _later(block["start"]), "end": _later(block["end"])}
        with self.client.post(
            "/week/do/move", json=body, headers=headers, name="drag", catch_response=True
        ) as answer:
            if answer.status_code == 422:  # something else lies there: told at once, as it should be
                answer.success()
                return
            if answer.status_code != 202:
                return
            told = answer.json()
        self._follow(told["proposal"], began)
        self.client.post(f"/week/undo/{told['revision']}", json={}, headers=headers, name="undo")

    def _follow(self, proposal: str, began: float) -> None:
        tries = 0
        while time.perf_counter() - began < 30:
            state: dict[str, Any] = self.client.get(f"/week/proposals/{proposal}?seen=", name="poll").json()
            if state.get("view") or state.get("over"):
                break
            tries += 1
            time.sleep(0.15 if tries < 8 else 0.4)  # as the page does
        spent = 1000 * (time.perf_counter() - began)
        self.environment.events.request.fire(
            request_type="UX", name="drag until the new plan is seen", response_time=spent, response_length=0,
            exception=None, context={},
        )  # fmt: skip


def _can_move(entry: dict[str, Any]) -> bool:
    return bool(entry["movable"]) and entry["kind"] in {"focus", "admin"} and not entry["pinned"]


def _later(text: str) -> str:
    return (datetime.fromisoformat(text) + timedelta(minutes=30)).isoformat()
