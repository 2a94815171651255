"""The dial tried and taken, the year's seasons, rhythms compared."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.server.conftest import MONDAY, run

from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.store import person_of, undo


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it Monday morning."""
    for page in ("dial", "year"):
        monkeypatch.setattr(f"equipoise.server.pages.{page}.local_now", lambda _life: MONDAY)


def test_the_dial_shows_where_one_stands_and_what_the_situation_speaks_for(
    life: Life, browser: Client
) -> None:
    page = browser.get("/dial").content.decode()
    assert 'value="0.30"' in page
    assert "Boundary Fortress" in page
    assert "our own weighing" in page
    assert life.proposals.count() == 0


def test_what_changes_in_the_rules_is_told_without_planning(life: Life, browser: Client) -> None:
    page = browser.get("/dial/rules", {"dial": "0.9"}).content.decode()
    assert "Work outside your own hours costs" in page
    assert "Nothing." in browser.get("/dial/rules", {"dial": "0.3", "pattern": "A"}).content.decode()
    assert life.proposals.count() == 0


def test_a_trial_is_planned_and_changes_nothing(life: Life, browser: Client) -> None:
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    before = life.revision
    told = browser.post("/dial/try", {"dial": "0.9", "pattern": "D"}).json()
    trial = run(Proposal.objects.get(pk=told["proposal"]))
    assert trial.state == Proposal.State.READY
    page = browser.get(f"/dial/trials/{trial.pk}").content.decode()
    assert page.count("<svg") == 2
    assert "D Time-Weave" in page
    life.refresh_from_db()
    assert life.revision == before
    assert life.plan_id != trial.pk


def test_a_newer_wish_drops_the_older_ones_that_wait(life: Life, browser: Client) -> None:
    first = browser.post("/dial/try", {"dial": "0.9"}).json()["proposal"]
    browser.post("/dial/try", {"dial": "0.8"})
    assert Proposal.objects.get(pk=first).state == Proposal.State.FAILED
    assert life.proposals.filter(state=Proposal.State.WAITING).count() == 1


def test_living_like_this_changes_the_life_and_can_be_undone(life: Life, browser: Client) -> None:
    fields = {"dial": "0.8", "pattern": "D", "on-Fri": "E", "say": "0.9"}
    assert browser.post("/dial/live", fields).status_code == 302
    life.refresh_from_db()
    rhythm = person_of(life).rhythm
    assert (rhythm.dial, rhythm.pattern, rhythm.by_weekday, rhythm.say) == (0.8, "D", {4: "E"}, 0.9)
    undo(life, life.revision)
    assert person_of(life).rhythm.pattern == "A"


def test_a_choice_that_is_none_is_told_in_words(browser: Client, life: Life) -> None:
    answer = browser.post("/dial/live", {"dial": "7", "pattern": "Z"})
    assert answer.status_code == 422
    assert "not from 0 to 1" in answer.content.decode()
    assert "there is no pattern" in answer.content.decode()
    life.refresh_from_db()
    assert life.revision == 1


def test_seasons_are_added_changed_and_taken_away_and_never_overlap(life: Life, browser: Client) -> None:
    season = {"kind": "recovery", "start": "2026-12-19", "end": "2027-01-03"}
    assert browser.post("/year/season", season).status_code == 302
    page = browser.get("/year", {"year": "2026"}).content.decode()
    assert "recovery begins" in page
    clash = browser.post("/year/season", {"kind": "ramp", "start": "2027-01-03", "end": "2027-02-01"})
    assert clash.status_code == 422
    assert "overlaps with recovery" in clash.content.decode()
    assert browser.post("/year/season", {**season, "number": "0", "end": "2027-01-10"}).status_code == 302
    life.refresh_from_db()
    assert person_of(life).rhythm.seasons[0].end == date(2027, 1, 11)
    assert browser.post("/year/season/0/delete").status_code == 302
    life.refresh_from_db()
    assert person_of(life).rhythm.seasons == ()


def test_rhythms_are_compared_and_one_is_taken(life: Life, browser: Client) -> None:
    told = browser.post("/compare/run", {"contrast": "yes"}).json()
    found = run(Proposal.objects.get(pk=told["proposal"]))
    assert found.state == Proposal.State.READY, found.problems
    page = browser.get("/compare").content.decode()
    assert "Integration" in page
    picture = browser.get(f"/compare/{found.pk}.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "sandbox" in picture["Content-Security-Policy"]
    assert browser.post("/compare/live", {"name": "Integration"}).status_code == 302
    life.refresh_from_db()
    assert person_of(life).rhythm.dial == 0.8
    assert browser.post("/compare/live", {"name": "Nothing"}).status_code == 422


def test_one_rhythm_alone_is_no_comparison(life: Life, browser: Client) -> None:
    assert browser.post("/compare/run", {"mine": "yes"}).status_code == 422
    assert life.proposals.count() == 0
