"""A folder and a real server, brought together: first, without a change, edited, deleted, contradicted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.calendars.stores.servers import Server, opened
from tests.calendars.sync.bodies import event
from tests.calendars.sync.ledger import title_of

from equipoise.calendars.stores.base import Fetched
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.sync.loop import Outcome, sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.resource import parse, uid_of
from equipoise.calendars.sync.state import State
from equipoise.calendars.sync.undo import undo
from equipoise.domain.errors import StorageError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Store = FolderStore | CalDavStore


@dataclass
class Pair:
    """A folder and a calendar on a server. ``runs``: syncs so far."""

    here: FolderStore
    there: CalDavStore
    state: State
    runs: list[str] = field(default_factory=list)

    def sync(self, remote: CalDavStore | None = None) -> Outcome:
        self.runs.append(str(len(self.runs)))
        return sync(self.here, remote or self.there, self.state, run=self.runs[-1], now=NOW)

    def quiet(self) -> None:
        """A sync without a change writes nothing on either side."""
        outcome = self.sync()
        assert outcome.complete
        assert outcome.writes(Side.LOCAL) == outcome.writes(Side.REMOTE) == 0, outcome.done

    def titles(self, side: Store) -> dict[str, str]:
        found = side.fetch(list(side.listing().etags))
        out: dict[str, str] = {}
        for href, one in found.items():
            assert isinstance(one, Fetched), (href, one)
            calendar = parse(one.body)
            assert uid_of(calendar) not in out, "an identity lies there twice"
            out[uid_of(calendar)] = title_of(one.body)
        return out

    def agreed(self) -> dict[str, str]:
        """Return what both sides hold, which must be the same."""
        here, there = self.titles(self.here), self.titles(self.there)
        assert here == there
        return here


def put(side: Store, uid: str, title: str) -> None:
    href = next((href for href in side.listing().etags if uid in href), "")
    side.write(href or side.href_for(uid), event(uid, title), match=side.listing().etags.get(href, ""))


def drop(side: Store, uid: str) -> None:
    href = next(href for href in side.listing().etags if uid in href)
    side.remove(href, match=side.listing().etags[href])


@pytest.fixture
def pair(server: Server, tmp_path: Path) -> Iterator[Pair]:
    with opened(server) as there, State(":memory:", "pair") as state:
        yield Pair(FolderStore(tmp_path / "here"), there, state)


@pytest.fixture
def met(pair: Pair) -> Pair:
    """Both sides hold three entries and have agreed on them."""
    for number in range(2):
        put(pair.here, f"here{number}", f"Here {number}")
    put(pair.there, "there", "Grüße")
    pair.sync()
    assert pair.agreed() == {"here0": "Here 0", "here1": "Here 1", "there": "Grüße"}
    pair.quiet()
    return pair


def test_a_first_sync_brings_both_together(met: Pair) -> None:
    met.quiet()


def test_edits_go_both_ways(met: Pair) -> None:
    put(met.here, "here0", "Edited here")
    put(met.there, "there", "Edited there")
    outcome = met.sync()
    assert (outcome.writes(Side.LOCAL), outcome.writes(Side.REMOTE)) == (1, 1)
    assert met.agreed() == {"here0": "Edited here", "here1": "Here 1", "there": "Edited there"}
    met.quiet()


def test_deletions_go_both_ways(met: Pair) -> None:
    drop(met.here, "here0")
    drop(met.there, "here1")
    outcome = met.sync()
    assert (outcome.writes(Side.LOCAL), outcome.writes(Side.REMOTE)) == (1, 1)
    assert met.agreed() == {"there": "Grüße"}
    met.quiet()


def test_an_edit_beats_a_deletion(met: Pair) -> None:
    drop(met.here, "here0")
    put(met.there, "here0", "Edited there")
    put(met.here, "here1", "Edited here")
    drop(met.there, "here1")
    met.sync()
    assert met.agreed() == {"here0": "Edited there", "here1": "Edited here", "there": "Grüße"}
    met.quiet()


def test_a_contradiction_keeps_both(met: Pair) -> None:
    put(met.here, "here0", "Mine")
    put(met.there, "here0", "Theirs")
    outcome = met.sync()
    assert any("different ways" in finding.message for finding in outcome.findings)
    both = met.agreed()
    assert sorted(both.values()) == ["Grüße", "Here 1", "Mine (conflict)", "Theirs"]
    met.quiet()


def test_a_lost_memory_doubles_nothing(met: Pair, server: Server) -> None:
    with State(":memory:", "pair") as state:
        met.state = state
        outcome = met.sync()
        assert outcome.writes(Side.REMOTE) == 0
        if server.kind != "given":  # one that writes entries in its own way has the last word
            assert outcome.writes(Side.LOCAL) == 0
        assert met.agreed() == {"here0": "Here 0", "here1": "Here 1", "there": "Grüße"}
        met.quiet()


def test_an_old_token_loses_nothing(met: Pair) -> None:
    drop(met.there, "here0")
    put(met.there, "new", "New")
    met.state.set_token(Side.REMOTE, "https://example.com/long-forgotten")
    met.sync()
    assert met.agreed() == {"here1": "Here 1", "there": "Grüße", "new": "New"}
    met.quiet()


def test_undo_puts_the_calendar_back(met: Pair) -> None:
    before = {href: one.body for href, one in _bodies(met.there).items()}
    put(met.here, "here0", "Edited here")
    drop(met.here, "here1")
    met.sync()
    assert undo(met.here, met.there, met.state, met.runs[-1]) == []
    after = {href: one.body for href, one in _bodies(met.there).items()}
    assert after == before


def _bodies(store: CalDavStore) -> dict[str, Fetched]:
    out = {}
    for href in store.listing().etags:
        found = store.fetch([href])[href]  # one by one: byte for byte
        assert isinstance(found, Fetched)
        out[href] = found
    return out


def test_without_reports_a_sync_comes_to_the_same(met: Pair) -> None:
    met.there.sync = met.there.multiget = False
    put(met.here, "here0", "Edited here")
    drop(met.there, "here1")
    put(met.there, "new", "New")
    met.sync()
    assert met.agreed() == {"here0": "Edited here", "there": "Grüße", "new": "New"}
    met.quiet()


def test_a_wrong_password_is_told_and_nothing_more_is_tried(server: Server) -> None:
    if not server.user:
        pytest.skip("it knows no users")
    path = server.new_calendar()
    with server.client(password="wrong") as client:
        with pytest.raises(StorageError, match="user name and password") as caught:
            CalDavStore.open(client, server.url + path)
        assert "wrong" not in str(caught.value)
        with server.client() as knows:
            store = CalDavStore.open(knows, server.url + path)
        store.session = type(store.session)(client, store.session.url)
        with pytest.raises(StorageError, match="user name and password"):
            store.write(store.href_for("one"), event("one"), match="")
    server.drop(path)
