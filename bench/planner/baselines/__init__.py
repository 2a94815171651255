"""Planners to compare ours with, all on the neutral measure.

Every method takes an instance, a budget in seconds and a seed, and gives a list of blocks. `METHODS` names
them all; ask `Method.missing` before calling one that needs something beyond the project's own dependencies.
"""

import importlib.util
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from . import cpsat_plain, due_date, greedy, slot_scorer, squeaky_wheel, taskcheck_plan, timefold_plan
from .neutral import Instance, PlacedBlock, generate, score

__all__ = ["METHODS", "Instance", "Method", "PlacedBlock", "Planner", "generate", "score"]


class Planner(Protocol):
    """A planning function."""

    def __call__(self, instance: Instance, budget_seconds: float, seed: int) -> list[PlacedBlock]:
        """Plans an instance within a budget of wall-clock seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Method:
    """One entry of the comparison.

    Attributes:
        name: Short name, also its key in `METHODS`.
        plan: The planning function.
        needs: What has to be installed beyond the project, in words; empty for nothing.
        missing: Tells what is not installed, or gives nothing when the method can run.
        anytime: Whether a larger budget can give a better plan.
        on_time: Whether it promises never to place work after its deadline.
        legal_splits: Whether it promises to respect `splittable` and `min_chunk`.
    """

    name: str
    plan: Planner
    needs: str = ""
    missing: Callable[[], str | None] = lambda: None
    anytime: bool = False
    on_time: bool = True
    legal_splits: bool = True

    @property
    def available(self) -> bool:
        """Whether the method can run here."""
        return self.missing() is None


def _lacking(packages: Mapping[str, str], programs: Mapping[str, str]) -> Callable[[], str | None]:
    """A check for importable packages and programs on the path; the values say how to get them."""

    def check() -> str | None:
        found = [how for name, how in packages.items() if importlib.util.find_spec(name) is None]
        found += [how for name, how in programs.items() if shutil.which(name) is None]
        return f"not installed: {', '.join(found)}" if found else None

    return check


_ORTOOLS: Final = _lacking({"ortools": "ortools (PyPI)"}, {})
_TIMEFOLD: Final = _lacking({"timefold": "timefold (PyPI)"}, {"java": "a Java 17 virtual machine"})
_TASKCHECK: Final = _lacking({"taskcheck": "taskcheck (PyPI)"}, {"task": "taskwarrior (Debian)"})

METHODS: Final[dict[str, Method]] = {
    method.name: method
    for method in (
        Method(due_date.NAME, due_date.plan, on_time=False),
        Method(greedy.NAME, greedy.plan),
        Method(slot_scorer.NAME, slot_scorer.plan, on_time=False),
        Method(squeaky_wheel.NAME, squeaky_wheel.plan, anytime=True),
        Method(cpsat_plain.NAME_INTERVAL, cpsat_plain.plan_interval, "ortools", _ORTOOLS, anytime=True),
        Method(cpsat_plain.NAME_INDEXED, cpsat_plain.plan_indexed, "ortools", _ORTOOLS, anytime=True),
        Method(timefold_plan.NAME, timefold_plan.plan, "timefold and Java 17", _TIMEFOLD, anytime=True),
        Method(
            taskcheck_plan.NAME,
            taskcheck_plan.plan,
            "taskcheck and taskwarrior 2.6",
            _TASKCHECK,
            on_time=False,
            legal_splits=False,
        ),
    )
}
