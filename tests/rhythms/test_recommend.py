"""Recommendations: additive, deterministic, with reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.domain.errors import InputError
from equipoise.domain.rhythm import SeasonKind
from equipoise.rhythms.recommend import SLIDERS, Situation, recommend
from equipoise.rhythms.recommend_table import ADVICE, FEATURES, MOVES, SCALES, VALUES

units = st.floats(0, 1)
situations = st.builds(
    Situation,
    st.sampled_from([None, *SeasonKind]),
    st.lists(st.sampled_from(MOVES), unique=True).map(tuple),
    st.lists(st.sampled_from(VALUES), unique=True).map(tuple),
    units,
    units,
    units,
    units,
    units,
)


@pytest.mark.parametrize(
    ("situation", "pattern", "season", "low", "high"),
    [
        (Situation(moves=("leadership",)), "A", SeasonKind.PLATEAU, 0.0, 0.35),
        (Situation(moves=("creative leap",)), "E", SeasonKind.RAMP, 0.65, 1.0),
        (Situation(moves=("caregiving",), values=("family",)), "F", SeasonKind.PLATEAU, 0.5, 0.8),
        (Situation(moves=("side venture",)), "E", SeasonKind.RAMP, 0.55, 1.0),
        (Situation(moves=("recovery",)), "C", SeasonKind.RECOVERY, 0.0, 0.5),
        (Situation(season=SeasonKind.RECOVERY), "C", SeasonKind.RECOVERY, 0.0, 0.5),
        (Situation(moves=("mastery",), deep=0.9), "B", SeasonKind.RAMP, 0.4, 0.6),
        (Situation(protect_home=1.0, say=0.2), "A", SeasonKind.PLATEAU, 0.0, 0.4),
    ],
)
def test_what_the_article_asks_for(
    situation: Situation, pattern: str, season: SeasonKind, low: float, high: float
) -> None:
    found = recommend(situation)
    assert (found.pattern, found.season) == (pattern, season)
    assert low <= found.dial <= high
    assert any(reason.about == "pattern" for reason in found.reasons)


@given(situations)
def test_reasons_add_up(situation: Situation) -> None:
    found = recommend(situation)
    assert found == recommend(situation)
    shift = sum(reason.amount for reason in found.reasons if reason.about == "dial")
    assert found.dial == pytest.approx(min(1, max(0, 0.5 + shift)), abs=0.0301)
    points = sum(reason.amount for reason in found.reasons if reason.about == "pattern")
    assert points == pytest.approx(found.scores[found.pattern], abs=0.005)
    assert found.scores[found.pattern] == max(found.scores.values())
    assert all(reason.sentence.endswith(".") and reason.evidence for reason in found.reasons)


@given(situations, units, units)
def test_more_protection_never_means_more_integration(situation: Situation, a: float, b: float) -> None:
    def dial(home: float) -> float:
        return recommend(
            Situation(
                situation.season,
                situation.moves,
                situation.values,
                situation.synchronous,
                situation.deep,
                home,
                situation.protect_work,
                situation.say,
            )
        ).dial

    assert dial(max(a, b)) <= dial(min(a, b))


def test_seasons_and_moves_say_that_they_lack_evidence() -> None:
    found = recommend(Situation(moves=("leadership",)))
    assert {reason.evidence for reason in found.reasons} == {ADVICE}


def test_the_table_is_whole() -> None:
    assert set(FEATURES) == {*SCALES, *MOVES, *VALUES}
    assert all(FEATURES[name].low for name in SCALES)
    assert all(FEATURES[name].season_why for name in MOVES)
    assert set(SLIDERS) == {"protect_home", "protect_work", "say"}


def test_all_mistakes_at_once() -> None:
    with pytest.raises(InputError) as caught:
        recommend(Situation(moves=("nap",), values=("fame",), deep=2))
    assert len(caught.value.findings) == 3
