"""A plan: blocks, what did not fit and why, the certificate, and the worth of it rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from equipoise.domain.commitments import Area, BlockKind, Event
from equipoise.domain.time import Interval

__all__ = ["Block", "Certificate", "Clash", "Misfit", "Plan", "Progress", "Status"]


class Status(StrEnum):
    """What is known of a plan's quality."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Block:
    """A placed half-open interval.

    Attributes:
        id: stable within a plan, ``commitment`` and a running number: ``memo/1``; the same place keeps the same id.
        commitment: id of the task, routine, ritual, non-negotiable or event that it serves; "" for buffers.
        pinned: fixed by the person or by the frozen zone.
        private: True if others may not read what it is: the event or task that it serves is private.
    """

    id: str
    kind: BlockKind
    title: str
    when: Interval
    commitment: str = ""
    area: Area = Area.WORK
    role: str = ""
    place: str = ""
    pinned: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """What could not be placed, and why.

    Attributes:
        missing: minutes that found no place. ``placed``: minutes that did.
        reason: a sentence for people.
        blockers: ids of rules and commitments that together keep it out.
    """

    commitment: str
    title: str
    missing: int
    placed: int
    reason: str
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A hard rule that the person's own calendar breaks, and that no plan can mend. Shown, never hidden."""

    rule: str
    text: str
    when: Interval


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good the plan is, provably.

    Attributes:
        objective: worth of the plan in value-minutes. ``bound``: no legal plan is worth more.
        seconds: wall-clock time spent. ``first_seconds``: until the first legal plan.
        rounds: rounds of search done (same seed and rounds: same plan).
        multipliers: the numbers that prove the bound: prices for commitments (``task:memo``), days
            (``day:2026-11-23``) and goals (``goal:book``) of the Lagrangian dual; anyone can recompute it.
        versions: of Equipoise and the libraries that computed it.
    """

    objective: float
    bound: float
    seconds: float
    status: Status = Status.FEASIBLE
    first_seconds: float = 0.0
    rounds: int = 0
    seed: int = 0
    multipliers: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Share of the bound that may be missing, 0 or more."""
        return max(0.0, self.bound - self.objective) / max(abs(self.bound), 1e-9)


@dataclass(frozen=True, slots=True)
class Progress:
    """What counted as done when a plan was made, beyond what the life file said.

    Attributes:
        minutes: worked, by id of the task.
        dates: on which it was done, by id of the routine or non-negotiable.
    """

    minutes: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the planner proposes.

    Attributes:
        first, days: the horizon's local dates. ``now``: the moment from which it was planned.
        blocks: sorted by start; do not overlap each other or busy fixed events.
        fixed: the events that the plan was made around, sorted.
        terms: the objective, priced rule by priced rule, in value-minutes; they sum to the objective.
        progress: what counted as done: a replan carries it, so that the next one and the checker know.
    """

    person: str
    zone: str
    first: date
    days: int
    now: datetime
    blocks: tuple[Block, ...]
    fixed: tuple[Event, ...]
    misfits: tuple[Misfit, ...]
    clashes: tuple[Clash, ...]
    certificate: Certificate
    terms: Mapping[str, float]
    rhythm: str = ""
    notes: tuple[str, ...] = ()
    progress: Progress = field(default_factory=Progress)
