"""What a slot is worth to a commitment: the priced rules of docs/model.md, term by term, as vectors over the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from equipoise.domain.commitments import (
    Area,
    BlockKind,
    EnergyKind,
    Event,
    LocalWindow,
    NonNegotiable,
    Ritual,
    Routine,
    Task,
)
from equipoise.domain.rules import Rulebook
from equipoise.domain.time import SLOT_MINUTES, Grid
from equipoise.planning.masks import Masks, window_spans

__all__ = ["Curve", "Item", "Pricing"]

Floats = NDArray[np.float64]
Item = Task | Routine | Ritual | NonNegotiable | Event
Kind = Literal["cognitive", "social", "physical"]
MAX_TARDY = 0.8
MAX_SOONER = 0.5


class Curve(Protocol):
    """What the planner needs of an energy curve."""

    @property
    def weight(self) -> float:
        """Trust in the curve, in [0, 1]."""

    def level(self, kind: Kind, minute_of_day: float) -> float:
        """Return the level in [0, 1] at a local minute of the day."""

    def levels(self, kind: Kind) -> Floats:
        """Return the level in [0, 1] at each of the 288 five-minute points of the local day."""


@dataclass
class Pricing:
    """Prices of one horizon. Vectors are value-minutes per slot, of shape [grid.size]; costs are negative."""

    grid: Grid
    books: Mapping[date, Rulebook]
    masks: Masks
    curve: Curve
    _prices: dict[str, Floats] = field(default_factory=dict)
    _energy: dict[str, Floats] = field(default_factory=dict)
    _worth: dict[tuple[object, ...], Floats] = field(default_factory=dict)

    def price(self, rule_id: str) -> Floats:
        """Return a price for each slot, from the rulebook of the slot's own date."""
        if rule_id not in self._prices:
            by_day = np.asarray([self.books[d].number(rule_id) for d in self.grid.dates])
            self._prices[rule_id] = by_day[self.masks.day]
        return self._prices[rule_id]

    def at_start(self, rule_id: str) -> float:
        """Return a price on the horizon's first date."""
        return self.books[self.grid.first].number(rule_id)

    def priority(self, item: Item) -> str:
        """Return the rule that prices an item's minutes."""
        if isinstance(item, Task | Routine):
            return f"price.{item.priority.value}"
        return "price.high"

    def _energy_of(self, kind: EnergyKind) -> Floats:
        if kind not in self._energy:
            levels = self.curve.levels(kind.value)
            self._energy[kind] = levels[(self.masks.minute // SLOT_MINUTES) % 288] * self.curve.weight
        return self._energy[kind]

    def _boundary(self, item: Item, part: slice, out: dict[str, Floats]) -> None:
        own, off = self.masks.own[part], self.masks.day_off[part]
        area = Area.LIFE if isinstance(item, NonNegotiable) else item.area
        if area is Area.WORK:
            out["off_hours"] = np.where(own, 0.0, -self.price("price.off_hours")[part])
            if off.any():
                out["weekend"] = np.where(off, -self.price("price.weekend")[part], 0.0)
        elif not isinstance(item, Ritual | NonNegotiable):
            out["personal_in_hours"] = np.where(own, -self.price("price.personal_in_hours")[part], 0.0)

    def _delay(self, task: Task, value: Floats, part: slice, out: dict[str, Floats]) -> None:
        wait = np.minimum(MAX_SOONER, self.price("price.sooner")[part] * self.masks.day[part])
        out["sooner"] = -value * wait
        if task.due is not None and not task.hard_due:
            seconds = np.arange(*part.indices(self.grid.size)) * (SLOT_MINUTES * 60.0)
            late = (seconds - (task.due - self.grid.start).total_seconds()) / 86400
            if late.size and late[-1] >= 0:
                days = np.where(late >= 0, np.maximum(1.0, np.ceil(late - 1e-9)), 0.0)
                out["tardy"] = -value * np.minimum(MAX_TARDY, self.price("price.tardy")[part] * days)

    def _inside(self, windows: Sequence[LocalWindow]) -> NDArray[np.bool_]:
        mask = np.zeros(self.grid.size, np.bool_)
        for day in self.grid.dates:
            for lo, hi in window_spans(self.grid, windows, day):
                mask[lo:hi] = True
        return mask

    def terms(self, item: Item, start: int = 0, end: int | None = None) -> dict[str, Floats]:
        """Return the per-minute terms of an item by name, as worth per slot of [start, end)."""
        part = slice(start, end)
        out: dict[str, Floats] = {}
        value = self.price(self.priority(item))[part]
        if isinstance(item, Task):
            out["placed"] = value * (1 - self.price("price.completion")[part])
            self._delay(item, value, part, out)
            if item.preferred:
                away = ~self._inside(item.preferred)[part]
                out["preferred"] = np.where(away, -self.price("price.preferred")[part], 0.0)
        elif isinstance(item, Routine | Event):
            out["placed"] = value
        if not isinstance(item, NonNegotiable):
            energy = EnergyKind.SOCIAL if isinstance(item, Event) else item.energy
            out["energy"] = self._energy_of(energy)[part] * self.price("price.energy")[part]
        self._boundary(item, part, out)
        if isinstance(item, Event):
            away = (self.masks.has_batch & ~self.masks.meetings)[part]
            out["batch"] = np.where(away, -self.price("price.batch")[part], 0.0)
        if self.kind(item) is not BlockKind.FOCUS and self.masks.focus.any():
            out["focus"] = np.where(self.masks.focus[part], -self.price("price.focus")[part], 0.0)
        return {name: vector * SLOT_MINUTES for name, vector in out.items()}

    def worth(self, item: Item) -> Floats:
        """Return the sum of an item's per-minute terms, per slot; equal prices share one array."""
        key = self._key(item)
        if key not in self._worth:
            zero = np.zeros(self.grid.size)
            self._worth[key] = np.asarray(sum(self.terms(item).values(), zero))
        return self._worth[key]

    def _key(self, item: Item) -> tuple[object, ...]:
        if isinstance(item, NonNegotiable):
            return (NonNegotiable, item.kind)
        if isinstance(item, Event):
            return (Event, item.area)
        if isinstance(item, Ritual):
            return (Ritual, item.kind, item.area, item.energy)
        if isinstance(item, Routine):
            return (Routine, item.kind, item.area, item.energy, item.priority)
        due = None if item.hard_due else item.due
        return (Task, item.kind, item.area, item.energy, item.priority, due, item.preferred)

    @staticmethod
    def kind(item: Item) -> BlockKind:
        """Return the kind of block that an item's blocks are."""
        return BlockKind.MEETING if isinstance(item, Event) else item.kind

    def completion(self, task: Task, slots: int) -> float:
        """Return what finishing a task of ``slots`` earns on top of its minutes."""
        return self.at_start("price.completion") * self.at_start(self.priority(task)) * slots * SLOT_MINUTES
