"""Comparisons: measured alike, advised by stated values, with the price of the advice named."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.commitments import LocalWindow, NonNegotiable
from equipoise.domain.errors import InputError
from equipoise.domain.life import Life, Person
from equipoise.domain.plan import Plan
from equipoise.domain.rhythm import Override, Rhythm
from equipoise.planning.advice import VALUE_MEASURES, advise
from equipoise.planning.build import Request
from equipoise.planning.compare import compare, compare_plans
from equipoise.planning.figures import duration, figure
from equipoise.planning.measure_table import MEASURES
from equipoise.planning.measures import Row
from equipoise.planning.phrases import PHRASES
from equipoise.planning.search import Effort
from equipoise.planning.variants import rhythm_variants

from .forecast.smallweek import BERLIN, WORKDAYS, at, block, make_plan, make_request, task, window

QUICK = Effort(seconds=0.5, rounds=40)


def row(key: str, *values: float | None) -> Row:
    spec = MEASURES[key]
    return Row(key, spec.label, spec.unit, spec.better, values)


@pytest.fixture
def plans() -> dict[str, tuple[Request, Plan]]:
    """Calm places two hours by day; Late places five, two of them in two evenings."""
    tasks = [task("memo", 300, due=at(4, "18:00"), min_chunk=60, max_chunk=120)]
    request = make_request(tasks)
    calm = make_plan(request, [block("memo", 0, "09:00", "11:00")])
    late = make_plan(
        request,
        [
            block("memo", 0, "09:00", "11:00"),
            block("memo", 0, "20:30", "21:30"),
            block("memo", 1, "09:00", "10:00"),
            block("memo", 1, "20:30", "21:30"),
        ],
    )
    return {"Calm": (request, calm), "Late": (request, late)}


def test_advice_follows_the_stated_value_and_names_what_it_costs(
    plans: dict[str, tuple[Request, Plan]],
) -> None:
    found = compare_plans(plans, ["acceleration"])
    assert found.recommended == "Late"
    assert [c.advised for c in found.contenders] == [False, True]
    text = " ".join(found.advice.sentences)
    assert "Late places 100 % of the work by value; Calm 40 %." in text
    assert "Late has 3 h more deep work than Calm (5 h against 2 h)." in text
    assert (
        "But Late has 2 h more work than Calm before 07:00, after 19:00 or on days off (2 h against 0 min)."
        in text
    )
    assert "But Late has work after 19:00 on 2 evenings; Calm on 0." in text
    assert compare_plans(plans, ["family"]).recommended == "Calm"
    assert compare_plans(plans, ["health"]).recommended == "Calm"


def test_advice_always_has_its_other_side(plans: dict[str, tuple[Request, Plan]]) -> None:
    for value in VALUE_MEASURES:
        assert compare_plans(plans, [value]).advice.trade_offs


def test_without_stated_values_nothing_is_advised(plans: dict[str, tuple[Request, Plan]]) -> None:
    found = compare_plans(plans)
    assert found.recommended is None
    assert found.advice.reasons[0] == "You stated no values, so nothing is advised."
    assert "On acceleration alone, Late leads." in found.advice.reasons
    assert dict(found.advice.by_value) == {
        "health": ("Calm",),
        "family": ("Calm",),
        "acceleration": ("Late",),
    }


def test_a_tie_is_said(plans: dict[str, tuple[Request, Plan]]) -> None:
    found = compare_plans({"One": plans["Calm"], "Two": plans["Calm"]}, ["health"])
    assert found.recommended is None
    assert found.advice.tied == ("One", "Two")
    assert found.advice.reasons[0] == "One and Two are tied on health: none is ahead by as much as matters."
    assert "do not differ in any measure" in found.advice.reasons[1]


def test_differences_too_small_to_matter_are_draws() -> None:
    rows = [row("deep", 300, 301), row("placed_value", 80.0, 80.5), row("on_time_value", None, 50.0)]
    found = advise(["A", "B"], rows, ["acceleration"])
    assert found.tied == ("A", "B")
    assert found.tallies["A"].draws == 3
    assert advise(["A", "B"], [row("deep", 300, 330)], ["acceleration"]).recommended == "B"


def test_duels_are_counted_by_hand() -> None:
    rows = [row("deep", 100, 200, 300), row("placed_value", 90, 50, 50)]
    found = advise(["A", "B", "C"], rows, ["acceleration"])
    # A: deep 0-2, placed 2-0; B: deep 1-1, placed 0-1, one draw; C: deep 2-0, placed 0-1, one draw
    assert {n: (t.wins, t.losses, t.draws) for n, t in found.tallies.items()} == {
        "A": (2, 2, 0),
        "B": (1, 2, 1),
        "C": (2, 1, 1),
    }
    assert found.recommended == "C"
    assert found.trade_offs == ("But C places 50 % of the work by value; A 90 %.",)


def test_a_lead_won_only_against_third_parties_is_a_tie() -> None:
    # against A's 300 minutes B's 290 are a draw, but only A is far enough ahead of C's 265
    found = advise(["A", "B", "C"], [row("deep", 300, 290, 265), row("work", 1, 2, 3)], ["acceleration"])
    assert found.tallies["A"].points > found.tallies["B"].points
    assert found.recommended is None
    assert found.tied == ("A", "B")
    assert found.reasons[0].startswith(
        "A and B are tied on acceleration: none is ahead by as much as matters."
    )


def test_the_order_of_columns_does_not_matter(plans: dict[str, tuple[Request, Plan]]) -> None:
    for value in VALUE_MEASURES:
        turned = compare_plans(dict(reversed(plans.items())), [value])
        assert turned.recommended == compare_plans(plans, [value]).recommended


def test_unknown_values_are_refused(plans: dict[str, tuple[Request, Plan]]) -> None:
    with pytest.raises(
        InputError, match="'fame' is not a known value; known are health, family, acceleration"
    ):
        compare_plans(plans, ["fame"])


def test_worths_under_different_rulebooks_are_not_compared(plans: dict[str, tuple[Request, Plan]]) -> None:
    found = compare_plans(plans, ["family"])
    assert found.notes[0].startswith("Each plan's worth is counted in the prices of its own rulebook")
    assert {r.key for r in found.common} < {r.key for r in found.rows}
    assert "off_hours" not in {r.key for r in found.common}
    measured = {key for keys in VALUE_MEASURES.values() for key in keys}
    assert all(MEASURES[key].common and MEASURES[key].matters > 0 for key in measured)


def test_every_phrase_belongs_to_a_measure() -> None:
    assert set(PHRASES) <= {key for key, spec in MEASURES.items() if spec.common}


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (200, "min", "3 h 20 min"),
        (2015, "min", "33 h 35 min"),
        (45, "min", "45 min"),
        (0, "min", "0 min"),
        (15.25, "h", "15 h 15 min"),
        (-0.5, "h", "\u221230 min"),
        (-0.001, "h", "0 h"),
        (0, "h", "0 h"),
        (21.5, "clock", "21:30"),
        (25, "clock", "01:00 the next day"),
        (83.4, "%", "83 %"),
        (99.7, "%", "99.7 %"),
        (99.99, "%", "over 99.9 %"),
        (0.2, "%", "0.2 %"),
        (0.01, "%", "under 0.1 %"),
        (0, "%", "0 %"),
        (100, "%", "100 %"),
        (2, "", "2"),
        (2.25, "", "2.2"),
        (1999.96, "", "2\u00a0000"),
    ],
)
def test_figures_in_words(amount: float, unit: str, words: str) -> None:
    assert figure(amount, unit) == words


@given(st.floats(0, 100))
def test_no_share_is_rounded_to_all_or_nothing(share: float) -> None:
    assert (figure(share, "%") == "100 %") == (share == 100)
    assert (figure(share, "%") == "0 %") == (share == 0)


def test_a_tie_says_with_figures_what_both_have_over_the_rest() -> None:
    rows = [row("deep", 300, 310, 100), row("placed_value", 80, 80, 80), row("life", 60, 60, 600)]
    found = advise(["A", "B", "C"], rows, ["acceleration"])
    assert found.tied == ("A", "B")
    assert f"A has {duration(200)} more deep work than C (5 h against 1 h 40 min)." in found.reasons
    assert found.trade_offs == (
        "But A reserves 9 h less for personal and family time than C (1 h against 10 h).",
    )


def test_every_reason_with_a_figure_names_the_figures_of_the_table(
    plans: dict[str, tuple[Request, Plan]],
) -> None:
    found = compare_plans(plans, list(VALUE_MEASURES))
    rows = {r.key: r for r in found.common}
    told = [line for line in (*found.advice.reasons[1:], *found.advice.trade_offs) if "No other" not in line]
    assert told
    for line in told:
        assert any(all(figure(v or 0, r.unit) in line for v in r.values) for r in rows.values()), line


def test_compare_solves_each_and_reports_progress() -> None:
    tasks = [task(f"t{i}", 60, due=at(i % 5, "17:00")) for i in range(6)]
    early = make_request(tasks)
    late = make_request(tasks, hours_own=(window("13:00", "21:00", WORKDAYS),))
    seen: list[tuple[str, int, int]] = []
    found = compare(
        {"Early": early, "Late": late},
        QUICK,
        ["family"],
        on_progress=lambda name, done, count: seen.append((name, done, count)),
    )
    assert seen == [("Early", 0, 2), ("Late", 1, 2), ("", 2, 2)]
    assert [c.plan.rhythm for c in found.contenders] == ["Early", "Late"]
    assert all(c.scores["placed"] == 360 for c in found.contenders)


def test_a_rhythm_that_contradicts_itself_does_not_spoil_the_others() -> None:
    swim = NonNegotiable("swim", "Swim", (LocalWindow(time(6), time(8)),), 60, 7)
    fine = make_request([task("a", 60)], non_negotiables=[swim])
    awake_late = make_request([task("a", 60)], non_negotiables=[swim], sleep=(window("23:00", "08:00"),))
    found = compare({"Fine": fine, "Asleep": awake_late}, QUICK)
    assert [c.name for c in found.contenders] == ["Fine"]
    assert set(found.impossible) == {"Asleep"}
    assert any(note.startswith("Asleep: no plan keeps all its hard rules.") for note in found.notes)


def test_variants_keep_what_is_the_persons_and_vary_the_rest() -> None:
    own = Rhythm(
        dial=0.3,
        pattern="B",
        by_weekday={4: "A"},
        overrides=(Override("hours.own", (window("08:00", "12:00"),)), Override("price.switch", 9.0)),
    )
    life = replace(Life(Person("Ada", BERLIN)), rhythm=own)
    found = rhythm_variants(life, "AD", (0.0, 1.0))
    assert list(found) == [
        "Yours",
        "A Boundary Fortress",
        "D Time-Weave",
        "Yours, dial 0.00",
        "Yours, dial 1.00",
    ]
    assert found["Yours"] == own
    assert found["D Time-Weave"].pattern == "D"
    assert not found["D Time-Weave"].by_weekday
    assert found["D Time-Weave"].dial == 0.3
    assert [o.rule_id for o in found["D Time-Weave"].overrides] == ["price.switch"]
    assert found["Yours, dial 1.00"] == replace(own, dial=1.0)
    assert next(iter(rhythm_variants(life, mine=False))).startswith("A ")
