"""The dial, as prices: how much a minute of work outside your own hours has to be worth.

The dial changes boundary prices and nothing else: ``price.off_hours`` and ``price.weekend`` (by one common
factor), and, where no pattern and no person chose it, whether ``weekend`` and ``holidays`` are hard or
priced.

**The promise.** Call *boundary minutes* h = off-hours minutes + r x minutes on days off, where r is the
ratio of the two prices. A plan's worth is g - p h with a g that the dial does not touch, so between two
optimal plans under prices p < q the one under q never has more boundary minutes: add the two inequalities
of optimality, and (q - p)(h_q - h_p) <= 0. Because both prices have one factor, r is the same everywhere
on the dial. Where the dial closes days off altogether (at or below ``WEEKEND_HARD`` and
``HOLIDAYS_PRICED``), minutes on them become none; work that must still be done may then move to an
evening.
"""

from __future__ import annotations

from datetime import date

from equipoise.domain.rhythm import Rhythm, Season
from equipoise.domain.rules import Strength
from equipoise.rhythms.draft import Draft
from equipoise.rhythms.library import seasons

__all__ = [
    "HOLIDAYS_PRICED",
    "SAY_LOW",
    "SPAN",
    "WEEKEND_HARD",
    "apply_dial",
    "apply_protection",
    "dial_factor",
    "effective_dial",
    "home_factor",
    "season_on",
    "work_factor",
]

SPAN = 60.0
"""Ratio of the boundary's prices at full balance to those at full integration (3.1 to 0.05). Ours."""
HOME_SPAN = 4.0
"""Ratio of the boundary's prices with home fully protected to those with home not protected at all. Ours."""
WORK_SPAN = 16.0
"""Ratio of the price of personal matters in own hours, work fully protected to not at all. Ours."""
WEEKEND_HARD = 0.15
"""At or below this effective dial, days off of the defaults are closed to work."""
HOLIDAYS_PRICED = 0.6
"""Above this effective dial, public holidays of the defaults are priced and no longer closed."""
SAY_LOW = 0.25
"""At or below this, the hours are the employer's: a pattern does not set your own hours."""


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def dial_factor(dial: float) -> float:
    """Return the factor on the boundary's prices: 7.75 at 0, 1 at 0.5, 0.13 at 1; falling, exponential."""
    return float(SPAN ** (0.5 - _unit(dial)))


def home_factor(protect_home: float) -> float:
    """Return the factor of "protect home from work" on the same prices: 0.5 at 0, 1 at 0.5, 2 at 1."""
    return float(HOME_SPAN ** (_unit(protect_home) - 0.5))


def work_factor(protect_work: float) -> float:
    """Return the factor of "protect work from home" on personal matters: 0.25 at 0, 1 at 0.5, 4 at 1."""
    return float(WORK_SPAN ** (_unit(protect_work) - 0.5))


def season_on(rhythm: Rhythm, day: date) -> Season | None:
    """Return the season that covers a date, or None. Of several, the one that starts last counts."""
    covering = [
        season
        for season in rhythm.seasons
        if (season.start is None or season.start <= day) and (season.end is None or day < season.end)
    ]
    return max(covering, key=lambda season: season.start or date.min, default=None)


def effective_dial(rhythm: Rhythm, season: Season | None) -> tuple[float, str]:
    """Return the dial that counts in a season, 0 to 1, and how it came about, for origins.

    Returns:
        For example ``(0.4, "dial 0.40 (0.20, season ramp +0.20)")`` or ``(0.2, "dial 0.20")``. A season with
        a dial of its own counts as it is: ``(0.7, "dial 0.70 (season ramp)")``.
    """
    if season is not None and season.dial is not None:
        dial = round(_unit(season.dial), 6)
        return dial, f"dial {dial:.2f} (season {season.kind})"
    base = _unit(rhythm.dial)
    shift = seasons()[season.kind].shift if season else 0.0
    dial = round(_unit(base + shift), 6)
    if season is None or not shift:
        return dial, f"dial {dial:.2f}"
    return dial, f"dial {dial:.2f} ({base:.2f}, season {season.kind} {shift:+.2f})"


def apply_dial(draft: Draft, dial: float, source: str) -> None:
    """Set the boundary's prices and strengths for an effective dial of 0 to 1."""
    factor = dial_factor(dial)
    for rule_id in ("price.off_hours", "price.weekend"):
        draft.put(rule_id, source, draft.number(rule_id) * factor)
    hard = {"weekend": dial <= WEEKEND_HARD, "holidays": dial <= HOLIDAYS_PRICED}
    for rule_id, closed in hard.items():
        if rule_id not in draft.chosen:
            draft.put(rule_id, source, strength=Strength.HARD if closed else Strength.PRICED)


def apply_protection(draft: Draft, protect_home: float, protect_work: float) -> None:
    """Scale the boundary's prices by the two directions of protection, 0 to 1 each; 0.5 changes nothing."""
    factors = {
        "price.off_hours": ("protect_home", protect_home, home_factor),
        "price.weekend": ("protect_home", protect_home, home_factor),
        "price.personal_in_hours": ("protect_work", protect_work, work_factor),
    }
    for rule_id, (name, position, factor) in factors.items():
        if position != 0.5:
            draft.put(
                rule_id, f"slider {name} {_unit(position):.2f}", draft.number(rule_id) * factor(position)
            )
