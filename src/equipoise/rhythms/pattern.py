"""Pattern: a named, editable, shareable template of a week, as read from its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from equipoise.domain.commitments import Ritual
from equipoise.domain.rules import Strength
from equipoise.rhythms.windows import WindowSpec

__all__ = ["Combine", "Pattern", "PatternRule", "PatternValue", "RitualSpec", "SeasonSpec", "slug"]


class Combine(StrEnum):
    """How a rule of a file meets the value that stands already."""

    SET = "set"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class RitualSpec:
    """A ritual whose window may be tied to waking and sleep; ``ritual`` carries all the rest."""

    ritual: Ritual
    window: WindowSpec

    def resolve(self, wake: time, sleep: time) -> Ritual:
        """Return the ritual with its window in plain local time."""
        r = self.ritual
        window = self.window.resolve(wake, sleep)
        return Ritual(r.id, r.title, r.minutes, window, r.kind, r.energy, r.area, r.value)


PatternValue = float | str | tuple[WindowSpec, ...] | tuple[RitualSpec, ...]
"""What a file may set: a number in the rule's unit, a sentence, windows or rituals."""


@dataclass(frozen=True, slots=True)
class PatternRule:
    """One rule of a file.

    Attributes:
        id: key of ``RULES``.
        value: None if the file states only the strength.
        strength: None if the file does not state it; then the one that stands is kept.
        combine: AT_LEAST and AT_MOST (numbers only) never weaken what stands.
        line: where it stands in the file, counted from 1.
    """

    id: str
    value: PatternValue | None = None
    strength: Strength | None = None
    combine: Combine = Combine.SET
    line: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template of a week.

    Attributes:
        letter: "A" to "F" for the six that ship; may be empty for a person's own.
        name: "Boundary Fortress". ``summary``, ``for_whom``: one or two sentences for people.
        rules: what it sets; rituals are merged by id with those of the defaults.
        drop_rituals: ids of default rituals that it does without.
    """

    letter: str
    name: str
    summary: str = ""
    for_whom: str = ""
    rules: tuple[PatternRule, ...] = ()
    drop_rituals: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What origins call it: "pattern A", or "pattern my week" without a letter."""
        return f"pattern {self.letter or self.name}"

    @property
    def slug(self) -> str:
        """Name of its file without the ending: "a-boundary-fortress"."""
        return slug(f"{self.letter} {self.name}")


@dataclass(frozen=True, slots=True)
class SeasonSpec:
    """What a season changes: the shift of the dial, -1 to 1, and rules."""

    shift: float
    summary: str
    rules: tuple[PatternRule, ...] = ()


def slug(text: str) -> str:
    """Return lower-case words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))
