"""What the checker says about a plan, and the two small things that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["HARD_RULES", "TOLERANCE", "Curve", "Kind", "Mismatch", "Unexplained", "Verdict", "Violation"]

TOLERANCE = 1e-6
"""Relative difference up to which two sums of value-minutes are taken as the same."""

HARD_RULES: Mapping[int, str] = {
    0: "Form",
    1: "Grid and order",
    2: "Closed time",
    3: "Frozen zone",
    4: "Release and deadline",
    5: "Chunks",
    6: "How often",
    7: "Dependencies",
    8: "Buffers and travel",
    9: "Breaks",
    10: "Margin",
    11: "Pins",
    12: "Replan",
}
"""Names of the hard rules by their numbers in ``docs/model.md``; 0 is the form that every plan must have."""


Kind = Literal["cognitive", "social", "physical"]
"""The three energies by their names."""


class Curve(Protocol):
    """What the checker needs to know of a person's energy."""

    @property
    def weight(self) -> float:
        """How much the curve is trusted, 0 to 1."""

    def level(self, kind: Kind, minute_of_day: int) -> float:
        """Return the energy of ``kind`` at a local minute of the day (0 to 1439), between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard rule that the plan breaks.

    Attributes:
        rule: number of the rule in ``docs/model.md``; 0 for a plan whose form cannot be right.
        text: a sentence for people, with times.
        blocks: ids of the blocks that break it; empty if a missing block does.
        cause: id of the rulebook's rule, or of the commitment, that stands behind it; "" if none does.
    """

    rule: int
    text: str
    blocks: tuple[str, ...] = ()
    cause: str = ""

    def __str__(self) -> str:
        return f"rule {self.rule} ({HARD_RULES[self.rule]}): {self.text}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number of the plan that its blocks do not bear out, in value-minutes."""

    name: str
    stated: float
    found: float


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A commitment whose shortfall the plan does not state, or states wrongly.

    Attributes:
        missing: minutes that found no place, counted by the checker. ``placed``: minutes that did.
    """

    commitment: str
    text: str
    missing: float
    placed: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the checker found.

    Attributes:
        violations: broken hard rules, in the order of their numbers.
        objective: worth of the plan in value-minutes, recomputed. ``terms``: the same term by term.
        mismatches: stated numbers that differ from the recomputed ones.
        unexplained: shortfalls that are not stated, or stated wrongly.
        bound_ok: whether the recomputed worth respects the bound of the certificate.
    """

    violations: tuple[Violation, ...]
    objective: float
    terms: Mapping[str, float]
    mismatches: tuple[Mismatch, ...]
    unexplained: tuple[Unexplained, ...]
    bound_ok: bool

    @property
    def ok(self) -> bool:
        """Tell whether the plan is legal and everything that it says of itself is true."""
        return not (self.violations or self.mismatches or self.unexplained) and self.bound_ok
