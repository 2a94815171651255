import importlib.util
import random
from datetime import timedelta
from pathlib import Path

import pytest
from bench.planner.baselines import METHODS, Instance, Method, PlacedBlock, generate, neutral, score
from bench.planner.baselines.grid import UNOWNED, build, parse, put
from bench.planner.baselines.neutral import NeutralUnavailableError

CONFLICTS = ("conflict_busy", "conflict_hours", "conflict_overlap")
SPLITS = ("illegal_splits", "tiny_chunks")
BUDGET = 3.0


@pytest.fixture(scope="module")
def instance() -> Instance:
    try:
        return generate(12, 5, 0.6, 7)
    except NeutralUnavailableError as error:
        pytest.skip(str(error))


SLOW = {"timefold": [pytest.mark.slow]}


@pytest.fixture(
    params=[pytest.param(one, id=name, marks=SLOW.get(name, [])) for name, one in METHODS.items()]
)
def method(request: pytest.FixtureRequest) -> Method:
    found: Method = request.param
    missing = found.missing()
    if missing:
        pytest.skip(f"{found.name}: {missing}")
    return found


@pytest.mark.filterwarnings("default")
def test_plan_keeps_what_the_method_promises(method: Method, instance: Instance) -> None:
    plan = method.plan(instance, BUDGET, 1)
    result = score(instance, plan)
    assert [result[key] for key in CONFLICTS] == [0, 0, 0]
    if not method.anytime:
        assert result["U"] > 0.5
    if method.on_time:
        assert result["late_min"] == 0
    if method.legal_splits:
        assert [result[key] for key in SPLITS] == [0, 0]


def test_no_task_gets_more_than_its_length(instance: Instance) -> None:
    for name in ("due_date", "greedy", "slot_scorer", "squeaky_wheel"):
        plan = METHODS[name].plan(instance, 0.05, 1)
        for task in instance["tasks"]:
            placed = sum((_length(block) for block in plan if block["task"] == task["id"]), timedelta())
            assert placed <= timedelta(minutes=task["dur"]), (name, task["id"])


def _length(block: PlacedBlock) -> timedelta:
    return parse(block["end"]) - parse(block["start"])


@pytest.mark.parametrize("load", [0.6, 0.85, 1.1])
def test_own_units_are_the_neutral_utility(load: float) -> None:
    try:
        instance = generate(46, 5, load, 3)
    except NeutralUnavailableError as error:
        pytest.skip(str(error))
    grid = build(instance)
    draw = random.Random(5)
    owner = [UNOWNED] * len(grid.position)
    for job in draw.sample(grid.jobs, len(grid.jobs)):
        start = draw.randrange(len(owner))
        gaps = [(max(start, a), b) for a, b in grid.gaps(owner) if b > start]
        if gaps:
            put(owner, job, [(gaps[0][0], min(job.need, gaps[0][1] - gaps[0][0]))])
    assert score(instance, grid.blocks(owner))["U"] == pytest.approx(
        grid.utility(owner) / grid.full_utility, abs=1e-4
    )


def test_squeaky_wheel_beats_the_rules_it_starts_from() -> None:
    try:
        instance = generate(46, 5, 1.1, 2)
    except NeutralUnavailableError as error:
        pytest.skip(str(error))
    found = {
        name: score(instance, METHODS[name].plan(instance, 0.3, 1))["U"]
        for name in ("due_date", "greedy", "slot_scorer", "squeaky_wheel")
    }
    assert found["squeaky_wheel"] > max(found["due_date"], found["greedy"], found["slot_scorer"])


@pytest.mark.filterwarnings("default")
def test_solver_that_has_no_time_gives_an_empty_plan(instance: Instance) -> None:
    if importlib.util.find_spec("ortools") is None:
        pytest.skip("cpsat_interval: not installed: ortools (PyPI)")
    assert METHODS["cpsat_interval"].plan(instance, 0.0, 1) == []


def test_missing_measure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(neutral.SHARED_VARIABLE, str(tmp_path))
    with pytest.raises(NeutralUnavailableError, match=neutral.SHARED_VARIABLE):
        neutral.shared_folder()


def test_every_method_stands_under_its_own_name() -> None:
    assert all(name == method.name for name, method in METHODS.items())
    assert all(method.needs for method in METHODS.values() if method.missing())
