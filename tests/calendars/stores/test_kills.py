"""A process that is killed in the middle of a sync: the next one goes on without a hand, nothing doubled, nothing lost."""

from __future__ import annotations

import os
import time

import pytest
from tests.calendars.stores.killing import Victim
from tests.calendars.stores.test_sync_servers import put
from tests.calendars.sync.ledger import bodies_of, title_of

from equipoise.calendars.sync.state import State

KILLS = int(os.environ.get("EQUIPOISE_KILLS", "5"))
"""At random moments, and as many at exact ones; ``make test-nightly`` tries 200."""
WRITES = ("PUT", "DELETE")


def test_killed_at_any_moment_the_next_sync_goes_on(victim: Victim) -> None:
    victim.edits(8)
    began = time.monotonic()
    victim.sync()
    whole = time.monotonic() - began
    for _kill in range(KILLS):
        victim.edits(4)
        victim.kill_after(victim.chance.uniform(0, whole))
        if victim.chance.random() < 0.2:
            victim.converge()
    victim.converge()


@pytest.mark.parametrize("mode", ["hold", "keep"])
def test_killed_before_and_after_the_server_has_a_write(victim: Victim, mode: str) -> None:
    victim.edits(10)
    held = 0
    for kill in range(KILLS // 2 + 1):
        victim.edits(5)
        held += victim.kill_at(mode, WRITES, kill % 4)
        if kill % 7 == 6:
            victim.converge()
    assert held, "nothing was killed"
    victim.converge()


@pytest.mark.parametrize("edited", [False, True])
def test_a_write_of_a_killed_process_is_not_repeated_and_edits_go_on_top(
    victim: Victim, edited: bool
) -> None:
    put(victim.local, "old", "Old")
    victim.sync()
    put(victim.local, "new", "New")
    put(victim.local, "old", "Edited")
    for _put in range(2):
        assert victim.kill_at("keep", ("PUT",), 0)
    if edited:
        put(victim.local, "new", "New again")
        put(victim.local, "old", "Edited again")
    victim.proxy.plan()
    told = victim.sync()
    assert victim.proxy.plan().count("PUT") == (2 if edited else 0)
    wanted = ["Edited again", "New again"] if edited else ["Edited", "New"]
    assert sorted(map(title_of, bodies_of(victim.server).values())) == wanted
    assert sorted(map(title_of, bodies_of(victim.local).values())) == wanted
    assert told["findings"] == []
    with State(victim.memory, "pair") as state:
        assert state.shelf() == []
    victim.converge()
