"""The harness around the planner: adapters, figures and tables. No timing is asserted."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from bench.planner import churn, curve, growth, neutral, report, targets, thousand
from bench.planner.adapter import EQUAL, HUMANE, full_worth, plan_within, previous_of, to_problem, worth_of
from bench.planner.baselines import METHODS, Instance, generate, score
from bench.planner.baselines.neutral import NeutralUnavailableError
from bench.planner.common import Options, cases, load, percentile, request_for, save, table

from equipoise.testing.weeks import make_week


@pytest.fixture(scope="module", params=[0.6, 1.1])
def instance(request: pytest.FixtureRequest) -> Instance:
    try:
        return generate(12, 5, request.param, 107)
    except NeutralUnavailableError as error:
        pytest.skip(str(error))


def test_our_plan_on_equal_footing_is_what_the_neutral_scorer_says(instance: Instance) -> None:
    plan, found, problem = plan_within(instance, 0.2)
    result = score(instance, plan)
    assert result["U"] == pytest.approx(found.objective / full_worth(instance), abs=1e-4)
    assert [result[key] for key in neutral.SOURED] == [0] * len(neutral.SOURED)
    assert result["late_min"] == 0
    assert worth_of(problem, plan, EQUAL).worth == pytest.approx(found.objective, abs=1e-6)


def test_humane_plan_keeps_buffers_and_margin(instance: Instance) -> None:
    plan, found, problem = plan_within(instance, 0.2, terms=HUMANE)
    result = score(instance, plan)
    own = worth_of(problem, plan, HUMANE)
    assert (result["switch_nobuf"], own.tight, own.overfull) == (0, 0, 0)
    assert result["min_day_margin"] >= 0.1 - 1e-9
    assert own.worth == pytest.approx(found.objective, abs=1e-6)


@pytest.mark.parametrize("name", ["due_date", "greedy", "slot_scorer", "squeaky_wheel"])
def test_a_rivals_plan_has_the_same_worth_by_both_measures(name: str, instance: Instance) -> None:
    plan = METHODS[name].plan(instance, 0.05, 1)
    own = worth_of(to_problem(instance), plan, EQUAL)
    assert own.worth / full_worth(instance) == pytest.approx(score(instance, plan)["U"], abs=1e-4)


def test_no_plan_is_worth_more_than_the_bound(instance: Instance) -> None:
    _plan, found, problem = plan_within(instance, 0.5)
    for name in ("due_date", "greedy", "squeaky_wheel"):
        plan = METHODS[name].plan(instance, 0.1, 1)
        assert worth_of(problem, plan, EQUAL).worth <= found.bound + 1e-6


def test_churn_sees_what_moved(instance: Instance) -> None:
    plan = METHODS["greedy"].plan(instance, 0.1, 1)
    assert churn.moved_share(plan, plan) == 0
    assert churn.moved_share(plan, plan[1:]) == pytest.approx(1 / len(plan))
    changed = churn.with_meeting(instance, 1)
    assert len(changed["busy"]) == len(instance["busy"]) + 1
    assert len(previous_of(to_problem(instance), plan)) == len(plan)


def test_fit_finds_the_exponent_of_a_power_law() -> None:
    slope, low, high = growth.fit([(n, 3e-5 * n**1.1) for n in (10, 100, 500, 2000, 9000)])
    assert slope == pytest.approx(1.1)
    assert low == pytest.approx(1.1)
    assert high == pytest.approx(1.1)
    assert math.isnan(growth.fit([(1, 1), (2, 2)])[0])


def test_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3
    assert percentile(list(range(1, 101)), 0.95) == 95
    assert math.isnan(percentile([], 0.5))


def test_small_targets_run_gives_a_verified_plan_and_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = targets.Case("tiny", 8, 3, 0.6, 9.0, ((0.3, 1.0),))
    monkeypatch.setattr(targets, "QUICK", (tiny,))
    result = targets.run(Options(quick=True, seeds=2))
    assert all(row["ok"] for row in result["cases"][0]["rows"])
    assert "met" in targets.tables(result)["targets"]


def test_a_week_of_the_thousand_is_clean() -> None:
    found = thousand.week(3)
    assert found["violations"] == found["mismatches"] == found["unexplained"] == []
    assert not found["bound_below"]


def test_small_neutral_run_gives_tables_and_picture(
    monkeypatch: pytest.MonkeyPatch, instance: Instance
) -> None:
    del instance
    size = neutral.Size(12, 5, (0.85,), 1, 1, 9.0, ("timefold", "taskcheck"), (0.05, 0.1))
    monkeypatch.setattr(neutral, "QUICK", (size,))
    result = neutral.run(Options(quick=True, seeds=1))
    tables = neutral.tables(result)
    assert "Equipoise" in tables["neutral"]
    assert set(tables) == {"neutral", "ahead", "manners"}
    assert curve.quality_picture(result["instances"]).startswith("<svg")


def test_pages_are_filled_between_markers_only() -> None:
    page = "before\n<!-- bench:one -->\nold\n<!-- /bench:one -->\nafter\n<!-- bench:two -->\n<!-- /bench:two -->\n"
    filled = report.fill(page, {"one": table(("a", "b"), [("1", "2")])})
    assert "old" not in filled
    assert filled.startswith("before\n<!-- bench:one -->\n")
    assert "| 1 | 2 |" in filled
    assert report.fill(filled, {"one": table(("a", "b"), [("1", "2")])}) == filled
    with pytest.raises(ValueError, match="three"):
        report.fill(page, {"three": ""})


def test_results_come_back_as_saved(tmp_path: Path) -> None:
    assert load(tmp_path, "part") is None
    save(tmp_path, "part", Options(seeds=4), {"rows": [1, None]}, 2.0)
    found = load(tmp_path, "part")
    assert found is not None
    assert (found["rows"], found["seeds"]) == ([1, None], 4)


def test_people_take_turns() -> None:
    found = [who for _seed, who, _made in cases(7, tasks=6, days=3, share=0.6)]
    assert len(set(found)) == 6
    assert found[0] == found[6]


def test_request_takes_other_events() -> None:
    made = make_week(1, tasks=6, days=3, load=0.6)
    assert request_for(made, events=()).events == request_for(made, events=()).life.events == ()


def test_the_page_has_a_marker_for_every_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "bench.md").read_text(encoding="utf-8")
    names = [
        "machine",
        "missed",
        "targets",
        "steps",
        "gaps",
        "neutral",
        "ahead",
        "manners",
        "replan",
        "churn",
        "growth",
        "sizes",
        "thousand",
    ]
    filled = report.fill(page, dict.fromkeys(names, "filled"))
    assert filled.count("\nfilled\n") == len(names)


def test_missed_targets_are_listed(tmp_path: Path) -> None:
    row = {"first": dict.fromkeys((*targets.STEPS, "total"), 2.0), "gaps": {"0.3": None}, "ok": True}
    case = {"name": "week", "first": 1.0, "gaps": [[0.3, 0.01]], "megabytes": 0}
    save(tmp_path, "targets", Options(), {"cases": [{"case": case, "rows": [row], "megabytes": None}]}, 1.0)
    found = report.all_tables(tmp_path)["missed"]
    assert found.startswith("Of 3 comparisons, 2 are missed.")
    assert "* week (1), gap at 0.3 s, median" in found
