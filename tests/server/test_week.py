"""The week: planned, dragged, undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.server.conftest import MONDAY, run

from equipoise import api
from equipoise.domain.time import Interval
from equipoise.planning.explain.changes import Change
from equipoise.server.jobs.explaining import work_out
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal, Worker
from equipoise.server.pages import access
from equipoise.server.plans import plan_of
from equipoise.server.repairs import change_from
from equipoise.server.store import Draft, change, open_life, person_of


@pytest.fixture
def planned(life: Life, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Return Ada's life with a plan in force, on a Monday morning."""
    monkeypatch.setattr(access, "local_now", lambda _life: MONDAY)
    monkeypatch.setattr("equipoise.server.pages.week.local_now", lambda _life: MONDAY)
    run(ask(life, now=MONDAY, accept=True, seconds=0.5))
    life.refresh_from_db()
    return life


def test_a_plan_is_made_verified_and_shown(planned: Life, browser: Client) -> None:
    assert planned.plan is not None
    plan = plan_of(planned.plan)
    loaded = open_life(planned, now=plan.now, first=plan.first, days=plan.days)
    assert api.verify(loaded, plan).ok
    page = browser.get("/week")
    assert page.status_code == 200
    assert b"Write the memo" in page.content


def test_a_week_without_a_plan_says_so_and_what_its_first_one_waits_for(life: Life, browser: Client) -> None:
    proposal = ask(life, now=MONDAY)
    page = browser.get("/week").content.decode()
    assert page.count("There is no plan yet.") == 2
    assert "Everything found its place" not in page
    told = f"/week/proposals/{proposal.pk}"
    assert browser.get(told).json()["waits_for"] == ""
    Worker.objects.create(name="here-1-a", preparing=True)
    assert "compiled once" in browser.get(told).json()["waits_for"]
    Proposal.objects.update(state=Proposal.State.WORKING)
    assert browser.get(told).json()["waits_for"] == ""


def test_a_dragged_block_stays_where_it_was_put_and_undo_takes_it_back(
    planned: Life, post: Callable[..., Any]
) -> None:
    assert planned.plan is not None
    before = plan_of(planned.plan)
    block = next(b for b in before.blocks if b.commitment == "bills")
    status, told = post("/week/do/move", block=block.id, start="2026-11-25T14:00", end="2026-11-25T14:30")
    assert status == 202
    run(Proposal.objects.get(pk=told["proposal"]))
    planned.refresh_from_db()
    after = plan_of(planned.plan)
    moved = next(b for b in after.blocks if b.commitment == "bills")
    assert moved.when.start.astimezone(MONDAY.tzinfo).isoformat() == "2026-11-25T14:00:00+01:00"
    assert moved.pinned
    status, told = post(f"/week/undo/{told['revision']}")
    assert status == 200
    planned.refresh_from_db()
    assert plan_of(planned.plan) == before
    assert planned.by_hand == []


@pytest.mark.usefixtures("planned")
def test_a_block_that_is_gone_is_told(post: Callable[..., Any]) -> None:
    status, told = post("/week/do/pin", block="nothing/9")
    assert status == 422
    assert "not in the plan any more" in told["problems"][0]["message"]


def test_why_here_and_what_an_hour_costs(planned: Life, browser: Client) -> None:
    block = next(b for b in plan_of(planned.plan).blocks if b.commitment == "memo")
    assert b"because" in browser.get(f"/week/why/{block.id}").content
    prices = browser.get("/week/prices").json()
    assert prices["hours"]


@pytest.fixture
def hopeless(planned: Life) -> Life:
    """Return a life with a task that cannot be done by its deadline."""
    data = {"title": "Tax return", "estimate": "4h", "deadline": "2026-11-23T11:00:00"}
    change(planned, "added", lambda draft: draft.put_task("tax", data))
    run(ask(planned, Proposal.Kind.REPLAN, now=MONDAY, accept=True))
    planned.refresh_from_db()
    return planned


def test_a_repair_is_taken_with_a_click(hopeless: Life, post: Callable[..., Any], browser: Client) -> None:
    plan = plan_of(hopeless.plan)
    assert [m.commitment for m in plan.misfits if m.commitment == "tax"] == ["tax"]
    assert browser.get("/week/why-not/tax").status_code == 422, "reading works nothing out"
    asked = [post("/week/why-not/tax") for _ in range(2)]
    assert asked[0] == asked[1], "a second click asks for nothing new"
    assert asked[0][0] == 202
    work_out.func(asked[0][1]["proposal"])
    assert post("/week/why-not/tax") == asked[0], "it is kept"
    page = browser.get("/week/why-not/tax").content.decode()
    assert "Do this" in page
    number = page.split('data-take="')[1].split('"')[0]
    status, told = post("/week/take/tax", number=int(number))
    assert status == 202, told
    run(Proposal.objects.get(pk=told["proposal"]))
    hopeless.refresh_from_db()
    assert browser.get("/week/why-not/tax").status_code == 422, "that was of another plan"
    assert not [m for m in plan_of(hopeless.plan).misfits if m.commitment == "tax"]


def test_a_reason_for_another_plan_is_not_worked_out(hopeless: Life, post: Callable[..., Any]) -> None:
    _, told = post("/week/why-not/tax")
    change(hopeless, "bills gone", lambda draft: draft.drop_task("bills"))
    work_out.func(told["proposal"])
    assert post("/week/why-not/tax")[1]["proposal"] != told["proposal"]
    found = Proposal.objects.get(pk=told["proposal"])
    assert (found.state, found.problems[0]["cure"]) == (Proposal.State.FAILED, "ask again")


@pytest.mark.parametrize(
    "changed",
    [
        Change("task", "t", "due", MONDAY),
        Change("task", "t", "release", None),
        Change("task", "t", "pins", (Interval(MONDAY, MONDAY + timedelta(hours=1)),)),
        Change("task", "t", "minutes", 90),
        Change("rule", "hours.own", "value", 1.5),
    ],
    ids=lambda change: change.field,
)
def test_a_change_is_the_same_after_it_was_kept_as_json(changed: Change) -> None:
    assert change_from(json.loads(json.dumps(changed.as_dict()))) == changed


def test_what_was_only_tried_never_comes_into_force(planned: Life, browser: Client) -> None:
    trial = run(ask(planned, Proposal.Kind.TRIAL, now=MONDAY, rhythm={"dial": 0.9}, seconds=0.3))
    assert browser.post(f"/week/proposals/{trial.pk}/accept").status_code == 422
    planned.refresh_from_db()
    assert planned.plan_id != trial.pk


@pytest.mark.parametrize("minutes", ["abc", None, 1e300, "30", True, [5]])
def test_minutes_that_are_none_are_told(planned: Life, post: Callable[..., Any], minutes: Any) -> None:
    block = next(b for b in plan_of(planned.plan).blocks if b.commitment == "memo")
    status, told = post("/week/do/lengthen", block=block.id, minutes=minutes)
    assert (status, told["problems"][0]["field"]) == (422, "minutes")


@pytest.mark.parametrize("start", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-11-24", "soon", ""])
def test_times_far_from_any_calendar_are_told(
    planned: Life, post: Callable[..., Any], browser: Client, start: str
) -> None:
    block = next(b for b in plan_of(planned.plan).blocks if b.commitment == "memo")
    assert post("/week/do/move", block=block.id, start=start, end=start)[0] == 422
    if start != "2026-11-24":
        assert browser.get("/week/meeting", {"start": start}).status_code == 422


def test_a_meeting_is_asked_for_on_any_clock(planned: Life, browser: Client) -> None:
    here = browser.get("/week/meeting", {"start": "2026-11-25T14:00"}).json()
    assert browser.get("/week/meeting", {"start": "2026-11-25T13:00Z"}).json() == here


def test_a_replan_later_in_the_week_keeps_monday_to_be_seen(
    planned: Life,
) -> None:
    later = MONDAY + timedelta(days=2)
    found = run(ask(planned, Proposal.Kind.REPLAN, now=later, accept=True))
    assert found.view["first"] == "2026-11-23"
    assert found.view["days"] == 7
    past = [e for e in found.view["entries"] if e["start"] < "2026-11-25"]
    assert past
    assert not any(e["movable"] for e in past)


def test_a_place_that_an_event_has_is_refused_and_nothing_changes(
    planned: Life, post: Callable[..., Any]
) -> None:
    event = {"title": "Dentist", "start": "2026-11-24T10:00:00", "end": "2026-11-24T11:00:00"}
    change(planned, "added", lambda draft: draft.set("event", 0, value=event))
    run(ask(planned, Proposal.Kind.REPLAN, now=MONDAY, accept=True))
    planned.refresh_from_db()
    before = planned.revision
    block = next(b for b in plan_of(planned.plan).blocks if b.commitment == "bills")
    status, told = post("/week/do/move", block=block.id, start="2026-11-24T10:15", end="2026-11-24T10:45")
    assert status == 422
    assert "Dentist" in told["problems"][0]["message"]
    planned.refresh_from_db()
    assert planned.revision == before


def test_a_change_that_no_plan_can_follow_is_taken_back(planned: Life) -> None:
    pins = [{"start": "2026-11-24T10:00:00", "end": "2026-11-24T12:00:00"}]

    def clash(draft: Draft) -> None:
        draft.put_task("memo", {**draft.task("memo"), "pins": pins})
        draft.set("event", 0, value={"title": "Dentist", **pins[0]})

    revision = change(planned, "clash", clash)
    found = run(ask(planned, Proposal.Kind.REPLAN, now=MONDAY, accept=True, change=revision.number))
    assert found.state == Proposal.State.FAILED
    assert "taken back" in found.problems[-1]["message"]
    planned.refresh_from_db()
    assert not person_of(planned).events


def test_lunch_is_moved_by_hand_and_let_go_again(planned: Life, post: Callable[..., Any]) -> None:
    plan = plan_of(planned.plan)
    lunch = next(b for b in plan.blocks if "lunch" in b.title.lower())
    day = f"{lunch.when.start.astimezone(MONDAY.tzinfo):%Y-%m-%d}"
    status, told = post("/week/do/move", block=lunch.id, start=f"{day}T14:30", end=f"{day}T15:00")
    assert status == 202, told
    found = run(Proposal.objects.get(pk=told["proposal"]))
    assert found.state == Proposal.State.READY, found.problems
    lunches = [e for e in found.view["entries"] if "lunch" in e["title"].lower() and e["start"][:10] == day]
    assert [(e["start"][11:16], e["pinned"], e["movable"]) for e in lunches] == [("14:30", True, True)]
    planned.refresh_from_db()
    status, told = post("/week/do/unpin", block=lunches[0]["id"])
    assert status == 202, told
    again = run(Proposal.objects.get(pk=told["proposal"]))
    lunches = [e for e in again.view["entries"] if "lunch" in e["title"].lower() and e["start"][:10] == day]
    assert len(lunches) == 1
    assert not lunches[0]["pinned"]
