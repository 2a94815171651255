"""The table behind recommendations: what each feature of a situation adds to the dial and to each pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from equipoise.domain.rhythm import SeasonKind

__all__ = ["ADVICE", "FEATURES", "FIT", "MOVES", "OURS", "SCALES", "SEASON_OF_MOVE", "VALUES", "Feature"]

ADVICE = "article's advice without evidence"
FIT = "boundary research finds that fit and control matter; the weight is ours"
OURS = "our own weighing"


@dataclass(frozen=True, slots=True)
class Feature:
    """One row.

    Attributes:
        dial: added to the dial for a named word, or for a scale's way from 0 to 1 (half of it from 0.5 to 1).
        patterns: points for each pattern, in the same way.
        high, low: the words for a reason when the feature is named or high, and when a scale is low.
        season_why: why it asks for its season.
    """

    dial: float
    patterns: Mapping[str, float]
    high: str
    evidence: str
    low: str = ""
    season_why: str = field(default="")


SCALES = ("synchronous", "deep", "protect_home", "protect_work", "say")
"""Features with a scale from 0 to 1; the middle adds nothing."""
MOVES = ("leadership", "creative leap", "caregiving", "side venture", "mastery", "recovery")
VALUES = ("health", "family", "acceleration")

FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "synchronous": Feature(
            -0.30,
            {"A": 1.0, "B": -1.0, "D": -0.5, "E": -1.0},
            "Your role needs you there at once",
            OURS,
            low="Your role can answer later",
        ),
        "deep": Feature(
            0.0,
            {"A": 0.5, "B": 2.0, "D": 0.5},
            "Your role needs deep work",
            OURS,
            low="Your role needs little deep work",
        ),
        "protect_home": Feature(
            -0.40,
            {"A": 2.0, "C": 0.5, "D": -1.5, "E": -1.0},
            "You want home protected from work",
            FIT,
            low="Work may come home with you",
        ),
        "protect_work": Feature(
            -0.20,
            {"A": 0.5, "B": 1.0, "D": -0.5, "F": -0.5},
            "You want work protected from home",
            FIT,
            low="Home may reach you at work",
        ),
        "say": Feature(
            0.20,
            {"A": -0.5, "D": 1.5, "E": 1.0},
            "You have much say over your hours",
            FIT,
            low="You have little say over your hours",
        ),
        "health": Feature(-0.10, {"A": 0.5, "C": 1.0}, "Health counts most for you", OURS),
        "family": Feature(-0.05, {"A": 0.75, "D": 0.25, "F": 0.75}, "Family counts most for you", OURS),
        "acceleration": Feature(
            0.15, {"B": 0.75, "D": 0.25, "E": 0.75}, "Acceleration counts most for you", OURS
        ),
        "leadership": Feature(
            -0.25,
            {"A": 2.0, "B": 1.0},
            "A move into leadership wants a balance-heavy cadence with protected thinking time",
            ADVICE,
            season_why="a move into leadership lasts when its cadence can be kept for years",
        ),
        "creative leap": Feature(
            0.25,
            {"D": 1.5, "E": 2.0},
            "A creative leap wants the flexibility of integration",
            ADVICE,
            season_why="a creative leap is a reinvention",
        ),
        "caregiving": Feature(
            0.15,
            {"F": 3.0},
            "Care has fixed points that work flows round, with answers promised for a time",
            ADVICE,
            season_why="care needs steady weeks",
        ),
        "side venture": Feature(
            0.15,
            {"D": 0.75, "E": 2.0},
            "A venture beside the job needs sprints of its own",
            ADVICE,
            season_why="a venture is being launched",
        ),
        "mastery": Feature(
            0.0,
            {"A": 0.5, "B": 1.5},
            "Building mastery needs long undisturbed sessions",
            ADVICE,
            season_why="mastery is being built",
        ),
        "recovery": Feature(
            0.0,
            {"C": 3.0},
            "Recovery puts sleep and slack first",
            "sleep and detachment are well supported; the weight is ours",
            season_why="recovery comes before everything else",
        ),
    }
)
"""Every feature by its name."""

SEASON_OF_MOVE: Mapping[str, SeasonKind] = MappingProxyType(
    {
        "recovery": SeasonKind.RECOVERY,
        "caregiving": SeasonKind.PLATEAU,
        "leadership": SeasonKind.PLATEAU,
        "creative leap": SeasonKind.RAMP,
        "side venture": SeasonKind.RAMP,
        "mastery": SeasonKind.RAMP,
    }
)
"""The season that a move asks for; of several moves, the first of this table decides."""
