"""Words for times and value-minutes."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.time import Grid
from equipoise.planning.explain import why_all, why_here
from equipoise.planning.explain.wording import joined, length, moment, parts, priced, shares, worth

from .conftest import assert_plain
from .smallweeks import Small, rule, task, window

BERLIN = ZoneInfo("Europe/Berlin")


def test_moments_are_local_and_short() -> None:
    grid = Grid(date(2026, 11, 23), 7, BERLIN)
    assert moment(grid, 9 * 12) == "Monday 9:00"
    assert moment(grid, 288 + 14 * 12 + 6) == "Tuesday 14:30"
    assert moment(Grid(date(2026, 11, 23), 14, BERLIN), 9 * 12) == "Monday 23 November 9:00"


def test_the_repeated_hour_is_told_apart() -> None:
    grid = Grid(date(2026, 10, 25), 1, BERLIN)
    assert moment(grid, 2 * 12) == "Sunday 2:00"
    assert moment(grid, 3 * 12) == "Sunday 2:00 (the second time that the clock shows it)"
    assert moment(grid, 4 * 12) == "Sunday 3:00"


def test_after_the_skipped_hour_clocks_are_right() -> None:
    assert moment(Grid(date(2026, 3, 29), 1, BERLIN), 2 * 12) == "Sunday 3:00"


@pytest.mark.parametrize("first", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_plan_on_a_day_with_a_clock_change(first: date) -> None:
    every = frozenset(range(7))
    week = Small(
        first=first, days=1, rules=(rule("hours.own", (window("09:00", "12:00", every),)),), tasks=(task("memo", 60),)
    )  # fmt: skip
    solution = week.solution()
    block = next(b for b in solution.plan.blocks if b.commitment)
    local = block.when.start.astimezone(BERLIN)
    assert why_here(solution, block.id).sentence.startswith(
        f"Sunday {local.hour}:{local.minute:02d}, because"
    )
    for text in why_all(solution).values():
        assert_plain(text)


@pytest.mark.parametrize(
    ("slots", "text"),
    [(1, "5 minutes"), (18, "90 minutes"), (12, "1 hour"), (24, "2 hours"), (27, "2 h 15"), (36, "3 hours")],
)
def test_lengths(slots: int, text: str) -> None:
    assert length(slots) == text


def test_worth_and_parts() -> None:
    assert worth(22.4) == "22 minutes' worth"
    assert worth(0.7) == "1 minute's worth"
    assert worth(0.2) == "less than a minute's worth"
    assert parts({"energy": 15.0, "batch": 7.0}) == "15 of energy, 7 of a split meeting batch"
    assert (
        parts({"off_hours": 12.0, "sooner": -2.0}) == "12 of work outside your hours, less 2 saved on waiting"
    )
    assert parts({"energy": 9.0, "ritual": -5.0}) == "9 of energy, less 5 gained in rituals kept"
    assert parts({"placed": 9.4, "completion": 6.4}) == "16 of work left undone"
    assert (
        priced({"energy": 15.0, "batch": 7.0})
        == "22 minutes' worth: 15 of energy, 7 of a split meeting batch"
    )
    assert priced({"sooner": 2.2}) == "2 minutes' worth of waiting"
    assert joined(["a", "b", "c"]) == "a, b and c"


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(-500, 500), min_size=1))
def test_rounded_parts_sum_to_the_rounded_whole(costs: dict[str, float]) -> None:
    assert sum(shares(costs).values()) == round(sum(costs.values()))
    assert all(abs(value - costs[name]) < 1.0 + 1e-9 for name, value in shares(costs).items())


@given(
    st.dictionaries(
        st.sampled_from(["energy", "sooner", "placed", "completion", "ritual"]), st.floats(-500, 500)
    )
)
def test_a_stated_price_is_the_sum_of_what_it_names(costs: dict[str, float]) -> None:
    if round(sum(costs.values())) < 1:
        return
    head, _, detail = priced(costs).partition(": ")
    total = int(head.split()[0])
    assert total == round(sum(costs.values()))
    if detail:
        lost, _, won = detail.partition(", less ")
        named = sum(int(part.split()[0]) for part in lost.split(", "))
        assert named - (int(won.split()[0]) if won else 0) == total
