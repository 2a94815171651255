"""The dial tried and taken, the year's seasons, rhythms compared."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from tests.server.conftest import MONDAY, run

from equipoise.domain.rhythm import Rhythm, Season, SeasonKind
from equipoise.server.choices import chosen_rhythm, read_choice
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Life, Proposal
from equipoise.server.store import person_of, undo
from equipoise.server.turning import score_changes


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
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
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


def test_a_dial_for_a_while_is_a_season_with_a_dial_of_its_own(life: Life, browser: Client) -> None:
    answer = browser.post("/dial/until", {"dial": "0.75", "kind": "ramp", "end": "2026-12-06"})
    assert answer.status_code == 302
    life.refresh_from_db()
    rhythm = person_of(life).rhythm
    assert rhythm.dial == 0.3
    assert rhythm.seasons == (Season(SeasonKind.RAMP, MONDAY.date(), date(2026, 12, 7), 0.75),)
    page = browser.get("/dial").content.decode()
    assert "This season has a dial of its own: 0.75 until 6 December." in page
    again = browser.post("/dial/until", {"dial": "0.5", "kind": "ramp", "end": "2026-11-30"})
    assert "it overlaps with ramp from 23 November 2026 until 6 December 2026" in again.content.decode()
    assert browser.post("/dial/until", {"dial": "0.5", "kind": "ramp"}).status_code == 422
    undo(life, life.revision)
    assert person_of(life).rhythm.seasons == ()


def test_a_season_says_where_it_lies_in_each_month(life: Life, browser: Client) -> None:
    for season in (
        {"kind": "ramp", "start": "2026-11-10", "end": "2026-12-18"},
        {"kind": "recovery", "start": "2026-12-19", "end": "2027-01-03", "dial": "0.05"},
    ):
        assert browser.post("/year/season", season).status_code == 302
    page = browser.get("/year", {"year": "2026"}).content.decode()
    assert "Ramp from 10</span>" in page
    assert "Ramp until 18 · Recovery from 19" in page
    assert "dial 0.05, its own" in page
    assert "dial 0.50<" in page
    assert life.proposals.count() == 0


@pytest.mark.parametrize("asked", ["²", "99999", "x", "1969"])
def test_a_year_that_is_none_shows_this_one(asked: str, life: Life, browser: Client) -> None:
    del life
    assert "<h1>2026</h1>" in browser.get("/year", {"year": asked}).content.decode()


def test_a_season_that_is_none_is_told_in_words(life: Life, browser: Client) -> None:
    given = {"kind": "siesta", "start": "soon", "end": "2026-12-01", "dial": "2", "number": "²"}
    answer = browser.post("/year/season", given)
    assert answer.status_code == 422
    told = answer.content.decode()
    for words in ("there is no season", "is not a date", "is not from 0 to 1"):
        assert words in told
    life.refresh_from_db()
    assert life.revision == 1


def test_a_season_changes_the_week_that_is_planned(life: Life, browser: Client) -> None:
    run(ask(life, now=MONDAY, accept=True, seconds=0.3))
    browser.post("/year/season", {"kind": "recovery", "start": "2026-11-20"})
    life.refresh_from_db()
    newest = life.proposals.first()
    assert newest is not None
    assert newest.options["change"] == life.revision
    assert newest.why == "Season: recovery from 20 November 2026 on"


def test_figures_tell_in_words_whether_they_got_better() -> None:
    def view(kept: float, meetings: float) -> dict[str, object]:
        rows = (("kept", "more", kept), ("meetings", "less", meetings), ("share", "neutral", kept))
        return {
            "scores": [{"key": k, "label": k, "better": b, "value": v, "words": f"{v:g}"} for k, b, v in rows]
        }

    told = score_changes(view(1, 3), view(2, 4))
    assert [row["turn"] for row in told] == ["better", "worse", ""]
    assert score_changes(view(1, 3), view(1, 3)) == []
    assert [row["before"] for row in score_changes(None, view(1, 3))] == ["\u2013"] * 3


def test_a_pattern_of_ones_own_on_a_weekday_stays() -> None:
    own = Rhythm(pattern="A", by_weekday={4: "mine.toml"})
    choice = read_choice({"dial": "0.6", "pattern": "A", "on-Mon": "D", "on-Fri": "own"})
    assert chosen_rhythm(own, choice).by_weekday == {0: "D", 4: "mine.toml"}


def test_a_comparison_tells_what_has_no_plan_and_that_it_is_old(life: Life, browser: Client) -> None:
    view = {
        "names": ["Yours"],
        "rows": [],
        "impossible": {"D Time-Weave": "the nights are too short"},
        "svg": "",
    }
    Proposal.objects.create(
        life=life, kind="compare", state="ready", revision=life.revision, view=view, ready=MONDAY
    )
    page = browser.get("/compare").content.decode()
    assert "the nights are too short" in page
    assert "has changed since" not in page
    browser.post("/year/season", {"kind": "ramp", "start": "2026-11-23"})
    assert "has changed since" in browser.get("/compare").content.decode()
