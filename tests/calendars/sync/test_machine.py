"""Edits on both sides, syncs, crashes and lost replies in any order: nothing doubled, nothing lost, always convergent."""

from __future__ import annotations

import contextlib
import os

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from tests.calendars.sync.bodies import event
from tests.calendars.sync.forgetful import Forgetful
from tests.calendars.sync.histories import NOW, Faulty, History, Killed
from tests.calendars.sync.ledger import title_of

from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.loop import sync
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.state import Done, State


class Machine(History):
    """Both sides in memory; the server may rewrite what it stores, tell no versions and forget tokens."""

    server: Forgetful

    @initialize(rewrites=st.booleans(), etags=st.booleans(), tokens=st.booleans())
    def begin(self, rewrites: bool, etags: bool, tokens: bool) -> None:
        self.start()
        self.local = MemoryStore("local")
        self.server = Forgetful("server", tokens=tokens)
        self.remote = Faulty(self.server, rewrites, etags)
        self.here = Faulty(self.local)
        self.state = self.new_memory()

    @rule(silent=st.booleans())
    def forget_token(self, silent: bool) -> None:
        """The server knows the token no more, and answers as if it did."""
        if self.state.token(Side.REMOTE):
            self.server.silent = silent
            self.state.set_token(Side.REMOTE, "forgotten")


INTERLEAVINGS = int(os.environ.get("EQUIPOISE_INTERLEAVINGS", "150"))
"""``make test-nightly`` tries 10,000."""

Machine.TestCase.settings = settings(max_examples=INTERLEAVINGS, stateful_step_count=25, deadline=None)
TestMachine = Machine.TestCase


def test_two_crashes_in_a_row_on_a_server_that_rewrites_leave_no_conflict() -> None:
    local, server = MemoryStore("local"), MemoryStore("server")
    here, there = Faulty(local), Faulty(server, rewrites=True)
    state = State(":memory:", "pair")
    for uid in "ab":
        local.write(f"{uid}.ics", event(uid, "Old"), match="")
    sync(here, there, state, run="1", now=NOW)
    for href, uid in (("a.ics", "a"), ("b.ics", "b")):
        local.write(href, event(uid, "New", extra="LOCATION:Here"), match="*")
    # the server has b's new version and wrote it differently, but nobody noted it
    number = state.begin("2", Done(Side.REMOTE, "b", "b.ics", b"", local.bodies["b.ics"], ""))
    assert number
    server.write("b.ics", event("b", "New!", extra="LOCATION:Here"), match="*")
    there.plan = ["kill before"]  # the next sync dies at a, before it comes to b
    with contextlib.suppress(Killed):
        sync(here, there, state, run="3", now=NOW)
    there.plan = []
    sync(here, there, state, run="4", now=NOW)
    assert sorted(server.bodies) == ["a.ics", "b.ics"]
    assert [title_of(server.bodies[href]) for href in ("a.ics", "b.ics")] == ["New", "New!"]
    state.close()


def test_a_different_copy_takes_the_place_of_the_one_that_was_deleted() -> None:
    """A list of changes does not tell it again: it has not changed since."""
    local, server = MemoryStore("local"), MemoryStore("server", tokens=True)
    with State(":memory:", "pair") as state:
        server.write("a.ics", event("a", "First"), match="")
        server.write("b.ics", event("a", "Second"), match="")
        server.write("other.ics", event("other"), match="")
        assert sync(local, server, state, run="1", now=NOW).findings
        server.remove("a.ics", match="*")
        sync(local, server, state, run="2", now=NOW)
        assert title_of(local.bodies["a.ics"]) == "Second"
        assert sync(local, server, state, run="3", now=NOW).done == []


def test_an_edit_at_the_moment_of_the_first_sync_is_put_aside_before_it_gives_way() -> None:
    local, server = MemoryStore("local"), MemoryStore("server")
    here = Faulty(local)
    with State(":memory:", "pair") as state:
        server.write("a.ics", event("a", "Theirs"), match="")

        def race(href: str) -> None:
            local.write(href, event("a", "Mine"), match="")

        here.race = race
        here.plan = ["race before", "kill after"]
        with contextlib.suppress(Killed):
            sync(here, server, state, run="1", now=NOW)
        sync(here, server, state, run="2", now=NOW)
        assert title_of(local.bodies["a.ics"]) == "Theirs"
        assert [title_of(body) for _uid, _why, body in state.shelf()] == ["Mine"]
