"""A recommendation in words: why this dial, this season and this pattern, and which pattern comes next."""

from __future__ import annotations

from equipoise.rhythms.library import builtin_patterns
from equipoise.rhythms.recommend import Recommendation

__all__ = ["advice_sentences"]


def advice_sentences(advice: Recommendation) -> list[str]:
    """Return the reasons for dial, season and pattern, each with what it adds."""
    dial, season, pattern = (
        [reason.sentence for reason in advice.reasons if reason.about == about]
        for about in ("dial", "season", "pattern")
    )
    start = (
        "The dial starts in the middle, at 0.50."
        if dial
        else "Nothing that you said moves the dial from 0.50."
    )
    return [start, *dial, *season, *pattern, *_runner_up(advice)]


def _runner_up(advice: Recommendation) -> list[str]:
    """Return which pattern comes next, with its points."""
    points = advice.scores[advice.pattern]
    rest = {letter: score for letter, score in advice.scores.items() if letter != advice.pattern}
    following = max(rest, key=lambda letter: (rest[letter], -ord(letter)))
    name = builtin_patterns()[following].name
    told = f"Pattern {advice.pattern} has {points:.2f} points; next is {following} {name} with {rest[following]:.2f}."
    return [told] if points else []
