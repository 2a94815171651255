"""What stands on the grid, and the places that one block could take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Elements", "Moves"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Elements:
    """Elements by start, as columns. ``block``: index of the placed block, -1 for fixed elements and pins."""

    start: Ints
    end: Ints
    context: Ints
    work: Mask
    block: Ints
    owner: Ints

    def without(self, row: int) -> Elements:
        """Return all but one."""
        return Elements(*(np.delete(column, row) for column in self.__dict__.values()))


@dataclass(frozen=True)
class Moves:
    """Legal places of one block, its own among them.

    Attributes:
        block: index of the block. ``length``: its slots. ``here``: where it starts now.
        starts: legal first slots, ascending. ``gaps``: for each, the number of the gap between elements.
        terms: what each place loses against the present one, by term, in value-minutes; [starts].
        after: earliest slot that its dependencies leave.
    """

    block: int
    length: int
    here: int
    starts: Ints
    gaps: Ints
    terms: dict[str, Floats]
    after: int

    @cached_property
    def cost(self) -> Floats:
        """What each place loses in all; negative if it gains."""
        return np.asarray(sum(self.terms.values(), np.zeros(len(self.starts))))

    @cached_property
    def away(self) -> Mask:
        """Places that share no slot with the present one."""
        return np.abs(self.starts - self.here) >= self.length

    def terms_at(self, index: int) -> dict[str, float]:
        """Return the loss by term of one place, without zeros."""
        found = {name: float(column[index]) for name, column in self.terms.items()}
        return {name: value for name, value in found.items() if abs(value) > 1e-9}
