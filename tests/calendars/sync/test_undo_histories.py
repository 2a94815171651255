"""Random histories of plans, edits in the calendar and undos: nothing doubled, no edit lost, and the plan gets through."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.calendars.sync.test_plan_calendar import FOREIGN, NOW, wanted

from equipoise.calendars.plan_calendar import PlanCalendar
from equipoise.calendars.stores.memory import MemoryStore
from equipoise.calendars.sync.model import Side
from equipoise.calendars.sync.wishes import shown

ZONE = ZoneInfo("Europe/Vienna")
NAMES = ("memo", "run", "books")
PLANS = st.fixed_dictionaries(
    {name: st.integers(8, 17) for name in NAMES[:1]},
    optional={name: st.integers(8, 17) for name in NAMES[1:]},
)
EXAMPLES = max(60, int(os.environ.get("EQUIPOISE_INTERLEAVINGS", "0")) // 20)
"""Histories that are tried; more of them at night."""
STEPS = st.one_of(
    st.tuples(st.just("plan"), PLANS),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("drag"), st.tuples(st.sampled_from(NAMES), st.integers(8, 17))),
    st.tuples(st.just("delete"), st.sampled_from(NAMES)),
)  # fmt: skip


class History:
    """One calendar, and what the person did in it last, by name: the hour, or 0 for deleted."""

    def __init__(self, folder: Path, *, tokens: bool) -> None:
        self.server = MemoryStore("server", tokens=tokens)
        self.server.write("dentist.ics", FOREIGN, match="")
        self.calendar = PlanCalendar(folder, self.server, ZONE)
        self.by_hand: dict[str, int] = {}
        self.edited = True
        self.runs = 0
        self.before = dict(self.server.bodies)

    def plan(self, hours: dict[str, int]) -> int:
        self.runs += 1
        before, self.edited = dict(self.server.bodies), False
        plan = wanted(**{name: f"20261124T{hour:02}0000" for name, hour in hours.items()})
        outcome = self.calendar.sync(plan, NOW, run=f"{self.runs:03}")
        if self.calendar.last_run == f"{self.runs:03}":
            self.before = before
        else:
            self.edited = True
        return outcome.writes(Side.REMOTE)

    def undo(self, _nothing: None) -> None:
        findings = self.calendar.undo()
        if not self.edited:
            assert (findings, self.server.bodies) == ([], self.before)
        self.edited = True

    def drag(self, what: tuple[str, int]) -> None:
        name, hour = what
        href = f"{name}@equipoise.ics"
        if href in self.server.bodies:
            was = shown(self.server.bodies[href], ZONE)
            assert was is not None
            body = wanted(**{name: f"20261125T{hour:02}0000"}).make({f"{name}/1": f"{name}@equipoise"})[
                f"{name}/1"
            ]
            self.server.write(href, body, match="*")
            self.by_hand[name], self.edited = hour, True

    def delete(self, name: str) -> None:
        if f"{name}@equipoise.ics" in self.server.bodies:
            self.server.remove(f"{name}@equipoise.ics", match="*")
            self.by_hand[name], self.edited = 0, True


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.lists(STEPS, max_size=9), PLANS, st.booleans())
def test_whatever_was_undone_the_next_plan_gets_through_and_the_hand_counts_more(
    steps: list[tuple[str, object]], last: dict[str, int], tokens: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder), tokens=tokens)
        try:
            for what, argument in steps:
                getattr(history, what)(argument)
            history.plan(last)
            history.plan(last)
            assert history.plan(last) == 0
            there = {name: [h for h in history.server.bodies if h.startswith(name)] for name in NAMES}
            assert history.server.bodies["dentist.ics"] == FOREIGN
            assert all(len(found) <= 1 for found in there.values()), there
            if not any(what == "undo" for what, _ in steps):
                deleted = [name for name, hour in history.by_hand.items() if not hour]
                assert not any(there[name] for name in deleted), "it is not put back"
            for name, hour in last.items():
                if name not in history.by_hand:
                    seen = shown(history.server.bodies[f"{name}@equipoise.ics"], ZONE)
                    assert seen is not None
                    assert seen.when.start == datetime(2026, 11, 24, hour, tzinfo=ZONE).astimezone(UTC)
        finally:
            history.calendar.close()
