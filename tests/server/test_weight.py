"""How heavy pages are, and how much they ask of the database, with a thousand tasks."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import MONDAY, run

from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Task
from equipoise.server.viewing import MISFITS

MANY = 1000
BUDGET = 300_000
"""Bytes of a first visit, packed: the page and every file that it names."""


@pytest.fixture
def crowded(life: Life) -> Life:
    """Return a life with a plan in which next to nothing of a thousand tasks found its place."""
    found = run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    rows = [{"title": f"Task {i}", "estimate": "1h", "priority": "high"} for i in range(MANY)]
    Task.objects.bulk_create(
        Task(life=life, key=f"t{i}", title=row["title"], data=row, position=i + 9)
        for i, row in enumerate(rows)
    )
    one = {"missing": 60, "placed": 0, "missing_words": "1 h", "reason": "no time is left", "repairs": []}
    misfits = [{"commitment": f"t{i}", "title": f"Task {i}", **one} for i in range(MANY)]
    found.view = {**found.view, "misfits": misfits}
    found.save()
    life.refresh_from_db()
    return life


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("path", ["/week", "/tasks", "/today", "/dial", "/year", "/settings"])
def test_a_first_visit_is_light(
    path: str, browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        page = browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    body = gzip.decompress(page.content).decode()
    files = set(re.findall(r'(?:src|href)="/?static/([^"]+)"', body))
    assert "equipoise/css/app.css" in files
    packed = [gzip.compress(Path(finders.find(name) or "").read_bytes()) for name in files]
    assert len(page.content) + sum(map(len, packed)) < BUDGET
    assert len(page.content) < 15_000


@pytest.mark.usefixtures("crowded")
def test_of_much_that_did_not_fit_the_week_names_the_first_and_the_list_all(browser: Client) -> None:
    page = browser.get("/week").content.decode()
    assert page.count("data-why-not=") == MISFITS
    assert f"And {MANY - MISFITS} more" in page
    view = browser.get("/week/view").json()
    assert (len(view["misfits"]), view["more_misfits"]) == (MISFITS, MANY - MISFITS)
    browser.post("/tasks/add", {"text": "Call Jo 10m"})
    every, unfit = (
        browser.get("/tasks", {"q": "", **more}) for more in ({"q": "Jo"}, {"q": "Jo", "fit": "no"})
    )
    assert b'">Call Jo</a>' in every.content
    assert b'">Call Jo</a>' not in unfit.content
    assert b"Task 999" in browser.get("/tasks", {"q": "999", "fit": "no"}).content
