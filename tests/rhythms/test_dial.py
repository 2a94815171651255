"""What the dial and the sliders promise, at the level of rulebooks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.domain.life import Person
from equipoise.domain.rhythm import Override, Rhythm, Season, SeasonKind
from equipoise.domain.rules import Rulebook
from equipoise.rhythms import compile_rulebook
from equipoise.rhythms.diff import diff

from .conftest import MONDAY

PERSON = Person("Ada", ZoneInfo("Europe/Berlin"), country="DE")
BOUNDARY = {"price.off_hours", "price.weekend", "weekend", "holidays"}
units = st.floats(0, 1)
patterns = st.sampled_from("ABCDEF")
seasons = st.sampled_from([(), *((Season(kind),) for kind in SeasonKind)])
fast = settings(max_examples=60, deadline=None)


def book(pattern: str, **changes: object) -> Rulebook:
    return compile_rulebook(Rhythm(pattern=pattern, **changes), MONDAY, PERSON)  # type: ignore[arg-type]


@fast
@given(patterns, seasons, units, units, units)
def test_towards_balance_the_boundary_only_hardens(
    pattern: str, season: tuple[Season, ...], home: float, a: float, b: float
) -> None:
    low, high = (
        book(pattern, seasons=season, protect_home=home, dial=dial) for dial in (min(a, b), max(a, b))
    )
    assert {change.rule_id for change in diff(high, low)} <= BOUNDARY
    for rule_id in ("price.off_hours", "price.weekend"):
        assert low.number(rule_id) >= high.number(rule_id) > 0
    for rule_id in ("weekend", "holidays"):
        assert low.is_hard(rule_id) >= high.is_hard(rule_id)
    ratios = [each.number("price.weekend") / each.number("price.off_hours") for each in (low, high)]
    assert ratios[0] == pytest.approx(ratios[1])


@fast
@given(patterns, units, units, units)
def test_protecting_home_only_raises_the_boundary(pattern: str, dial: float, a: float, b: float) -> None:
    less, more = (book(pattern, dial=dial, protect_home=home) for home in (min(a, b), max(a, b)))
    assert {change.rule_id for change in diff(less, more)} <= {"price.off_hours", "price.weekend"}
    for rule_id in ("price.off_hours", "price.weekend"):
        assert more.number(rule_id) >= less.number(rule_id)


@fast
@given(patterns, units, units, units)
def test_protecting_work_only_raises_its_price(pattern: str, dial: float, a: float, b: float) -> None:
    less, more = (book(pattern, dial=dial, protect_work=work) for work in (min(a, b), max(a, b)))
    assert {change.rule_id for change in diff(less, more)} <= {"price.personal_in_hours"}
    assert more.number("price.personal_in_hours") >= less.number("price.personal_in_hours")


@fast
@given(patterns, units, units)
def test_say_changes_own_hours_and_the_rest_that_follows(pattern: str, a: float, b: float) -> None:
    changed = {change.rule_id for change in diff(book(pattern, say=a), book(pattern, say=b))}
    assert changed <= {"hours.own", "advice.rest"}


@fast
@given(patterns, units)
def test_recovery_is_never_further_from_balance_than_ramp(pattern: str, dial: float) -> None:
    recovery, plateau, ramp = (
        book(pattern, dial=dial, seasons=(Season(kind),)).number("price.off_hours")
        for kind in (SeasonKind.RECOVERY, SeasonKind.PLATEAU, SeasonKind.RAMP)
    )
    assert recovery >= plateau >= ramp


@given(units)
@fast
def test_a_persons_price_is_not_touched(dial: float) -> None:
    assert book("B", dial=dial, overrides=(Override("price.weekend", 9.0),)).number("price.weekend") == 9


def test_the_ends_of_the_dial() -> None:
    assert book("B", dial=0.0).number("price.off_hours") == pytest.approx(3.1, abs=0.01)
    assert book("B", dial=0.5).number("price.off_hours") == pytest.approx(0.4)
    assert book("B", dial=1.0).number("price.off_hours") == pytest.approx(0.05, abs=0.01)
    assert book("B", dial=0.15).is_hard("weekend")
    assert not book("B", dial=0.2).is_hard("weekend")
    assert book("B", dial=0.5).is_hard("holidays")
    assert not book("B", dial=0.7).is_hard("holidays")
    assert book("A", dial=1.0).is_hard("weekend")  # A's own choice of hardness stands
