"""What others may know: hours as files, hours on the plan's server, and which calendar the plan goes to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.calendars.stores.servers import Server, scheduling
from tests.server.conftest import MONDAY, run
from tests.server.test_calendars import at_home, connect, work, written

from equipoise.calendars.stores.inbox import Inbox
from equipoise.server.connecting import connections_of
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Errand, Life
from equipoise.server.store import change, undo

__all__ = ["at_home"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with scheduling(tmp_path_factory.mktemp("scheduling")) as found:
        yield found


@pytest.fixture
def connected(life: Life, browser: Client, server: Server) -> Life:
    """Return Ada's life, planned, with a calendar for the plan on a server that keeps hours."""
    done = connect(browser, life, server, server.new_calendar())
    assert done.state == Errand.State.DONE, done.problems
    run(ask(life, accept=True, seconds=0.3))
    life.refresh_from_db()
    return life


def inbox_of(life: Life, server: Server) -> bytes:
    with connections_of(life) as config:
        found = config.accounts.plan()
        assert found is not None
        store = config.store(*found)
        inbox = Inbox.find(store.session, store.path)
        assert inbox is not None
        return inbox.read()


def test_hours_are_taken_as_files_without_a_word_of_what(life: Life, browser: Client) -> None:
    assert browser.get("/calendars/hours/busy.ics").status_code == 422
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    for name, part in (("bookable", b"VAVAILABILITY"), ("answers", b"VAVAILABILITY"), ("busy", b"VFREEBUSY")):
        answer = browser.get(f"/calendars/hours/{name}.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        assert b"BEGIN:" + part in answer.content
        assert b"memo" not in answer.content.lower()
    assert browser.get("/calendars/hours/else.ics").status_code == 404
    assert b"There is no plan yet" not in browser.get("/calendars/hours").content


def test_hours_reach_the_plans_server_with_the_plan_and_come_back_off_it(
    connected: Life, browser: Client, server: Server
) -> None:
    assert written(browser, connected).state == Errand.State.DONE
    assert inbox_of(connected, server) == b"", "nothing is told unasked"
    assert browser.post("/calendars/hours/publish", {"what": ["availability"]}).status_code == 302
    assert b"checked" in browser.get("/calendars/hours").content
    done = written(browser, connected)
    assert (done.state, done.result["written"]) == (Errand.State.DONE, 1), done.problems
    assert b"BEGIN:VAVAILABILITY" in inbox_of(connected, server)
    assert (
        connected.records.filter(words__contains="Your bookable hours", detail__run=str(done.pk)).count() == 1
    )
    assert written(browser, connected).result["count"] == 0, "nothing is left to do"
    entries = len(written_there(connected))
    assert browser.post("/calendars/sync/undo").status_code == 302
    assert work(connected).state == Errand.State.DONE
    assert inbox_of(connected, server) == b""
    assert len(written_there(connected)) == entries > 0, "the last writing was of the hours alone"


def written_there(life: Life) -> Any:
    with connections_of(life) as config:
        found = config.accounts.plan()
        assert found is not None
        return config.store(*found).listing().etags


def test_another_calendar_is_chosen_for_the_plan_and_that_is_undone(connected: Life, browser: Client) -> None:
    def plan() -> str:
        with connections_of(connected) as config:
            found = config.accounts.plan()
            return f"{found[0].name}/{found[1].name}" if found else ""

    first = plan()
    path = connected.folder / "calendars.toml"
    path.write_text(
        "# mine\n" + path.read_text("utf-8")
        + '\n[[account]]\nname = "home"\nkind = "caldav"\nurl = "https://dav.example.org/"\n'
        '  [[account.collection]]\n  name = "family"\n  url = "https://dav.example.org/family/"\n',
        "utf-8",
    )  # fmt: skip
    assert browser.post("/calendars/plan", {"plan": "home/family"}).status_code == 302
    assert (plan(), path.read_text("utf-8")[:6]) == ("home/family", "# mine")
    assert b"<option selected>home/family</option>" in browser.get("/calendars/hours").content
    connected.refresh_from_db()
    undo(connected, connected.revision)
    assert plan() == first
    assert browser.post("/calendars/plan", {"plan": ""}).status_code == 302
    assert plan() == ""
    assert browser.post("/calendars/plan", {"plan": "home/else"}).status_code == 422
    assert browser.post("/calendars/hours/publish", {"what": ["passwords"]}).status_code == 422


def test_choosing_a_calendar_leaves_the_life_file_alone(connected: Life, browser: Client) -> None:
    change(connected, "dial", lambda draft: draft.set("rhythm", "dial", value=0.6))
    text = connected.text
    assert browser.post("/calendars/plan", {"plan": ""}).status_code == 302
    connected.refresh_from_db()
    assert connected.text == text
