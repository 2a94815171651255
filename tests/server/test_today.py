"""Today: what is on, energy with one tap, "done" that counts once, the closing of the day, and the installed app."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.server.conftest import LIFE, MONDAY, ZONE, run

from equipoise.server import daily
from equipoise.server.jobs.planning import ask
from equipoise.server.models import CheckIn, Life, Proposal, Receipt, Shutdown
from equipoise.server.plans import plan_of
from equipoise.server.store import change, create


@pytest.fixture
def turned(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return what sets the clock of the pages."""

    def set_to(now: datetime) -> None:
        monkeypatch.setattr("equipoise.server.pages.today.local_now", lambda _life: now)

    set_to(MONDAY)
    return set_to


@pytest.fixture
def planned(life: Life, turned: Callable[[datetime], None]) -> Life:
    """Return Ada's life with a plan in force, on a Monday morning."""
    del turned
    run(ask(life, now=MONDAY, accept=True, seconds=0.4))
    life.refresh_from_db()
    return life


def first_block(life: Life, commitment: str) -> Any:
    assert life.plan is not None
    return next(b for b in plan_of(life.plan).blocks if b.commitment == commitment)


def test_the_current_block_what_comes_and_when_messages_may_be_read(
    planned: Life, browser: Client, turned: Callable[[datetime], None]
) -> None:
    block = first_block(planned, "memo")
    start = block.when.start.astimezone(MONDAY.tzinfo)
    turned(start + timedelta(minutes=10))
    page = browser.get("/today").content.decode()
    assert '<h2 id="now-title">Write the memo</h2>' in page
    left = daily.words_of(int(block.when.minutes) - 10)
    assert f"{left} left" in page
    assert "Messages" in page
    turned(start.replace(hour=0, minute=30))
    assert "Free until" in browser.get("/today").content.decode()
    turned(MONDAY + timedelta(days=30))
    assert "does not reach today" in browser.get("/today").content.decode()


def test_without_a_plan_it_leads_to_the_week(life: Life, browser: Client) -> None:
    del life
    assert "There is no plan yet" in browser.get("/today").content.decode()


def test_energy_is_one_tap_and_another_one_soon_takes_its_place(
    life: Life, post: Callable[..., Any], turned: Callable[[datetime], None]
) -> None:
    def tap(minutes: int, energy: int, key: uuid.UUID | None = None) -> int:
        at = MONDAY + timedelta(minutes=minutes)
        turned(MONDAY + timedelta(hours=3))
        status, _ = post("/today/check-in", id=str(key or uuid.uuid4()), energy=energy, at=at.isoformat())
        return int(status)

    first = uuid.uuid4()
    assert [tap(0, 2, first), tap(10, 4), tap(45, 5)] == [200, 200, 200]
    assert sorted(life.check_ins.values_list("energy", flat=True)) == [4, 5]
    assert tap(0, 2, first) == 200  # sent again, late: what took its place stays
    assert sorted(life.check_ins.values_list("energy", flat=True)) == [4, 5]
    same = uuid.uuid4()
    assert [tap(120, 3, same), tap(120, 3, same)] == [200, 200]
    assert life.check_ins.count() == 3
    assert [tap(0, 6), tap(-60 * 24 * 9, 3)] == [422, 422]


def test_keys_of_others_are_not_taken(
    life: Life, post: Callable[..., Any], turned: Callable[[datetime], None]
) -> None:
    del turned
    other = create(User.objects.create_user("ben"), LIFE)
    taken = CheckIn.objects.create(life=other, at=MONDAY, energy=1)
    status, told = post("/today/check-in", id=str(taken.pk), energy=5)
    assert status == 422
    assert "taken" in told["problems"][0]["message"]
    assert not life.check_ins.exists()
    taken.refresh_from_db()
    assert taken.energy == 1
    assert post("/today/check-in", id="x", energy=5)[0] == 422


def test_done_counts_once_however_often_it_is_sent(planned: Life, post: Callable[..., Any]) -> None:
    block = first_block(planned, "bills")
    sent = {
        "id": str(uuid.uuid4()),
        "block": block.id,
        "plan": str(planned.plan_id),
        "at": MONDAY.isoformat(),
    }
    status, told = post("/today/do/complete", **sent)
    assert status == 202
    assert planned.tasks.get(key="bills").completed is not None
    assert planned.tasks.get(key="bills").data["done"] == "30 min"
    assert post("/today/do/complete", **sent) == (202, told)
    assert planned.tasks.get(key="bills").data["done"] == "30 min"
    assert Proposal.objects.filter(kind="replan").count() == 1
    assert Receipt.objects.count() == 1
    status, told = post("/today/do/complete", id=str(uuid.uuid4()), block="gone/1")
    assert status == 422
    assert Receipt.objects.count() == 1  # what was refused may be sent again


def test_done_of_a_plan_that_was_shown_before_still_counts(planned: Life, post: Callable[..., Any]) -> None:
    shown, block = str(planned.plan_id), first_block(planned, "memo")
    _, told = post("/today/do/not-today", id=str(uuid.uuid4()), block=block.id)
    run(Proposal.objects.get(pk=told["proposal"]))
    planned.refresh_from_db()
    assert str(planned.plan_id) != shown
    assert planned.plan is not None
    assert block.id not in {b.id for b in plan_of(planned.plan).blocks if b.when == block.when}
    before = planned.tasks.get(key="memo").data.get("done")
    status, _ = post("/today/do/complete", id=str(uuid.uuid4()), block=block.id, plan=shown)
    assert status == 202
    assert planned.tasks.get(key="memo").data["done"] != before


def test_not_on_a_later_day_leaves_the_days_before_alone(planned: Life, post: Callable[..., Any]) -> None:
    change(planned, "longer", lambda draft: draft.put_task("memo", {**draft.task("memo"), "estimate": "8h"}))
    run(ask(planned, now=MONDAY, accept=True, seconds=0.5))
    planned.refresh_from_db()
    assert planned.plan is not None
    blocks = [b for b in plan_of(planned.plan).blocks if b.commitment == "memo"]
    days = sorted({b.when.start.astimezone(ZONE).date() for b in blocks})
    assert len(days) > 1, "it is long enough for several days"
    last = next(b for b in blocks if b.when.start.astimezone(ZONE).date() == days[-1])
    status, told = post("/week/do/not-today", block=last.id)
    assert status == 202, told
    assert planned.revisions.first().what == f"“Write the memo” not on {days[-1]:%A}"  # type: ignore[union-attr]
    assert planned.tasks.get(key="memo").data["not_on"] == [days[-1].isoformat()]
    assert "release" not in planned.tasks.get(key="memo").data
    run(Proposal.objects.get(pk=told["proposal"]))
    planned.refresh_from_db()
    assert planned.plan is not None
    after = [b.when for b in plan_of(planned.plan).blocks if b.commitment == "memo"]
    assert days[-1] not in {when.start.astimezone(ZONE).date() for when in after}
    assert {b.when for b in blocks if b.when.start.astimezone(ZONE).date() < days[-1]} <= set(after)


def test_thirty_more_minutes(planned: Life, browser: Client) -> None:
    block = first_block(planned, "bills")
    assert browser.post("/today/do/lengthen", {"block": block.id}).status_code == 302  # without script too
    assert planned.tasks.get(key="bills").data["estimate"] == "1h"


@pytest.mark.usefixtures("planned")
def test_the_day_is_closed_with_tomorrows_one_big_task(
    browser: Client, turned: Callable[[datetime], None]
) -> None:
    page = browser.get("/today").content.decode()
    assert "Check the calendar of tomorrow" in page  # pattern A's own checklist
    steps = ["Check the calendar of tomorrow"]
    browser.post("/today/close", {"step": steps, "big": "Write the memo"})
    browser.post("/today/close", {"step": steps, "big": "Write the memo", "own": " The  talk "})
    found = Shutdown.objects.get()
    assert (found.day, found.steps, found.big) == (MONDAY.date(), steps, "The talk")
    again = browser.get("/today").content.decode()
    assert "The day is closed" in again
    turned(MONDAY + timedelta(days=1))
    assert "one big task</span> <strong>The talk" in browser.get("/today").content.decode()


def test_a_checklist_from_a_sentence() -> None:
    text = "End of the day: write down every open loop, close mail and chat; say that work is over."
    assert daily.steps_of(text) == [
        "Write down every open loop",
        "Close mail and chat",
        "Say that work is over",
    ]
    assert daily.steps_of("Go.") == ["Go"]
    assert daily.steps_of("") == []


def test_the_app_can_be_installed(browser: Client) -> None:
    manifest = browser.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    told = json.loads(manifest.content)
    assert told["start_url"] == "/today"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    worker = browser.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert b'"/offline"' in worker.content
    assert browser.get("/offline").status_code == 200
    page = browser.get("/offline").content.decode()
    assert "Log out" not in page  # it is kept by the browser, and holds nothing of anybody


def test_logging_out_takes_along_what_the_browser_kept(browser: Client) -> None:
    answer = browser.post("/account/logout/")
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get("/account/login/")


@pytest.mark.usefixtures("planned")
def test_getting_never_changes_and_strangers_see_nothing(browser: Client) -> None:
    for path in ("check-in", "do/complete", "close"):
        assert browser.get(f"/today/{path}").status_code == 405, path
        assert Client().post(f"/today/{path}").status_code == 302, path
    assert "/account/login" in Client().get("/today")["Location"]
