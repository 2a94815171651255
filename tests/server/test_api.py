"""The API and the feeds: for programs, with secrets that can be taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.server.conftest import LIFE, MONDAY, run

from equipoise.server.feeds import SCOPES, make_feed, make_token
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Feed, Life, Proposal, Token
from equipoise.server.store import create, person_of

EVERY = list(SCOPES)


@pytest.fixture
def planned(life: Life, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Return Ada's life with a plan in force, on a Monday morning."""
    monkeypatch.setattr("equipoise.server.clock.local_now", lambda _life: MONDAY)
    run(ask(life, now=MONDAY, accept=True, seconds=0.5))
    life.refresh_from_db()
    return life


class Program:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {token}"}
        self.last: Any = {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", "application/json",
            headers=self.headers | named,
        )  # fmt: skip
        self.last = answer.headers
        kind = answer.headers.get("Content-Type", "")
        return answer.status_code, answer.json() if "json" in kind and answer.content else answer.content


def test_tasks_are_made_read_changed_done_and_deleted(life: Life) -> None:
    program = Program(make_token(life, "mine", EVERY))
    status, made = program.ask(
        "POST", "/tasks", {"data": {"title": "Water the plants", "estimate": "20 min"}}
    )
    assert (status, made["key"]) == (201, "water-the-plants")
    assert [t["key"] for t in program.ask("GET", "/tasks")[1]["items"]] == [
        "memo",
        "bills",
        "water-the-plants",
    ]
    changed = {"data": {"title": "Water all plants", "estimate": "30 min"}}
    assert program.ask("PUT", "/tasks/water-the-plants", changed)[1]["title"] == "Water all plants"
    assert program.ask("POST", "/done/water-the-plants")[1]["completed"]
    assert program.ask("DELETE", "/tasks/memo")[0] == 204
    assert [task.id for task in person_of(life).tasks] == ["bills"]
    status, told = program.ask("POST", "/tasks", {"data": {"title": "Nonsense", "estimate": "three h"}})
    assert status == 422
    assert "three h" in told["problems"][0]["message"]


def test_a_plan_is_asked_for_read_and_a_block_moved(planned: Life) -> None:
    program = Program(make_token(planned, "mine", EVERY))
    plan = program.ask("GET", "/plan")[1]
    block = next(b["id"] for b in plan["blocks"] if b["commitment"] == "bills")
    assert program.ask("GET", f"/why/{block}")[1]["sentence"]
    status, told = program.ask(
        "POST", "/blocks/move", {"block": block, "start": "2026-11-25T14:00", "end": "2026-11-25T14:30"}
    )
    assert status == 202
    run(Proposal.objects.get(pk=told["proposal"]))
    assert program.ask("GET", f"/proposals/{told['proposal']}")[1]["state"] == "ready"
    moved = next(b for b in program.ask("GET", "/plan")[1]["blocks"] if b["commitment"] == "bills")
    assert moved["start"].startswith("2026-11-25T14:00")
    assert program.ask("POST", f"/undo/{told['revision']}")[0] == 200
    assert program.ask("GET", "/plan")[1] == plan
    assert program.ask("GET", "/plan.ics")[1].startswith(b"BEGIN:VCALENDAR")


def test_the_life_file_goes_out_and_in_and_no_writer_overwrites_another_unseen(life: Life) -> None:
    program = Program(make_token(life, "mine", EVERY))
    text = program.ask("GET", "/life")[1]["text"]
    tag = program.last["ETag"]
    new = {"text": text.replace("dial = 0.3", "dial = 0.6")}
    status, told = program.ask("PUT", "/life", new)
    assert (status, told["problems"][0]["cure"][:13]) == (428, "send the ETag")
    assert program.ask("PUT", "/life", new, If_Match=tag)[0] == 200
    assert program.last["ETag"] != tag
    life.refresh_from_db()
    assert person_of(life).rhythm.dial == 0.6
    status, told = program.ask("PUT", "/life", {"text": text}, If_Match=tag)
    assert (status, "changed since" in told["problems"][0]["message"]) == (412, True)
    assert program.ask("PUT", "/life", {"text": "not toml ["}, If_Match="*")[0] == 422
    assert program.ask("DELETE", "/tasks/memo", If_Match=tag)[0] == 412
    assert life.tasks.count() == 2
    assert program.ask("DELETE", "/tasks/memo", If_Match=f'"{life.revision}"')[0] == 204


def test_a_token_may_no_more_than_it_says_and_reaches_its_own_life_alone(life: Life) -> None:
    reader = Program(make_token(life, "reader", ["read"]))
    assert reader.ask("GET", "/tasks")[0] == 200
    assert reader.ask("DELETE", "/tasks/memo")[0] == 403
    assert reader.ask("POST", "/proposals", {})[0] == 403
    other = create(User.objects.create_user("tom"), LIFE.replace("memo", "secret-of-tom"))
    assert reader.ask("GET", "/tasks/secret-of-tom")[0] == 404
    assert "secret-of-tom" not in json.dumps(reader.ask("GET", "/tasks")[1])
    assert other.tasks.count() == 2


def test_no_token_a_wrong_one_and_one_that_was_taken_away_are_refused(life: Life, browser: Client) -> None:
    assert Client().get("/api/v1/tasks").status_code == 401
    assert Program("eqp_nothing").ask("GET", "/tasks")[0] == 401
    secret = make_token(life, "mine", EVERY)
    assert secret not in json.dumps(list(Token.objects.values("digest", "hint", "name")))
    program = Program(secret)
    assert program.ask("GET", "/tasks")[0] == 200
    browser.post(f"/settings/access/token/{Token.objects.get().pk}/revoke")
    assert program.ask("GET", "/tasks")[0] == 401


def test_a_browser_needs_the_csrf_token_for_changes(life: Life, ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert strict.get("/api/v1/tasks").status_code == 200
    answer = strict.post(
        "/api/v1/tasks", json.dumps({"data": {"title": "x", "estimate": "1h"}}), "application/json"
    )
    assert answer.status_code == 403
    assert life.tasks.count() == 2


def test_a_feed_is_read_unchanged_costs_little_and_its_address_can_be_changed(
    planned: Life, browser: Client
) -> None:
    page = browser.post("/settings/access/feeds", {"name": "phone", "kind": "plan"}).content.decode()
    address = page.split('id="address" value="http://testserver')[1].split('"')[0]
    anybody = Client()
    first = anybody.get(address)
    assert first.status_code == 200
    assert b"Write the memo" in first.content
    assert first["X-Robots-Tag"] == "noindex"
    again = anybody.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    browser.post(f"/settings/access/feeds/{Feed.objects.get().pk}/rotate")
    assert anybody.get(address).status_code == 404
    busy = anybody.get(f"/feeds/{make_feed(planned, 'colleagues', 'busy')}.ics")
    assert busy.status_code == 200
    assert b"memo" not in busy.content
    kinds = set(planned.records.values_list("what", flat=True))
    assert {"feed.made", "feed.rotated"} <= kinds


@pytest.mark.usefixtures("life")
def test_what_the_api_can_do_is_told(browser: Client) -> None:
    document = browser.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert "/api/v1/tasks" in document["paths"]
