"""A full disk, a folder without rights, a memory that others hold, two syncs at once, restored backups: told, and cured."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from tests.calendars.stores.killing import Victim
from tests.calendars.stores.test_sync_servers import drop, put
from tests.calendars.sync.bodies import event
from tests.calendars.sync.ledger import bodies_of, title_of

from equipoise.calendars.stores.base import UnreachableError
from equipoise.calendars.stores.folder import FolderStore
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.state import State, StateError

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LONG = "DESCRIPTION:" + "x" * 20_000


def filled(victim: Victim) -> None:
    """Both sides have agreed; then many entries are new on both."""
    victim.edits(6)
    victim.sync()
    for number in range(3):
        put(victim.local, f"here{number}", f"Here {number}")
        victim.server.write(
            victim.server.href_for(f"there{number}"), event(f"there{number}", extra=LONG), match=""
        )


@pytest.mark.parametrize("largest", [0, 10_000, 70_000])
def test_a_full_disk_is_told_and_the_next_sync_goes_on(victim: Victim, largest: int) -> None:
    """No file may grow beyond ``largest``: of the memory, of its journal, of an entry."""
    filled(victim)
    told = victim.sync(largest=largest)
    said = [told["error"], *told["findings"]]
    assert any(str(victim.folder) in one and "cannot be" in one for one in said), said
    assert "Traceback" not in str(said)
    victim.whole()
    assert not list((victim.folder / "here").glob(".*.part"))
    victim.converge()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may become somebody else")
def test_a_folder_without_rights_is_told_and_the_next_sync_goes_on(victim: Victim) -> None:
    filled(victim)
    for path in (victim.folder, *victim.folder.parents):
        if path.is_relative_to(victim.folder.parents[2]):
            path.chmod(0o755)
    for path in (victim.folder, victim.folder / "here"):
        path.chmod(0o755)
    for path in (victim.memory, *(victim.folder / "here").glob("*.ics")):
        path.chmod(0o644)
    before = {path.name: path.read_bytes() for path in (victim.folder / "here").iterdir()}
    server = bodies_of(victim.server)
    told_at = victim.folder / "given"
    told_at.mkdir(mode=0o777)
    told_at.chmod(0o777)
    victim.start(nobody=True, told=str(told_at / "told"))
    assert victim.workers.wait() == 0, "a traceback"
    said = (told_at / "told").read_text("utf-8")
    assert str(victim.folder) in said
    assert "cannot be" in said
    assert {path.name: path.read_bytes() for path in (victim.folder / "here").iterdir()} == before
    assert bodies_of(victim.server) == server
    victim.converge()


def test_a_memory_that_is_held_stops_the_sync_at_once_and_nothing_is_half_done(victim: Victim) -> None:
    filled(victim)
    server, here = bodies_of(victim.server), bodies_of(victim.local)
    with closing(sqlite3.connect(victim.memory, isolation_level=None)) as other:
        other.execute("begin immediate")
        told = victim.sync(patience=0.2)
    assert "memory of the last sync" in told["error"]
    assert "locked" in told["error"]
    assert (bodies_of(victim.server), bodies_of(victim.local)) == (server, here)
    victim.converge()


def test_two_syncs_at_once_wait_for_each_other(victim: Victim) -> None:
    victim.edits(8)
    victim.start()
    victim.start()
    assert [victim.workers.wait(), victim.workers.wait()] == [0, 0]
    first, second = victim.told(1), victim.told(2)
    assert (first["error"], second["error"]) == ("", "")
    assert min(first["writes"], second["writes"]) == 0, "one of them had it all to do"
    assert first["findings"] == second["findings"] == []
    victim.converge()


def test_a_second_sync_says_that_another_is_under_way(victim: Victim) -> None:
    victim.edits(8)
    victim.proxy.plan("hold", methods=("PUT",), times=1)
    pid = victim.start()
    while not victim.proxy.holding():
        assert not (victim.folder / "told1").exists()
    told = victim.sync_beside(patience=0.2)
    assert told["error"] == "another sync is under way: wait until it has ended, then sync again"
    victim.kill(pid)
    victim.proxy.plan()
    victim.converge()  # the turn of who was killed is free


def test_a_backup_of_long_ago_deletes_nothing_and_doubles_nothing(victim: Victim) -> None:
    for number in range(6):
        put(victim.local, f"u{number}", f"Old {number}")
    victim.sync()
    shutil.copytree(victim.folder / "here", victim.folder / "backup")
    shutil.copy(victim.memory, victim.folder / "memory of backup")
    put(victim.local, "u0", "Edited here")
    put(victim.server, "u1", "Edited there")
    put(victim.local, "new", "New here")
    put(victim.server, "fresh", "New there")
    drop(victim.local, "u2")
    victim.sync()
    put(victim.server, "u3", "Edited there later")
    server = bodies_of(victim.server)
    elsewhere = {"here": str(victim.folder / "backup"), "memory": str(victim.folder / "memory of backup")}
    victim.proxy.plan()
    told = victim.sync(**elsewhere)
    assert not {"PUT", "DELETE"} & set(victim.proxy.plan())
    assert (told["error"], told["findings"]) == ("", [])
    assert bodies_of(victim.server) == server
    restored = FolderStore(victim.folder / "backup")
    said = sorted(map(title_of, bodies_of(restored).values()))
    assert said == sorted(map(title_of, server.values()))
    assert victim.sync(**elsewhere)["writes"] == 0


def test_a_lost_memory_deletes_nothing_and_doubles_nothing(victim: Victim) -> None:
    for number in range(6):
        put(victim.local, f"u{number}", f"Old {number}")
    victim.sync()
    for path in victim.folder.glob("memory*"):
        path.unlink()
    put(victim.server, "u1", "Edited there")
    server = bodies_of(victim.server)
    victim.proxy.plan()
    victim.sync()
    assert not {"PUT", "DELETE"} & set(victim.proxy.plan())
    assert bodies_of(victim.server) == server
    assert sorted(map(title_of, bodies_of(victim.local).values())) == sorted(map(title_of, server.values()))
    assert victim.sync()["writes"] == 0


class Deaf(MemoryStore):
    """A server that does what it is told, and whose answers are lost."""

    deaf = True

    def write(self, href: str, body: bytes, *, match: str) -> str:
        etag = super().write(href, body, match=match)
        if self.deaf:
            told = "no answer"
            raise UnreachableError(told)
        return etag


def test_a_merge_in_doubt_keeps_what_both_sides_changed() -> None:
    """What was merged is put here first, so that an edit here after a lost answer goes on top of all of it."""
    here, there = MemoryStore("here"), Deaf("server")
    with State(":memory:", "pair") as state:
        here.write("a.ics", event("a", "Old"), match="")
        there.deaf = False
        sync(here, there, state, run="1", now=NOW)
        here.write("a.ics", event("a", "Mine"), match="*")
        MemoryStore.write(there, "a.ics", event("a", "Old", extra="LOCATION:Theirs"), match="*")
        there.deaf = True
        outcome = sync(here, there, state, run="2", now=NOW)
        assert not outcome.complete
        assert [finding.cure for finding in outcome.findings] == ["sync again"]
        merged = here.bodies["a.ics"]
        assert b"Mine" in merged
        assert b"Theirs" in merged
        here.write("a.ics", merged.replace(b"Mine", b"Mine again"), match="*")
        there.deaf = False
        sync(here, there, state, run="3", now=NOW)
        assert here.bodies["a.ics"] == there.bodies["a.ics"] == merged.replace(b"Mine", b"Mine again")
        assert state.shelf() == []


def test_a_memory_that_fails_stops_the_sync_after_one_attempt() -> None:
    here, there = MemoryStore("here"), MemoryStore("server")
    state = State(":memory:", "pair")
    for number in range(5):
        here.write(f"{number}.ics", event(str(number)), match="")
    state._db.execute("pragma query_only = on")
    asked: list[str] = []
    state._db.set_trace_callback(asked.append)
    with pytest.raises(StateError, match="cannot be used"):
        sync(here, there, state, run="1", now=NOW)
    state._db.set_trace_callback(None)
    assert sum(one.startswith(("begin", "insert")) for one in asked) == 1, "each attempt may wait for seconds"
    assert not there.bodies
    state._db.execute("pragma query_only = off")
    assert len(sync(here, there, state, run="2", now=NOW).done) == 5
    state.close()
