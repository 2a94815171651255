"""A storm of changes, each answered by a replan: little moves, nothing swings, and without a change nothing happens."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import pytest
from tests.planning.conftest import Asker
from tests.planning.explain.smallweeks import Flat

from equipoise.domain.commitments import Event
from equipoise.domain.plan import Plan
from equipoise.domain.time import Interval, at_local
from equipoise.planning.build import Request
from equipoise.planning.engine import check_plan, solve
from equipoise.planning.replan import EXTRA_MOVES, MOST_MOVED, replan
from equipoise.planning.search import Effort
from equipoise.testing import make_week

Place = tuple[str, Interval]
STAY = frozenset({1, 2, 7, 8, 9, 10})
"""Rules by which a changed calendar can drive a block from its place."""


def movable(plan: Plan) -> frozenset[Place]:
    return frozenset((b.commitment, b.when) for b in plan.blocks if b.commitment and not b.pinned)


def driven(request: Request, plan: Plan) -> int:
    """Count the blocks of a plan that have to leave under changed events, the most troublesome first."""
    bare = replace(request, previous=None)
    stay = replace(plan, blocks=tuple(b for b in plan.blocks if b.commitment))
    count = 0
    while True:
        found = [v for v in check_plan(bare, stay).violations if v.rule in STAY and v.blocks]
        if not found:
            return count
        worst = Counter(block for v in found for block in v.blocks).most_common(1)[0][0]
        stay = replace(stay, blocks=tuple(b for b in stay.blocks if b.id != worst))
        count += 1


@dataclass
class Storm:
    """A plan under changes; it remembers where blocks stood of late."""

    request: Request
    plan: Plan
    rng: random.Random
    left: list[frozenset[Place]] = field(default_factory=list)

    def changes(self, count: int) -> Iterator[tuple[tuple[Event, ...], Interval | None]]:
        """Yield the events after each change, and the time that a cancelled one gives back."""
        events = self.request.events
        for number in range(count):
            added = [e for e in events if e.id.startswith("new-")]
            if len(added) > 4 or number % 3 == 2:
                gone = self.rng.choice(added or list(events))
                events = tuple(e for e in events if e is not gone)
                yield events, gone.when
            else:
                events = (*events, self._new(events, number))
                yield events, None

    def _new(self, events: tuple[Event, ...], number: int) -> Event:
        grid = self.request.grid
        days = [d for d in grid.dates if d.weekday() < 5]
        while True:
            start = at_local(self.rng.choice(days), time(9), grid.zone) + timedelta(
                minutes=15 * self.rng.randrange(30)
            )
            when = Interval(start, start + timedelta(minutes=self.rng.choice((30, 60))))
            if not any(when.overlaps(e.when) for e in events):
                return Event(f"new-{number}", "New", when, role=events[0].role, meeting=True)

    def take(self, events: tuple[Event, ...], freed: Interval | None) -> None:
        """Replan after one change, and judge what it moved."""
        asked = replace(self.request, events=events, previous=self.plan)
        after = replan(asked).plan  # judged by the checker before it is given out
        gone, come = movable(self.plan) - movable(after), movable(after) - movable(self.plan)
        forced = driven(asked, self.plan)
        most = int(MOST_MOVED * len(movable(self.plan)))
        assert len(gone) <= forced + EXTRA_MOVES
        # of blocks that cannot all stay the earlier ones do, which may cost one more than need be
        assert len(gone) <= max(most, forced + 1)
        back = [place for place in come if any(place in old for old in self.left[-3:])]
        assert forced or all(freed is not None and _near(place[1], freed) for place in back), back
        self.left.append(gone)
        self.plan = after

    def nothing_happens(self, events: tuple[Event, ...]) -> None:
        """Without a change the same blocks stand, under the same ids."""
        again = replan(replace(self.request, events=events, previous=self.plan))
        assert again.plan.blocks == self.plan.blocks
        assert again.diff.empty


def _near(one: Interval, other: Interval) -> bool:
    pause = timedelta(minutes=15)
    return one.overlaps(Interval(other.start - pause, other.end + pause))


@pytest.mark.parametrize(("tasks", "days", "count"), [(10, 3, 100), (120, 28, 5)], ids=["week", "month"])
def test_a_storm_moves_little_and_swings_nothing(ask: Asker, tasks: int, days: int, count: int) -> None:
    request = replace(ask(make_week(1, tasks=tasks, days=days, load=0.85)), curve=Flat(morning=0.8))
    plan = solve(request, Effort(seconds=20, rounds=40)).plan
    storm = Storm(request, plan, random.Random(99))
    storm.nothing_happens(request.events)
    for number, (events, freed) in enumerate(storm.changes(count)):
        storm.take(events, freed)
        if number % 10 == 4:
            storm.nothing_happens(events)
