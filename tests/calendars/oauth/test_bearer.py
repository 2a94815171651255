"""Calendars behind a login: tokens that end, are refused in the middle of a sync, or are taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.calendars.oauth.authority import Authority, agreed
from tests.calendars.stores.servers import COLLECTION, HOME, Server
from tests.calendars.sync.bodies import event

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.oauth.bearer import Bearer
from equipoise.calendars.oauth.exchange import Question, redeem
from equipoise.calendars.oauth.grant import Grant
from equipoise.calendars.stores.base import Fetched
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.dav_session import LoginError
from equipoise.calendars.stores.discovery import discover
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.state import State

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
REDIRECT = "http://127.0.0.1:43210/"


@pytest.fixture
def path(radicale_server: Server) -> Iterator[str]:
    made = radicale_server.new_calendar()
    yield made
    radicale_server.drop(made)


class Door:
    """A person's way in: a login, what shows it, and everything that was kept of it."""

    def __init__(self, provider: Authority) -> None:
        self.provider = provider
        self.now = 1_000_000.0
        self.kept: list[Grant] = []
        self.rules = Rules(allow_networks=HOME, seconds=20)
        self.log_in()

    def log_in(self) -> None:
        question = Question.new(self.provider.provider, REDIRECT)
        with Client(self.rules) as client:
            grant = redeem(client, question, question.code(agreed(question.address)), self.now)
        self.bearer = Bearer(
            self.provider.url, grant, Client(self.rules), keep=self.kept.append, clock=lambda: self.now
        )
        self.client = Client(self.rules, credentials=self.bearer)
        self.provider.asked.clear()

    def store(self, path: str) -> CalDavStore:
        return CalDavStore.open(self.client, self.provider.url + path)


@pytest.fixture
def door(provider: Authority) -> Iterator[Door]:
    found = Door(provider)
    yield found
    found.client.close()
    found.bearer.close()


def test_calendars_are_found_and_a_token_is_asked_for_once(door: Door, path: str) -> None:
    assert path in {one.path for one in discover(door.client, door.provider.url)}
    store = door.store(path)
    etag = store.write(store.href_for("a"), event("a"), match="")
    assert store.listing().etags == {store.href_for("a"): etag}
    assert "token" not in door.provider.asked


def test_a_token_that_has_ended_by_the_clock_is_renewed_before_it_is_shown(door: Door, path: str) -> None:
    store = door.store(path)
    door.now += 3600
    store.listing()
    assert door.provider.asked.count("token") == 1
    assert not any("401" in one for one in door.provider.asked)
    assert door.kept == [door.bearer.grant]


@pytest.mark.parametrize("rotates", [False, True])
def test_tokens_that_end_in_the_middle_of_an_upload_are_renewed_once(
    door: Door, path: str, tmp_path: Path, rotates: bool
) -> None:
    """Several entries are put at the same time: all of them are refused, one renewal serves them all."""
    provider = door.provider
    provider.rotates = rotates
    here = FolderStore(tmp_path / "entries")
    for number in range(20):
        here.write(f"{number}.ics", event(str(number)), match="")
    with State(tmp_path / "state", "pair") as state:
        provider.last_until = 8
        outcome = sync(here, door.store(path), state, run="1", now=NOW)
        assert (outcome.complete, outcome.findings, len(outcome.done)) == (True, [], 20)
        assert provider.asked.count("token") == 1
        assert 1 <= sum("PUT 401" in one for one in provider.asked) <= 4
        assert provider.asked.count("PUT") == 20
        assert door.kept[-1].refresh in provider.refresh
        assert sync(here, door.store(path), state, run="2", now=NOW).done == []


def test_a_login_taken_back_in_the_middle_stops_the_sync_and_the_next_login_goes_on(
    door: Door, path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider = door.provider
    here = FolderStore(tmp_path / "entries")
    for number in range(20):
        here.write(f"{number}.ics", event(str(number)), match="")
    secrets = [door.bearer.grant.access, door.bearer.grant.refresh]
    with State(tmp_path / "state", "pair") as state:
        provider.refresh.clear()
        provider.last_until = 8
        store = door.store(path)
        outcome = sync(here, store, state, run="1", now=NOW)
        assert not outcome.complete
        assert "taken back at the provider, or has expired; log in again" in str(outcome.findings[-1].message)
        assert 0 < len(state.base()) < 20
        assert len(state.pending()) <= 4
        assert provider.asked.count("token") <= 4
        door.log_in()
        assert sync(here, door.store(path), state, run="2", now=NOW).complete
        assert sync(here, door.store(path), state, run="3", now=NOW).done == []
        assert len(door.store(path).listing().etags) == len(state.base()) == 20
    ours = [
        one.getMessage() for one in caplog.records if not one.name.startswith("oauthlib")
    ]  # the provider's
    assert ours
    told = "".join(ours) + repr(outcome) + repr(store)
    assert not [secret for secret in secrets if secret in told]


def test_a_login_of_somebody_else_is_not_renewed_again_and_again(door: Door, path: str) -> None:
    """The provider is content, the server is not."""
    store = door.store(path)
    door.provider.access = type("Never", (set,), {"__contains__": lambda *_: False})()
    door.provider.asked.clear()
    with pytest.raises(LoginError, match="renewed a moment ago"):
        store.listing()
    assert door.provider.asked == ["REPORT 401", "token", "REPORT 401"]


def test_the_token_is_shown_to_its_own_server_alone(door: Door, provider: Authority) -> None:
    """The same machine on another port is another place."""
    other = f"http://127.0.0.1:{int(provider.server.url.rpartition(':')[2])}"
    reply = door.client.request("PROPFIND", f"{other}/ann/")
    assert reply.status == 401
    assert door.provider.asked == []


@pytest.fixture
def events_only(radicale_server: Server) -> Iterator[str]:
    """A calendar that keeps events and nothing else."""
    path, kinds = "/ann/events-only/", COLLECTION.format(name="Mine").replace('<C:comp name="VTODO"/>', "")
    with radicale_server.client() as client:
        url = radicale_server.url + path
        assert client.request("MKCALENDAR", url, body=kinds.encode()).status == 201
    yield path
    radicale_server.drop(path)


def test_a_server_with_googles_limits_is_synced_all_the_same(
    door: Door, events_only: str, tmp_path: Path
) -> None:
    """No tasks, no "only if there is none", no version in an answer, and entries written in its own way."""
    door.provider.like_google = True
    here = FolderStore(tmp_path / "entries")
    for number in range(6):
        here.write(f"{number}.ics", event(str(number), "Memo"), match="")
    here.write("todo.ics", event("todo").replace(b"VEVENT", b"VTODO"), match="")
    with State(tmp_path / "state", "pair") as state:

        def again(run: str) -> int:
            outcome = sync(here, door.store(events_only), state, run=run, now=NOW)
            assert (outcome.complete, outcome.findings) == (True, [])
            return outcome.writes(Side.REMOTE)

        assert again("1") == 6
        assert (again("2"), again("3")) == (0, 0)
        etag = here.listing().etags["3.ics"]
        here.write("3.ics", here.fetch(["3.ics"])["3.ics"].body.replace(b"Memo", b"Mine"), match=etag)  # type: ignore[union-attr]
        assert again("4") == 1
        assert (again("5"), again("6")) == (0, 0)
        store = door.store(events_only)
        found = store.fetch(list(store.listing().etags))
        bodies = [one.body for one in found.values() if isinstance(one, Fetched)]
        assert len(bodies) == 6
        assert sum(b"SUMMARY:Mine" in body for body in bodies) == 1
        assert all(b"Google Calendar" in body for body in bodies)
