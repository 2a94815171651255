"""The price of an hour."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from equipoise.domain.commitments import Priority
from equipoise.planning.engine import Solution
from equipoise.planning.explain import hour_prices
from equipoise.planning.explain.prices import Prices, lagrangian
from equipoise.planning.search import Effort, search
from equipoise.planning.tabulate import tabulate

from .smallweeks import Small, task

WEEKS = [(1, "engineer", 1.1), (2, "lead", 0.85), (3, "consultant", 1.1), (6, "carer", 0.85)]


@pytest.mark.parametrize(("seed", "who", "load"), WEEKS)
def test_prices_are_never_negative_and_bounds_hold(
    random_week: Callable[..., Solution], plain: Callable[[str], None], seed: int, who: str, load: float
) -> None:
    solution = random_week(seed, who=who, load=load)
    hours = hour_prices(solution)
    plain(hours.sentence)
    assert (hours.slots >= 0).all()
    assert all(h.value >= 0 for h in hours.hours)
    assert all(v >= 0 for v in hours.longer.values())
    prices = Prices(solution.found)
    whole = lagrangian(prices.tables, prices.multipliers)
    assert whole >= solution.found.bound - 1e-6
    problem = solution.setup.problem
    switch = float(problem.switch.max(initial=0.0))
    for hour in hours.dearest[:2] + hours.cheapest[:1]:
        lo, hi = problem.grid.floor(hour.when.start), problem.grid.floor(hour.when.end)
        mask = problem.open_mask.copy()
        mask[lo:hi] = False
        blocked = replace(problem, open_mask=mask)
        value = lagrangian(tabulate(blocked).bound, prices.multipliers)
        assert whole - hour.value - 1e-6 <= value <= whole - hour.value + 2 * switch + 1e-6
        found = search(blocked, Effort(seconds=20.0, rounds=3))
        assert found.objective <= value + 1e-6


def test_a_longer_stretch_never_costs_less(random_week: Callable[..., Solution]) -> None:
    solution = random_week(1, who="engineer", load=1.1)
    prices = Prices(solution.found)
    starts = np.arange(0, int(solution.setup.problem.grid.size) - 40, 7)
    last = np.zeros(len(starts))
    for size in (6, 12, 24, 36):
        now = prices.of(starts, starts + size)
        assert (now >= last - 1e-9).all()
        last = now


def test_an_hour_that_decides_is_worth_what_it_holds() -> None:
    # one hour is open, two tasks want it: without the hour the better one is lost
    week = Small(days=1, closes="10:00")
    both = (task("good", 60, priority=Priority.HIGH), task("poor", 60, priority=Priority.LOW))
    solution = replace(week, tasks=both).solution()
    hours = hour_prices(solution)
    (hour,) = [h for h in hours.hours if h.value > 0]
    assert hour.when == week.span(0, "09:00", "10:00")
    # without the hour the week is worth nothing: no price is higher than that
    assert hour.value <= solution.plan.certificate.bound + 1e-6
    assert hour.value >= 60.0
    assert hours.longer[week.first] > 0


def test_free_time_costs_nothing() -> None:
    solution = Small(tasks=(task("memo", 60),)).solution()
    hours = hour_prices(solution)
    assert max(h.value for h in hours.hours) < 2.0
    table = hours.by_day(solution.setup.problem.grid)
    nine = next(h for h in hours.hours if h.when == Small().span(0, "09:00", "10:00"))
    assert table[Small().first]["9:00"] == nine.value


def test_no_open_hour() -> None:
    week = Small(days=1, closes="09:30")
    assert "none has a price" in hour_prices(replace(week, tasks=(task("memo", 15),)).solution()).sentence
