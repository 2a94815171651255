"""Many changes at once: in a folder, and in the memory of a sync that is killed in the middle."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.calendars.sync.bodies import event

from equipoise.calendars.stores.base import Fetched, PreconditionError, UidTakenError, UnreachableError
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.abreast import TOGETHER as GROUPS
from equipoise.calendars.sync.loop import compare, sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.state import State
from equipoise.calendars.sync.undo import undo
from equipoise.domain.errors import StorageError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TOGETHER = GROUPS[Side.LOCAL]
MANY = TOGETHER + 30


class Killed(BaseException):
    """The process ends here."""


class Dying(FolderStore):
    """A folder that ends the process, or fails, at the n-th file."""

    left = -1
    fails = False

    def write(self, href: str, body: bytes, *, match: str) -> str:
        self.left -= 1
        if self.left == 0:
            if self.fails:
                raise StorageError("the disk is full")
            raise Killed
        return super().write(href, body, match=match)


def server() -> MemoryStore:
    store = MemoryStore("server", tokens=True)
    for number in range(MANY):
        store.write(f"{number}.ics", event(str(number)), match="")
    return store


def test_files_are_there_when_the_context_ends_and_are_seen_inside(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "entries")
    with store.together():
        etag = store.write("a.ics", event("a"), match="")
        assert not (tmp_path / "entries" / "a.ics").exists()
        assert store.listing().etags == {"a.ics": etag}
        store.write("b.ics", event("b"), match="")
        assert set(store.fetch(["a.ics", "b.ics"])) == {"a.ics", "b.ics"}
        store.write("c.ics", event("c"), match="")
        with pytest.raises(PreconditionError):
            store.write("c.ics", event("c", "Other"), match="")
    assert {path.name for path in (tmp_path / "entries").iterdir()} == {"a.ics", "b.ics", "c.ics"}


def test_what_was_noted_together_is_forgotten_together(tmp_path: Path) -> None:
    with State(tmp_path / "state", "pair") as state:
        with contextlib.suppress(Killed), state.together():
            state.wish("a", "{}")
            raise Killed
        assert not state.wishes()
        with state.together():
            state.wish("a", "{}")
        assert state.wishes() == {"a": "{}"}


@pytest.mark.parametrize("at", [1, 2, TOGETHER, TOGETHER + 1, MANY])
def test_killed_among_many_new_entries_the_next_sync_finishes(tmp_path: Path, at: int) -> None:
    there, here = server(), Dying(tmp_path / "entries")
    with State(tmp_path / "state", "pair") as state:
        here.left = at
        with contextlib.suppress(Killed):
            sync(here, there, state, run="1", now=NOW)
        assert sync(here, there, state, run="2", now=NOW).complete
        third = sync(here, there, state, run="3", now=NOW)
        assert (third.done, third.findings) == ([], [])
        assert len(here.listing().etags) == len(there.bodies) == len(state.base()) == MANY


def test_one_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    there, here = server(), Dying(tmp_path / "entries")
    here.left, here.fails = 5, True
    with State(tmp_path / "state", "pair") as state:
        outcome = sync(here, there, state, run="1", now=NOW)
        assert [str(finding.message) for finding in outcome.findings] == ["the disk is full"]
        assert len(outcome.done) == len(here.listing().etags) == len(state.base()) == MANY - 1


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "entries").write_text("no folder", encoding="utf-8")
    there, here = server(), FolderStore(tmp_path / "entries")
    with State(tmp_path / "state", "pair") as state:
        with contextlib.suppress(StorageError):
            assert sync(here, there, state, run="1", now=NOW).findings
        assert not state.base()
        assert len(there.bodies) == MANY


class Losing(MemoryStore):
    """A server that takes several at once, and whose answer to one of them is lost."""

    lost = ""
    taken = ""

    def write(self, href: str, body: bytes, *, match: str) -> str:
        if href == self.taken:
            raise UidTakenError("it lies in the trash")
        etag = super().write(href, body, match=match)
        if href == self.lost:
            self.lost = ""
            raise UnreachableError("the answer was lost")
        return etag


@pytest.mark.parametrize("abreast", [1, 4])
def test_an_answer_that_is_lost_among_many_leaves_one_in_doubt_and_the_others_noted(
    tmp_path: Path, abreast: int
) -> None:
    here, there = FolderStore(tmp_path / "entries"), Losing("server", abreast=abreast)
    for number in range(GROUPS[Side.REMOTE] + 10):
        here.write(f"{number:02}.ics", event(f"{number:02}"), match="")
    there.lost = "20.ics"
    with State(tmp_path / "state", "pair") as state:
        first = sync(here, there, state, run="1", now=NOW)
        assert not first.complete
        assert state.pending() == {"20"}
        assert len(state.base()) == len(there.bodies) - 1 == len(first.done)
        assert 20 <= len(there.bodies) <= 20 + abreast
        assert sync(here, there, state, run="2", now=NOW).complete
        assert sync(here, there, state, run="3", now=NOW).done == []
        assert set(there.bodies) == set(here.listing().etags)
        assert len(there.history) == len(there.bodies), "none was put twice"


@pytest.mark.parametrize("abreast", [1, 4])
def test_one_that_was_made_meanwhile_or_lies_in_the_trash_is_looked_at_again(
    tmp_path: Path, abreast: int
) -> None:
    here, there = FolderStore(tmp_path / "entries"), Losing("server", abreast=abreast)
    for uid in "abcdef":
        here.write(f"{uid}.ics", event(uid, "Mine"), match="")
    with State(tmp_path / "state", "pair") as state:
        compared = compare(here, there, state)
        there.write("b.ics", event("b", "Theirs"), match="")
        there.taken = "d.ics"
        outcome = sync(here, there, state, run="1", now=NOW, compared=compared)
        assert outcome.complete
        bodies = {href: there.bodies[href] for href in here.listing().etags}
        fetched = {
            href: found.body for href, found in here.fetch(bodies).items() if isinstance(found, Fetched)
        }
        assert fetched == bodies
        assert len(bodies) == 6
        assert b"Theirs" in bodies["b.ics"]
        assert "d.ics" not in bodies, "it has another identity"
        assert [why for _uid, why, _body in state.shelf()] == ["it differed from the server's when both met"]
        assert sync(here, there, state, run="2", now=NOW).done == []


def test_undo_takes_all_of_them_back(tmp_path: Path) -> None:
    there, here = server(), FolderStore(tmp_path / "entries")
    with State(tmp_path / "state", "pair") as state:
        sync(here, there, state, run="1", now=NOW)
        assert undo(here, there, state, "1") == []
        assert not here.listing().etags
        assert len(there.bodies) == MANY
