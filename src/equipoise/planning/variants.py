"""The rhythms that a person may want to compare: their own, the six patterns, other places on the dial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from equipoise.domain.life import Life
from equipoise.domain.rhythm import Rhythm
from equipoise.rhythms import find_pattern

__all__ = ["MINE", "PATTERN_RULES", "rhythm_variants"]

MINE = "Yours"
PATTERN_RULES = frozenset(
    {"hours.own", "hours.outer", "hours.focus", "hours.meetings", "hours.family", "rituals", "weekend"}
)
"""Own changes of these rules are what another pattern replaces; all others stay in force."""


def rhythm_variants(
    life: Life, patterns: str = "ABCDEF", dials: Iterable[float] = (), *, mine: bool = True
) -> Mapping[str, Rhythm]:
    """Return rhythms to compare, by the names under which they are shown.

    Args:
        life: whose rhythm is varied: seasons, sliders and own changes stay.
        patterns: letters of patterns to try at the person's own dial. The person's own changes of hours,
            rituals and days off give way to the pattern's, as they would otherwise make all patterns alike.
        dials: places on the dial, 0 to 1, to try with everything else as the person has it.
        mine: begin with the person's own rhythm.

    Raises:
        InputError: there is no such pattern.
    """
    own = life.rhythm
    out = {MINE: own} if mine else {}
    kept = tuple(o for o in own.overrides if o.rule_id not in PATTERN_RULES)
    for letter in patterns:
        pattern = find_pattern(letter)
        out[f"{letter} {pattern.name}"] = replace(own, pattern=letter, by_weekday={}, overrides=kept)
    for dial in dials:
        out[f"{MINE}, dial {dial:.2f}"] = replace(own, dial=dial)
    return out
