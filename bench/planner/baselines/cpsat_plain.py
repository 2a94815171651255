"""OR-Tools CP-SAT on two plain models of the problem, as a practitioner would write them first.

`plan_interval` uses optional interval variables under one no-overlap constraint; `plan_indexed` one truth
value for each task and quarter hour. Both maximise the neutral U, have no hints, no start plan and no tricks,
and use two workers.
"""

import importlib
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, Final

from .grid import COMPLETION_UNITS, UNOWNED, Grid, Job, build, put
from .neutral import Instance, PlacedBlock

NAME_INTERVAL: Final = "cpsat_interval"
NAME_INDEXED: Final = "cpsat_indexed"
WORKERS: Final = 2
MOST_PIECES: Final = 4


@cache
def _process() -> ProcessPoolExecutor:
    """Return a process of its own for OR-Tools: its library and that of highspy cannot be loaded into one."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _cp_model() -> Any:
    return importlib.import_module("ortools.sat.python.cp_model")


@dataclass(slots=True)
class _Piece:
    job: Job
    start: Any
    length: Any
    present: Any


@dataclass(slots=True)
class _Intervals:
    """Interval model: starts and ends are free quarter hours; run ends keep pieces uninterrupted."""

    cp: Any
    grid: Grid
    model: Any
    pieces: list[_Piece] = field(default_factory=list)
    intervals: list[Any] = field(default_factory=list)
    terms: list[Any] = field(default_factory=list)

    def add_job(self, job: Job) -> None:
        """Adds the pieces of a job, its completion and its earnings."""
        if job.splittable:
            self._add_pieces(job)
        else:
            self._add_block(job)

    def _add_block(self, job: Job) -> None:
        """A job in one block: a start among those that fit."""
        model, grid, name = self.model, self.grid, str(job.index)
        ends = [min(end, job.due) for end in grid.run_end[: job.due]]
        fitting = [slot for slot in range(job.due) if slot + job.need <= ends[slot]]
        if not fitting:
            return
        present = model.new_bool_var(f"present{name}")
        start = model.new_int_var_from_domain(self.cp.Domain.from_values(fitting), f"start{name}")
        interval = model.new_optional_fixed_size_interval_var(start, job.need, present, f"block{name}")
        self.intervals.append(interval)
        earned = [
            sum(grid.units(job.level, slot) for slot in range(first, min(first + job.need, job.due)))
            for first in range(job.due)
        ]
        worth = model.new_int_var(0, max(earned), f"worth{name}")
        model.add_element(start, earned, worth)
        gain = model.new_int_var(0, max(earned), f"gain{name}")
        model.add(gain <= worth)
        model.add(gain == 0).only_enforce_if(present.negated())
        self.terms.append(job.weight * (gain + COMPLETION_UNITS * job.need * present))
        self.pieces.append(_Piece(job, start, job.need, present))

    def _add_pieces(self, job: Job) -> None:
        """A job in up to `MOST_PIECES` pieces of variable length."""
        if job.due < job.chunk:
            return
        count = min(MOST_PIECES, job.need // job.chunk)
        added = [self._piece(job, number) for number in range(count)]
        placed = sum(piece.length for piece in added)
        self.model.add(placed <= job.need)
        done = self.model.new_bool_var(f"done{job.index}")
        self.model.add(placed >= job.need).only_enforce_if(done)
        self.terms.append(COMPLETION_UNITS * job.weight * job.need * done)
        for earlier, later in pairwise(added):
            self.model.add_implication(later.present, earlier.present)

    def _piece(self, job: Job, number: int) -> _Piece:
        model, name = self.model, f"{job.index}_{number}"
        start = model.new_int_var(0, job.due, f"start{name}")
        end = model.new_int_var(0, job.due, f"end{name}")
        length = model.new_int_var(0, job.need, f"length{name}")
        present = model.new_bool_var(f"present{name}")
        self.intervals.append(model.new_optional_interval_var(start, length, end, present, f"piece{name}"))
        model.add(length >= job.chunk).only_enforce_if(present)
        model.add(length == 0).only_enforce_if(present.negated())
        limit = model.new_int_var(0, job.due, f"limit{name}")
        ends = [min(end, job.due) for end in self.grid.run_end[: job.due]]
        model.add_element(start, [*ends, job.due], limit)
        model.add(end <= limit).only_enforce_if(present)
        earned = [0, *accumulate(self.grid.units(job.level, slot) for slot in range(job.due))]
        before = model.new_int_var(0, earned[-1], f"before{name}")
        after = model.new_int_var(0, earned[-1], f"after{name}")
        model.add_element(start, earned, before)
        model.add_element(end, earned, after)
        gain = model.new_int_var(0, earned[-1], f"gain{name}")
        model.add(gain <= after - before).only_enforce_if(present)
        model.add(gain == 0).only_enforce_if(present.negated())
        self.terms.append(job.weight * gain)
        piece = _Piece(job, start, length, present)
        self.pieces.append(piece)
        return piece

    def read(self, solver: Any, owner: list[int]) -> None:
        """Writes the solver's plan into `owner`."""
        for piece in self.pieces:
            if solver.value(piece.present):
                put(owner, piece.job, [(solver.value(piece.start), int(solver.value(piece.length)))])


@dataclass(slots=True)
class _Indexed:
    """Time-indexed model: `works[j, s]` says whether job j has quarter hour s."""

    cp: Any
    grid: Grid
    model: Any
    works: dict[tuple[int, int], Any] = field(default_factory=dict)
    terms: list[Any] = field(default_factory=list)

    def add_job(self, job: Job) -> None:
        """Adds the truth values of a job, the rules for its pieces and its earnings."""
        model, run_end = self.model, self.grid.run_end
        slots = range(job.due)
        works = [model.new_bool_var(f"works{job.index}_{slot}") for slot in slots]
        self.works.update({(job.index, slot): works[slot] for slot in slots})
        starts = [model.new_bool_var(f"starts{job.index}_{slot}") for slot in slots]
        for slot in slots:
            joined = slot > 0 and run_end[slot - 1] > slot
            before = works[slot - 1] if joined else 0
            model.add(starts[slot] >= works[slot] - before)
            if slot + job.chunk > min(run_end[slot], job.due):
                model.add(starts[slot] == 0)
                continue
            for offset in range(job.chunk):
                model.add_implication(starts[slot], works[slot + offset])
        if not job.splittable:
            model.add(sum(starts) <= 1)
        done = model.new_bool_var(f"done{job.index}")
        model.add(sum(works) <= job.need)
        model.add(sum(works) >= job.need * done)
        self.terms.append(COMPLETION_UNITS * job.weight * job.need * done)
        self.terms += [job.weight * self.grid.units(job.level, slot) * works[slot] for slot in slots]

    def read(self, solver: Any, owner: list[int]) -> None:
        """Writes the solver's plan into `owner`."""
        for (index, slot), works in self.works.items():
            if solver.boolean_value(works):
                owner[slot] = index


def _solve(cp: Any, built: _Intervals | _Indexed, seconds: float, seed: int) -> Any | None:
    built.model.maximize(sum(built.terms))
    solver = cp.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.001, seconds)
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed % 2**31
    status = solver.solve(built.model)
    return solver if status in (cp.OPTIMAL, cp.FEASIBLE) else None


def _interval_here(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    cp = _cp_model()
    begin = time.perf_counter()
    grid = build(instance)
    built = _Intervals(cp, grid, cp.CpModel())
    for job in grid.jobs:
        built.add_job(job)
    built.model.add_no_overlap(built.intervals)
    solver = _solve(cp, built, budget_seconds - (time.perf_counter() - begin), seed)
    owner = [UNOWNED] * len(grid.position)
    if solver is not None:
        built.read(solver, owner)
    return grid.blocks(owner)


def _indexed_here(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    cp = _cp_model()
    begin = time.perf_counter()
    grid = build(instance)
    built = _Indexed(cp, grid, cp.CpModel())
    for job in grid.jobs:
        built.add_job(job)
    for slot in range(len(grid.position)):
        takers = [built.works[job.index, slot] for job in grid.jobs if slot < job.due]
        if takers:
            built.model.add_at_most_one(takers)
    solver = _solve(cp, built, budget_seconds - (time.perf_counter() - begin), seed)
    owner = [UNOWNED] * len(grid.position)
    if solver is not None:
        built.read(solver, owner)
    return grid.blocks(owner)


def plan_interval(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Plans with optional intervals, at most four pieces for a task.

    Args:
        instance: The problem.
        budget_seconds: Wall-clock seconds for building and solving together.
        seed: The solver's random seed.

    Returns:
        The best plan found, all on time and legally cut; empty when the solver found none in time.
    """
    return _process().submit(_interval_here, instance, budget_seconds, seed).result()


def plan_indexed(instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
    """Plans with one truth value for each task and free quarter hour.

    Args:
        instance: The problem.
        budget_seconds: Wall-clock seconds for building and solving together.
        seed: The solver's random seed.

    Returns:
        The best plan found, all on time and legally cut; empty when the solver found none in time.
    """
    return _process().submit(_indexed_here, instance, budget_seconds, seed).result()
