"""A process that is killed in the middle of a sync: the next one goes on without a hand, nothing doubled, nothing lost."""

from __future__ import annotations

import os
import time

import pytest
from tests.calendars.stores.killing import Victim
from tests.calendars.stores.test_sync_servers import put
from tests.calendars.sync.bodies import event
from tests.calendars.sync.ledger import bodies_of, integrity, title_of

from equipoise.calendars.sync.resource import parse, uid_of
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


FOREIGN = event("dentist", "Dentist", "20261124T100000", extra="X-KEEP;A=b:untouched, as it is")
NAMES = ("memo", "run", "books", "walk", "call")


@pytest.mark.parametrize("mode", ["hold", "keep"])
def test_a_plan_whose_sync_is_killed_stands_in_the_calendar_after_the_next(victim: Victim, mode: str) -> None:
    """Nothing that a killed sync left half done is taken for the person's hand."""
    victim.server.write(victim.server.href_for("dentist"), FOREIGN, match="")
    before = set(victim.server.listing().etags.items())
    where = {"plan folder": str(victim.folder / "plan")}
    held = 0
    for kill in range(KILLS // 2 + 1):
        names = NAMES[kill % 2 :]
        plan = {name: f"202612{kill % 20 + 1:02}T{9 + NAMES.index(name):02}0000" for name in names}
        skip = victim.chance.randrange(1 + 2 * (kill % 3))
        held += victim.kill_at(mode, WRITES, skip, plan=plan, **where)
        assert integrity(victim.folder / "plan" / "sync.sqlite") == "ok"
        told = victim.sync(plan=plan, **where)
        assert told["complete"]
        assert (told["findings"], told["wishes"]) == ([], [])
        bodies = {uid_of(parse(body)): body for body in bodies_of(victim.server).values()}
        assert len(bodies) == len(bodies_of(victim.server)) == len(plan) + 1
        starts = {name: parse(bodies[f"{name}@equipoise"]).children[0].value("DTSTART") for name in names}
        assert starts == plan
        assert before <= set(victim.server.listing().etags.items()), "nobody wrote to what is not ours"
        assert victim.sync(plan=plan, **where)["writes"] == 0
    assert held, "nothing was killed"
