"""Which dial, season and pattern fit a situation: one additive table, every contribution told as a reason.

The weights are ours. That seasons and moves lean one way or the other is the article's advice without
evidence. That *fit* (having the boundary one prefers) and *control* matter more than the position itself
is what boundary research finds (Kreiner 2006; Kossek et al. 2012). The three sliders are worded by us:
**not a validated test**.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from equipoise.domain.errors import Finding, InputError
from equipoise.domain.rhythm import SeasonKind
from equipoise.rhythms.library import builtin_patterns, seasons
from equipoise.rhythms.recommend_table import (
    ADVICE,
    FEATURES,
    MOVES,
    OURS,
    SCALES,
    SEASON_OF_MOVE,
    VALUES,
    Feature,
)

__all__ = ["SLIDERS", "Reason", "Recommendation", "Situation", "recommend"]

SLIDERS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "protect_home": (
            "When I am at home, work should stay out.",
            "it may come in whenever it likes",
            "the door is shut",
        ),
        "protect_work": (
            "When I am at work, home should stay out.",
            "it may come in whenever it likes",
            "the door is shut",
        ),
        "say": ("I decide when I work.", "others decide all of it", "I decide all of it"),
    }
)
"""The three sliders: sentence, meaning of 0, meaning of 1. Our own words; not a validated test."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a person stands.

    Attributes:
        season: the season if the person knows it; None to have it recommended.
        moves: of "leadership", "creative leap", "caregiving", "side venture", "mastery", "recovery".
        values: of "health", "family", "acceleration".
        synchronous, deep: 0 to 1, how far the role demands being there at once, and deep work.
        protect_home, protect_work, say: 0 to 1, the three sliders.
    """

    season: SeasonKind | None = None
    moves: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    synchronous: float = 0.5
    deep: float = 0.5
    protect_home: float = 0.5
    protect_work: float = 0.5
    say: float = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution.

    Attributes:
        about: "dial", "season" or "pattern".
        amount: what it adds to the dial, or points for the recommended pattern; 0 for a season.
        sentence: the contribution in words, figure included.
        evidence: how far it can be trusted.
    """

    about: str
    amount: float
    sentence: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A dial (before the season shifts it), a season and a pattern, why, and the points of every pattern."""

    dial: float
    season: SeasonKind
    pattern: str
    reasons: tuple[Reason, ...]
    scores: Mapping[str, float]


def recommend(situation: Situation) -> Recommendation:
    """Recommend a dial, season and pattern.

    Returns:
        The same for the same situation, always. The dial lies in [0, 1] in steps of 0.05; of patterns with
        equal points the earlier letter wins.

    Raises:
        InputError: unknown words among moves or values, or numbers outside [0, 1].
    """
    _check(situation)
    strengths = _strengths(situation)
    season, season_reason = _season(situation)
    if season is SeasonKind.RECOVERY:
        strengths["recovery"] = 1.0
    scores = dict.fromkeys(builtin_patterns(), 0.0)
    for name, amount in strengths.items():
        for letter, weight in FEATURES[name].patterns.items():
            scores[letter] = round(scores[letter] + weight * amount, 4)
    pattern = max(scores, key=lambda letter: (scores[letter], -ord(letter)))
    shifts = {name: FEATURES[name].dial * amount for name, amount in strengths.items()}
    dial = round(min(1.0, max(0.0, 0.5 + sum(shifts.values()))) * 20) / 20
    reasons = [_dial_reason(FEATURES[name], shift) for name, shift in shifts.items() if round(shift, 3)]
    reasons.append(season_reason)
    if not any(scores.values()):
        words = f"Nothing that you named speaks for one pattern; begin with {pattern}"
        reasons.append(Reason("pattern", 0.0, f"{words} {builtin_patterns()[pattern].name}.", OURS))
    reasons.extend(
        _pattern_reason(FEATURES[name], pattern, FEATURES[name].patterns[pattern] * amount)
        for name, amount in strengths.items()
        if round(FEATURES[name].patterns.get(pattern, 0.0) * amount, 3)
    )
    return Recommendation(dial, season, pattern, tuple(reasons), MappingProxyType(scores))


def _strengths(situation: Situation) -> dict[str, float]:
    """Return how strongly each feature speaks: 1 for a word that was named, -0.5 to 0.5 for a scale."""
    scales = {name: getattr(situation, name) - 0.5 for name in SCALES}
    named = [name for name in FEATURES if name in situation.moves or name in situation.values]
    return {name: amount for name, amount in scales.items() if amount} | dict.fromkeys(named, 1.0)


def _season(situation: Situation) -> tuple[SeasonKind, Reason]:
    if situation.season is not None:
        season, why = situation.season, "it is the season that you named"
    else:
        move = next((name for name in SEASON_OF_MOVE if name in situation.moves), "")
        season = SEASON_OF_MOVE.get(move, SeasonKind.PLATEAU)
        why = FEATURES[move].season_why if move else "nothing that you named asks for another"
    shift = seasons()[season].shift
    effect = (
        f"it moves the dial by {shift:+.2f} while it lasts" if shift else "it leaves the dial where it is"
    )
    return season, Reason("season", 0.0, f"Season {season}: {why}; {effect}.", ADVICE)


def _dial_reason(feature: Feature, shift: float) -> Reason:
    way = "integration" if shift > 0 else "balance"
    words = feature.high if shift * feature.dial > 0 else feature.low
    return Reason("dial", round(shift, 4), f"{words}: {shift:+.2f}, towards {way}.", feature.evidence)


def _pattern_reason(feature: Feature, letter: str, points: float) -> Reason:
    words = feature.high if points * feature.patterns[letter] > 0 else feature.low
    name = builtin_patterns()[letter].name
    sentence = f"{words}: {points:+.2f} for {letter} {name}."
    return Reason("pattern", round(points, 4), sentence, feature.evidence)


def _check(situation: Situation) -> None:
    findings = [
        *_unknown("moves", situation.moves, MOVES),
        *_unknown("values", situation.values, VALUES),
        *(
            Finding(
                f"{name} = {getattr(situation, name):g} is not between 0 and 1", "write 0 to 1", field=name
            )
            for name in SCALES
            if not 0 <= getattr(situation, name) <= 1
        ),
    ]
    if findings:
        raise InputError(findings)


def _unknown(field: str, words: Iterable[str], known: tuple[str, ...]) -> list[Finding]:
    cure = f"known are {', '.join(known)}"
    return [Finding(f"{word!r} is not known", cure, field=field) for word in words if word not in known]
