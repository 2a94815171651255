"""The neutral measure: one instance generator and one scorer that know no planner.

Both live outside this repository. The folder is taken from the environment variable `EQUIPOISE_SHARED`, else
from `../shared` beside the repository; either that folder or its `bench` subfolder holds `gen_weeks.py` and
`score.py`.
"""

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypedDict, cast

SHARED_VARIABLE: Final = "EQUIPOISE_SHARED"
REPOSITORY: Final = Path(__file__).resolve().parents[3]


class Busy(TypedDict):
    """A fixed appointment; nothing may be planned in [start, end), both ISO 8601 UTC with `Z`."""

    start: str
    end: str
    title: str


class TaskSpec(TypedDict):
    """One piece of work.

    `dur` and `min_chunk` are minutes; `prio` is 1 (low) to 4 (urgent); `energy` is high, medium or low; a
    task that is not `splittable` wants one uninterrupted block.
    """

    id: str
    dur: int
    deadline: str
    prio: int
    energy: str
    project: str
    splittable: bool
    min_chunk: int
    created: str


class Instance(TypedDict):
    """One planning problem: working days (midnights), hours [from, to), energy bands, busy times, tasks."""

    name: str
    now: str
    days: list[str]
    work: list[int]
    energy: list[list[Any]]
    busy: list[Busy]
    tasks: list[TaskSpec]
    free_min: int


class PlacedBlock(TypedDict):
    """Work on `task` in [start, end), both ISO 8601 UTC with `Z`."""

    task: str
    start: str
    end: str


class NeutralUnavailableError(RuntimeError):
    """The generator and the scorer of the neutral measure were not found."""


def shared_folder() -> Path:
    """Finds the folder that holds `gen_weeks.py` and `score.py`.

    Returns:
        The folder.

    Raises:
        NeutralUnavailableError: Neither the variable nor the folder beside the repository leads there.
    """
    configured = os.environ.get(SHARED_VARIABLE)
    root = Path(configured).expanduser() if configured else REPOSITORY.parent / "shared"
    for folder in (root, root / "bench"):
        if (folder / "gen_weeks.py").is_file() and (folder / "score.py").is_file():
            return folder
    raise NeutralUnavailableError(
        f"gen_weeks.py and score.py are neither in {root} nor in {root / 'bench'}; "
        f"set {SHARED_VARIABLE} to the folder that holds them"
    )


@cache
def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"neutral_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise NeutralUnavailableError(f"{path} cannot be loaded as a module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generate(n_tasks: int, n_days: int, load: float, seed: int) -> Instance:
    """Makes a synthetic instance.

    Args:
        n_tasks: Number of tasks, at least 1.
        n_days: Number of working days, at least 1.
        load: Work asked for as a share of the free working time; above 1 not everything fits.
        seed: Any integer; the same seed gives the same instance.

    Returns:
        The instance.
    """
    return cast("Instance", _load(shared_folder() / "gen_weeks.py").gen(n_tasks, n_days, load, seed))


def score(instance: Instance, plan: Sequence[PlacedBlock]) -> dict[str, Any]:
    """Scores a plan.

    Args:
        instance: The problem the plan is for.
        plan: The blocks in any order.

    Returns:
        `U` (0 to 1, the share of the full utility) beside on-time shares (percent), splits and conflicts
        (minutes).
    """
    return cast("dict[str, Any]", _load(shared_folder() / "score.py").score(instance, list(plan)))
