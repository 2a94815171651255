"""The case of one commitment that did not fit: what it needs, what it has, what is around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from equipoise.domain.commitments import BlockKind, Event, Task
from equipoise.domain.time import Grid
from equipoise.planning.build import Request
from equipoise.planning.engine import Solution
from equipoise.planning.explain.members import Kind, Member
from equipoise.planning.explain.wording import title_of
from equipoise.planning.kernel.tables import END, SIBLING, START
from equipoise.planning.pricing import Item
from equipoise.planning.problem import Activity, Problem
from equipoise.planning.search import Found

__all__ = ["Case", "blocks_in"]


def blocks_in(problem: Problem, found: Found) -> dict[str, list[tuple[int, int]]]:
    """Return where a timetable places each activity: [start, end) in slots."""
    out: dict[str, list[tuple[int, int]]] = {}
    for i, activity in enumerate(problem.activities):
        x = int(found.state.head[i])
        while x >= 0:
            start, end = (int(found.state.node[x, column]) for column in (START, END))
            out.setdefault(activity.id, []).append((start, end))
            x = int(found.state.node[x, SIBLING])
    return out


@dataclass
class Case:
    """One activity that is not placed whole.

    Attributes:
        solution: the plan. ``activity``: what did not fit. ``conflict``: what keeps it out.
    """

    solution: Solution
    activity: Activity
    conflict: Sequence[Member] = field(default=())

    @property
    def request(self) -> Request:
        """What the plan was made from."""
        return self.solution.setup.request

    @property
    def grid(self) -> Grid:
        """The horizon."""
        return self.request.grid

    @property
    def commitment(self) -> str:
        """Id of the commitment."""
        return self.activity.commitment

    @property
    def item(self) -> Item:
        """The commitment itself."""
        return self.solution.setup.items[self.activity.id]

    @cached_property
    def blocks(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where the plan places each activity, pins apart: [start, end) in slots."""
        return blocks_in(self.solution.setup.problem, self.solution.found)

    @cached_property
    def got(self) -> int:
        """Slots that it has."""
        return sum(end - start for start, end in self.blocks.get(self.activity.id, ()))

    @property
    def worth(self) -> float:
        """Worth of the plan, 0 or more."""
        return max(0.0, self.solution.plan.certificate.objective)

    @property
    def missing(self) -> int:
        """Slots that it lacks."""
        return self.activity.need - self.got

    @property
    def shortage(self) -> int:
        """Slots that it lacks, with those that lack to what it waits for."""
        acts = [a for a in self.solution.setup.problem.activities if a.commitment in self.waiting]
        got = (sum(e - s for s, e in self.blocks.get(a.id, ())) for a in acts)
        return self.missing + sum(a.need for a in acts) - sum(got)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Titles of tasks by id."""
        return {t.id: title_of(t.title) for t in self.request.life.tasks}

    @cached_property
    def waiting(self) -> set[str]:
        """Ids of what it waits for and what is not placed whole."""
        short = {m.commitment for m in self.solution.plan.misfits}
        return {i for i in self.activity.after if i in short}

    @cached_property
    def placed_of(self) -> Mapping[str, int]:
        """Slots that the plan gives each commitment, pins apart."""
        out: Counter[str] = Counter()
        for activity in self.solution.setup.problem.activities:
            out[activity.commitment] += sum(e - s for s, e in self.blocks.get(activity.id, ()))
        return out

    @property
    def horizon(self) -> str:
        """The horizon in words."""
        named = {1: "this day", 7: "this week"}
        return named.get(self.grid.days, f"these {self.grid.days} days")

    @property
    def day(self) -> date:
        """The date of a ritual; else the horizon's first."""
        tail = self.activity.id.rpartition("@")[2]
        return next((d for d in self.grid.dates if d.isoformat() == tail), self.grid.first)

    def members(self, kind: Kind) -> set[str]:
        """Return the ids of the conflict's members of a kind."""
        return {i for m in self.conflict if m.kind is kind for i in m.ids}

    def worth_of(self, task: Task) -> float:
        """Return roughly what dropping a task loses."""
        pricing = self.solution.setup.pricing
        return pricing.at_start(pricing.priority(task)) * self.placed_of.get(task.id, 0)

    @cached_property
    def _limits(self) -> tuple[int, int]:
        """First and last slot between which it may lie by its own dates."""
        grid, item = self.grid, self.item
        lo, hi = grid.clamp(grid.ceil(self.request.now)), int(grid.size)
        if isinstance(item, Task):
            if item.release:
                lo = max(lo, grid.clamp(grid.ceil(item.release)))
            if item.due and item.hard_due:
                hi = grid.clamp(grid.floor(item.due))
        elif self.activity.segments:
            lo = min(s for s, _e in self.activity.segments)
            hi = max(e for _s, e in self.activity.segments)
        tail = self.activity.id.rpartition("@")[2]
        if tail == self.day.isoformat():
            k = grid.dates.index(self.day)
            lo, hi = grid.midnights[k], grid.midnights[k + 1]
        return lo, hi

    def meets(self, event: Event) -> bool:
        """Tell whether an event lies where the commitment might."""
        lo, hi = self._limits
        return self.grid.floor(event.when.start) < hi and lo < self.grid.ceil(event.when.end)

    def last_days(self) -> list[date]:
        """Return up to two dates on which more room would help: the last and the first that it may lie on."""
        lo, hi = self._limits
        grid = self.grid
        days = [
            d
            for k, d in enumerate(grid.dates)
            if grid.midnights[k] < hi and lo < grid.midnights[k + 1] and self._works_on(k)
        ]
        return list(dict.fromkeys([days[-1], days[0]])) if days else []

    def _works_on(self, k: int) -> bool:
        grid = self.grid
        part = slice(grid.midnights[k], grid.midnights[k + 1])
        return bool(self.solution.setup.problem.own_mask[part].any())

    def margins(self) -> list[tuple[date, float]]:
        """Return up to two dates whose budget binds most, with the margin that would leave it room."""
        problem, pricing = self.solution.setup.problem, self.solution.setup.pricing
        lo, hi = self._limits
        free = problem.own_mask & ~pricing.masks.taken
        free[: self.grid.clamp(self.grid.ceil(self.request.now))] = False
        out = []
        for k, day in enumerate(self.grid.dates):
            first, last = self.grid.midnights[k], self.grid.midnights[k + 1]
            size = int(free[first:last].sum())
            if not size or first >= hi or last <= lo:
                continue
            share = max(0.0, 1.0 - (problem.cap[k] + self.missing) / size)
            share = int(share * 100) / 100
            if share < self.request.books[day].number("margin"):
                out.append((-float(self.solution.found.nu[k]), k, day, share))
        return [(day, share) for _nu, _k, day, share in sorted(out)[:2]]

    def on_call(self, day: date) -> bool:
        """Tell whether duty falls on a date."""
        k = self.grid.dates.index(day)
        start, end = self.grid.instant(self.grid.midnights[k]), self.grid.instant(self.grid.midnights[k + 1])
        return any(d.when.start < end and start < d.when.end for d in self.request.life.on_call)

    def shut_by_golden(self) -> bool:
        """Tell whether hard golden hours may keep it out."""
        pricing = self.solution.setup.pricing
        return pricing.kind(self.item) is not BlockKind.FOCUS and bool(pricing.masks.golden.any())

    @cached_property
    def outside(self) -> frozenset[str]:
        """Ids of activities that the plan places outside own hours, wholly or in part."""
        own = self.solution.setup.problem.own_mask
        return frozenset(i for i, spans in self.blocks.items() if any(not own[s:e].all() for s, e in spans))
