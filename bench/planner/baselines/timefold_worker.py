"""Solves one plan with Timefold in a process of its own: JSON on standard input, JSON on standard output.

Input: `seconds` (solving time), `seed` and `pieces`, each with `job`, `weight`, `need` and `length` (quarter
hours) and `options`, a list of [start, end, gain]. Output: `starts`, one start or null a piece, and
`startup_seconds`.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

WARM_UP_SECONDS = 2.0


@dataclass
class Option:
    """A place for a piece: quarter hours [start, end) and the units it earns there."""

    start: int
    end: int
    gain: int


@planning_entity
@dataclass
class Piece:
    """A piece of a job; `finish` is what the job earns once all its pieces are placed, in units."""

    id: Annotated[int, PlanningId]
    job: int
    length: int
    need: int
    finish: int
    options: Annotated[list[Option], ValueRangeProvider(id="options")]
    option: Annotated[
        Option | None, PlanningVariable(value_range_provider_refs=["options"], allows_unassigned=True)
    ] = field(default=None)


@planning_solution
@dataclass
class Week:
    """All pieces; no two may overlap."""

    pieces: Annotated[list[Piece], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


def overlap(factory: ConstraintFactory) -> Constraint:
    """Forbids two pieces at one time; costs the quarter hours in conflict."""
    return (
        factory.for_each_unique_pair(
            Piece,
            Joiners.overlapping(lambda piece: piece.option.start, lambda piece: piece.option.end),  # type: ignore[attr-defined]
        )
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda a, b: min(a.option.end, b.option.end) - max(a.option.start, b.option.start),  # type: ignore[union-attr]
        )
        .as_constraint("overlap")
    )


def earned(factory: ConstraintFactory) -> Constraint:
    """Rewards each placed piece with its units."""
    return (
        factory.for_each(Piece)
        .reward(HardSoftScore.ONE_SOFT, lambda piece: piece.option.gain)  # type: ignore[union-attr]
        .as_constraint("earned")
    )


def finished(factory: ConstraintFactory) -> Constraint:
    """Rewards a job whose pieces are all placed."""
    return (
        factory.for_each(Piece)
        .group_by(
            lambda piece: piece.job,
            lambda piece: piece.need,
            lambda piece: piece.finish,
            ConstraintCollectors.sum(lambda piece: piece.length),  # type: ignore[attr-defined]
        )
        .filter(lambda _job, need, _finish, placed: placed >= need)
        .reward(HardSoftScore.ONE_SOFT, lambda _job, _need, finish, _placed: finish)
        .as_constraint("finished")
    )


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """The three rules of the week."""
    return [overlap(factory), earned(factory), finished(factory)]


def read(problem: dict[str, Any]) -> Week:
    """Makes the planning problem."""
    found: list[Piece] = []
    for number, given in enumerate(problem["pieces"]):
        options = [Option(start, end, gain) for start, end, gain in given["options"]]
        finish = 6 * given["weight"] * given["need"]
        found.append(Piece(number, given["job"], given["length"], given["need"], finish, options))
    return Week(found)


def solve(problem: dict[str, Any], seconds: float) -> Week:
    """Solves for so many seconds of solving time; building the solver is not counted."""
    config = SolverConfig(
        solution_class=Week,
        entity_class_list=[Piece],
        random_seed=problem["seed"],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=constraints),
        termination_config=TerminationConfig(
            spent_limit=Duration(milliseconds=max(1, round(1000 * seconds)))
        ),
    )
    solved: Week = SolverFactory.create(config).build_solver().solve(read(problem))
    return solved


def main() -> None:
    """Warms the virtual machine up with a discarded run, then solves."""
    begin = time.perf_counter()
    problem = json.load(sys.stdin)
    solve(problem, WARM_UP_SECONDS)
    startup = time.perf_counter() - begin
    week = solve(problem, problem["seconds"])
    starts = [None if piece.option is None else int(piece.option.start) for piece in week.pieces]
    json.dump({"starts": starts, "startup_seconds": startup, "score": str(week.score)}, sys.stdout)


if __name__ == "__main__":
    main()
