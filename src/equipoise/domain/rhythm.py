"""Rhythm: dial, season, pattern, sliders and the person's own changes. The source text of a rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from equipoise.domain.rules import RuleValue, Strength

__all__ = ["Override", "Rhythm", "Season", "SeasonKind"]


class SeasonKind(StrEnum):
    """A stretch of life; it moves the dial and the targets."""

    RAMP = "ramp"
    PLATEAU = "plateau"
    HARVEST = "harvest"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Season:
    """A season from ``start`` up to, not including, ``end``; None leaves that side open.

    Attributes:
        dial: the dial while it lasts; None leaves the person's own, shifted as the kind says.
    """

    kind: SeasonKind
    start: date | None = None
    end: date | None = None
    dial: float | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A person's own change of one rule: a new value, a new strength, or both."""

    rule_id: str
    value: RuleValue | None = None
    strength: Strength | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Where between balance and integration the person lives, and by which week.

    Attributes:
        dial: 0 = full balance (segmentation), 1 = full integration.
        pattern: letter A to F or the name of a pattern of the person's own.
        by_weekday: weekday (Monday = 0) to pattern, for days that follow another one.
        protect_home, protect_work: 0 to 1, how much each is protected from the other.
        say: 0 to 1, how much say the person has over their own hours.
        seasons: dated seasons; the one that covers a date counts there.
        overrides: the person's own changes, applied last.
    """

    dial: float = 0.5
    pattern: str = "A"
    by_weekday: Mapping[int, str] = field(default_factory=dict)
    protect_home: float = 0.5
    protect_work: float = 0.5
    say: float = 0.5
    seasons: tuple[Season, ...] = ()
    overrides: tuple[Override, ...] = ()
